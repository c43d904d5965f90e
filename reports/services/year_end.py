"""A year closes on 20 January at the latest: the head of the office is told before, and on every working day after.

Nothing closes by itself. Closing a month is the act of a person who answers for it: objections may be running, and what
is closed is printed and sent out. So the rule insists, and until December is closed what is learned of the old year still
counts in it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import pgettext

from activity.clock import today
from activity.reminders import remind_once
from organizations.working_days import is_working_day
from reports.services.acting import office_heads
from scoring.models import Period
from scoring.services.periods import ensure_periods

JANUARY, TOLD_FROM, LAST_DAY = 1, 10, 20


@dataclass(frozen=True)
class YearEnd:
    """A year that has ended, with its periods that are not closed, by date; there is at least one."""

    year: int
    periods: list[Period]

    @property
    def closes_on(self) -> date:
        """The last day on which the year is to be closed."""
        return date(self.year + 1, JANUARY, LAST_DAY)

    @property
    def told_from(self) -> date:
        """The day from which the office is told."""
        return date(self.year + 1, JANUARY, TOLD_FROM)

    @property
    def is_overdue(self) -> bool:
        return today() > self.closes_on

    @property
    def months(self) -> str:
        """The periods that are open, by name."""
        return pgettext("between names", ", ").join(map(str, self.periods))


def year_still_open() -> YearEnd | None:
    """What is open of the year that ended last; None before 10 January, and where all is closed."""
    day = today()
    if day < date(day.year, JANUARY, TOLD_FROM):
        return None
    periods = list(Period.objects.unclosed().filter(year=day.year - 1, ends_on__lt=day).order_by("starts_on"))
    return YearEnd(day.year - 1, periods) if periods else None


def remind_of_year_end(now: datetime) -> int:
    """The rule of beat: heads of the office once from 10 January on; from 20 January on, while something is open, on that
    day and on every working day. Returns how many were told."""
    day = today()
    ensure_periods(until=day)
    end = year_still_open()
    if end is None or (day > end.closes_on and not is_working_day(day)):
        return 0
    is_last_call = day >= end.closes_on
    subject = Period.objects.filter(year=end.year).latest("starts_on")
    data = {
        "year": str(end.year), "due": end.closes_on.isoformat(),
        "months": ", ".join(period.slug for period in end.periods),
    }  # fmt: skip
    return sum(
        remind_once(
            user=head, kind="year.still_open" if is_last_call else "year.closing_soon", subject=subject,
            due_on=day if is_last_call else end.closes_on, data=data, url=reverse("reports:months"),
        )
        for head in office_heads()
    )  # fmt: skip
