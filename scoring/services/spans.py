"""How periods follow one another: months by default, or the rhythm in which the office counts (26th to 25th, two months).

A period has the name of the month in which it ends. Periods leave no day out and share none.
"""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from scoring.models import Period

DAY = timedelta(days=1)
LAST_SHORT_DAY = 28
MOST_MONTHS = 12
DAYS_OF_A_MONTH = 30.44


class Bounds(NamedTuple):
    """First and last day."""

    starts_on: date
    ends_on: date

    @property
    def name(self) -> tuple[int, int]:
        """Year and month by which such a period is known."""
        return self.ends_on.year, self.ends_on.month


def month_bounds(year: int, month: int) -> Bounds:
    """The calendar month."""
    return Bounds(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def is_month_end(day: date) -> bool:
    """Whether the day is the last one of its month."""
    return (day + DAY).day == 1


def is_plain_month(period: Period) -> bool:
    """Whether the period is a calendar month, so that its neighbours may be told from the calendar alone."""
    return Bounds(period.starts_on, period.ends_on) == month_bounds(period.year, period.month)


def after(period: Period) -> Bounds:
    """The bounds of the period that follows in the same rhythm."""
    days = (period.ends_on - period.starts_on).days + 1
    months = min(max(round(days / DAYS_OF_A_MONTH), 1), MOST_MONTHS)
    number = period.ends_on.year * 12 + period.ends_on.month - 1 + months
    last = month_bounds(number // 12, number % 12 + 1).ends_on
    ends_on = last if is_month_end(period.ends_on) else last.replace(day=min(period.ends_on.day, last.day))
    return Bounds(period.ends_on + DAY, ends_on)


def before(period: Period) -> Bounds:
    """The bounds of a period of one month that comes before."""
    ends_on = period.starts_on - DAY
    if is_month_end(ends_on):
        return Bounds(ends_on.replace(day=1), ends_on)
    earlier = month_bounds(ends_on.year, ends_on.month).starts_on - DAY
    return Bounds(min(earlier, earlier.replace(day=min(ends_on.day, earlier.day))) + DAY, ends_on)
