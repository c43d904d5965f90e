"""Ten thousand made-up schemes and facts: the engine and the slow reference agree on everything that `run` tells."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from scoring.engine import Fact, totals
from tests.scoring.engine.reference.awards import Awards
from tests.scoring.engine.reference.compare import (
    ByEngine,
    ByReference,
    figures_told,
    item_sums,
    made_up,
    places_told,
)
from tests.scoring.engine.reference.figures import ranks
from tests.scoring.engine.reference.items import living
from tests.scoring.engine.reference.money import Results
from tests.scoring.engine.reference.world import World

pytestmark = pytest.mark.engine_free

CASES = 10_000
PORTION = 250
FEW = range(120)


@pytest.mark.parametrize("start", range(0, CASES, PORTION), ids=lambda start: f"from{start}")
def test_engine_and_reference_agree(start: int) -> None:
    for seed in range(start, start + PORTION):
        world = made_up(seed)
        engine, reference = ByEngine(world), ByReference(world)
        assert item_sums(engine.items) == item_sums(reference.entries), f"stage 1, seed {seed}"
        assert engine.periods() == reference.periods(), f"stage 2, seed {seed}"
        assert engine.counts() == reference.counts(), f"counts, seed {seed}"
        assert engine.quotas(reference.quotas) == reference.quotas, f"quotas, seed {seed}"
        assert engine.effects(reference.effects) == reference.effects, f"effects, seed {seed}"
        assert engine.seconds() == reference.seconds(), f"second results, seed {seed}"
        assert engine.prizes() == reference.prizes(), f"prizes, seed {seed}"
        # Tables are what takes longest: one slot of each case, so that over all cases every place in a year comes up.
        number = seed % len(world.slots)
        assert _tables_of(engine, number) == _expected_tables(world, reference, number), f"tables, seed {seed}"


def _tables_of(engine: ByEngine, number: int) -> list[Any]:
    """Figures and places of the slot, then those since January."""
    result = engine.result
    figures = [figures_told(result.totals(number)), figures_told(result.cumulative(number))]
    return [*figures, places_told(result.ranks(number)), places_told(result.cumulative_ranks(number))]


def _expected_tables(world: World, reference: ByReference, number: int) -> list[Any]:
    tables, day = reference.tables(), world.slots[number].last
    own, of_year = tables.of([world.slots[number]]), tables.of_year(number)
    return [own, of_year, ranks(world, own, day), ranks(world, of_year, day)]


def test_tables_of_all_slots_agree() -> None:
    for seed in FEW:
        world = made_up(seed)
        engine, reference = ByEngine(world), ByReference(world)
        for number in range(len(world.slots)):
            assert _tables_of(engine, number) == _expected_tables(world, reference, number), f"seed {seed}"


def test_order_of_facts_does_not_matter() -> None:
    for seed in FEW:
        world = made_up(seed)
        shuffled = list(world.facts)
        Random(-seed).shuffle(shuffled)
        assert _told(ByEngine(world, shuffled)) == _told(ByEngine(world)), f"seed {seed}"


def test_what_is_taken_back_and_given_again_changes_nothing() -> None:
    for seed in FEW:
        world = made_up(seed)
        restored = list(world.facts)
        for fact in world.facts:
            if fact.item and not fact.revokes:
                back = Fact(key=f"off-{fact.key}", kind=fact.kind, on=fact.on, item=fact.item, revokes=fact.key)
                again = Fact(key=f"on-{fact.key}", kind=fact.kind, on=fact.on, item=fact.item, revokes=back.key)
                restored += [back, again]
        assert _told(ByEngine(world, restored)) == _told(ByEngine(world)), f"seed {seed}"


def _told(engine: ByEngine) -> list[Any]:
    """All that an evaluation says; rows of items by place, because batches come as facts do."""
    result, last = engine.result, len(engine.result.slots) - 1
    tables = [result.totals(last), result.cumulative(last), result.ranks(last), result.cumulative_ranks(last)]
    rows = sorted(engine.items, key=lambda row: (*row.place, row.account))
    return [rows, result.settlement, result.quotas, result.effects, result.seconds, result.prizes, *tables]


def test_totals_are_what_the_rows_add_up_to() -> None:
    for seed in FEW:
        engine = ByEngine(made_up(seed))
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for row in engine.rows:
            sums[row.receiver] += row.points if row.account == "points" else Decimal(0)
        found = {receiver: total.points for receiver, total in totals(engine.rows).items()}
        assert found == sums, f"seed {seed}"


def test_cases_reach_everything() -> None:
    """A generator that never makes a thing proves nothing about it."""
    reached: Counter[str] = Counter()
    for seed in range(600):
        world = made_up(seed)
        reference = ByReference(world)
        clauses = [clause for term in world.terms for clause in term.document["clauses"]]
        kinds = {clause["id"]: clause["kind"] for clause in clauses}
        reached.update(clause["kind"] for clause in clauses)
        reached.update(f"{kinds[row.clause]} worth" for row in reference.booked)
        reached.update(f"{section} given" for term in world.terms for section in term.document)
        reached.update(f"quota {told.state}" for told in reference.quotas.values())
        reached.update(name for told in reference.effects.values() for name in told.names)
        reached.update(_money_reached(reference.seconds()) + _prizes_reached(reference.prizes()))
        reached.update(_figures_reached(world, reference))
    assert {one: reached[one] for one in (*FREQUENT, *SELDOM) if reached[one] < (30 if one in FREQUENT else 5)} == {}


FREQUENT = (
    "points", "instruction", "deduction", "time_limit", "base", "quota", "rate", "limit", "threshold",
    *(f"{kind} worth" for kind in ("base", "quota", "rate", "limit", "threshold")),
    *(f"{section} given" for section in ("ranking", "host_credit", "conversion", "budget", "prizes", "counted_on")),
    *(f"quota {state}" for state in ("met", "missed", "running")),
    "minus", "zero", "withhold", "no_prize", "failed", "named", "yuan cut", "target cut", "units win", "persons win",
    "items win", "barred", "two schemes", "one item in two slots", "source adopted by itself", "a tie",
)  # fmt: skip
SELDOM = ("one leader in two slots", "somebody is gone")


def _money_reached(results: Results) -> list[str]:
    return [f"{told.account} cut" for told, (earned, result) in results.items() if result < earned]


def _prizes_reached(found: Awards) -> list[str]:
    won = [one for _ended, reached in found.values() for one in reached]
    names = ["items" if one.name[2] else "persons" if one.name[1] else "units" for one in won if not one.bars]
    return [f"{name} win" for name in names] + ["barred" for one in won if one.bars]


def _figures_reached(world: World, reference: ByReference) -> list[str]:
    found = ["two schemes"] * (len(world.terms) > 1)
    found += ["somebody is gone" for _day, later in world.people.later.values() if later is None]
    adopted = [fact for fact in living(world.facts) if fact.kind == "adopted"]
    sources = {part.item for fact in adopted if fact.item == "z" for part in fact.parts}
    found += ["source adopted by itself"] * any(fact.item in sources for fact in adopted)
    tables, last = reference.tables(), len(world.slots) - 1
    of_year = tables.of_year(last)
    slots = [tables.of([slot]) for slot in world.slots if slot.last.year == world.slots[last].last.year]
    for receiver, own in of_year.items():
        found += ["one item in two slots"] * (sum(one[receiver].adopted_items for one in slots) > own.adopted_items)
        found += ["one leader in two slots"] * (sum(one[receiver].person_times for one in slots) > own.person_times)
    places = [place for place in ranks(world, of_year, world.slots[last].last).values() if place.rank and place.points]
    taken = Counter((place.group, place.rank) for place in places)
    return found + ["a tie" for (group, _rank), number in taken.items() if group and number > 1]


def test_nobody_stands_outside_the_bounds_of_a_limit() -> None:
    """After its clause and before the next, what a limit of a year speaks of is within its bounds after every slot."""
    checked = 0
    for seed in range(2500):
        world = made_up(seed)
        # A unit that comes into another class, or that is gone, keeps what it had.
        if len(world.terms) == 1 and not world.people.later:
            for clause in world.terms[0].document["clauses"]:
                if clause["kind"] == "limit" and clause["per"] == "year":
                    checked += _check_limit(world, clause)
    assert checked > 80


def _check_limit(world: World, clause: Mapping[str, Any]) -> int:
    engine = ByEngine(world)
    account = clause.get("gives", "points")
    clauses = world.terms[0].document["clauses"]
    ids = [one["id"] for one in clauses if one.get("gives", "points") == account]
    of = {one for one in ids[: ids.index(clause["id"])] if one in clause.get("of", ids)} | {clause["id"]}
    limited = {(row.unit, row.person) for row in engine.result.settlement if row.clause == clause["id"]}
    for receiver in limited:
        own = [row for row in engine.rows if (row.unit, row.person) == receiver and row.clause in of]
        stands, year = Decimal(0), 0
        for slot in world.slots:
            stands, year = stands if slot.last.year == year else Decimal(0), slot.last.year
            stands += sum((row.points for row in own if slot.holds(row.on)), Decimal(0))
            assert clause.get("at_least", stands) <= stands <= clause.get("at_most", stands)
    return len(limited)
