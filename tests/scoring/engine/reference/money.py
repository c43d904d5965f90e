"""Second results again: yuan within a budget, target points out of points."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from tests.scoring.engine.reference.items import Entry, divide, six
from tests.scoring.engine.reference.periods import Booked
from tests.scoring.engine.reference.spans import Look, Span, spans
from tests.scoring.engine.reference.world import Document, Receiver, Term, World

NOTHING = Decimal(0)


class Told(NamedTuple):
    """A second result: (scheme, account, span) and whose."""

    code: str
    account: str
    span: str
    receiver: Receiver


Results = dict[Told, tuple[Decimal, Decimal]]


class Amount(NamedTuple):
    receiver: Receiver
    on: date
    points: Decimal


def amounts(term: Term, rows: Iterable[Entry | Booked], account: str) -> list[Amount]:
    """All that a scheme gave into an account."""
    own = [row for row in rows if row.code == term.code and row.account == account and row.points]
    return [Amount(row.receiver, row.on, row.points) for row in own]


def second_results(world: World, term: Term, receivers: Iterable[Receiver], rows: Iterable[Entry | Booked]) -> Results:
    """(scheme, account, span, receiver) -> earned, and what comes of it."""
    rows = list(rows)
    budget, conversion = term.document.get("budget"), term.document.get("conversion")
    found: Results = {}
    yuan, target, points = (amounts(term, rows, account) for account in ("yuan", "target", "points"))
    for span in _spans(world, term, budget):
        own = [amount for amount in yuan if span.seen.holds(amount.on)]
        for receiver in {amount.receiver for amount in own}:
            earned = _of(own, receiver, span.seen)
            paid = _paid(budget, own)[receiver] if budget else earned
            found[Told(term.code, "yuan", span.key, receiver)] = (earned, paid)
    for span in _spans(world, term, conversion):
        given = {amount.receiver for amount in target if span.seen.holds(amount.on)}
        for receiver in receivers if conversion else given:
            directly = _of(target, receiver, span.seen)
            converted = _converted(conversion, _of(points, receiver, span.seen))
            most = Decimal(conversion.get("at_most", converted)) if conversion else converted
            result = (directly + converted, directly + min(converted, most))
            found[Told(term.code, "target", span.key, receiver)] = result
    return found


def _spans(world: World, term: Term, section: Document | None) -> list[Span]:
    return spans(section["per"] if section else "period", term, world.slots, world.until)


def _of(given: Iterable[Amount], receiver: Receiver, look: Look) -> Decimal:
    return sum((one.points for one in given if one.receiver == receiver and look.holds(one.on)), NOTHING)


def _converted(conversion: Document | None, points: Decimal) -> Decimal:
    return six(points * Decimal(conversion["times"])) if conversion else NOTHING


def _paid(budget: Document, given: list[Amount]) -> Mapping[Receiver, Decimal]:
    """What a budget pays in one span; for units and for persons each by itself."""
    paid: dict[Receiver, Decimal] = {}
    for of_persons in (False, True):
        own = [amount for amount in given if bool(amount.receiver[1]) == of_persons]
        if budget["beyond"] == "scale":
            paid |= _portions(Decimal(budget["yuan"]), _by_receiver(own))[0]
        else:
            paid |= _day_by_day(Decimal(budget["yuan"]), own)
    return paid


def _by_receiver(given: Iterable[Amount]) -> dict[Receiver, Decimal]:
    sums: dict[Receiver, Decimal] = {}
    for amount in sorted(given, key=lambda amount: amount.receiver):
        sums[amount.receiver] = sums.get(amount.receiver, NOTHING) + amount.points
    return sums


def _day_by_day(left: Decimal, given: list[Amount]) -> dict[Receiver, Decimal]:
    paid = {amount.receiver: NOTHING for amount in given}
    for day in sorted({amount.on for amount in given}):
        portions, left = _portions(left, _by_receiver([amount for amount in given if amount.on == day]))
        for receiver, portion in portions.items():
            paid[receiver] += portion
    return paid


def _portions(left: Decimal, due: Mapping[Receiver, Decimal]) -> tuple[dict[Receiver, Decimal], Decimal]:
    """What is due, or where there is not enough left a share of that; and what is left then. What was taken away (less
    than nothing is due) stays taken away, and makes no room."""
    positive = [receiver for receiver in due if due[receiver] > 0]
    wanted = sum((due[receiver] for receiver in positive), NOTHING)
    portions = dict(due)
    if wanted > left:
        shares = divide(left, [due[receiver] for receiver in positive])
        portions |= dict(zip(positive, shares, strict=True))
    return portions, left - min(wanted, left)
