from django.apps import AppConfig


class GovinfoConfig(AppConfig):
    name = "govinfo"
    label = "govinfo"

    def ready(self) -> None:
        """Register the checks for deployment and make the directories that every process writes to."""
        import contextlib

        from govinfo.checks import register_deployment_checks
        from govinfo.data import make_directories

        register_deployment_checks()
        # A data root that cannot be made is told by `manage.py check`; commands that need none still run.
        with contextlib.suppress(OSError):
            make_directories()
