"""How far units and people are with what is asked of them (任务进度), while there is still time to do it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from activity.clock import today
from organizations.working_days import is_working_day, working_days_between
from scoring.models import QuotaStanding

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Progress:
    """One quota of one receiver in one span. `days_left`: working days, today included; None once the span is over."""

    standing: QuotaStanding
    days_left: int | None

    @property
    def missing(self) -> Decimal:
        """What is still owed; nothing once it is met."""
        return max(self.standing.demand - self.standing.counted, Decimal(0))

    @property
    def is_met(self) -> bool:
        return not self.missing

    @property
    def percent(self) -> int:
        """For the bar; never more than 100."""
        if not self.standing.demand:
            return 100
        return int(min(HUNDRED * max(self.standing.counted, Decimal(0)) / self.standing.demand, HUNDRED))

    @property
    def is_pressing(self) -> bool:
        """Owed, and less than a working week is left."""
        return not self.is_met and not self.standing.is_optional and self.days_left is not None and self.days_left <= 5


def running(rows: "QuerySet[QuotaStanding]", on: date | None = None) -> list[Progress]:
    """Those of the spans in which the day (default: today) lies, the pressing ones first."""
    day = on or today()
    found = rows.filter(starts_on__lte=day, ends_on__gte=day).select_related("unit", "person", "scheme")
    left: dict[date, int] = {}
    progress = [Progress(row, _left(day, row.ends_on, left)) for row in found]
    return sorted(progress, key=lambda one: (one.is_met, one.standing.ends_on, one.standing.clause))


def ended(rows: "QuerySet[QuotaStanding]") -> list[Progress]:
    """The same for spans that are over, as they ended."""
    return [Progress(row, None) for row in rows.select_related("unit", "person", "scheme")]


def _left(day: date, ends_on: date, known: dict[date, int]) -> int:
    """Working days from the day to the end of the span, both included; a holiday itself counts for nothing."""
    if ends_on not in known:
        known[ends_on] = working_days_between(day, ends_on) + is_working_day(day)
    return known[ends_on]
