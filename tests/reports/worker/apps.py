from django.apps import AppConfig


class WorkerTestConfig(AppConfig):
    name = "tests.reports.worker"
    label = "bulletin_worker_under_test"

    def ready(self) -> None:
        """Real files, with a mark before the pages are set and one before the files are kept."""
        from reports.services import building
        from tests.activity.worker.handlers import reach

        render, keep = building.render_pdf, building.keep

        def stopping_render(**given):
            pdf = render(**given)
            reach("work", 0)
            return pdf

        def stopping_keep(*given, **named):
            kept = keep(*given, **named)
            reach("finish", 0)
            return kept

        building.render_pdf, building.keep = stopping_render, stopping_keep
