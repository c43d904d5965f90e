"""What the months have to say before facts of the past are imported: some are closed, some are older than the scores."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.past.kinds import register_preparer, register_warner
from scoring.models import Period
from scoring.services.periods import ensure_periods


def warn_of_months(days: Sequence[date]) -> list[str]:
    """Sentences for the preview: how many facts lie in closed months, and how many before the first month."""
    periods = list(Period.objects.order_by("starts_on"))
    closed = [day for day in days if any(period.is_closed and period.covers(day) for period in periods)]
    first = periods[0].starts_on if periods else None
    older = [day for day in days if first is not None and day < first]
    found = []
    if closed:
        found.append(
            ngettext(
                "%(count)d fact lies in a closed month. The month stays as it was printed; the points are booked in the "
                "open month as a correction (补计).",
                "%(count)d facts lie in closed months. Those months stay as they were printed; the points are booked in "
                "the open month as corrections (补计).",
                len(closed),
            )
            % {"count": len(closed)}
        )
    if older:
        found.append(
            _(
                "%(count)d facts are older than the first month of the scores (%(first)s). Their months are opened from "
                "%(oldest)s on, and are closed one after the other before the present one can be."
            )
            % {"count": len(older), "first": f"{first:%Y-%m}", "oldest": f"{min(older):%Y-%m}"}
        )
    return found


def open_months(days: Sequence[date]) -> None:
    """Open the months from the oldest of these days on: reckoning alone makes none before the first."""
    first = Period.objects.order_by("starts_on").first()
    if first is None or min(days) < first.starts_on:
        ensure_periods(since=min(days))


def register_warnings() -> None:
    """Called once, when the apps are ready."""
    register_warner(warn_of_months)
    register_preparer(open_months)
