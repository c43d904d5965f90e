"""Published rules (design notes, R5 to R26) reckoned by hand."""

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
    rate,
    settled,
    threshold,
)

pytestmark = pytest.mark.engine_free

D = Decimal


def filings(count, day="10-05", start=1):
    return [filed(f"f{day}{number}", day) for number in range(start, start + count)]


def test_r5_four_classes_have_their_own_demands():
    demands = [{"classes": [name], "at_least": number} for name, number in zip("abcd", (6, 5, 3, 2), strict=True)]
    facts = [filed(f"{unit}{number}", "10-05", units=(unit,)) for unit in "WXYZ" for number in range(3)]
    classes = of_class({"W": "a", "X": "b", "Y": "c", "Z": "d"})
    outcome = settled([points(), quota(demands=demands)], facts, [month(10)], known="WXYZV", profile_of=classes)
    assert [(q.unit, q.counted, q.demand, q.state) for q in outcome.quotas] == [
        ("W", 3, 6, "missed"), ("X", 3, 5, "missed"), ("Y", 3, 3, "met"), ("Z", 3, 2, "met"),
    ]  # fmt: skip
    assert outcome.rows == []


def test_r5_year_by_count_and_by_points_need_not_agree():
    by_points = {**quota(7, "year", "points"), "id": "by-points"}
    facts = [
        *(filed(f"f{number}", f"{number:02d}-05") for number in range(1, 11)),
        adopted("a", "03-01"),
        adopted("b", "04-01"),
    ]
    outcome = settled([points(), quota(12, "year"), by_points], facts, months(1, 12))
    assert [(q.clause, q.counted, q.demand, q.state, q.slot) for q in outcome.quotas] == [
        ("quota", D(10), D(12), "missed", "2026-12"), ("by-points", D(6), D(7), "missed", "2026-12"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "expected", "reached"),
    [
        ([faulty("1", "02-01"), faulty("2", "03-01")], {}, []),
        (
            [faulty("1", "02-01"), faulty("2", "03-01"), faulty("3", "05-01"), faulty("4", "06-01")],
            {"late:2026:2026-05": D(-30), "late:2026:2026-06": D(-10)},
            ["2026-05"],
        ),
        ([missed("1", "02-01"), missed("2", "02-02")], {"missed:2026:2026-02": D(-20)}, ["2026-02"]),
    ],
)
def test_r7_third_late_or_second_missing_commission_costs_ten_each_and_the_prize(facts, expected, reached):
    effects = {"minus_each": 10, "no_prize": True, "named": True}
    late = {**threshold(fault="late", at_least=3, effects=effects), "id": "late"}
    lacking = {**threshold("commission_missed", at_least=2, effects=effects), "id": "missed"}
    outcome = settled([points(), late, lacking], facts, months(1, 6))
    assert booked(outcome) == expected
    assert [effect.slot for effect in outcome.effects] == reached
    assert all(effect.effects == ("minus", "no_prize", "named") for effect in outcome.effects)


def test_r7_effect_names_its_facts():
    clause = threshold(fault="late", at_least=2, effects={"named": True})
    facts = [faulty("z", "02-01"), faulty("b", "03-01"), faulty("c", "03-01", fault="false_report")]
    (effect,) = settled([points(), clause], facts, months(1, 4)).effects
    assert (effect.facts, effect.counted, effect.slot, effect.span) == (("b", "z"), D(2), "2026-03", "2026")
    assert effect.holds(effect.on, effect.on)
    assert (effect.ends_on.isoformat(), effect.on.isoformat()) == ("2026-12-31", "2026-03-01")


@pytest.mark.parametrize(("count", "worth"), [(14, D(0)), (15, D(50)), (16, D(50))])
def test_r9_fifteen_filings_a_year_are_fifty_points_and_fewer_are_none(count, worth):
    outcome = settled([points(), quota(15, "year", result={"met": 50})], filings(count), months(1, 12))
    assert sum(booked(outcome).values()) == worth


def test_r10_two_missed_commissions_take_the_whole_year_and_what_still_comes():
    clause = threshold("commission_missed", at_least=2, effects={"zero": True})
    facts = [
        adopted("a", "01-05"),
        adopted("b", "02-05"),
        missed("1", "02-01"),
        missed("2", "03-01"),
        adopted("c", "04-05"),
    ]
    outcome = settled([points(), clause], facts, months(1, 5))
    assert booked(outcome) == {"threshold:2026:2026-03": D(-6), "threshold:2026:2026-04": D(-3)}


def test_r14_line_of_five_points_is_used_up_and_not_below():
    grades = deduction(table=[{"fault": "late", "points": 1}, {"fault": "false_report", "points": 2},
                              {"fault": "omitted", "points": 3}, {"points": 4}])  # fmt: skip
    clauses = [base(5, "year"), grades, limit("year", at_least=0)]
    facts = [faulty("1", "02-01"), faulty("2", "03-01", "omitted"), faulty("3", "05-01", "concealed")]
    assert booked(settled(clauses, facts, months(1, 6))) == {"base:2026:2026-01": D(5), "limit:2026:2026-05": D(3)}


def test_r18_month_is_ten_at_most_and_an_optional_class_loses_nothing():
    demands = [{"classes": ["town"], "at_least": 8}, {"classes": ["others"], "at_least": 2, "optional": True}]
    clauses = [points(), quota(demands=demands, result={"met": 10, "each_missing": 1, "missed": 2}),
               limit("year", of=["quota"], at_most=20)]  # fmt: skip
    facts = [filed(f"{unit}{slot}{n}", f"{slot:02d}-05", units=(unit,)) for unit, count in (("T", 8), ("V", 5), ("O", 1))
             for slot in (1, 2, 3) for n in range(count)]  # fmt: skip
    classes = of_class({"T": "town", "V": "town", "O": "others"})
    outcome = settled(clauses, facts, months(1, 3), known="TVO", profile_of=classes)
    assert booked(outcome, "T") == {
        "quota:2026-01:2026-01": D(10), "quota:2026-02:2026-02": D(10), "quota:2026-03:2026-03": D(10),
        "limit:2026:2026-03": D(-10),
    }  # fmt: skip
    assert booked(outcome, "V") == {f"quota:2026-0{n}:2026-0{n}": D(-5) for n in (1, 2, 3)}
    assert booked(outcome, "O") == {}
    assert {(q.optional, q.state, q.points) for q in outcome.quotas if q.unit == "O"} == {(True, "missed", D(0))}


def zhonglou():
    """R21: base 6, late -1, rate below 30 % -1, down to 0; bonus on top without a cap; below 6 in all fails."""
    return [
        base(), deduction(), rate(below=30, minus=1), {**limit("quarter", at_least=0), "id": "floor"}, points(),
        threshold("points", "quarter", below=6, effects={"failed": True}),
    ]  # fmt: skip


def test_r21_quarter_of_a_unit_with_two_late_reports_and_a_low_rate():
    facts = [
        *filings(10, "07-05"),
        adopted("a1", "08-05", item="f07-051"),
        adopted("a2", "09-05", item="f07-052"),
        faulty("1", "07-01"),
        faulty("2", "08-01"),
    ]
    outcome = settled(zhonglou(), facts, months(7, 9))
    assert booked(outcome) == {"base:2026-Q3:2026-07": D(6), "rate:2026-Q3:2026-09": D(-1)}
    # 6 - 2 - 1 + 2 x 3 = 9: not failed.
    assert outcome.effects == []


def test_r21_floor_holds_before_the_bonus_and_below_six_fails():
    facts = [*(faulty(str(n), "07-01") for n in range(8)), adopted("a", "08-05"), filed("a2", "08-05", item="a")]
    outcome = settled(zhonglou(), facts, months(7, 9))
    assert booked(outcome) == {"base:2026-Q3:2026-07": D(6), "floor:2026-Q3:2026-07": D(2)}
    (effect,) = outcome.effects
    assert (effect.effects, effect.slot, effect.counted) == (("failed",), "2026-09", D(3))


def test_r22_week_brings_one_and_each_extra_one_and_a_missed_week_nothing():
    clause = quota(2, "week", result={"met": 1, "each_above": 1})
    facts = [*filings(2, "10-05"), *filings(4, "10-12"), *filings(1, "10-19")]
    assert booked(settled([points(), clause], facts, [month(10)])) == {
        "quota:2026-W42:2026-10": D(3), "quota:2026-W41:2026-10": D(1),
    }  # fmt: skip


def test_r26_no_base_where_a_week_is_missed_takes_the_targets_points():
    weekly = quota(2, "week")
    year = {**base(3, "month", gives="target"), "id": "target"}
    lost = threshold("missed_quota", "month", quota="quota", at_least=1, gives="target", effects={"zero": True})
    every_week = [fact for day in ("10-01", "10-05", "10-12", "10-19", "10-26") for fact in filings(2, day)]
    good = settled([points(), weekly, year, lost], every_week, [month(10)])
    assert {row.fact: (row.points, row.account) for row in good.rows} == {"target:2026-10:2026-10": (D(3), "target")}
    bad = settled([points(), weekly, year, lost], every_week[1:], [month(10)])
    assert [row.points for row in bad.rows] == [D(3), D(-3)]
    (effect,) = bad.effects
    assert (effect.facts, effect.effects) == (("quota:2026-W40",), ("zero",))


def test_r13_twenty_yuan_for_each_above_and_thirty_less_for_each_below():
    clause = quota(3, "year", ("adopted",), result={"each_above": 20, "each_missing": 30}, gives="yuan")
    facts = [
        adopted(f"{unit}{n}", "03-01", units=(unit,)) for unit, count in (("A", 5), ("B", 1)) for n in range(count)
    ]
    outcome = settled([points(), clause], facts, months(1, 12), known="AB")
    assert [(row.unit, row.points, row.account) for row in outcome.rows] == [("A", 40, "yuan"), ("B", -60, "yuan")]
