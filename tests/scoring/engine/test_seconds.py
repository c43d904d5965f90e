"""Second results: yuan within a budget, target points out of points."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import FactKind, SchemeBook, evaluate, parse_scheme
from scoring.engine.evaluation import Valid
from scoring.engine.head import Budget
from scoring.engine.holdings import Standing
from scoring.engine.rows import row_of
from scoring.engine.seconds import seconds, within_budget
from tests.scoring.engine.builders import document
from tests.scoring.engine.settlement.worked import adopted, month, months, on, points

pytestmark = pytest.mark.engine_free

D = Decimal
FEES = points("fees", gives="yuan", table=[{"level": "state", "points": 150}, {"points": 25}])


def results(head, facts, slots, *clauses, known=("A", "B")):
    book = SchemeBook.always(parse_scheme(document(*(clauses or (FEES,)), **head)))
    return results_by(book, facts, slots, known)


def results_by(book, facts, slots, known=("A", "B")):
    holdings = Standing(book, slots)
    for unit in known:
        holdings.know(unit)
    holdings.take(evaluate(book, facts))
    return seconds(holdings)


def paid(found):
    return {(one.span, one.person or one.unit): one.result for one in found}


def test_fees_without_a_budget_are_told_slot_by_slot():
    facts = [adopted("a", "10-05"), adopted("b", "10-06", "state"), adopted("c", "11-05", units=("B",))]
    found = results({}, facts, months(10, 11))
    assert found == [
        ("yuan", "2026-10", on("10-01"), on("10-31"), "A", "", D(175), D(175), "test"),
        ("yuan", "2026-11", on("11-01"), on("11-30"), "B", "", D(25), D(25), "test"),
    ]


def test_budget_that_suffices_changes_nothing():
    head = {"budget": {"yuan": 50, "per": "year", "beyond": "scale"}}
    facts = [adopted("a", "10-05"), adopted("c", "11-05", units=("B",))]
    assert paid(results(head, facts, months(10, 11))) == {("2026", "A"): 25, ("2026", "B"): 25}


def test_budget_is_scaled_alike_and_hit_exactly():
    head = {"budget": {"yuan": 100, "per": "year", "beyond": "scale"}}
    facts = [adopted(f"{unit}{number}", "10-05", units=(unit,)) for unit, count in (("A", 1), ("B", 2), ("C", 4))
             for number in range(count)]  # fmt: skip
    found = results(head, facts, months(10, 11))
    assert paid(found) == {("2026", "A"): D("14.285714"), ("2026", "B"): D("28.571429"), ("2026", "C"): D("57.142857")}
    assert sum(one.result for one in found) == 100
    assert [one.earned for one in found] == [25, 50, 100]


def test_budget_of_each_span_is_its_own():
    head = {"budget": {"yuan": 20, "per": "month", "beyond": "scale"}}
    facts = [adopted("a", "10-05"), adopted("c", "11-05", units=("B",))]
    assert paid(results(head, facts, months(10, 11))) == {("2026-10", "A"): 20, ("2026-11", "B"): 20}


def test_units_and_persons_tell_the_same_money_twice():
    head = {"budget": {"yuan": 20, "per": "year", "beyond": "scale"}}
    found = results(head, [adopted("a", "10-05", authors=[("p1", "A"), ("p2", "A")])], months(10, 11))
    assert paid(found) == {("2026", "A"): 20, ("2026", "p1"): 10, ("2026", "p2"): 10}


def test_budget_stops_in_order_of_date_and_shares_its_last_day():
    head = {"budget": {"yuan": 100, "per": "year", "beyond": "stop"}}
    facts = [
        adopted("late", "11-20"), adopted("a", "10-05"), adopted("b", "10-05", units=("B",)),
        *(adopted(f"c{n}", "11-10", units=("C",)) for n in range(2)), adopted("d", "11-10"),
    ]  # fmt: skip
    found = results(head, facts, months(10, 11))
    # 50 on the first day; on the second day A earns 25 and C 50 of the 50 that are left.
    assert paid(found) == {("2026", "A"): D("41.666667"), ("2026", "B"): 25, ("2026", "C"): D("33.333333")}


def test_what_is_taken_away_stays_and_makes_no_room():
    by_day = {("A", ""): {on("10-01"): D(-30)}, ("B", ""): {on("10-01"): D(80), on("10-02"): D(-10)}}
    assert within_budget(Budget(D(50), "year", "scale"), by_day) == {("A", ""): -30, ("B", ""): 50}
    assert within_budget(Budget(D(50), "year", "stop"), by_day) == {("A", ""): -30, ("B", ""): 40}


AMOUNTS = st.dictionaries(
    st.tuples(st.sampled_from("ABC"), st.sampled_from(["", "p"])),
    st.dictionaries(
        st.dates(date(2026, 1, 1), date(2026, 1, 5)), st.decimals(min_value=-5, max_value=50, places=2), min_size=1
    ),
)


@given(AMOUNTS, st.integers(1, 60), st.sampled_from(["scale", "stop"]))
def test_no_more_is_paid_than_there_is_and_all_of_it_where_more_was_earned(by_day, yuan, beyond):
    found = within_budget(Budget(D(yuan), "year", beyond), by_day)
    assert set(found) == set(by_day)
    for is_person in (False, True):
        own = {one: days for one, days in by_day.items() if bool(one[1]) == is_person}
        if beyond == "scale":
            earned = sum((max(sum(days.values()), D(0)) for days in own.values()), D(0))
            gained = sum((max(found[one], D(0)) for one in own), D(0))
        else:
            earned = sum((max(amount, D(0)) for days in own.values() for amount in days.values()), D(0))
            lost = sum((min(amount, D(0)) for days in own.values() for amount in days.values()), D(0))
            gained = sum((found[one] for one in own), D(0)) - lost
        assert gained == min(earned, D(yuan))


def test_points_are_converted_and_capped_and_points_given_directly_come_on_top():
    head = {"conversion": {"times": "0.05", "at_most": 5, "per": "year"}}
    given_directly = points("direct", gives="target", table=[{"level": "state", "points": "0.5"}, {"points": 0}])
    plain_points = points(table=[{"level": "state", "points": 90}, {"points": 33}])
    facts = [adopted("a", "10-05", "state"), adopted("b", "11-06"), adopted("c", "11-05", units=("B",))]
    found = results(head, facts, months(10, 11), plain_points, given_directly, known=("A", "B", "C"))
    assert [(one.account, one.unit, one.earned, one.result, one.span) for one in found] == [
        ("target", "A", D("6.65"), D("5.5"), "2026"),
        ("target", "B", D("1.65"), D("1.65"), "2026"),
        ("target", "C", D(0), D(0), "2026"),
    ]


def test_conversion_without_a_cap_rounds_at_six_digits():
    head = {"conversion": {"times": "0.333333", "per": "month"}}
    found = results(head, [adopted("a", "10-05")], [month(10)], points(table=[{"points": "0.5"}]), known=())
    assert [one.result for one in found] == [D("0.166667")]


def test_target_points_without_a_conversion_are_told_slot_by_slot():
    direct = points("direct", gives="target")
    found = results({}, [adopted("a", "10-05")], months(10, 11), direct)
    assert [(one.account, one.span, one.unit, one.result) for one in found] == [("target", "2026-10", "A", 3)]


def test_weeks_of_a_budget_hold_days_beside_the_slots():
    head = {"budget": {"yuan": 30, "per": "week", "beyond": "scale"}}
    facts = [adopted("a", "09-30"), adopted("b", "10-01"), adopted("c", "10-09"), adopted("d", "09-01")]
    assert paid(results(head, facts, [month(10)])) == {("2026-W40", "A"): 30, ("2026-W41", "A"): 25}


def test_days_outside_the_slots_and_of_no_scheme_count_nowhere():
    scheme = parse_scheme(document(FEES))
    book = SchemeBook([Valid(scheme, on("10-10"))])
    facts = [adopted("a", "10-05"), adopted("b", "10-15"), adopted("c", "12-15")]
    assert paid(results_by(book, facts, months(10, 11))) == {("2026-10", "A"): 25}


def test_sums_of_a_database_are_taken_like_rows():
    head = {
        "conversion": {"times": "0.1", "per": "year"},
        "prizes": [{"id": "x", "to": "units", "title": "x", "per": "year", "first": 1}],
    }
    holdings = Standing(SchemeBook.always(parse_scheme(document(points(), **head))), [month(10)])
    day = on("10-05")
    holdings.take(
        [row_of("A", "", day, "test", D(30), 4, kind=FactKind.ADOPTED), row_of("A", "", day, "test", D(0), 7)]
    )
    holdings.take([row_of("B", "", day, "another", D(30), 4)])
    assert [(one.unit, one.result) for one in seconds(holdings)] == [("A", 3), ("B", 0)]
    ((_span, filed),) = holdings.tenures[0].by_span("filed", "year")
    assert filed == {("A", ""): 7}


def test_every_scheme_has_results_of_its_own():
    old, new = (parse_scheme({**document(FEES), "code": code}) for code in ("old", "new"))
    book = SchemeBook([Valid(old, on("01-01"), on("10-15")), Valid(new, on("10-16"))])
    facts = [adopted("a", "10-15"), adopted("b", "10-16"), adopted("c", "10-17")]
    assert [(one.scheme, one.span, one.result) for one in results_by(book, facts, [month(10)])] == [
        ("old", "2026-10", 25), ("new", "2026-10~new", 50),
    ]  # fmt: skip
