"""Verbs and jobs for tests, and events made through the one way that there is."""

from collections.abc import Callable
from itertools import count
from typing import Any

from activity import jobs, notices, verbs
from activity.models import Event, Job, Notice
from activity.services import record
from tests.factories.organizations import make_person

VERB, OTHER_VERB, NOTICE = "test.done", "test.undone", "test.notice"
_keys = count(1)


class Behaviour:
    """What the job `test.job` does: a test puts a handler in `run`. `viewers` may see it besides its owner."""

    run: Callable[..., Any]
    viewers: set[int]

    def reset(self) -> "Behaviour":
        self.run, self.viewers = lambda context, **args: {}, set()
        return self


_behaviour = Behaviour()


def _run_test_job(context: jobs.JobContext, **args: Any) -> Any:
    return _behaviour.run(context, **args)


def _may_view_test_job(user: Any, job: Job) -> bool:
    return user.pk in _behaviour.viewers


def register_test_verbs() -> None:
    """Make the two verbs known; safe to call again."""
    verbs.register(VERB, "Done in a test")
    verbs.register(OTHER_VERB, "Undone in a test")


def register_test_jobs() -> Behaviour:
    """Make `test.job` and `test.other` known and let them do nothing; returns the way to change that."""
    jobs.register("test.job", _run_test_job, may_view=_may_view_test_job, label="Work of a test")
    jobs.register("test.other", _run_test_job)
    return _behaviour.reset()


def make_event(verb: str = VERB, **kw: Any) -> Event:
    """Record one event by a fresh person about that person, unless told otherwise."""
    register_test_verbs()
    person = kw.pop("by", None) or make_person()
    return record(verb, subject=kw.pop("subject", person), by=person, **kw)


def make_job(name: str = "test.job", *, by: Any = None, **args: Any) -> Job:
    """Promise one job with a key of its own."""
    return jobs.enqueue(name, key=f"test-{next(_keys)}", by=by, **args)


def register_test_notices() -> None:
    """Make one kind of notice known whose words name a title."""
    notices.register_kind(NOTICE, "About %(title)s")


def make_notice(user: Any, *, title: str = "蔬菜质量", url: str = "/", subject: Any = None) -> Notice:
    """Put one notice in the person's inbox."""
    register_test_notices()
    subject = subject or user
    (notice,) = notices.tell([user], kind=NOTICE, subject=subject, data={"title": title}, url=url)
    return notice


def results(job: Job) -> int:
    """How many results the job has left."""
    return Event.objects.about(job).count()


def recorded(job: Job) -> Callable[[], dict[str, Any]]:
    """The finisher of a test: it leaves one event, which `results` counts."""

    def finish() -> dict[str, Any]:
        record(VERB, subject=job, by=None)
        return {"url": "/done/"}

    return finish
