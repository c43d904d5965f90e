"""Keeping the scores of the open months up to date: a job whenever items changed."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activity.clock import now
from activity.jobs import JobContext, enqueue
from activity.models import Job, JobState
from organizations.models import User
from organizations.policy import can
from scoring.models import Period
from scoring.services.reckoning import has_news, last_event_id, reckon_changes, reckon_period

JOB = "score_period"
CHANGES = _("Reckoning what has changed")
WHOLE = _("Reckoning the whole period")


def score_job(context: JobContext, *, period_id: int | None = None, by_id: int | None = None) -> dict[str, Any]:
    """Reckon what has changed, or one whole period.

    Unlike other jobs it writes on the way, in portions that are right in themselves: done twice it writes nothing the
    second time, and cut off it is simply continued.
    """
    by = User.objects.filter(pk=by_id).first() if by_id else None
    context.progress(phase=WHOLE if period_id else CHANGES)
    tell = _teller(context)
    written = reckon_changes(by=by, progress=tell)
    address = reverse("scoring:ranking")
    if period_id:
        period = Period.objects.get(pk=period_id)
        written += reckon_period(period, by=by, progress=tell)
        address += f"?period={period.slug}"
    return {"rows": written, "url": address}


def refresh_scores() -> Job | None:
    """Have new and revoked facts reckoned, if there are any; asked by beat and by the pages that show scores.

    Asking again while that job waits or runs starts no second one.
    """
    if not has_news():
        return None
    return _waiting("changes:") or enqueue(JOB, key=f"changes:{last_event_id()}")


def reckon_again(period: Period, *, by: User) -> Job:
    """Have the whole period reckoned on somebody's word; a second press while that waits or runs starts no other."""
    key = f"period:{period.pk}:"
    return _waiting(key) or enqueue(JOB, key=f"{key}{now().isoformat()}", by=by, period_id=period.pk, by_id=by.pk)


def may_view_job(user: Any, job: Job) -> bool:
    """Whoever may have the scores reckoned sees how far that is."""
    return can(user, "score.reckon")


def _waiting(key: str) -> Job | None:
    states = [JobState.QUEUED, JobState.RUNNING]
    return Job.objects.filter(name=JOB, key__startswith=key, state__in=states).first()


def _teller(context: JobContext) -> Callable[[int, int], None]:
    return lambda done, total: context.progress(done=done, total=total)
