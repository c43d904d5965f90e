"""Second results (F19): yuan within the budget, and points converted into target points."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from scoring.engine.head import Budget
from scoring.engine.holdings import Amounts, Receiver, Standing, Tenure
from scoring.engine.numbers import ZERO, canonical, exact, split
from scoring.engine.settlement.spans import Span

YUAN, TARGET, POINTS = "yuan", "target", "points"
ByDay = Mapping[Receiver, Mapping[date, Decimal]]


class Second(NamedTuple):
    """`earned` by the clauses (for target points: converted, and given directly); `result` within budget or cap."""

    account: str
    span: str
    starts_on: date
    ends_on: date
    unit: str
    person: str
    earned: Decimal
    result: Decimal
    scheme: str


def seconds(standing: Standing) -> list[Second]:
    """All second results, by scheme, account, span and receiver. Yuan and target points that a scheme gives without a
    budget or a conversion are told slot by slot."""
    found: list[Second] = []
    for tenure in standing.tenures:
        found += _yuan(tenure)
        found += _target(tenure, standing.known)
    return found


def _yuan(tenure: Tenure) -> list[Second]:
    budget = tenure.scheme.budget
    found: list[Second] = []
    for span, by_day in tenure.days(YUAN, budget.per if budget else "period"):
        earned = _sums(by_day)
        results = within_budget(budget, by_day) if budget else earned
        found += [_second(tenure, YUAN, span, one, earned[one], results[one]) for one in sorted(earned)]
    return found


def within_budget(budget: Budget, by_day: ByDay) -> Amounts:
    """What everybody is paid in one span. Units' and persons' accounts tell the same money twice, so the budget holds for
    each of the two. What is taken away stays as it is, and makes no room for others."""
    paid: Amounts = {}
    for is_person in (False, True):
        own = {one: by_day[one] for one in sorted(by_day) if bool(one[1]) == is_person}
        paid |= _scaled(budget.yuan, own) if budget.beyond == "scale" else _in_order(budget.yuan, own)
    return paid


def _scaled(budget: Decimal, by_day: ByDay) -> Amounts:
    """All alike, where together they are more than the budget."""
    sums = _sums(by_day)
    paid = {one: amount for one, amount in sums.items() if amount > ZERO}
    return {**sums, **_share(budget, paid)}


def _in_order(budget: Decimal, by_day: ByDay) -> Amounts:
    """Day by day until nothing is left; on the day on which it runs out all alike."""
    paid = {one: sum((amount for amount in days.values() if amount < ZERO), ZERO) for one, days in by_day.items()}
    for day in sorted({day for days in by_day.values() for day in days}):
        due = {one: days[day] for one, days in by_day.items() if days.get(day, ZERO) > ZERO}
        shared = _share(budget, due)
        budget -= sum(shared.values(), ZERO)
        for one, amount in shared.items():
            paid[one] += amount
    return paid


def _share(budget: Decimal, due: Mapping[Receiver, Decimal]) -> Amounts:
    """`due`, or where that is more than the budget, shares of it that make up the budget exactly."""
    if sum(due.values(), ZERO) <= budget:
        return dict(due)
    return dict(zip(due, split(budget, list(due.values())), strict=True))


def _target(tenure: Tenure, known: Collection[Receiver]) -> list[Second]:
    conversion = tenure.scheme.conversion
    per = conversion.per if conversion else "period"
    found: list[Second] = []
    for (span, given), (_span, points) in zip(tenure.by_span(TARGET, per), tenure.by_span(POINTS, per), strict=True):
        for one in sorted(known if conversion else given):
            converted = exact(points.get(one, ZERO) * conversion.times) if conversion else ZERO
            capped = converted
            if conversion and conversion.at_most is not None:
                capped = min(converted, conversion.at_most)
            own = given.get(one, ZERO)
            found.append(_second(tenure, TARGET, span, one, converted + own, capped + own))
    return found


def _sums(by_day: ByDay) -> Amounts:
    return {one: sum(days.values(), ZERO) for one, days in by_day.items()}


def _second(tenure: Tenure, account: str, span: Span, receiver: Receiver, earned: Decimal, result: Decimal) -> Second:
    return Second(
        account, span.key, span.starts_on, span.ends_on, *receiver, canonical(earned), canonical(result),
        tenure.scheme.code,
    )  # fmt: skip
