"""Ten thousand made-up schemes and facts: the engine and the slow reference agree on every point."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from scoring.engine import Fact, totals
from tests.scoring.engine.reference.compare import (
    MadeUp,
    by_engine,
    engine_period_sums,
    item_sums,
    made_up,
    reference,
)

pytestmark = pytest.mark.engine_free

CASES = 10_000
PORTION = 250
FEW = range(400)


@pytest.mark.parametrize("start", range(0, CASES, PORTION), ids=lambda start: f"from{start}")
def test_engine_and_reference_agree(start: int) -> None:
    for seed in range(start, start + PORTION):
        case = made_up(seed)
        rows, settlement = by_engine(case)
        items, periods, found = reference(case)
        assert item_sums(rows) == items, f"stage 1, seed {seed}"
        assert engine_period_sums(settlement) == periods, f"stage 2, seed {seed}"
        counted = Counter((row.fact, row.unit, row.person) for row in rows for _ in range(row.tally))
        # Points may go to a host; what was filed or adopted counts for those who wrote it.
        wrote = {(entry.fact.key, unit, "") for entry in found for part in entry.fact.parts for unit in part.units}
        wrote |= {(entry.fact.key, entry.unit, entry.person) for entry in found if entry.person}
        assert counted == Counter(wrote), f"counts, seed {seed}"


def test_order_of_facts_does_not_matter() -> None:
    for seed in FEW:
        case = made_up(seed)
        shuffled = list(case.facts)
        Random(-seed).shuffle(shuffled)
        assert by_engine(case, shuffled) == by_engine(case), f"seed {seed}"


def test_totals_are_what_the_rows_add_up_to() -> None:
    for seed in FEW:
        rows, settlement = by_engine(made_up(seed))
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for row in [*rows, *settlement]:
            sums[row.receiver] += row.points if row.account == "points" else Decimal(0)
        found = {receiver: total.points for receiver, total in totals([*rows, *settlement]).items()}
        assert found == sums, f"seed {seed}"


def test_cases_reach_every_kind_of_clause_and_outcome() -> None:
    """A generator that never makes a thing proves nothing about it."""
    kinds: Counter[str] = Counter()
    for seed in range(1000):
        case = made_up(seed)
        kinds.update(str(clause["kind"]) for clause in case.document["clauses"])
        _, settlement = by_engine(case)
        given = {clause["id"]: clause["kind"] for clause in case.document["clauses"]}
        kinds.update(f"{given[row.clause]} worth" for row in settlement if row.points)
    wanted = ["points", "instruction", "deduction", "time_limit", "base", "quota", "rate", "limit", "threshold"]
    worth = [f"{kind} worth" for kind in wanted[4:]]
    assert {kind: kinds[kind] for kind in [*wanted, *worth] if kinds[kind] < 50} == {}


def test_what_is_taken_back_and_given_again_changes_nothing() -> None:
    for seed in FEW:
        case = made_up(seed)
        restored = list(case.facts)
        for fact in case.facts:
            if not fact.revokes:
                back = Fact(key=f"off-{fact.key}", kind=fact.kind, on=fact.on, item=fact.item, revokes=fact.key)
                again = Fact(key=f"on-{fact.key}", kind=fact.kind, on=fact.on, item=fact.item, revokes=back.key)
                restored += [back, again]
        assert by_engine(case, restored) == by_engine(case), f"seed {seed}"


def test_nobody_stands_outside_the_bounds_of_a_limit() -> None:
    """After its clause and before the next, what a limit of a year speaks of is within its bounds after every slot."""
    checked = 0
    for seed in range(2000):
        case = made_up(seed)
        for clause in case.document["clauses"]:
            if clause["kind"] == "limit" and clause["per"] == "year":
                checked += _check_limit(case, clause)
    assert checked > 100


def _check_limit(case: MadeUp, clause: Mapping[str, Any]) -> int:
    rows, settlement = by_engine(case)
    ids = [one["id"] for one in case.document["clauses"] if one.get("gives", "points") == "points"]
    of = {one for one in ids[: ids.index(clause["id"])] if one in clause.get("of", ids)} | {clause["id"]}
    limited = {(row.unit, row.person) for row in settlement if row.clause == clause["id"]}
    for receiver in limited:
        stands = Decimal(0)
        for slot in case.slots:
            for row in [*rows, *settlement]:
                if (row.unit, row.person) == receiver and row.clause in of and slot.first <= row.on <= slot.last:
                    stands += row.points
            assert clause.get("at_least", stands) <= stands <= clause.get("at_most", stands)
    return len(limited)
