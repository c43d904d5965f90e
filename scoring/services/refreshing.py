"""Keeping the scores of the open months up to date: a job whenever items changed."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activity.clock import now, today
from activity.jobs import JobContext, enqueue
from activity.models import Job, JobState
from organizations.models import User
from organizations.policy import can
from scoring.models import Period, Scheme, ScoringRun
from scoring.services.periods import ensure_periods
from scoring.services.reckoning import has_news, last_event_id, reckon_changes, reckon_period, settle_everybody
from scoring.services.validity import rules_of, scheme_on

JOB = "score_period"
CHANGES = _("Reckoning what has changed")
WHOLE = _("Reckoning the whole period")
SETTLING = _("Settling quotas and limits")


def score_job(
    context: JobContext, *, period_id: int | None = None, by_id: int | None = None, scheme_id: int | None = None,
    settles: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Reckon what has changed; one whole period, or the open ones that a scheme touches; settle everybody on a new day.

    Unlike other jobs it writes on the way, in portions that are right in themselves: done twice it writes nothing the
    second time, and cut off it is simply continued.
    """
    by = User.objects.filter(pk=by_id).first() if by_id else None
    context.progress(phase=CHANGES)
    tell = _teller(context)
    written = reckon_changes(by=by, progress=tell)
    address = reverse("scoring:ranking")
    for period in _whole_periods(period_id, scheme_id):
        context.progress(phase=WHOLE)
        written += reckon_period(period, by=by, progress=tell)
        address = f"{reverse('scoring:ranking')}?period={period.slug}"
    if settles:
        context.progress(phase=SETTLING)
        written += settle_everybody(by=by, progress=tell)
    return {"rows": written, "url": address}


def _whole_periods(period_id: int | None, scheme_id: int | None) -> list[Period]:
    if scheme_id:
        scheme = Scheme.objects.get(pk=scheme_id)
        touched = Period.objects.unclosed().filter(ends_on__gte=scheme.valid_from, starts_on__lte=today())
        return list(touched.order_by("starts_on"))
    return [Period.objects.get(pk=period_id)] if period_id else []


def refresh_scores() -> Job | None:
    """Have new and revoked facts reckoned, a scheme that came into force late, a new day settled; asked by beat.

    Asking again while such a job waits or runs starts no second one.
    """
    ensure_periods()
    return _reckon_late_scheme() or _settle_new_day() or _reckon_news()


def _reckon_news() -> Job | None:
    if not has_news():
        return None
    return _waiting("changes:") or enqueue(JOB, key=f"changes:{last_event_id()}")


def _reckon_late_scheme() -> Job | None:
    """A scheme adopted for days that have passed judges facts that are booked already: once for each scheme."""
    scheme = Scheme.objects.filter(valid_from__lte=today()).order_by("-adopted_at").first()
    if scheme is None or not ScoringRun.objects.filter(started_at__lt=scheme.adopted_at).exists():
        return None
    key = f"scheme:{scheme.pk}"
    if Job.objects.filter(name=JOB, key=key).exists():
        return None
    return enqueue(JOB, key=key, scheme_id=scheme.pk)


def _settle_new_day() -> Job | None:
    """Spans end with a day: once a day, where the scheme of the day has clauses about periods."""
    scheme = scheme_on(today())
    if scheme is None or not rules_of(scheme).period_rules:
        return None
    key = f"day:{today().isoformat()}"
    if Job.objects.filter(name=JOB, key=key).exists():
        return None
    return enqueue(JOB, key=key, settles=True)


def reckon_again(period: Period, *, by: User, anew: bool = False) -> Job:
    """Have the whole period reckoned on somebody's word; a second press while that waits or runs starts no other.

    `anew`: the word changes what is reckoned, and a job that runs already may not know of it.
    """
    key = f"period:{period.pk}:"
    return _waiting(key, runs=not anew) or enqueue(
        JOB, key=f"{key}{now().isoformat()}", by=by, period_id=period.pk, by_id=by.pk
    )


def may_view_job(user: Any, job: Job) -> bool:
    """Whoever may have the scores reckoned sees how far that is."""
    return can(user, "score.reckon")


def _waiting(key: str, *, runs: bool = True) -> Job | None:
    states = [JobState.QUEUED, *([JobState.RUNNING] if runs else [])]
    return Job.objects.filter(name=JOB, key__startswith=key, state__in=states).first()


def _teller(context: JobContext) -> Callable[[int, int], None]:
    return lambda done, total: context.progress(done=done, total=total)
