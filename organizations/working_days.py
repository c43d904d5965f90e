"""Working days of China: the office's own register of days, then the published calendar, then Monday to Friday.

The published calendar (holidays and weekends worked in exchange) is known for past years and the present one, and for
the next only once the State Council has announced it. A year that is not known yet counts Monday to Friday, with a
warning in the log; the system administrator's desk asks for its days.
"""

import logging
from bisect import bisect_right
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import cache

import chinese_calendar

from organizations.models import Holiday

logger = logging.getLogger(__name__)
ONE_DAY = timedelta(days=1)
FRIDAY = 4


def is_working_day(day: date) -> bool:
    """Whether the office works on the day. One statement."""
    return _works(day, _own_register(day, day))


def add_working_days(day: date, count: int) -> date:
    """The day that is `count` working days after `day` (before it, when negative). Zero gives the day itself.

    The days counted are those after `day`: three working days from a Friday end on the next Wednesday.
    """
    step = ONE_DAY if count > 0 else -ONE_DAY
    register = _own_register()
    for _ in range(abs(count)):
        day += step
        while not _works(day, register):
            day += step
    return day


def working_days_left(day: date, ends: Collection[date]) -> dict[date, int]:
    """End -> how many working days there are from the day to it, both included. One statement for all; ends before the day
    have none."""
    if not ends:
        return {}
    register = _own_register(day, max(ends))
    days = (day + timedelta(days=number) for number in range((max(ends) - day).days + 1))
    works = [one for one in days if _works(one, register)]
    return {end: bisect_right(works, end) for end in ends}


def is_known(year: int) -> bool:
    """Whether the published calendar of the year is known."""
    try:
        chinese_calendar.is_workday(date(year, 6, 1))
    except NotImplementedError:
        return False
    return True


def _own_register(start: date | None = None, end: date | None = None) -> Mapping[date, bool]:
    days = Holiday.objects.all() if start is None else Holiday.objects.filter(day__range=(start, end))
    return dict(days.values_list("day", "is_working_day"))


def _works(day: date, register: Mapping[date, bool]) -> bool:
    if day in register:
        return register[day]
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        _warn_once(day.year)
        return day.weekday() <= FRIDAY


@cache
def _warn_once(year: int) -> None:
    logger.warning("The holidays of %d are not known; Monday to Friday are taken as working days.", year)
