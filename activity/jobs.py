"""Jobs as the other apps see them: register a handler, enqueue, try again. How they are run stands in `runner.py`.

A handler is `handler(context, **args)`. It does its slow work outside a transaction, tells of it by
`context.progress(...)`, and returns a dict, or a function without arguments which makes the last writes and returns
the dict: that function and the end of the job are committed in one transaction, or neither is. A handler may therefore
be run twice and must leave nothing behind but what that function writes. If the dict has a "url", the page of the job
links to it.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from celery import current_app
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from activity import clock
from activity.errors import DomainError, UnknownNameError
from activity.models import Job, JobState
from activity.services import record

logger = logging.getLogger(__name__)

# How long a published message may stay unheard before the sweeper publishes the job again.
REPUBLISH_AFTER = timedelta(seconds=30)
PROGRESS_EVERY = timedelta(seconds=0.5)

Result = dict[str, Any]
Finisher = Callable[[], Result]
Handler = Callable[..., Finisher | Result]


class LeaseLostError(Exception):
    """The lease of the job is another's by now: what was worked out is thrown away."""


@dataclass(frozen=True, slots=True)
class JobKind:
    handler: Handler
    label: Any
    may_view: Callable[[Any, Job], bool] | None
    most_attempts: int


_kinds: dict[str, JobKind] = {}


class JobContext:
    """What a handler is given: the job, and the way to tell how far it is."""

    def __init__(self, job: Job, token: str) -> None:
        self.job = job
        self._token = token
        self._told_at = timezone.now() - PROGRESS_EVERY

    def progress(self, *, phase: Any = None, done: int | None = None, total: int | None = None) -> None:
        """Write how far the work is, at once: call it outside a transaction, as often as you like.

        `phase` is a translatable sentence without placeholders; it is stored in its source language. A mere count
        is written twice a second at most. Raises LeaseLostError when another worker has taken over.
        """
        phase_text = self.job.phase if phase is None else _source_text(phase)
        is_news = phase_text != self.job.phase or total not in (None, self.job.total) or done == self.job.total
        self.job.phase = phase_text
        self.job.done_count = self.job.done_count if done is None else done
        self.job.total = self.job.total if total is None else total
        if not is_news and timezone.now() - self._told_at < PROGRESS_EVERY:
            return
        self._told_at = timezone.now()
        told = Job.objects.held_by(self._token).filter(pk=self.job.pk)
        if not told.update(phase=self.job.phase, done_count=self.job.done_count, total=self.job.total):
            raise LeaseLostError(f"job {self.job.pk}")


def register(
    name: str,
    handler: Handler,
    *,
    may_view: Callable[[Any, Job], bool] | None = None,
    label: Any = None,
    most_attempts: int = 3,
) -> None:
    """Make a kind of work known. Who asked for a job may see it; `may_view(user, job)` lets others in.

    `label` is the title of the job's page. Raises ValueError when the name has another handler.
    """
    known = _kinds.setdefault(name, JobKind(handler, label or _("Work in the background"), may_view, most_attempts))
    if known.handler != handler:
        raise ValueError(f"the job {name} is registered twice")


def kind_of(name: str) -> JobKind:
    """The kind of that name. Raises UnknownNameError."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownNameError(f"no app registered the job {name}") from None


def may_view(user: Any, job: Job) -> bool:
    """Whether the person may see this job and try it again."""
    if job.created_by_id is not None and job.created_by_id == user.pk:
        return True
    kind = _kinds.get(job.name)
    return bool(kind and kind.may_view and kind.may_view(user, job))


def label_of(job: Job) -> str:
    """The title of the job's page, in the reader's language."""
    kind = _kinds.get(job.name)
    return str(kind.label if kind else _("Work in the background"))


def enqueue(name: str, *, key: str, by: AbstractBaseUser | None = None, **args: Any) -> Job:
    """Promise the work, in the caller's transaction; a job of that name and key that stands already is returned.

    `args` are ids and other small JSON values. The message goes out after commit; if it cannot, the sweeper sends it
    later. Raises UnknownNameError.
    """
    kind_of(name)
    job, is_new = Job.objects.get_or_create(
        name=name,
        key=key,
        defaults={
            "args": json.loads(json.dumps(args, cls=DjangoJSONEncoder)),
            "publish_at": timezone.now() + REPUBLISH_AFTER,
            "created_by_id": None if by is None else by.pk,
            "created_at": clock.now(),
        },
    )
    if is_new:
        transaction.on_commit(partial(publish, job.pk))
    return job


@transaction.atomic
def retry_job(*, job_id: int, by: AbstractBaseUser) -> Job:
    """Let a failed job run again. Raises DomainError (`not_failed`) for any other: two clicks start it once."""
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.state != JobState.FAILED:
        raise DomainError(_("Only work that failed can be started again."), code="not_failed")
    job.state, job.attempts, job.error, job.finished_at = JobState.QUEUED, 0, "", None
    job.publish_at = timezone.now() + REPUBLISH_AFTER
    job.save(update_fields=["state", "attempts", "error", "finished_at", "publish_at"])
    record("job.retry", subject=job, by=by, data={"name": job.name, "key": job.key})
    transaction.on_commit(partial(publish, job.pk))
    return job


def publish(job_id: int) -> bool:
    """Send the number of the job to the workers; says whether the broker took it. Raises nothing."""
    try:
        current_app.send_task("activity.tasks.run_job", args=[job_id], retry=False)
    except Exception:  # whatever the carrier's trouble, the promise stands in the row and the act has succeeded
        logger.warning("Job %s could not be published; the sweeper will publish it.", job_id, exc_info=True)
        return False
    return True


def _source_text(phase: Any) -> str:
    with translation.override(None):
        return str(phase)[:200]
