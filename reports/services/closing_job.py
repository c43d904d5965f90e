"""Closing a large month: reckoned in portions by a job that tells how far it is, then closed in one short transaction.

Cut off, it has booked some of what was to be booked anyway; started again, it goes over what is done without writing,
and does the rest. A month is closed, and its snapshot written, only together with the end of the job.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activity.clock import now
from activity.jobs import Finisher, JobContext, enqueue
from activity.models import Job, JobState
from organizations.models import User
from organizations.policy import can
from reports.services import closing
from scoring.models import Period
from scoring.services import periods
from scoring.services.facts import groups_of

JOB = "reports.close_month"
LARGE = 3000
"""From so many items with something in the month on, closing takes longer than a page may."""
RECKONING = _("Reckoning the month once more")


def is_large(year: int, month: int) -> bool:
    """Whether the month is better closed by the job."""
    period = Period.objects.filter(year=year, month=month).first()
    return period is not None and len(groups_of(period)) >= LARGE


def close_by_job(*, year: int, month: int, by: User) -> Job:
    """Promise the closing; while one waits or runs, that one is returned.

    Raises what `close_month` raises where the month cannot be closed now; the job asks again at its end.
    """
    period = closing.check_closing(year=year, month=month, by=by)
    key = f"{period.slug}:"
    waiting = Job.objects.filter(name=JOB, key__startswith=key, state__in=[JobState.QUEUED, JobState.RUNNING]).first()
    return waiting or enqueue(JOB, key=f"{key}{now().isoformat()}", by=by, year=year, month=month, by_id=by.pk)


def close_job(context: JobContext, *, year: int, month: int, by_id: int) -> Finisher:
    """Everything long in portions; the closing itself with the end of the job."""
    by = User.objects.get(pk=by_id)
    period = closing.check_closing(year=year, month=month, by=by)
    context.progress(phase=RECKONING)
    periods.prepare(period, by=by, progress=lambda done, total: context.progress(done=done, total=total))

    def finish() -> dict[str, Any]:
        closing.close_month(year=year, month=month, by=by, prepared=True)
        return {"url": reverse("reports:months")}

    return finish


def may_view_job(user: Any, job: Job) -> bool:
    """Whoever may close months sees how far that is."""
    return can(user, "period.close")
