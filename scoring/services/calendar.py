"""In which period a fact is booked."""

from bisect import bisect_right
from datetime import date, timedelta

from scoring.models import Period
from scoring.services.periods import ensure_periods, period_covering


def first_day() -> date | None:
    """The first day of all periods. Clauses about periods see on it what happened before."""
    return Period.objects.order_by("starts_on").values_list("starts_on", flat=True).first()


class Calendar:
    """All periods, held in memory for one booking; those not closed are locked, so that none closes meanwhile."""

    def __init__(self) -> None:
        """Call it inside a transaction."""
        self._is_first = not Period.objects.exists()
        ensure_periods()
        list(Period.objects.unclosed().select_for_update().order_by("pk").values_list("pk"))
        self._load()

    def _load(self) -> None:
        self.periods = list(Period.objects.order_by("starts_on"))
        self._starts = [period.starts_on for period in self.periods]
        self._closed = {period.pk for period in self.periods if period.is_closed}
        self._years_of = {period.pk: period.ends_on.year for period in self.periods}
        self._days: dict[date, Period] = {}
        self._homes: dict[date, Period] = {}
        self._around: dict[date, set[int]] = {}

    def of_day(self, day: date) -> Period:
        """The period in which the day lies, made where it lies after all of them.

        A day before all of them belongs to the first one: a day mistyped must not open months that nobody closes. Older
        months are made by `ensure_periods` alone, or by the first reckoning of all.
        """
        found = self._days.get(day)
        if found is None:
            found = self._find(day)
            if found is None and day < self._starts[0] and not self._is_first:
                found = self.periods[0]
            elif found is None:
                period_covering(day)
                self._load()
                found = self._find(day)
            assert found is not None
            self._days[day] = found
        return found

    def home_of(self, day: date) -> Period:
        """Where a fact of the day is booked: its own period; if that is closed, the earliest one after it that is not.

        The period of today is never closed (it has not ended), so there always is one.
        """
        found = self._homes.get(day)
        if found is None:
            own = self.of_day(day)
            later = (one for one in self.periods if one.starts_on > own.starts_on and one.pk not in self._closed)
            found = own if own.pk not in self._closed else next(later)
            self._homes[day] = found
        return found

    def years_around(self, day: date, edge: timedelta) -> set[int]:
        """The years of the periods in which the day lies and those just before and after it."""
        if day not in self._around:
            around = (self.of_day(day), *filter(None, map(self._find, (day - edge, day + edge))))
            self._around[day] = {period.ends_on.year for period in around}
        return self._around[day]

    def year_of(self, period_id: int) -> int:
        """The year in which the period ends."""
        return self._years_of[period_id]

    def is_closed(self, period_id: int) -> bool:
        return period_id in self._closed

    def _find(self, day: date) -> Period | None:
        at = bisect_right(self._starts, day) - 1
        return self.periods[at] if at >= 0 and self.periods[at].covers(day) else None
