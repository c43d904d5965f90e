from django.apps import AppConfig


class WorkerTestConfig(AppConfig):
    name = "tests.activity.worker"
    label = "worker_under_test"

    def ready(self) -> None:
        from activity import jobs, verbs
        from tests.activity.worker.handlers import work

        verbs.register("kill.done", "Done by a worker under test")
        jobs.register("kill.work", work)
