"""One made-up case, worked out by the engine and by the reference."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from scoring.engine import Fact, Row, SchemeBook, evaluate, parse_scheme
from scoring.engine.settlement import Profile, Settler, Slot
from tests.scoring.engine.reference import generator
from tests.scoring.engine.reference.items import Entry, entries
from tests.scoring.engine.reference.periods import Case, Month, settled

Sums = dict[tuple[str, ...], Decimal]


@dataclass
class MadeUp:
    """A case by its seed."""

    document: Mapping[str, Any]
    facts: list[Fact]
    slots: list[Month]


def made_up(seed: int) -> MadeUp:
    dice = Random(seed)
    return MadeUp(generator.document(dice), generator.facts(dice), slots(dice))


def slots(dice: Random) -> list[Month]:
    """Three to nine months from January on; sometimes from the 26th to the 25th, as some offices count."""
    last = 25 if dice.random() < 0.2 else 0
    found = []
    for month in range(1, dice.randint(4, 10)):
        first, end = date(2026, month, 1), date(2026, month + 1, 1) - timedelta(days=1)
        if last:
            first, end = (first - timedelta(days=1)).replace(day=last + 1), end.replace(day=last)
        found.append(Month(f"2026-{month:02d}", first, end))
    return found


def profile_of(unit: str, person: str, day: date) -> Profile:
    return Profile(unit_class=generator.CLASSES[unit])


def by_engine(case: MadeUp, facts: Iterable[Fact] | None = None) -> tuple[list[Row], list[Row]]:
    """Rows of both stages."""
    book = SchemeBook.always(parse_scheme(case.document))
    rows = list(evaluate(book, case.facts if facts is None else facts))
    settler = Settler(book, [Slot(slot.key, slot.first, slot.last) for slot in case.slots], profile_of)
    for unit in generator.UNITS:
        settler.know(unit)
    for row in rows:
        settler.add(row)
    return rows, settler.settle().rows


def item_sums(rows: Iterable[Row | Entry]) -> Sums:
    """(unit, person, fact, clause, account, day) -> points, without zeros."""
    sums: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for row in rows:
        fact = row.fact if isinstance(row.fact, str) else row.fact.key
        sums[row.unit, row.person, fact, row.clause, row.account, row.on.isoformat()] += row.points
    return {place: points for place, points in sums.items() if points}


def receivers(found: Sequence[Entry]) -> list[tuple[str, str]]:
    units = {(unit, "") for unit in generator.UNITS}
    return sorted(units | {(entry.unit, entry.person) for entry in found})


def period_sums(case: MadeUp, found: Sequence[Entry]) -> Sums:
    """(unit, person, clause, span, slot) -> points by the reference, without zeros."""
    sums: Sums = {}
    for unit, person in receivers(found):
        own = Case(case.document, found, case.slots, (unit, person), generator.CLASSES[unit])
        sums |= {(unit, person, *place): points for place, points in settled(own).items()}
    return sums


def engine_period_sums(rows: Iterable[Row]) -> Sums:
    return {(row.unit, row.person, *row.fact.split(":")): row.points for row in rows if row.points}


def reference(case: MadeUp) -> tuple[Sums, Sums, list[Entry]]:
    found = entries(case.document, case.facts)
    return item_sums(found), period_sums(case, found), found
