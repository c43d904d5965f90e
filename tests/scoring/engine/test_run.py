"""One evaluation as a whole: rows, totals, cumulative figures, ranks, rates, quotas, second results, prizes."""

from datetime import date
from decimal import Decimal

import pytest

from scoring.engine import FactKind, SchemeBook, evaluate, parse_scheme, totals
from scoring.engine import book as book_module
from scoring.engine.evaluation import Valid
from scoring.engine.head import Ranking
from scoring.engine.plans import Plan
from scoring.engine.ranks import Placed, group_of, places, ranked
from scoring.engine.run import run
from scoring.engine.settlement import Profile, Slot
from scoring.engine.totals import SlotTotals, Total
from tests.scoring.engine.builders import document, fact, instructed
from tests.scoring.engine.settlement.worked import (
    adopted,
    base,
    faulty,
    filed,
    limit,
    month,
    months,
    on,
    points,
    quota,
    threshold,
)

pytestmark = pytest.mark.engine_free

D = Decimal
CLASSES = {"A": "first", "B": "first", "C": "second", "X": "own", "Y": ""}


def profile_of(unit, person, day):
    return Profile(CLASSES[unit], frozenset(["own-staff"] if person == "boss" else []), optional=unit == "C")


def grouped(facts):
    groups = {}
    for one in facts:
        groups.setdefault(one.group, []).append(one)
    return list(groups.values())


CLAUSES = (
    points(), points("fees", gives="yuan", table=[{"points": 20}]), base(6, "quarter"),
    quota(2, result={"each_missing": 1}), limit("quarter", at_most=9), threshold(at_least=1, effects={"no_prize": True}),
)  # fmt: skip
HEAD = {
    "ranking": {"outside": ["own", "own-staff"], "optional": "second"},
    "budget": {"yuan": 30, "per": "year", "beyond": "scale"},
    "conversion": {"times": "0.1", "per": "quarter"},
    "prizes": [{"id": "units", "to": "units", "title": "先进集体", "per": "quarter", "first": 1}],
}
FACTS = [
    filed("f1", "10-05", item="x"), adopted("a1", "10-06", item="x"), adopted("a2", "11-06", "state", item="x"),
    filed("f2", "10-07", item="y", units=("B",)), filed("f3", "11-07", item="z", units=("B",)),
    adopted("a3", "11-08", item="z", units=("B",)), adopted("a4", "11-08", item="w", units=("X",)),
    faulty("late", "11-09", item="u", units=("A",)), adopted("outside", "12-24", item="v"),
]  # fmt: skip


def result(**kw):
    book = SchemeBook.always(parse_scheme(document(*CLAUSES, **HEAD)))
    return run(book, grouped(FACTS), months(10, 11), profile_of, [(unit, "") for unit in "ABCXY"], **kw)


def test_rows_of_both_stages_are_streamed_and_those_of_settlement_kept():
    rows = []
    found = result(on_row=rows.append)
    assert [row for row in rows if row.kind is FactKind.SETTLEMENT] == found.settlement
    assert {row.fact for row in rows if row.kind is not FactKind.SETTLEMENT} == {one.key for one in FACTS}
    assert found.settlement == result().settlement
    assert [slot.key for slot in found.slots] == ["2026-10", "2026-11"]


def test_totals_hold_points_of_both_stages_and_counts_of_the_slot():
    october = result().totals(0)
    assert sorted(october) == [("A", ""), ("B", ""), ("C", ""), ("X", ""), ("Y", "")]
    # 3 for the adoption, 6 to begin with, 1 filing is missing.
    assert october["A", ""] == Total(
        D(8), filed=1, adopted_items=1, adoptions=1, adoptions_by_level={"city": 1}, yuan=D(20)
    )
    assert october["A", ""].rate == 100
    assert october["Y", ""] == Total(D(4))
    assert october["Y", ""].rate == 0


def test_a_rate_leaves_out_padding_in_a_month_and_since_january():
    padded = [filed(f"p{number}", "10-08", item=f"p{number}")._replace(padding=True) for number in range(3)]
    book = SchemeBook.always(parse_scheme(document(*CLAUSES, **HEAD)))
    found = run(book, grouped([*FACTS, *padded]), months(10, 11), profile_of, [])
    for figures in (found.totals(0)["A", ""], found.cumulative(-1)["A", ""]):
        assert (figures.filed, figures.padding, figures.adopted_items, figures.rate) == (4, 3, 1, 100)


def test_cumulative_figures_count_an_item_once_and_keep_levels_apart():
    found = result().cumulative(-1)["A", ""]
    # 6 + 3 + 3, minus 1 and 2 for missing filings: 9, which is just within the limit.
    assert (found.points, found.filed, found.adopted_items, found.adoptions, found.yuan) == (9, 1, 1, 2, 40)
    assert found.adoptions_by_level == {"city": 1, "state": 1}


def test_cumulative_figures_begin_anew_with_the_year():
    slots = [month(12), month(1, 2027), month(2, 2027)]
    book = SchemeBook.always(parse_scheme(document(points())))
    facts = [adopted("a", "12-05"), adopted("b", "01-05", item="b"), adopted("c", "02-05", item="c")]
    moved = [one._replace(on=one.on.replace(year=2027)) if one.on.month < 12 else one for one in facts]
    found = run(book, grouped(moved), slots, profile_of)
    assert [found.cumulative(number)["A", ""].points for number in range(3)] == [3, 3, 6]
    assert found.totals(-1)["A", ""].points == 3


def test_ranks_are_inside_classes_and_others_are_listed_without():
    assert result().ranks(0) == [
        Placed("A", "", "first", D(8), 1), Placed("B", "", "first", D(5), 2), Placed("Y", "", "", D(4), None),
        Placed("X", "", "own", D(4), None), Placed("C", "", "second", D(6), None),
    ]  # fmt: skip


def test_optional_class_is_ranked_once_it_filed():
    book = SchemeBook.always(parse_scheme(document(points(), **HEAD)))
    facts = [filed("f", "11-05", units=("C",))]
    found = run(book, grouped(facts), months(10, 11), profile_of, [("C", "")])
    assert [found.ranks(0)[0].rank, found.ranks(1)[0].rank, found.cumulative_ranks(1)[0].rank] == [None, 1, 1]


def test_ranking_is_that_of_the_scheme_on_the_last_day():
    one, two = (
        parse_scheme({**document(points(), ranking={"outside": name}), "code": name}) for name in ("first", "second")
    )
    book = SchemeBook([Valid(one, on("01-01"), on("10-31")), Valid(two, on("11-01"))])
    found = run(book, [], months(10, 11), profile_of, [("A", ""), ("C", "")])
    assert [[(place.unit, place.rank) for place in found.ranks(number)] for number in (0, 1)] == [
        [("A", None), ("C", None)], [("A", 1), ("C", None)],
    ]  # fmt: skip


def test_persons_are_ranked_together_and_apart_from_units():
    book = SchemeBook.always(parse_scheme(document(points(), **HEAD)))
    facts = [
        adopted("a", "10-05", authors=[("p1", "A"), ("p2", "A")]), adopted("b", "10-05", units=("B",), authors=[("p3", "B")]),
        adopted("c", "10-05", units=("X",), authors=[("p4", "X")]), adopted("d", "10-05", authors=[("boss", "A")]),
        filed("e", "10-05", units=("Y",), authors=[("p5", "Y")]),
    ]  # fmt: skip
    places_ = [place for place in run(book, grouped(facts), [month(10)], profile_of).ranks(0) if place.person]
    assert [(place.person, place.group, place.rank) for place in places_] == [
        ("p3", "", 1), ("p1", "", 2), ("p2", "", 2), ("p5", "", 4), ("boss", "first", None), ("p4", "own", None),
    ]  # fmt: skip


def test_who_is_not_there_is_listed_without_a_rank():
    found = ranked(
        {("A", ""): Total(D(1)), ("B", ""): Total(D(2))},
        Ranking(),
        lambda unit, _p: Profile("x") if unit == "A" else None,
    )
    assert found == [Placed("A", "", "x", D(1), 1), Placed("B", "", "", D(2), None)]


def test_group_of_a_unit_and_of_a_person():
    ranking = Ranking(frozenset(["own"]), frozenset(["others"]))
    assert group_of(ranking, Profile("first"), "", 0) == "first"
    assert group_of(ranking, Profile(""), "", 5) is None
    assert group_of(ranking, Profile(""), "p", 5) == ""
    assert group_of(ranking, Profile("others"), "", 0) is None
    assert group_of(ranking, Profile("others"), "", D(1)) == "others"
    assert group_of(ranking, Profile("first", optional=True), "", 0) is None


def test_places_are_shared_in_a_tie():
    assert places([D(9), D(7), D(5), D("5.0"), D(1)]) == [1, 2, 3, 3, 5]
    assert places([]) == []


def test_quotas_effects_second_results_and_prizes_are_all_there():
    found = result()
    assert {(one.unit, one.span, one.state) for one in found.quotas} >= {
        ("A", "2026-10", "missed"),
        ("B", "2026-11", "missed"),
    }
    assert [(effect.unit, effect.facts) for effect in found.effects] == [("A", ("late",))]
    yuan = {one.unit: (one.earned, one.result) for one in found.seconds if one.account == "yuan"}
    assert yuan == {"A": (40, 15), "B": (20, D("7.5")), "X": (20, D("7.5"))}
    target = {one.unit: one.result for one in found.seconds if one.account == "target"}
    assert target == {"A": D("0.9"), "B": D("0.7"), "C": D("0.6"), "X": D("0.5"), "Y": D("0.2")}
    (prize,) = found.prizes
    assert [one.candidate.unit for one in prize.blocked] == ["A"]
    assert (prize.winners, prize.ended) == ((), False)


def test_open_span_is_running_until_its_days_are_known():
    found = result(until=on("11-15"))
    assert {row.fact for row in found.settlement if row.clause == "quota"} == {"quota:2026-10:2026-10"}


def test_order_of_groups_does_not_matter():
    book = SchemeBook.always(parse_scheme(document(*CLAUSES, **HEAD)))
    there, back = (run(book, groups, months(10, 11), profile_of) for groups in (grouped(FACTS), grouped(FACTS)[::-1]))
    assert (there.settlement, there.quotas, there.effects, there.seconds, there.prizes) == (
        back.settlement, back.quotas, back.effects, back.seconds, back.prizes,
    )  # fmt: skip
    assert there.cumulative_ranks(-1) == back.cumulative_ranks(-1)


def test_slot_totals_count_instructions_and_undo_rows_of_the_opposite_sign():
    facts = [
        instructed("i1", leader="L1", day=date(2026, 10, 5)), instructed("i2", leader="L2", day=date(2026, 10, 6)),
        instructed("i3", leader="L1", day=date(2026, 11, 5)), fact("w", FactKind.FORWARDED, on("10-05"), "q"),
        adopted("a", "10-05", item="i1"), fact("m", FactKind.COMMISSION_MISSED, on("10-05"), "q"),
    ]  # fmt: skip
    book = SchemeBook.always(parse_scheme(document(points())))
    rows = list(evaluate(book, facts))
    table = SlotTotals([Slot("b", on("11-01"), on("11-30")), Slot("a", on("10-01"), on("10-31"))])
    table.know("B")
    back = [row._replace(points=-row.points, tally=-row.tally) for row in rows]
    table.take([*rows, *rows, *back, rows[0]._replace(on=on("12-05"))])
    october = table.of_slot(0)
    assert (october["A", ""].instruction_items, october["A", ""].person_times, october["A", ""].forwarded) == (1, 2, 1)
    both = table.cumulative(1)["A", ""]
    assert (both.instruction_items, both.person_times, both.adopted_items, both.points) == (1, 2, 1, 3)
    assert october["B", ""] == Total()
    assert totals(rows)["unit:A"] == both


def test_totals_of_rows_that_cancel_out_are_nothing():
    book = SchemeBook.always(parse_scheme(document(points())))
    rows = list(evaluate(book, [adopted("a", "10-05")]))
    assert totals([*rows, *(row._replace(points=-row.points, tally=-1) for row in rows)]) == {"unit:A": Total()}


def test_class_of_a_ranking_is_that_of_the_last_day_of_its_slot():
    book = SchemeBook.always(parse_scheme(document(points())))
    found = run(book, [], months(10, 11), lambda unit, person, day: Profile(day.isoformat()), [("A", "")])
    assert [found.ranks(number)[0].group for number in (0, 1)] == ["2026-10-31", "2026-11-30"]
    assert found.cumulative_ranks(0)[0].group == "2026-10-31"


def test_persons_outside_are_listed_by_class_and_points():
    facts = {("X", "p"): Total(D(1)), ("X", "q"): Total(D(2)), ("A", "boss"): Total(D(9)), ("X", ""): Total(D(5))}
    found = ranked(facts, Ranking(frozenset(["own", "own-staff"])), lambda unit, person: profile_of(unit, person, None))
    assert [(place.unit, place.person, place.group, place.rank) for place in found] == [
        ("X", "", "own", None), ("A", "boss", "first", None), ("X", "q", "own", None), ("X", "p", "own", None),
    ]  # fmt: skip


def test_figures_of_several_rows_and_slots_add_up():
    book = SchemeBook.always(parse_scheme(document(points(), points("direct", gives="target"))))
    facts = [filed("f1", "10-05"), filed("f2", "10-06"), filed("f3", "11-06"), adopted("a", "10-05", item="x"),
             adopted("b", "10-06", item="x"), adopted("c", "11-06", item="x")]  # fmt: skip
    rows = list(evaluate(book, facts))
    back = [row._replace(points=-row.points, tally=-row.tally) for row in rows if row.fact in ("b", "c")]
    table = SlotTotals(months(10, 11))
    table.take([*rows, *back])
    both = table.cumulative(1)["A", ""]
    assert (both.filed, both.adopted_items, both.adoptions, both.points, both.target) == (3, 1, 1, 3, 3)


def test_instruction_that_was_taken_back_is_not_counted():
    book = SchemeBook.always(parse_scheme(document(points())))
    rows = list(evaluate(book, [instructed("i1", leader="L1"), instructed("i2", leader="L2")]))
    back = [row._replace(tally=-1) for row in rows if row.leader == "L2"]
    total = totals([*rows, *back])["unit:A"]
    assert (total.instruction_items, total.person_times) == (1, 1)


def test_what_sharing_leaves_over_makes_no_rank():
    thirds = [D("3.333334"), D("3.333333"), D("3.333333"), D("3.3332"), D("3.33315")]
    assert places(thirds) == [1, 1, 1, 4, 4]
    joint = {"table": [{"points": 10}]}
    book = SchemeBook.always(parse_scheme(document(points(**joint))))
    found = run(book, [[adopted("a", "10-05", units=("A", "B", "D"))]], [month(10)], lambda *_: Profile("first"))
    assert [(one.points, one.rank) for one in found.ranks(0)] == [
        (D("3.333334"), 1),
        (D("3.333333"), 1),
        (D("3.333333"), 1),
    ]


def test_a_scheme_is_made_ready_once_however_many_days_ask_for_it(monkeypatch):
    made = []
    monkeypatch.setattr(book_module, "Plan", lambda scheme: made.append(scheme.code) or Plan(scheme))
    book = SchemeBook([Valid(parse_scheme(document(points())), on("01-01"), on("10-31"))])
    plans = {book.plan_on(on(day)) for day in ("02-01", "02-02", "10-31")}
    assert len(plans) == 1
    assert book.plan_on(on("11-01")) not in plans
    assert len(made) == 2
