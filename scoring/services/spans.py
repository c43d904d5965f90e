"""How periods follow one another: months by default, or the rhythm in which the office counts (26th to 25th, two months).

A period has the name of the month in which it ends. Periods leave no day out and share none.
"""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from scoring.models import Period

DAY = timedelta(days=1)
LAST_SHORT_DAY = 28
MOST_MONTHS = 6
"""Offices count by months, by two of them, from 1 July to 9 October; more than a half-year is a year mistyped."""
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


def is_too_long(bounds: Bounds) -> bool:
    """Whether a period would have more than `MOST_MONTHS` months, counted from its first day."""
    first, last = bounds
    months = (last.year - first.year) * 12 + last.month - first.month
    return months > MOST_MONTHS or (months == MOST_MONTHS and last.day >= first.day)


def latest_end(starts_on: date) -> date:
    """The last day that a period which begins then may have."""
    last = _month_end_after(starts_on, MOST_MONTHS)
    return last if starts_on.day > last.day else last.replace(day=starts_on.day) - DAY


def earliest_start(ends_on: date) -> date:
    """The first day that a period which ends then may have."""
    last = _month_end_after(ends_on, -MOST_MONTHS)
    return (last if is_month_end(ends_on) else last.replace(day=min(ends_on.day, last.day))) + DAY


def _month_end_after(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return month_bounds(number // 12, number % 12 + 1).ends_on


def is_month_end(day: date) -> bool:
    """Whether the day is the last one of its month."""
    return day.day == monthrange(day.year, day.month)[1]


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
