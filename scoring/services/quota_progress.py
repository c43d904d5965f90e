"""How far units and people are with what is asked of them (任务进度), while there is still time to do it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, F, Min, Q, QuerySet, Value, When

from activity.clock import today
from organizations.working_days import working_days_left
from scoring.models import QuotaStanding

HUNDRED = Decimal(100)
OWED = Q(counted__lt=F("demand"), is_optional=False)
GROUP = ("scheme", "clause", "span")


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
    def is_over(self) -> bool:
        """Whether nothing can change any more but by corrections: the span is over, or the unit is."""
        return self.days_left is None

    @property
    def is_missed(self) -> bool:
        """Over, not met, and not only a wish."""
        return self.standing.state == QuotaStanding.State.MISSED and not self.standing.is_optional

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


@dataclass(frozen=True)
class Group:
    """One quota in one span: the clause of a scheme, how many receivers it has, and how many of them still owe."""

    scheme: int
    clause: str
    span: str
    number: int
    owed: int

    @property
    def key(self) -> str:
        """By what an address names it."""
        return f"{self.scheme}.{self.clause}.{self.span}"

    def of(self, rows: "QuerySet[QuotaStanding]") -> "QuerySet[QuotaStanding]":
        """Its standings among the rows."""
        return rows.filter(scheme=self.scheme, clause=self.clause, span=self.span)


def running(rows: "QuerySet[QuotaStanding]", on: date | None = None) -> list[Progress]:
    """Those of the spans in which the day (default: today) lies, the pressing ones first."""
    found = progress_of(running_rows(rows, on), on)
    return sorted(found, key=lambda one: (one.is_met, one.standing.ends_on, one.standing.clause))


def running_rows(rows: "QuerySet[QuotaStanding]", on: date | None = None) -> "QuerySet[QuotaStanding]":
    """The same as rows, in no order."""
    day = on or today()
    return rows.filter(starts_on__lte=day, ends_on__gte=day).order_by()


def groups_of(rows: "QuerySet[QuotaStanding]") -> list[Group]:
    """The quotas among the rows, by the day on which they end. One statement."""
    found = rows.values(*GROUP).annotate(last=Min("ends_on"), number=Count("pk"), owed=Count("pk", filter=OWED))
    return [Group(*told) for told in found.order_by("last", *GROUP).values_list(*GROUP, "number", "owed")]


def owed_first(rows: "QuerySet[QuotaStanding]") -> "QuerySet[QuotaStanding]":
    """Quota by quota as in `groups_of`; in each who still owes, in printing order, then who has met it."""
    is_met = Case(When(counted__gte=F("demand"), then=Value(1)), default=Value(0))
    return rows.order_by("ends_on", *GROUP, is_met, "unit__sort_no", "unit_id", "person_id", "pk")


def progress_of(rows: "QuerySet[QuotaStanding]", on: date | None = None) -> list[Progress]:
    """The rows with the working days that are left, in their order."""
    day = on or today()
    # Joined, the document of the scheme would be read with each of thousands of rows.
    found = list(rows.select_related("unit", "person").prefetch_related("scheme"))
    left = working_days_left(day, {row.ends_on for row in found if row.ends_on >= day})
    return [Progress(row, left.get(row.ends_on)) for row in found]


def of_year(rows: "QuerySet[QuotaStanding]", year: int) -> list[Progress]:
    """What runs now, the pressing ones first; then what units were asked for in spans of the year that are over, the
    latest first. One statement, and one for the register of working days."""
    day = today()
    now = Q(starts_on__lte=day, ends_on__gte=day)
    over = Q(ends_on__lt=day, year=year, person__isnull=True) & ~Q(state=QuotaStanding.State.RUNNING)
    found = progress_of(rows.filter(now | over).order_by("-ends_on", "clause", "receiver"), day)
    return sorted(found, key=lambda one: (one.is_over, not one.is_over and one.is_met))
