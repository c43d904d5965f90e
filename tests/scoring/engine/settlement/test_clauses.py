"""Each kind of clause about periods in its corners."""

from datetime import date
from decimal import Decimal

import pytest

from scoring.engine import FactKind, SchemeBook, parse_scheme
from scoring.engine.evaluation import Valid
from scoring.engine.settlement import Profile, Settler, Sum
from tests.scoring.engine.builders import document, fact
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
    on,
    points,
    quota,
    rate,
    settled,
    settled_by,
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
        "A", "", "quota:2026-10:2026-10", FactKind.SETTLEMENT, date(2026, 10, 31), "test", "quota", D(-1), 0, "", "", "",
        "", {"counted": "1", "demand": "2"}, "target", "", "", False,
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


def test_persons_have_clauses_of_their_own_and_groups():
    for_persons = {**quota(1, counts="adopted", result={"met": 2}), "for": "persons", "classes": ["young", "first"]}
    facts = [adopted("a", "10-05", authors=[("p1", "A"), ("p2", "A")])]

    def profile_of(unit, person, day):
        return Profile("second", frozenset(["young"]) if person == "p1" else frozenset())

    outcome = settled([points(), for_persons], facts, [month(10)], profile_of=profile_of)
    assert [(row.unit, row.person, row.points) for row in outcome.rows] == [("A", "p1", 2)]


def schemes(*, old=(), new=(), change="2026-07-01"):
    first = date.fromisoformat(change)
    before = date.fromordinal(first.toordinal() - 1)
    old_scheme = parse_scheme({**document(points(), *old), "code": "old"})
    new_scheme = parse_scheme({**document(points(), *new), "code": "new"})
    return SchemeBook([Valid(new_scheme, first), Valid(old_scheme, date(2026, 1, 1), before)])


def test_another_scheme_begins_anew():
    book = schemes(old=[limit("year", at_most=5)], new=[limit("year", at_most=4)])
    facts = [adopted("a", "03-05"), adopted("b", "06-05"), adopted("c", "07-05"), adopted("d", "08-05")]
    outcome = settled_by(book, facts, months(1, 12))
    assert [(row.scheme, row.fact, row.points) for row in outcome.rows] == [
        ("old", "limit:2026:2026-06", D(-1)), ("new", "limit:2026:2026-08", D(-2)),
    ]  # fmt: skip


def test_scheme_that_changes_inside_a_month_has_a_quota_in_each_part():
    demand = quota(1, result={"missed": 1})
    book = schemes(old=[demand], new=[demand], change="2026-10-15")
    outcome = settled_by(book, [filed("f", "10-20")], [month(10)])
    assert [(one.scheme, one.span, one.state, one.ends_on) for one in outcome.quotas] == [
        ("old", "2026-10", "missed", on("10-14")), ("new", "2026-10~new", "met", on("10-31")),
    ]  # fmt: skip
    assert [(row.fact, row.on) for row in outcome.rows] == [("quota:2026-10:2026-10", on("10-14"))]


def test_scheme_without_clauses_about_periods_and_days_without_a_scheme_settle_nothing():
    book = schemes(new=[base()])
    facts = [adopted("a", "03-05"), adopted("b", "07-05")]
    assert [row.fact for row in settled_by(book, facts, months(1, 9)).rows] == ["base:2026-Q3:2026-07"]
    early = SchemeBook([Valid(parse_scheme(document(points(), base())), date(2026, 7, 1), date(2026, 9, 30))])
    outcome = settled_by(early, [adopted("a", "03-05"), adopted("z", "11-05")], months(1, 12))
    assert [row.fact for row in outcome.rows] == ["base:2026-Q3:2026-07"]


def sum_of(**kw):
    given = {
        "unit": "A", "person": "", "on": on("10-05"), "scheme": "test", "clause": "", "kind": FactKind.FILED, "item_type": "", "level": "",
        "outlet": "", "fault": "", "account": "points", "points": D(0), "count": 0,
    }  # fmt: skip
    return Sum(**{**given, **kw})


def settled_sums(clauses, *sums, slots=None):
    book = SchemeBook.always(parse_scheme(document(*clauses)))
    settler = Settler(book, slots or [month(10)], lambda *_: Profile())
    for one in sums:
        settler.add_sum(one)
    return settler.settle()


def test_sums_of_a_database_count_like_rows():
    outcome = settled_sums(
        [points(), quota(5), limit(at_most=10)],
        sum_of(count=2), sum_of(count=1, on=on("10-09")), sum_of(clause="adopted", kind=FactKind.ADOPTED, points=D(12)),
        sum_of(count=7, scheme="another"),
    )  # fmt: skip
    assert outcome.quotas[0].counted == 3
    assert booked(outcome) == {"limit:2026-10:2026-10": D(-2)}


def test_sums_tell_items_by_number_or_by_name():
    clauses = [points(), rate("month", below=100, minus=1)]
    by_number = settled_sums(clauses, sum_of(count=8), sum_of(kind=FactKind.ADOPTED, count=3, items=2))
    assert told(by_number)["rate:2026-10:2026-10"]["adopted"] == "2"
    by_name = settled_sums(
        clauses, sum_of(count=8), sum_of(kind=FactKind.ADOPTED, count=1, item="x", level="city"),
        sum_of(kind=FactKind.ADOPTED, count=2, item="x"), sum_of(kind=FactKind.ADOPTED, count=1, item="y"),
        sum_of(kind=FactKind.ADOPTED, count=-1, item="y", level="city"),
    )  # fmt: skip
    assert told(by_name)["rate:2026-10:2026-10"]["adopted"] == "1"


def test_settling_may_be_asked_for_again_and_after_more_rows():
    book = SchemeBook.always(parse_scheme(document(points(), base(6, "month"), limit(at_most=5))))
    settler = Settler(book, [month(10)], lambda *_: Profile())
    settler.know("A")
    settler.know("A")
    first = settler.settle()
    assert settler.settle() == first
    settler.add_sum(sum_of(clause="adopted", kind=FactKind.ADOPTED, points=D(3)))
    assert [row.points for row in settler.settle().rows] == [6, -4]


def test_fact_without_an_item_is_an_item_of_its_own():
    facts = [fact("f", FactKind.FILED, 5, ""), fact("a", FactKind.ADOPTED, 6, ""), fact("b", FactKind.ADOPTED, 6, "")]
    outcome = settled(
        [points(), rate("month", at_least=0, plus=1)],
        [f._replace(parts=(f.parts[0]._replace(item=""),)) for f in facts],
        [month(10)],
    )
    assert told(outcome)["rate:2026-10:2026-10"]["adopted"] == "2"
