"""On the configured day of the month: last month's bulletin is proposed by itself, or the open month is told of.

Beat asks every few minutes (activity/reminders.py). The rule looks at every month that is due by now, so a day on which
the machine stood still is caught up on; a month that ever had a bulletin is left alone, so nothing comes twice.
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse

from activity.clock import today
from activity.reminders import remind_once
from reports.models import Bulletin
from reports.services.acting import office_heads
from reports.services.bulletins import propose
from reports.states import Kind
from scoring.models import Period
from scoring.services.periods import ensure_periods

# Older months are history: an office that begins with records of years is not flooded with drafts.
LOOK_BACK = timedelta(days=100)


def due_on(period: Period) -> date:
    """The configured day of the month after the period's end."""
    return (period.ends_on.replace(day=1) + timedelta(days=32)).replace(day=settings.BULLETIN_DAY)


def propose_due(now: datetime) -> list[Bulletin]:
    """Propose what is due; remind each office head once of a month still open on its day. Returns the proposals."""
    day = today()
    ensure_periods(until=day)
    recent = Period.objects.filter(ends_on__lt=day, ends_on__gte=day - LOOK_BACK)
    without = recent.exclude(bulletins__kind=Kind.MONTHLY).order_by("starts_on")
    proposed = []
    for period in without:
        if due_on(period) > day:
            continue
        if period.is_closed:
            proposed.append(propose(period=period))
        else:
            _remind(period)
    return proposed


def _remind(period: Period) -> None:
    due = due_on(period)
    for head in office_heads():
        remind_once(
            user=head,
            kind="month.still_open",
            subject=period,
            due_on=due,
            data={"month": period.slug, "due": due.isoformat()},
            url=reverse("reports:months"),
        )
