"""Prizes again: who reaches one, who is kept from it."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from scoring.engine import Fact
from tests.scoring.engine.reference.figures import group_of, level
from tests.scoring.engine.reference.items import (
    Entry,
    by_source,
    divide,
    gains,
    groups_of,
    home_of,
    is_to_each_unit,
    sharing_of,
)
from tests.scoring.engine.reference.money import Amount, amounts
from tests.scoring.engine.reference.periods import Booked, EffectTold
from tests.scoring.engine.reference.spans import Span, spans
from tests.scoring.engine.reference.world import Document, Receiver, Term, World

NOTHING = Decimal(0)
#: (unit, person, item)
Name = tuple[str, str, str]


class Prize(NamedTuple):
    code: str
    prize: str
    span: str


class Won(NamedTuple):
    """A place among those who reach a prize; `bars`: clauses that keep them from it."""

    name: Name
    group: str
    points: Decimal
    rank: int
    bars: tuple[str, ...]


class Rival(NamedTuple):
    name: Name
    group: str
    points: Decimal
    bars: tuple[str, ...] = ()


#: Whether the span is over, and who reaches the prize.
Awards = dict[Prize, tuple[bool, set[Won]]]


def awards(
    world: World, term: Term, entries: Sequence[Entry], booked: Sequence[Booked], effects: Sequence[EffectTold]
) -> Awards:
    """All prizes of a scheme, span by span."""
    found: Awards = {}
    for prize in term.document.get("prizes", []):
        for span in spans(prize["per"], term, world.slots, world.until):
            if prize["to"] == "items":
                rivals = _items(world, term, span)
            else:
                rivals = _receivers(world, term, prize, span, entries, booked, effects)
            found[Prize(term.code, prize["id"], span.key)] = (span.seen.ended, set(_reached(prize, rivals)))
    return found


def _reached(prize: Document, rivals: Sequence[Rival]) -> Iterable[Won]:
    for own in rivals:
        against = rivals
        if prize.get("moves_up") and not own.bars:
            against = [rival for rival in rivals if not rival.bars]
        better = [one for one in against if one.group == own.group and level(one.points) > level(own.points)]
        rank = 1 + len(better)
        enough = own.points > 0 and own.points >= Decimal(prize.get("at_least", 0))
        if enough and rank <= prize.get("first", rank):
            yield Won(own.name, own.group, own.points, rank, own.bars)


def _receivers(
    world: World, term: Term, prize: Document, span: Span, entries: Sequence[Entry], booked: Sequence[Booked],
    effects: Sequence[EffectTold],
) -> list[Rival]:  # fmt: skip
    """Those who are ranked on the last day, with their points, and what bars them by the end of the span."""
    sums = _sums(amounts(term, [*entries, *booked], "points"), span)
    found = []
    for (unit, person), points in sums.items():
        if bool(person) != (prize["to"] == "persons"):
            continue
        own = [e for e in entries if e.receiver == (unit, person) and e.is_own and e.code == term.code]
        filed = {e.fact.key for e in own if str(e.fact.kind) == "filed" and span.seen.holds(e.on)}
        who = world.people.who(unit, person, span.seen.slot.last)
        group = group_of(term.document.get("ranking", {}), who, person, len(filed))
        if group is not None:
            bars = [effect.clause for effect in effects if effect.receiver == (unit, person) and _bars(effect, span)]
            found.append(Rival((unit, person, ""), group, points, tuple(sorted(bars))))
    return found


def _bars(effect: EffectTold, span: Span) -> bool:
    """From the beginning of the slot in which it came about to the end of its own span."""
    came_about = effect.on <= span.seen.day
    is_over = effect.last is not None and effect.last < span.first
    return came_about and not is_over and bool({"no_prize", "failed"} & set(effect.names))


def _sums(given: Iterable[Amount], span: Span) -> Mapping[Receiver, Decimal]:
    sums: dict[Receiver, Decimal] = {}
    for amount in given:
        if span.seen.holds(amount.on):
            sums[amount.receiver] = sums.get(amount.receiver, NOTHING) + amount.points
    return sums


def _items(world: World, term: Term, span: Span) -> list[Rival]:
    """What each source brought to all its units together, before it was shared among them."""
    sums: dict[str, Decimal] = {}
    for group in groups_of(world.facts):
        for fact, clause, document, gain in gains(world.terms, group):
            is_here = document is term.document and span.seen.holds(home_of(world.terms, fact)[1])
            if is_here and clause.get("gives", "points") == "points":
                _add(sums, document, clause, fact, gain)
    return [Rival(("", "", item), "", points) for item, points in sums.items()]


def _add(sums: dict[str, Decimal], document: Document, clause: Document, fact: Fact, gain: Decimal) -> None:
    if is_to_each_unit(sharing_of(document, clause), fact):
        for unit in {part.units[0] for part in fact.parts}:
            own = [part.item or fact.item or fact.key for part in fact.parts if part.units[0] == unit]
            for item, amount in zip(own, divide(gain, [Decimal(1)] * len(own)), strict=True):
                sums[item] = sums.get(item, NOTHING) + amount
        return
    for part, amount in zip(fact.parts, by_source(sharing_of(document, clause), fact, gain), strict=True):
        item = part.item or fact.item or fact.key
        sums[item] = sums.get(item, NOTHING) + amount
