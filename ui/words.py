"""Dates, times and numbers as a page writes them, in the language of the person who reads."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity.clock import now

NOTHING = "—"
"""What stands where there is no value, so that an empty cell is never taken for a missing page."""


def local(moment: datetime) -> datetime:
    """The moment on the office's clock."""
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def as_day(value: date | datetime) -> date:
    """The office's calendar day of a date or a moment."""
    return local(value).date() if isinstance(value, datetime) else value


def date_cn(value: date | datetime | None) -> str:
    """2026年11月3日, or 3 November 2026 for a person who reads English. None gives a dash."""
    if value is None:
        return NOTHING
    day = as_day(value)
    if _reads_chinese():
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {formats.date_format(day, 'F')} {day.year}"


def day_in_year(day: date) -> str:
    """11月3日, or 3 November: where the year is said beside it."""
    if _reads_chinese():
        return f"{day.month}月{day.day}日"
    return f"{day.day} {formats.date_format(day, 'F')}"


def day_time(value: date | datetime | None) -> str:
    """11-03 14:05 in the running year, with the year before it in another; a plain date has no time."""
    if value is None:
        return NOTHING
    day = as_day(value)
    words = f"{day.month:02}-{day.day:02}" if day.year == local(now()).year else day.isoformat()
    return f"{words} {local(value):%H:%M}" if isinstance(value, datetime) else words


def absolute(value: date | datetime) -> str:
    """The whole moment: 2026年11月3日 14:05."""
    return f"{date_cn(value)} {local(value):%H:%M}" if isinstance(value, datetime) else date_cn(value)


def relative(moment: datetime) -> str:
    """How far away the moment is, in the largest unit that says something; further than 30 days it is the day."""
    gap = moment - now()
    ahead, gap = gap > timedelta(0), abs(gap)
    if gap < timedelta(minutes=1):
        return _("just now")
    if gap < timedelta(hours=1):
        return _counted(int(gap / timedelta(minutes=1)), "minutes", ahead=ahead)
    if gap < timedelta(days=1):
        return _counted(int(gap / timedelta(hours=1)), "hours", ahead=ahead)
    if gap <= timedelta(days=30):
        return _counted(gap.days, "days", ahead=ahead)
    return day_time(as_day(moment))


def _counted(number: int, unit: str, *, ahead: bool) -> str:
    wordings = {
        ("minutes", False): ngettext("%(number)d minute ago", "%(number)d minutes ago", number),
        ("minutes", True): ngettext("in %(number)d minute", "in %(number)d minutes", number),
        ("hours", False): ngettext("%(number)d hour ago", "%(number)d hours ago", number),
        ("hours", True): ngettext("in %(number)d hour", "in %(number)d hours", number),
        ("days", False): ngettext("%(number)d day ago", "%(number)d days ago", number),
        ("days", True): ngettext("in %(number)d day", "in %(number)d days", number),
    }
    return wordings[unit, ahead] % {"number": number}


def figure(value: Decimal | int | float | None, places: int | None = None) -> str:
    """A number with commas at the thousands, without idle zeros after the point; `places` fixes how many there are."""
    if value is None or value == "":
        return NOTHING
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if places is not None:
        return f"{number:,.{places}f}"
    words = f"{number:,f}"
    return words.rstrip("0").rstrip(".") if "." in words else words


def capped(value: int | None, most: int) -> str:
    """The count, or “most+” above it."""
    if value is None:
        return NOTHING
    return f"{most:,}+" if value > most else f"{value:,}"


def for_machine(value: Any) -> str:
    """The `datetime` attribute of a <time>."""
    return value.astimezone(UTC).isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def _reads_chinese() -> bool:
    return (translation.get_language() or "zh").startswith("zh")
