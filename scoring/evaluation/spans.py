"""Names of periods: `2026-03`, `2026-Q1`, `2026-H1`, `2026-W41`, `2026`, `2026年3月`."""

import calendar
import re
from datetime import date, datetime, timedelta

MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?(?:份)?")
PART = re.compile(r"(\d{4})-([QHW])(\d{1,2})", re.IGNORECASE)
YEAR = re.compile(r"(\d{4})年?")


def span_of(value: object) -> tuple[date, date] | None:
    """First and last day of the period that `value` names; a day of a cell stands for its month."""
    if isinstance(value, date | datetime):
        return _months(value.year, value.month, 1)
    text = "".join(str(value).split())
    try:
        if found := MONTH.fullmatch(text):
            return _months(int(found[1]), int(found[2]), 1)
        if found := PART.fullmatch(text):
            return _part(int(found[1]), found[2].upper(), int(found[3]))
        if found := YEAR.fullmatch(text):
            return _months(int(found[1]), 1, 12)
    except ValueError:
        return None
    return None


def middle(first: date, last: date) -> date:
    """The day on which a count without a day is put: its week then lies in the same period."""
    return first + (last - first) // 2


def months(first: date, last: date) -> list[tuple[str, date, date]]:
    """Calendar months from `first` to `last`, the outer ones cut there: (key, first day, last day)."""
    found: list[tuple[str, date, date]] = []
    day = first
    while day <= last:
        end = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        found.append((f"{day:%Y-%m}", day, min(end, last)))
        if end == date.max:
            break
        day = end + timedelta(days=1)
    return found


def _part(year: int, kind: str, number: int) -> tuple[date, date] | None:
    if kind == "W":
        # Both ends are asked for: the last week of the year 9999 has none.
        return date.fromisocalendar(year, number, 1), date.fromisocalendar(year, number, 7)
    length = 3 if kind == "Q" else 6
    if not 1 <= number <= 12 // length:
        return None
    return _months(year, (number - 1) * length + 1, length)


def _months(year: int, first: int, count: int) -> tuple[date, date]:
    last = first + count - 1
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
