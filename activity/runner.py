"""How jobs are run: lease, work, end; and the sweep that brings back what was lost on the way."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from activity import clock
from activity.errors import showable_message
from activity.jobs import REPUBLISH_AFTER, Finisher, JobContext, LeaseLostError, Result, kind_of, publish
from activity.models import Heartbeat, Job, JobState
from activity.processes import is_gone, own_identity

logger = logging.getLogger(__name__)

# Longer than the hard time limit, after which no worker can still be at it.
LEASE = timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT + 60)
# Work that kills its worker each time (too much memory) must not go round for ever.
MOST_CLAIMS = 10
SWEEP_SIZE = 100
RETRY_AFTER = timedelta(seconds=5)


def run_job(job_id: int) -> bool:
    """Run the job if nobody else does and it is not finished; says whether this call brought it to its end.

    Safe to call any number of times, in any order, from any process. Raises nothing that the job raises.
    """
    job = take_lease(job_id)
    if job is None:
        return False
    try:
        kind = kind_of(job.name)
        outcome = kind.handler(JobContext(job, job.lease_token), **job.args)
        return _finish(job, outcome)
    except LeaseLostError:
        logger.warning("Job %s was taken over by another worker; this run is thrown away.", job_id)
        return False
    except SoftTimeLimitExceeded:
        return _fail(job, _("The work took too long and was stopped. Please try again, or tell the administrator."))
    except Exception as error:  # the last place that can tell the person who waits
        if showable_message(error):
            return _fail(job, error)
        logger.exception("Job %s (%s) failed on attempt %s.", job_id, job.name, job.attempts)
        return _try_again_or_fail(job)


def run_queued(limit: int = 10_000) -> int:
    """Run waiting jobs in this process, oldest first, until none waits; returns how many ended.

    For the demo, commands and tests, where no worker is to be waited for.
    """
    ended = 0
    for _round in range(limit):
        job_id = Job.objects.claimable(timezone.now()).order_by("pk").values_list("pk", flat=True).first()
        if job_id is None:
            break
        ended += run_job(job_id)
    return ended


def take_lease(job_id: int) -> Job | None:
    """Claim the job by one conditional update; None when it is finished, held by another, or not there."""
    token, now = uuid4().hex, timezone.now()
    taken = Job.objects.claimable(now).filter(pk=job_id).update(
        state=JobState.RUNNING,
        lease_token=token,
        lease_until=now + LEASE,
        lease_owner=own_identity(),
        attempts=F("attempts") + 1,
        phase="",
        done_count=0,
        total=0,
    )  # fmt: skip
    return Job.objects.select_related("created_by").get(pk=job_id) if taken else None


def sweep_jobs() -> int:
    """Take leases from dead processes, give up what was cut off too often, publish what waits; returns how many."""
    now = timezone.now()
    Heartbeat.beat("worker")
    _free_leases_of_the_dead(now)
    _give_up_hopeless(now)
    published = 0
    for job in Job.objects.claimable(now).filter(publish_at__lte=now).order_by("publish_at", "pk")[:SWEEP_SIZE]:
        # Conditional, so that two sweeps at once do not both publish it.
        if Job.objects.filter(pk=job.pk, publish_at=job.publish_at).update(publish_at=now + REPUBLISH_AFTER):
            published += publish(job.pk)
    return published


def _finish(job: Job, outcome: Finisher | Result) -> bool:
    """Make the last writes and end the job, both or neither, if the lease is still ours."""
    with transaction.atomic():
        if not list(Job.objects.select_for_update().held_by(job.lease_token).filter(pk=job.pk)):
            raise LeaseLostError(f"job {job.pk}")
        result = outcome() if callable(outcome) else outcome
        return _end(job, state=JobState.DONE, result=result, phase="", error="")


def _fail(job: Job, reason: Any) -> bool:
    with _language_of(job):
        message = showable_message(reason) if isinstance(reason, Exception) else str(reason)
    return _end(job, state=JobState.FAILED, error=message)


def _try_again_or_fail(job: Job) -> bool:
    most = kind_of(job.name).most_attempts if _is_known(job) else 1
    if job.attempts >= most:
        return _fail(job, _("The work failed because of a fault in the system. The administrator finds it in the log."))
    again_at = timezone.now() + RETRY_AFTER * 2 ** (job.attempts - 1)
    Job.objects.held_by(job.lease_token).filter(pk=job.pk).update(
        state=JobState.QUEUED, lease_token="", lease_owner="", lease_until=None, publish_at=again_at
    )
    return False


def _is_known(job: Job) -> bool:
    try:
        kind_of(job.name)
    except LookupError:
        return False
    return True


def _end(job: Job, **fields: Any) -> bool:
    ended = Job.objects.held_by(job.lease_token).filter(pk=job.pk)
    return bool(ended.update(lease_token="", lease_owner="", lease_until=None, finished_at=clock.now(), **fields))


def _free_leases_of_the_dead(now: datetime) -> None:
    running = Job.objects.filter(state=JobState.RUNNING, lease_until__gte=now).exclude(lease_owner="")
    for job in running:
        if is_gone(job.lease_owner):
            # Conditional on the token: another may have taken the job since. Publish at once.
            Job.objects.held_by(job.lease_token).filter(pk=job.pk).update(
                lease_until=now - timedelta(seconds=1), publish_at=now
            )


def _give_up_hopeless(now: datetime) -> None:
    for job in Job.objects.expired(now).filter(attempts__gte=MOST_CLAIMS).select_related("created_by"):
        _fail(job, _("The work was cut off too often. Please tell the administrator."))


@contextmanager
def _language_of(job: Job) -> Iterator[None]:
    """Sentences are stored in the language of whoever asked."""
    with translation.override(getattr(job.created_by, "language", "") or settings.LANGUAGE_CODE):
        yield
