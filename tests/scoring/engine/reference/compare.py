"""One made-up case, worked out by the engine and by the reference."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from scoring.engine import Fact, FactKind, Row, SchemeBook, Total, parse_scheme
from scoring.engine.book import Valid
from scoring.engine.facts import batches
from scoring.engine.prizes import Winner
from scoring.engine.ranks import Placed
from scoring.engine.run import run
from scoring.engine.settlement import Profile, ProfileOf, Slot
from tests.scoring.engine.reference import generator
from tests.scoring.engine.reference.awards import Awards, Prize, Won, awards
from tests.scoring.engine.reference.figures import Figures, Place, Tables
from tests.scoring.engine.reference.items import Entry, entries
from tests.scoring.engine.reference.money import Results, Told, second_results
from tests.scoring.engine.reference.periods import EffectTold, QuotaTold, settled
from tests.scoring.engine.reference.world import Month, People, Receiver, Term, World

Sums = dict[tuple[str, ...], Decimal]
#: (scheme, clause, span, receiver)
Key = tuple[str, str, str, Receiver]
DAY = timedelta(days=1)


def made_up(seed: int) -> World:
    dice = Random(seed)
    slots = _slots(dice)
    terms = _terms(dice, slots)
    facts = generator.facts(dice, slots[0].first)
    last = slots[-1].last
    until = last - timedelta(days=dice.randint(1, 40)) if dice.random() < 0.15 else date.max
    return World(terms, facts, slots, _people(dice, slots), until)


def _slots(dice: Random) -> tuple[Month, ...]:
    """Three to nine months from January, or from October on; sometimes from the 26th to the 25th, as some offices count."""
    last = 25 if dice.random() < 0.2 else 0
    start = 0 if dice.random() < 0.75 else -3
    found = []
    for month in range(start, start + dice.randint(3, 9)):
        first, end = _first_of(month), _first_of(month + 1) - DAY
        if last:
            first, end = (first - DAY).replace(day=last + 1), end.replace(day=last)
        found.append(Month(f"{end.year}-{end.month:02d}", first, end))
    return tuple(found)


def _first_of(month: int) -> date:
    """The first day of a month, counted from January 2026 on."""
    return date(2026 + month // 12, month % 12 + 1, 1)


def _terms(dice: Random, slots: Sequence[Month]) -> list[Term]:
    """One scheme for all days; or another one from some day on, at the edge of a slot or inside it, sometimes with days
    between the two on which none is valid."""
    if dice.random() < 0.7:
        return [Term(generator.document(dice, "old"))]
    slot = dice.choice(slots[1:])
    ends = slot.first - DAY if dice.random() < 0.5 else slot.first + dice.randint(0, 27) * DAY
    begins = ends + DAY if dice.random() < 0.8 else ends + dice.randint(2, 40) * DAY
    return [
        Term(generator.document(dice, "old"), last=ends),
        Term(generator.document(dice, "new"), begins, before=ends),
    ]


def _people(dice: Random, slots: Sequence[Month]) -> People:
    """Sometimes a unit comes into another class, or is dissolved, or takes part of its own accord."""
    later: dict[str, tuple[date, str | None]] = {}
    if dice.random() < 0.3:
        day = slots[0].first + timedelta(days=dice.randint(0, 200))
        later[dice.choice(generator.UNITS)] = (day, dice.choice(["first", "second", "", None]))
    optional = (dice.choice(generator.UNITS),) if dice.random() < 0.2 else ()
    return People(generator.CLASSES, later, optional, {"p1": ("young",), "p4": ("young",)})


class ByReference:
    """What the reference says of a case."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.entries = entries(world.terms, world.facts)
        units = {(unit, "") for unit in generator.UNITS}
        self.receivers = sorted(units | {entry.receiver for entry in self.entries})
        cases = [settled(world, term, one, self.entries) for term in world.terms for one in self.receivers]
        self.booked = [row for case in cases for row in case.booked]
        self.quotas = {_key(told): told for case in cases for told in case.quotas}
        self.effects = {_key(told): told for case in cases for told in case.effects}

    def counts(self) -> list[tuple[str, str, str]]:
        """Whose facts are whose: (fact, unit, person), each once."""
        return sorted({(entry.fact.key, *entry.receiver) for entry in self.entries if entry.is_own})

    def periods(self) -> Sums:
        return {
            (row.code, *row.receiver, row.clause, row.span, row.slot, row.on.isoformat(), row.account): row.points
            for row in self.booked
        }

    def seconds(self) -> Results:
        found: Results = {}
        for term in self.world.terms:
            found |= second_results(self.world, term, self.receivers, [*self.entries, *self.booked])
        return found

    def prizes(self) -> Awards:
        found: Awards = {}
        for term in self.world.terms:
            found |= awards(self.world, term, self.entries, self.booked, list(self.effects.values()))
        return found

    def tables(self) -> Tables:
        return Tables(self.world, self.receivers, self.entries, self.booked)


class ByEngine:
    """What the engine says of a case, put so that it can be compared."""

    def __init__(self, world: World, facts: Iterable[Fact] | None = None) -> None:
        book = SchemeBook([Valid(parse_scheme(term.document), term.first, term.last) for term in world.terms])
        slots = [Slot(slot.key, slot.first, slot.last) for slot in world.slots]
        known = [(unit, "") for unit in generator.UNITS]
        given = batches(world.facts if facts is None else facts)
        self.rows: list[Row] = []
        self.result = run(book, given, slots, _profiles(world), known, on_row=self.rows.append, until=world.until)
        self.items = [row for row in self.rows if row.kind is not FactKind.SETTLEMENT]

    def counts(self) -> list[tuple[str, str, str]]:
        return sorted((row.fact, row.unit, row.person) for row in self.rows for _ in range(row.tally))

    def periods(self) -> Sums:
        return {
            (row.scheme, row.unit, row.person, *row.fact.split(":"), row.on.isoformat(), row.account): row.points
            for row in self.result.settlement
        }

    def quotas(self, known: Mapping[Key, QuotaTold]) -> dict[Key, QuotaTold]:
        """Last days only where the reference has some: what is beyond the slots is a guess."""
        found = [
            QuotaTold(one.scheme, one.clause, one.span, (one.unit, one.person), one.starts_on, one.ends_on, one.demand,
                      one.counted, one.optional, one.state, one.points, one.slot)
            for one in self.result.quotas
        ]  # fmt: skip
        return {_key(one): one if _has_end(one, known) else one._replace(last=None) for one in found}

    def effects(self, known: Mapping[Key, EffectTold]) -> dict[Key, EffectTold]:
        found = [
            EffectTold(one.scheme, one.clause, one.span, (one.unit, one.person), one.slot, one.on, one.ends_on,
                       one.effects, one.counted, one.facts)
            for one in self.result.effects
        ]  # fmt: skip
        return {_key(one): one if _has_end(one, known) else one._replace(last=None) for one in found}

    def seconds(self) -> Results:
        return {
            Told(one.scheme, one.account, one.span, (one.unit, one.person)): (one.earned, one.result)
            for one in self.result.seconds
        }

    def prizes(self) -> Awards:
        return {
            Prize(one.scheme, one.prize.id, one.span): (one.ended, {*map(_won, one.winners), *map(_won, one.blocked)})
            for one in self.result.prizes
        }


def _profiles(world: World) -> ProfileOf:
    def profile_of(unit: str, person: str, day: date) -> Profile | None:
        who = world.people.who(unit, person, day)
        return who and Profile(who.unit_class, frozenset(who.groups), who.optional)

    return profile_of


def _key(told: QuotaTold | EffectTold) -> Key:
    return told.code, told.clause, told.span, told.receiver


def _has_end(told: QuotaTold | EffectTold, known: Mapping[Key, Any]) -> bool:
    return _key(told) not in known or known[_key(told)].last is not None


def _won(winner: Winner) -> Won:
    own, rank = winner
    bars = tuple(sorted(bar.clause for bar in own.bars))
    return Won((own.unit, own.person, own.item), own.group, own.points, rank, bars)


def figures_told(table: Mapping[Receiver, Total]) -> dict[Receiver, Figures]:
    """The engine's totals as the reference writes them."""
    names = [name for name in Figures._fields if name != "rate"]
    return {one: Figures(*[getattr(total, name) for name in names], total.rate) for one, total in table.items()}


def places_told(placed: Iterable[Placed]) -> dict[Receiver, Place]:
    return {(one.unit, one.person): Place(one.group, one.points, one.rank) for one in placed}


def item_sums(rows: Iterable[Row | Entry]) -> Sums:
    """(scheme, unit, person, fact, clause, account, day) -> points, without zeros."""
    sums: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for row in rows:
        code, fact = (row.scheme, row.fact) if isinstance(row, Row) else (row.code, row.fact.key)
        sums[code, row.unit, row.person, fact, row.clause, row.account, row.on.isoformat()] += row.points
    return {place: points for place, points in sums.items() if points}
