"""Bases, quotas and rates in their corners."""

from datetime import date
from decimal import Decimal

import pytest

from scoring.engine import FactKind, parse_scheme
from scoring.engine.rows import Sign
from scoring.engine.settlement import Profile
from tests.scoring.engine.builders import document
from tests.scoring.engine.settlement.worked import (
    adopted,
    base,
    booked,
    deduction,
    faulty,
    filed,
    limit,
    month,
    months,
    of_class,
    on,
    points,
    quota,
    rate,
    settled,
    threshold,
)

pytestmark = pytest.mark.engine_free

D = Decimal


def told(outcome):
    return {row.fact: dict(row.explanation) for row in outcome.rows}


def test_base_reaches_whoever_is_known_and_whoever_has_rows():
    outcome = settled([points(), base()], [filed("f", "10-05", units=("B",))], [month(10)], known="A")
    assert [(row.unit, row.person, row.points) for row in outcome.rows] == [("A", "", 6), ("B", "", 6)]


def test_row_of_settlement_is_complete():
    clause = quota(2, result={"each_missing": 1}, gives="target")
    (row,) = settled([points(), clause], [filed("f", "10-05")], [month(10)]).rows
    assert row == (
        "A", "", "quota:2026-10:2026-10", date(2026, 10, 31), "test", D(-1), 0, "", "", {"counted": "1", "demand": "2"},
        Sign("quota", FactKind.SETTLEMENT, "target", "", "", "", "", padding=False, is_person=False),
    )  # fmt: skip


def test_base_is_taken_back_where_the_class_changes_inside_the_span():
    def profile_of(unit, person, day):
        return Profile("first" if day < date(2026, 11, 1) else "second")

    outcome = settled([points(), base(classes="first")], [], months(10, 12), profile_of=profile_of)
    assert booked(outcome) == {"base:2026-Q4:2026-10": D(6), "base:2026-Q4:2026-11": D(-6)}
    assert told(outcome)["base:2026-Q4:2026-11"] == {"outside": "yes", "worth": "0", "before": "6"}


def test_who_is_not_there_gets_nothing_new_and_keeps_what_there_was():
    def profile_of(unit, person, day):
        return Profile() if day.month in (10, 11) else None

    clauses = [points(), base(6, "month"), quota(1, result={"missed": 1}), limit("quarter", of=["base"], at_most=10)]
    outcome = settled(clauses, [], months(9, 12), profile_of=profile_of)
    assert booked(outcome) == {
        "base:2026-10:2026-10": D(6), "base:2026-11:2026-11": D(6), "quota:2026-10:2026-10": D(-1),
        "quota:2026-11:2026-11": D(-1), "limit:2026-Q4:2026-11": D(-2),
    }  # fmt: skip
    assert [quota_.span for quota_ in outcome.quotas] == ["2026-10", "2026-11"]


@pytest.mark.parametrize(
    ("result", "counts"),
    [
        ({"met": 10}, {0: 0, 2: 0, 3: 10, 5: 10}),
        ({"each": "0.5"}, {0: 0, 2: 1, 3: "1.5", 5: "1.5"}),
        ({"each_above": 2}, {0: 0, 3: 0, 5: 4}),
        ({"each_missing": "1.5"}, {0: "-4.5", 2: "-1.5", 3: 0, 5: 0}),
        ({"missed": 7}, {0: -7, 2: -7, 3: 0, 5: 0}),
        ({"met": 10, "each": 1, "each_above": 2, "each_missing": 3, "missed": 4}, {0: -13, 2: -5, 3: 13, 5: 17}),
    ],
)
def test_results_of_a_quota_add_up(result, counts):
    for count, worth in counts.items():
        facts = [filed(f"f{n}", "10-05") for n in range(count)]
        outcome = settled([points(), quota(3, result=result)], facts, [month(10)])
        assert sum(booked(outcome).values()) == D(worth), count
        assert outcome.quotas[0].points == D(worth)


def test_optional_demand_brings_but_never_costs_also_where_all_is_optional_for_the_unit():
    clause = quota(3, result={"each": 1, "each_missing": 3, "missed": 4})
    facts = [filed("f", "10-05")]
    outcome = settled([points(), clause], facts, [month(10)], profile_of=lambda *_: Profile(optional=True))
    assert booked(outcome) == {"quota:2026-10:2026-10": D(1)}
    assert told(outcome) == {"quota:2026-10:2026-10": {"counted": "1", "demand": "3", "optional": "yes"}}
    assert outcome.quotas[0].optional


def test_class_without_a_demand_has_no_quota():
    clause = quota(demands=[{"classes": "first", "at_least": 2}], result={"missed": 1})
    outcome = settled([points(), clause], [], [month(10)], known="AB", profile_of=of_class({"A": "first"}))
    assert [(row.unit, row.points) for row in outcome.rows] == [("A", -1)]
    assert [quota_.unit for quota_ in outcome.quotas] == ["A"]


def test_quota_of_which_the_class_loses_the_demand_says_so():
    rule = parse_scheme(document(points(), quota(demands=[{"classes": "first", "at_least": 2}]))).period_rules[0]
    from scoring.engine.settlement.base import Moment

    assert rule.told(Moment((D(1),), Profile("second"), True)) == {"demand": ""}
    assert rule.worth(Moment((D(1),), Profile("second"), True)) == 0


def test_quota_without_a_result_shows_progress_only():
    outcome = settled([points(), quota(3)], [filed("f", "10-05")], months(10, 10))
    assert outcome.rows == []
    (result,) = outcome.quotas
    assert (result.counted, result.state, result.starts_on, result.ends_on, result.scheme) == (
        D(1), "missed", on("10-01"), on("10-31"), "test",
    )  # fmt: skip


def test_running_quota_is_worth_nothing_yet():
    clause = quota(3, "quarter", result={"missed": 5, "each_above": 1})
    facts = [filed(f"f{n}", "10-05") for n in range(4)]
    outcome = settled([points(), clause], facts, months(10, 11))
    assert outcome.rows == []
    assert [(one.state, one.counted, one.slot, one.points) for one in outcome.quotas] == [("running", 4, "2026-11", 0)]


def test_day_until_which_all_is_known_keeps_an_open_month_running():
    clause = quota(3, result={"missed": 5})
    outcome = settled([points(), clause], [], months(10, 11), until=on("11-23"))
    assert booked(outcome) == {"quota:2026-10:2026-10": D(-5)}
    assert [(one.span, one.state) for one in outcome.quotas] == [("2026-10", "missed"), ("2026-11", "running")]


def test_quota_counts_events_that_fit_and_no_padding():
    clause = quota(9, counts=("filed", "adopted"), item_type=["research", "brief"], level="city", outlet="daily")
    good = {"item_type": "research", "outlet": "daily"}
    facts = [
        filed("f", "10-05", level="city", **good), filed("padded", "10-05", padding=True, **good), filed("f2", "10-05"),
        adopted("a", "10-05", **good), adopted("a2", "10-05", "province", **good),
        adopted("a3", "10-05", item_type="brief", outlet="weekly"),
    ]  # fmt: skip
    assert settled([points(), clause], facts, [month(10)]).quotas[0].counted == 2


def test_quota_counts_a_fact_once_whatever_number_of_clauses_it_has():
    clauses = [points("one"), points("two"), quota(1, counts="adopted")]
    assert settled(clauses, [adopted("a", "10-05")], [month(10)]).quotas[0].counted == 1


def test_quota_of_points_sums_up_what_clauses_above_give_and_pays_yuan_for_it():
    clause = quota(4, counts="points", result={"each_above": 5}, gives="yuan")
    clauses = [points(), deduction(), base(2, "month"), clause]
    facts = [adopted("a", "10-05"), faulty("x", "10-06")]
    outcome = settled(clauses, facts, [month(10)])
    assert [(row.clause, row.points, row.account) for row in outcome.rows] == [("base", 2, "points")]
    more = settled(clauses, [*facts, adopted("b", "10-05")], [month(10)])
    assert [(row.clause, row.points, row.account) for row in more.rows][1:] == [("quota", 15, "yuan")]


def test_a_floor_below_nought_is_the_most_that_is_taken_away():
    """最多扣10分: the line may not bring less than minus 2."""
    clauses = [deduction(table=[{"points": 5}]), limit(of="faults", at_least=-2)]
    outcome = settled(clauses, [faulty("x", "10-06")], [month(10)])
    assert [(row.clause, row.points) for row in outcome.rows] == [("limit", 3)]
    assert settled([points(), limit(at_least=-2)], [adopted("a", "10-05")], [month(10)]).rows == []


THIRDS = {"id": "parts", "kind": "points", "event": "filed", "gives": "count", "table": [{"points": 1}]}


def thirds():
    """Three items, each of three units."""
    return [filed(key, f"10-0{day}", units=("A", "B", "C")) for day, key in enumerate("xyz", start=5)]


def test_three_thirds_of_items_make_one_for_a_quota():
    """The last of three has a millionth more or less of each; nobody misses a demand for that."""
    clause = quota(1, counts="points", of=["parts"], result={"met": 1, "each_above": 5, "each_missing": 7})
    outcome = settled([THIRDS, clause], thirds(), [month(10)])
    assert [(one.unit, one.counted, one.state) for one in outcome.quotas] == [
        ("A", 1, "met"), ("B", 1, "met"), ("C", 1, "met"),
    ]  # fmt: skip
    assert [(row.points, row.account) for row in outcome.rows] == [(D(1), "points")] * 3
    fewer = settled([THIRDS, clause], thirds()[:2], [month(10)])
    assert [(one.counted, one.state) for one in fewer.quotas] == [
        (D("0.666666"), "missed"), (D("0.666666"), "missed"), (D("0.666668"), "missed"),
    ]  # fmt: skip
    # Nothing is rounded that points are made of.
    assert [row.points for row in fewer.rows] == [-7 * (1 - one.counted) for one in fewer.quotas]


def test_three_thirds_of_items_make_one_for_a_threshold():
    below = threshold("points", of="parts", below=1, effects={"failed": True})
    assert settled([THIRDS, below], thirds(), [month(10)]).effects == []
    reached = threshold("points", of="parts", at_least=1, effects={"named": True})
    told = settled([THIRDS, reached], thirds(), [month(10)]).effects
    assert [(one.unit, one.counted) for one in told] == [("A", 1), ("B", 1), ("C", 1)]


def test_quota_of_points_with_a_condition_looks_at_facts_only():
    clauses = [points(), base(2, "month"), quota(4, counts="points", item_type="research")]
    facts = [adopted("a", "10-05", item_type="research"), adopted("b", "10-05", item_type="brief")]
    assert settled(clauses, facts, [month(10)]).quotas[0].counted == 3


def test_negative_points_are_not_paid_for():
    clauses = [deduction(), quota(4, counts="points", result={"each": 1, "each_missing": 1})]
    assert booked(settled(clauses, [faulty("x", "10-06")], [month(10)])) == {"quota:2026-10:2026-10": D(-5)}


@pytest.mark.parametrize(
    ("bound", "adopted_items", "filed_items", "worth"),
    [
        ({"below": 30, "minus": 1}, 2, 7, -1),
        ({"below": 30, "minus": 1}, 3, 10, 0),
        ({"below": 30, "minus": 1}, 0, 0, -1),
        ({"below": 30, "minus": 1, "only_with_filings": True}, 0, 0, 0),
        ({"below": 30, "minus": 1, "only_with_filings": True}, 0, 1, -1),
        ({"at_least": "33.333333", "plus": 2}, 1, 3, 2),
        ({"at_least": "33.333334", "plus": 2}, 1, 3, 0),
        ({"at_least": 100, "plus": 2}, 3, 2, 2),
        ({"at_least": 0, "plus": 2}, 0, 0, 2),
        ({"at_least": 1, "plus": 2}, 1, 0, 0),
        ({"at_least": 50, "minus": 2}, 1, 2, -2),
    ],
)
def test_rate_is_compared_before_it_is_rounded(bound, adopted_items, filed_items, worth):
    facts = [*(filed(f"f{n}", "10-05") for n in range(filed_items)),
             *(adopted(f"a{n}", "11-05") for n in range(adopted_items))]  # fmt: skip
    assert sum(booked(settled([points(), rate(**bound)], facts, months(10, 12))).values()) == worth


def test_rate_counts_an_item_once_in_the_span_and_says_what_it_was():
    facts = [*(filed(f"f{n}", "10-05") for n in range(7)), filed("pad", "10-05", padding=True),
             adopted("a1", "10-06", item="x"), adopted("a2", "11-06", item="x"), adopted("a3", "12-06", item="y")]  # fmt: skip
    outcome = settled([points(), rate(below=30, minus=1)], facts, months(10, 12))
    assert told(outcome) == {"rate:2026-Q4:2026-12": {"adopted": "2", "filed": "7", "rate": "28.571429"}}


def test_rate_of_a_running_span_is_worth_nothing():
    assert settled([points(), rate(below=30, minus=1)], [filed("f", "10-05")], months(10, 11)).rows == []


def test_persons_have_clauses_of_their_own_and_groups():
    for_persons = {**quota(1, counts="adopted", result={"met": 2}), "for": "persons", "classes": ["young", "first"]}
    facts = [adopted("a", "10-05", authors=[("p1", "A"), ("p2", "A")])]

    def profile_of(unit, person, day):
        return Profile("second", frozenset(["young"]) if person == "p1" else frozenset())

    outcome = settled([points(), for_persons], facts, [month(10)], profile_of=profile_of)
    assert [(row.unit, row.person, row.points) for row in outcome.rows] == [("A", "p1", 2)]
