"""Points by event, outlets, leaders: hand-worked cases, among them the seen parts of published rules."""

from datetime import date
from decimal import Decimal

import pytest

from scoring.engine import FactKind, SchemeBook, evaluate, parse_scheme
from scoring.engine.evaluation import Valid
from scoring.engine.problems import SchemeRefused
from tests.scoring.engine.builders import (
    adopted,
    book,
    document,
    fact,
    instructed,
    instruction_clause,
    points_clause,
    revoked,
    scored,
    sums,
    unit_rows,
)

pytestmark = pytest.mark.engine_free

D = Decimal
LEVELS = ({"level": "city", "points": 5}, {"level": "province", "points": 10}, {"level": "state", "points": 30})


def test_first_row_that_fits_counts():
    scheme = book(
        points_clause(
            {"outlet": "daily", "edition": "special", "points": 7},
            {"outlet": "daily", "item_type": "brief", "points": 1},
            {"outlet": "daily", "points": 3},
            {"level": "city", "in_composite": True, "points": "0.5"},
        )
    )
    facts = [
        adopted("a", outlet="daily", edition="special", item_type="brief", item="1"),
        adopted("b", outlet="daily", item_type="brief", item="2"),
        adopted("c", outlet="daily", item_type="update", item="3"),
        adopted("d", outlet="weekly", in_composite=True, item="4"),
        adopted("e", outlet="weekly", item="5"),
    ]
    assert scored(scheme, *facts) == {
        ("a", "A"): 7, ("b", "A"): 1, ("c", "A"): 3, ("d", "A"): D("0.5"), ("e", "A"): 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("combine", "points"),
    [("sum", [5, 5, 10, 5]), ("highest", [5, 0, 5, 0]), ("highest_per_level", [5, 0, 10, 0])],
)
def test_several_outlets_of_one_item(combine, points):
    scheme = book(points_clause(*LEVELS, combine=combine))
    facts = [
        adopted("a", "city", 1), adopted("b", "city", 2), adopted("c", "province", 3), adopted("d", "city", 4),
    ]  # fmt: skip
    assert [row.points for row in unit_rows(scheme, *facts)] == points
    assert [row.tally for row in unit_rows(scheme, *facts)] == [1, 1, 1, 1]


def test_another_item_is_counted_apart():
    scheme = book(points_clause(*LEVELS, combine="highest"))
    assert scored(scheme, adopted("a", item="1"), adopted("b", item="2")) == {("a", "A"): 5, ("b", "A"): 5}


def test_lower_outlet_after_a_higher_one_says_what_was_counted():
    scheme = book(points_clause(*LEVELS, combine="highest"))
    low, high = unit_rows(scheme, adopted("b", "city", 9), adopted("a", "province", 2))[::-1]
    assert (high.explanation, low.points) == ({"row": "2", "full": "10"}, 0)
    assert low.explanation == {"row": "1", "full": "5", "counted_before": "10"}


def test_revoking_the_first_outlet_gives_its_points_to_the_next():
    scheme = book(points_clause(*LEVELS, combine="highest"))
    facts = [adopted("a", "city", 1), adopted("b", "province", 3), revoked("x", "a")]
    assert scored(scheme, *facts) == {("b", "A"): 10}


@pytest.mark.parametrize(
    ("external", "points", "full"), [(D("7.5"), D("15"), "15"), (D(0), D(0), "0"), (None, D(0), "")]
)
def test_multiple_of_the_superiors_points(external, points, full):
    scheme = book(points_clause({"level": "province", "times_external": 2}))
    (row,) = unit_rows(scheme, adopted("a", "province", external=external))
    assert (row.points, row.explanation["full"]) == (points, full)
    assert row.explanation.get("external") == (None if external is None else f"{external:f}")


@pytest.mark.parametrize(
    ("repeat", "points"),
    [
        ("each", [10, 15, 0, 10, 50]),
        ("once_per_level", [10, 5, 0, 0, 50]),
        ("once_per_item", [10, 5, 0, 0, 35]),
    ],
)
def test_several_leaders_on_one_item(repeat, points):
    scheme = book(
        instruction_clause(
            {"level": "city", "rank": "principal", "points": 15},
            {"level": "city", "points": 10},
            {"level": "province", "points": 50},
            repeat=repeat,
        )
    )
    facts = [
        instructed("a", "city", "deputy", 1, leader="L1"),
        instructed("b", "city", "principal", 2, leader="L2"),
        instructed("c", "city", "deputy", 3, leader="L1"),
        instructed("d", "city", "deputy", 4, leader="L3"),
        instructed("e", "province", "deputy", 5, leader="L4"),
    ]
    assert [row.points for row in unit_rows(scheme, *facts)] == points


def test_first_full_then_reduced_by_row():
    """R7: leaders first 10, others 5 each; secretaries first 5, others 3."""
    scheme = book(
        instruction_clause(
            {"rank": ["principal", "deputy"], "points": 10, "then": 5},
            {"rank": "secretary", "points": 5, "then": 3},
            repeat="first_full",
        )
    )
    facts = [
        instructed("a", rank="principal", day=1, leader="L1"),
        instructed("b", rank="secretary", day=2, leader="L2"),
        instructed("c", rank="deputy", day=3, leader="L3"),
        instructed("d", rank="deputy", day=4, leader="L3"),
        instructed("e", rank="secretary", day=5, leader="L5"),
        instructed("f", rank="clerk", day=6, leader="L6"),
    ]
    rows = unit_rows(scheme, *facts)
    assert [row.points for row in rows] == [10, 5, 5, 0, 3, 0]
    assert [row.explanation.get("repeated") for row in rows] == [None, None, "further", "same_leader", "further", None]
    assert rows[-1].clause == ""


def test_instruction_counts_without_an_adoption_on_its_own_date():
    scheme = book(points_clause(*LEVELS), instruction_clause({"points": 10}))
    (row,) = unit_rows(scheme, instructed("a", day=30))
    assert (row.clause, row.on, row.points) == ("instructed", date(2026, 10, 30), 10)


def test_two_clauses_for_one_event_count_the_fact_once():
    extra = {**points_clause({"outlet": "daily", "points": 2}), "id": "daily_bonus"}
    scheme = book(points_clause(*LEVELS), extra)
    rows = unit_rows(scheme, adopted("a", outlet="daily"))
    assert [(row.clause, row.points, row.tally) for row in rows] == [("adopted", 5, 1), ("daily_bonus", 2, 0)]


def test_each_scheme_judges_the_days_on_which_it_is_valid():
    old = parse_scheme({**document(points_clause({"points": 1})), "code": "old"})
    new = parse_scheme({**document(points_clause({"points": 2})), "code": "new"})
    dated = SchemeBook([Valid(new, date(2026, 10, 10)), Valid(old, date(2026, 10, 2), date(2026, 10, 9))])
    facts = [adopted("a", day=1), adopted("b", day=9), adopted("c", day=10)]
    assert [(row.scheme, row.clause, row.points) for row in unit_rows(dated, *facts)] == [
        ("", "", 0), ("old", "adopted", 1), ("new", "adopted", 2),
    ]  # fmt: skip


def test_two_schemes_on_one_day_are_refused():
    scheme = parse_scheme(document(points_clause({"points": 1})))
    with pytest.raises(SchemeRefused, match="valid on the same day"):
        SchemeBook([Valid(scheme, date(2026, 1, 1)), Valid(scheme, date(2027, 1, 1))])


def test_filed_and_forwarded_earn_apart_from_adoption():
    """R2, R17: filed 2; chosen for the province 2 adopted or not; several journals accumulate."""
    scheme = book(
        points_clause({"points": 2}, event="filed"),
        points_clause({"level": "province", "points": 2}, {"level": "state", "points": 10}, event="forwarded"),
        points_clause({"level": "province", "points": 10}, {"level": "state", "points": 50}),
    )
    facts = [
        fact("f", FactKind.FILED, 1),
        fact("w1", FactKind.FORWARDED, 2, level="province"),
        fact("w2", FactKind.FORWARDED, 3, level="state"),
        adopted("a1", "province", 9),
        adopted("a2", "state", 12),
    ]
    assert sums(unit_rows(scheme, *facts)) == {"A": D(2 + 2 + 10 + 10 + 50)}


def test_r1_superior_points_multiplied_joint_items_even_and_instruction_flat():
    """R1: 专报 3, 增刊 10; city leaders +10 an item; province x2, 国办 x5 of their own points; joint evenly."""
    scheme = book(
        points_clause(
            {"level": "province", "times_external": 2},
            {"level": "state", "times_external": 5},
            {"outlet": "special_report", "points": 3},
            {"edition": "supplement", "points": 10},
            {"outlet": "info", "points": 2},
        ),
        instruction_clause({"level": "city", "points": 10}, repeat="once_per_item"),
    )
    facts = [
        adopted("own", "city", 1, outlet="special_report", units=("A", "B")),
        adopted("province", "province", 2, units=("A", "B"), external=D(6)),
        adopted("state", "state", 3, units=("A", "B"), external=D(4)),
        instructed("i1", "city", "principal", 4, units=("A", "B")),
        instructed("i2", "city", "deputy", 5, units=("A", "B")),
    ]
    assert sums(unit_rows(scheme, *facts)) == {"A": D("22.5"), "B": D("22.5")}  # (3 + 12 + 20 + 10) / 2


def test_r3_same_level_counts_once_and_the_bonus_depends_on_the_journal():
    """R3: 每日要情 3 (instruction +10), 专报 10 (instruction +20); repeated instructions of one level add once."""
    scheme = book(
        points_clause({"outlet": "daily", "points": 3}, {"outlet": "special_report", "points": 10}),
        instruction_clause(
            {"level": "province", "points": 50},
            {"outlet": "daily", "points": 10},
            {"outlet": "special_report", "points": 20},
            repeat="once_per_level",
        ),
    )
    facts = [
        adopted("a", "city", 1, outlet="daily"),
        instructed("i1", "city", day=2, outlet="daily"),
        instructed("i2", "city", day=3, outlet="daily"),
        adopted("b", "city", 1, outlet="special_report", item="2"),
        instructed("i3", "city", day=2, outlet="special_report", item="2"),
        instructed("i4", "province", day=3, item="2"),
    ]
    assert sums(unit_rows(scheme, *facts)) == {"A": D(3 + 10 + 10 + 20 + 50)}


def test_r27_best_of_the_month_beside_adoption_and_instruction():
    """R27: adopted +5, leader's instruction +10, monthly best +5, adopted above +5."""
    scheme = book(
        points_clause({"points": 5}),
        instruction_clause({"points": 10}),
        points_clause({"points": 5}, event="best"),
    )
    facts = [
        adopted("a1", "own", 1), adopted("a2", "state", 2), instructed("i", day=3), fact("b", FactKind.BEST, 28),
    ]  # fmt: skip
    assert sums(unit_rows(scheme, *facts)) == {"A": D(25)}


def test_commission_done_earns_and_fault_is_only_counted():
    scheme = book(points_clause({"points": 5}, event="commission_done"))
    rows = unit_rows(scheme, fact("c", FactKind.COMMISSION_DONE), fact("x", FactKind.FAULT))
    assert [(row.clause, row.points, row.tally) for row in rows] == [("commission_done", 5, 1), ("", 0, 1)]


def test_rows_of_all_groups_come_in_the_order_of_their_keys():
    scheme = book(points_clause(*LEVELS))
    rows = list(evaluate(scheme, [adopted("z", item="2"), adopted("y", item="1"), fact("x", FactKind.BEST, item="")]))
    assert [row.fact for row in rows] == ["y", "z", "x"]
