"""In which period a fact is booked."""

from datetime import date

from scoring.models import Period
from scoring.services.periods import ensure_periods, make_period


class Calendar:
    """All periods, held in memory for one booking; those not closed are locked, so that none closes meanwhile."""

    def __init__(self) -> None:
        """Call it inside a transaction."""
        ensure_periods()
        list(Period.objects.unclosed().select_for_update().order_by("pk"))
        self._periods = list(Period.objects.order_by("starts_on"))

    def of_day(self, day: date) -> Period:
        """The period in which the day lies; made where the day lies before all of them."""
        found = next((period for period in self._periods if period.covers(day)), None)
        if found is None:
            found = make_period(day.year, day.month)
            self._periods = sorted([*self._periods, found], key=lambda period: period.starts_on)
        return found

    def home_of(self, day: date) -> Period:
        """Where a fact of the day is booked: its own period; if that is closed, the earliest one after it that is not.

        The period of today is never closed (it has not ended), so there always is one.
        """
        own = self.of_day(day)
        if not own.is_closed:
            return own
        return next(period for period in self._periods if period.starts_on > own.starts_on and not period.is_closed)

    def is_closed(self, period_id: int) -> bool:
        return any(period.pk == period_id and period.is_closed for period in self._periods)
