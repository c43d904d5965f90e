"""Limits and thresholds in their corners."""

from decimal import Decimal

import pytest

from tests.scoring.engine.settlement.worked import (
    adopted,
    base,
    booked,
    deduction,
    faulty,
    filed,
    limit,
    missed,
    month,
    months,
    of_class,
    points,
    quota,
    settled,
    threshold,
)

pytestmark = pytest.mark.engine_free

D = Decimal


def told(outcome):
    return {row.fact: dict(row.explanation) for row in outcome.rows}


@pytest.mark.parametrize(
    ("bounds", "faults", "adoptions", "worth", "why"),
    [
        ({"at_most": 5}, 0, 2, -1, {"sum": "6", "at_most": "5"}),
        ({"at_most": 6}, 0, 2, 0, None),
        ({"at_least": 0}, 2, 0, 2, {"sum": "-2", "at_least": "0"}),
        ({"at_least": 1, "at_most": 5}, 0, 0, 1, {"sum": "0", "at_least": "1"}),
        ({"at_least": 5, "at_most": 5}, 1, 3, -3, {"sum": "8", "at_most": "5"}),
    ],
)
def test_limit_brings_the_sum_between_its_bounds(bounds, faults, adoptions, worth, why):
    facts = [*(faulty(f"x{n}", "10-05") for n in range(faults)), *(adopted(f"a{n}", "10-05") for n in range(adoptions))]
    outcome = settled([points(), deduction(), limit(**bounds)], facts, [month(10)])
    assert booked(outcome) == ({"limit:2026-10:2026-10": D(worth)} if worth else {})
    assert told(outcome) == ({"limit:2026-10:2026-10": why} if worth else {})


def test_limit_is_looked_at_at_the_end_of_each_slot_and_gives_back():
    facts = [adopted("a", "10-05"), adopted("b", "11-05"), *(faulty(f"x{n}", "12-05") for n in range(3))]
    outcome = settled([points(), deduction(), limit("quarter", at_most=4)], facts, months(10, 12))
    assert booked(outcome) == {"limit:2026-Q4:2026-11": D(-2), "limit:2026-Q4:2026-12": D(2)}
    assert told(outcome)["limit:2026-Q4:2026-12"] == {"sum": "3", "worth": "0", "before": "-2"}


def test_limit_looks_at_the_clauses_above_it_and_at_its_own_account_only():
    clauses = [points(), points("paid", gives="yuan"), limit(at_most=2), {**base(50, "month"), "id": "below"}]
    assert booked(settled(clauses, [adopted("a", "10-05")], [month(10)])) == {
        "limit:2026-10:2026-10": D(-1), "below:2026-10:2026-10": D(50),
    }  # fmt: skip


def test_week_limit_sees_weekly_rows_and_the_month_sees_both():
    weekly = quota(1, "week", result={"met": 4})
    clauses = [points(), weekly, {**limit("week", at_most=5), "id": "week"}, limit(at_most=8)]
    facts = [filed("f1", "10-05"), filed("f2", "10-12"), adopted("a", "10-08")]
    assert booked(settled(clauses, facts, [month(10)])) == {
        "quota:2026-W41:2026-10": D(4), "quota:2026-W42:2026-10": D(4), "week:2026-W41:2026-10": D(-2),
        "limit:2026-10:2026-10": D(-1),
    }  # fmt: skip


def test_week_holds_seven_days_wherever_the_slots_end():
    clause = quota(2, "week", result={"met": 1})
    facts = [
        filed("f1", "09-30"),
        filed("f2", "10-02"),
        filed("f3", "10-30"),
        filed("f4", "11-01"),
        filed("x", "08-01"),
    ]
    assert booked(settled([points(), clause], facts, [month(10)])) == {
        "quota:2026-W40:2026-10": D(1), "quota:2026-W44:2026-10": D(1),
    }  # fmt: skip


def test_threshold_of_all_faults_counts_every_kind():
    clause = threshold(at_least=2, effects={"minus": 10})
    facts = [faulty("a", "01-05"), faulty("b", "01-06", "false_report"), missed("c", "01-07")]
    assert booked(settled([points(), clause], facts, [month(1)])) == {"threshold:2026:2026-01": D(-10)}


def test_threshold_below_is_looked_at_when_the_span_has_ended():
    clause = threshold("points", "quarter", below=6, effects={"minus": 2, "failed": True})
    assert settled([points(), clause], [], months(10, 11)).effects == []
    outcome = settled([points(), clause], [adopted("a", "10-05")], months(10, 12))
    assert booked(outcome) == {"threshold:2026-Q4:2026-12": D(-2)}
    assert told(outcome) == {"threshold:2026-Q4:2026-12": {"counted": "3", "reached": "yes"}}
    assert [(e.effects, e.facts) for e in outcome.effects] == [(("minus", "failed"), ())]
    assert settled([points(), clause], [adopted(x, "10-05") for x in "ab"], months(10, 12)).effects == []


def test_threshold_that_is_reached_no_more_gives_back_and_has_no_effect():
    clause = threshold("points", at_least=6, effects={"minus": 1, "named": True})
    facts = [adopted("a", "01-05"), adopted("b", "01-05"), faulty("x", "02-05"), adopted("c", "03-05")]
    outcome = settled([points(), deduction(), clause], facts[:3], months(1, 2))
    assert booked(outcome) == {"threshold:2026:2026-01": D(-1), "threshold:2026:2026-02": D(1)}
    assert outcome.effects == []
    again = settled([points(), deduction(), clause], facts, months(1, 3))
    assert [effect.slot for effect in again.effects] == ["2026-03"]


def test_withheld_bonus_stays_withheld():
    clauses = [points(), points("filed", "filed"), threshold(at_least=1, effects={"withhold": "filed"})]
    facts = [filed("f", "01-05"), adopted("a", "01-05"), faulty("x", "02-05"), filed("g", "03-05")]
    outcome = settled(clauses, facts, months(1, 3))
    assert booked(outcome) == {"threshold:2026:2026-02": D(-3), "threshold:2026:2026-03": D(-3)}
    assert outcome.effects[0].effects == ("withhold",)
    assert told(outcome)["threshold:2026:2026-03"] == {
        "counted": "1", "reached": "yes", "lost": "6", "worth": "-6", "before": "-3",
    }  # fmt: skip


def test_missed_quotas_are_counted_in_the_slot_in_which_they_end():
    clause = threshold("missed_quota", "half", quota="quota", at_least=2, effects={"minus_each": 3})
    outcome = settled([points(), quota(1), clause], [filed("f", "02-05")], months(1, 4))
    assert booked(outcome) == {"threshold:2026-H1:2026-03": D(-6), "threshold:2026-H1:2026-04": D(-3)}
    assert outcome.effects[0].facts == ("quota:2026-01", "quota:2026-03", "quota:2026-04")


def test_missed_quota_of_another_class_and_an_optional_one_are_not_counted():
    clause = threshold("missed_quota", quota="quota", at_least=1, effects={"minus": 3})
    only_first = [points(), quota(1, classes="first"), clause]
    assert settled(only_first, [], months(1, 2), profile_of=of_class({"A": "second"})).rows == []
    optional = [points(), quota(demands=[{"at_least": 1, "optional": True}]), clause]
    assert settled(optional, [], months(1, 2)).rows == []


def test_weekly_threshold_counts_weekly_misses():
    clause = threshold("missed_quota", "week", quota="quota", at_least=1, effects={"minus": 1})
    outcome = settled([points(), quota(1, "week"), clause], [filed("f", "10-05")], [month(10)])
    assert sorted(booked(outcome)) == [f"threshold:2026-W{week}:2026-10" for week in (40, 42, 43, 44)]


def test_limit_that_binds_no_more_names_no_bound():
    facts = [adopted("a", "10-05"), adopted("b", "10-05"), faulty("x", "11-05"), faulty("y", "12-05"), faulty("z", "12-05"),
             faulty("v", "12-05"), faulty("w", "12-05"), faulty("u", "12-05")]  # fmt: skip
    outcome = settled([points(), deduction(), limit("quarter", at_most=5, at_least=0)], facts, months(10, 12))
    assert told(outcome) == {
        "limit:2026-Q4:2026-10": {"sum": "6", "at_most": "5"},
        "limit:2026-Q4:2026-11": {"sum": "5", "worth": "0", "before": "-1"},
    }


def test_threshold_that_is_reached_no_more_says_so():
    clause = threshold("points", at_least=3, effects={"minus": 1})
    outcome = settled([points(), deduction(), clause], [adopted("a", "01-05"), faulty("x", "02-05")], months(1, 2))
    assert told(outcome)["threshold:2026:2026-02"] == {"counted": "2", "reached": "", "worth": "0", "before": "-1"}


def test_effect_and_quota_of_a_person_are_told_with_the_person_and_the_scheme():
    audience = {"for": "persons"}
    clauses = [points(), quota(1, **audience), threshold(at_least=1, effects={"named": True}, **audience)]
    outcome = settled(clauses, [faulty("x", "01-05", authors=[("p", "A")])], [month(1)])
    assert [(one.unit, one.person) for one in outcome.quotas] == [("A", "p")]
    assert [(one.unit, one.person, one.scheme) for one in outcome.effects] == [("A", "p", "test")]
