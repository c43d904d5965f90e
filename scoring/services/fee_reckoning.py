"""What a list of fees pays, worked out of the ledger within the budgets; the same again to explain a line.

A line says what a person is due since January, within the scheme's budget, less what earlier lists of the year paid.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from django.db.models import QuerySet, Sum

from scoring.engine.head import Budget
from scoring.engine.holdings import Standing
from scoring.engine.numbers import ZERO, exact, rounded, split
from scoring.engine.rows import row_of
from scoring.engine.seconds import Second, seconds
from scoring.models import Account, FeeLine, FeeList, FeeListState, LedgerRow, Period, Scheme
from scoring.querysets import LedgerQuerySet
from scoring.services.ledger_sums import slots_of
from scoring.services.validity import rules_of, scheme_book

Person = tuple[int, int]
"""Primary keys of a person and of the unit for which the person wrote."""


@dataclass(frozen=True)
class Reckoned:
    """The lines of a list, not yet written; what everybody is due, span by span; `room`: what the budgets since January
    leave to pay, None where somebody is paid without one; `wanted`: what all lines would come to without it."""

    lines: list[FeeLine]
    seconds: list[Second]
    room: Decimal | None
    wanted: Decimal


@dataclass(frozen=True)
class Share:
    """What a person is due in one span of a budget: `earned` by the ledger, `everybody` earned together, `result`."""

    span: str
    scheme: str
    earned: Decimal
    everybody: Decimal
    budget: Budget | None
    result: Decimal

    @property
    def is_cut(self) -> bool:
        """Whether the budget leaves less than was earned."""
        return self.result != self.earned


def reckon_fees(fees: FeeList, *, until: int = 0) -> Reckoned:
    """The lines as the ledger says, without those that are nothing at all; `until`: as it stood up to this row."""
    periods = periods_of_year(fees)
    own = {period.pk for period in periods if period.starts_on >= fees.first.starts_on}
    rows = rows_of_fees(periods, until)
    days, found = _days(rows), _seconds(periods, rows)
    due, paid = _due(found), _paid(fees)
    lines = []
    for person, unit in sorted({*days, *paid}):
        earned = sum((amount for period, amount in days[person, unit].items() if period in own), ZERO)
        line = FeeLine(
            fee_list=fees, person_id=person, unit_id=unit, earned=earned,
            due=due.get((person, unit), ZERO), paid=paid.get((person, unit), ZERO),
        )  # fmt: skip
        line.amount = max(rounded(line.due - line.paid, fees.places), ZERO)
        if line.earned or line.amount or line.due != line.paid:
            lines.append(line)
    room, wanted = _room(found, paid), sum((line.amount for line in lines), ZERO)
    return Reckoned(_within_room(lines, room, fees.places), found, room, wanted)


def shares_of(line: FeeLine, found: Iterable[Second]) -> list[Share]:
    """What the line's person is due, span by span, beside what everybody earned."""
    rules = {scheme.code: rules_of(scheme).budget for scheme in Scheme.objects.all()}
    everybody: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    own = []
    for one in found:
        everybody[one.scheme, one.span] += max(one.earned, ZERO)
        if (one.person, one.unit) == (str(line.person_id), str(line.unit_id)):
            own.append(one)
    return [
        Share(one.span, one.scheme, one.earned, everybody[one.scheme, one.span], rules.get(one.scheme), one.result)
        for one in own
    ]


def periods_of_year(fees: FeeList) -> list[Period]:
    """The periods since January up to the last one of the list."""
    return list(Period.objects.filter(year=fees.year, starts_on__lte=fees.last.starts_on).order_by("starts_on"))


def rows_of_fees(periods: Sequence[Period], until: int = 0) -> LedgerQuerySet:
    """The yuan of persons that are booked in these periods; `until`: up to this row of the ledger."""
    rows = LedgerRow.objects.of_people().filter(period__in=periods, account=Account.YUAN)
    return rows.filter(pk__lte=until) if until else rows


def lines_before(fees: FeeList) -> "QuerySet[FeeLine]":
    """The lines of the approved lists of the year before this one."""
    return FeeLine.objects.filter(
        fee_list__state=FeeListState.APPROVED,
        fee_list__year=fees.year,
        fee_list__last__starts_on__lt=fees.first.starts_on,
    )


def _room(found: Iterable[Second], paid: dict[Person, Decimal]) -> Decimal | None:
    """What the budgets since January leave to pay; None where somebody is paid without one."""
    rules = {scheme.code: rules_of(scheme).budget for scheme in Scheme.objects.all()}
    spans = {(one.scheme, one.span) for one in found}
    budgets = [rules.get(scheme) for scheme, _span in spans]
    if not all(budgets):
        return None
    return max(sum((one.yuan for one in budgets if one), ZERO) - sum(paid.values(), ZERO), ZERO)


def _within_room(lines: list[FeeLine], room: Decimal | None, places: int) -> list[FeeLine]:
    """Scaled alike where somebody got more by an earlier list than is due now, so that all lists together never pay more
    than the budget."""
    amounts = [line.amount for line in lines]
    if room is not None and sum(amounts, ZERO) > room:
        for line, amount in zip(lines, split(room, amounts), strict=True):
            line.amount = max(amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN), ZERO)
    return lines


def _days(rows: LedgerQuerySet) -> dict[Person, dict[int, Decimal]]:
    """What persons earned in these periods, by the period in which it is booked."""
    found: dict[Person, dict[int, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for person, unit, period, points in rows.order_by().values_list("person", "unit", "period").annotate(Sum("points")):
        found[person, unit][period] += exact(points)
    return found


def _seconds(periods: Sequence[Period], rows: LedgerQuerySet) -> list[Second]:
    """What the engine makes of the yuan in the ledger: within the budget of the scheme of each day.

    A late fact of the year before counts on the first day of this one, under the scheme of that day.
    """
    book, _keys = scheme_book()
    standing = Standing(book, slots_of(periods))
    first = periods[0].starts_on
    grouped = rows.order_by().values_list("person", "unit", "happened_on", "scheme__code").annotate(Sum("points"))
    for person, unit, day, scheme, points in grouped:
        if day < first:
            day, scheme = first, book.on(first).code
        row = row_of(str(unit), str(person), day, scheme or "", exact(points), account=Account.YUAN)
        standing.take([row])
    return [one for one in seconds(standing) if one.account == Account.YUAN and one.person]


def _due(found: Iterable[Second]) -> dict[Person, Decimal]:
    """Since January, within the budgets."""
    due: dict[Person, Decimal] = defaultdict(lambda: ZERO)
    for one in found:
        due[int(one.person), int(one.unit)] += one.result
    return due


def _paid(fees: FeeList) -> dict[Person, Decimal]:
    """What the approved lists of the year before this one paid."""
    found: dict[Person, Decimal] = defaultdict(lambda: ZERO)
    for person, unit, amount in lines_before(fees).order_by().values_list("person", "unit", "amount"):
        found[person, unit] += amount
    return found
