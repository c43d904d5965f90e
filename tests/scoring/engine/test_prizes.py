"""Prizes by rule: who wins, who is blocked and by what, who moves up."""

from decimal import Decimal

import pytest

from scoring.engine import FactKind, SchemeBook, parse_scheme
from scoring.engine.evaluation import Valid
from scoring.engine.head import Prize
from scoring.engine.prizes import Candidate, awarded
from scoring.engine.run import run
from scoring.engine.settlement import Effect, Profile
from tests.scoring.engine.builders import document, fact, part
from tests.scoring.engine.settlement.worked import adopted, faulty, filed, missed, month, months, on, points, threshold

pytestmark = pytest.mark.engine_free

D = Decimal
WORTH = points(table=[{"level": level, "points": number} for level, number in (("own", 1), ("city", 3), ("state", 9))])
CLASSES = {"A": "first", "B": "first", "C": "first", "D": "second", "E": "second", "X": "own", "Y": ""}


def profile_of(unit, person, day):
    return Profile(CLASSES[unit])


def prize(**kw):
    return {"id": "p", "to": "units", "title": "先进", "per": "year", **kw}


def prizes(given, facts, *clauses, slots=None, profiles=profile_of, **head):
    book = SchemeBook.always(parse_scheme(document(WORTH, *clauses, prizes=[given], **head)))
    groups = {}
    for one in facts:
        groups.setdefault(one.group, []).append(one)
    return run(book, groups.values(), slots or months(1, 12), profiles).prizes


def names(winners):
    return [(one.candidate.unit or one.candidate.item, one.rank) for one in winners]


def by(unit, *levels, **kw):
    return [adopted(f"{unit}{n}{level}", "03-05", level, units=(unit,), **kw) for n, level in enumerate(levels)]


def test_first_of_each_class_win_and_ties_at_the_last_place_all_win():
    facts = [
        *by("A", "state"),
        *by("B", "city"),
        *by("C", "city"),
        *by("D", "own"),
        *by("X", "state"),
        *by("Y", "state"),
    ]
    (result,) = prizes(prize(first=2), facts, ranking={"outside": "own"})
    assert names(result.winners) == [("A", 1), ("B", 2), ("C", 2), ("D", 1)]
    assert (result.blocked, result.ended, result.span, result.scheme, result.prize.title) == (
        (),
        True,
        "2026",
        "test",
        "先进",
    )
    assert (result.starts_on, result.ends_on) == (on("01-01"), on("12-31"))


def test_prize_for_points_has_no_number_of_places():
    (result,) = prizes(prize(at_least=3), [*by("A", "state"), *by("B", "city"), *by("C", "own")])
    assert names(result.winners) == [("A", 1), ("B", 2)]


def test_places_and_points_are_both_asked_for():
    facts = [*by("A", "state"), *by("B", "city"), *by("D", "own")]
    (result,) = prizes(prize(first=1, at_least=2), facts)
    assert names(result.winners) == [("A", 1)]


def test_nobody_wins_with_nothing():
    facts = [filed("f", "01-05", units=("D",)), faulty("x", "02-05", units=("E",))]
    (result,) = prizes(
        prize(first=3), facts, {"id": "faults", "kind": "deduction", "event": "fault", "table": [{"points": 1}]}
    )
    assert result.winners == ()


def test_optional_class_wins_only_where_it_filed():
    facts = [*by("D", "city"), *by("E", "own"), filed("f", "01-05", units=("E",))]
    (result,) = prizes(prize(first=1), facts, ranking={"optional": "second"})
    assert names(result.winners) == [("E", 1)]


BAR = threshold("commission_missed", at_least=1, effects={"no_prize": True})


def test_blocked_are_told_with_clause_and_facts_and_nobody_moves_up():
    facts = [*by("A", "state"), *by("B", "city"), *by("C", "own"), missed("m", "06-01", units=("A",))]
    (result,) = prizes(prize(first=2), facts, BAR)
    assert names(result.winners) == [("B", 2)]
    ((candidate, rank),) = result.blocked
    assert (candidate.unit, candidate.points, candidate.group, rank) == ("A", D(9), "first", 1)
    assert [(bar.clause, bar.facts, bar.slot) for bar in candidate.bars] == [("threshold", ("m",), "2026-06")]


def test_who_comes_after_a_blocked_one_moves_up_where_the_prize_says_so():
    facts = [*by("A", "state"), *by("B", "city"), *by("C", "own"), missed("m", "06-01", units=("A",))]
    (result,) = prizes(prize(first=2, moves_up=True), facts, BAR)
    assert names(result.winners) == [("B", 1), ("C", 2)]
    assert names(result.blocked) == [("A", 1)]


@pytest.mark.parametrize(("effects", "is_blocked"), [({"failed": True}, True), ({"named": True, "minus": 1}, False)])
def test_failing_blocks_and_being_named_does_not(effects, is_blocked):
    clause = threshold("commission_missed", at_least=1, effects=effects)
    (result,) = prizes(prize(first=1), [*by("A", "state"), missed("m", "06-01", units=("A",))], clause)
    assert bool(result.blocked) == is_blocked
    assert bool(result.winners) != is_blocked


def test_effect_of_a_year_blocks_from_the_slot_on_in_which_it_was_reached():
    facts = [*by("A", "own"), adopted("q3", "08-05", units=("A",)), missed("m", "06-30", units=("A",))]
    found = prizes(prize(first=1, per="quarter"), facts, BAR)
    assert [(one.span, names(one.winners), names(one.blocked)) for one in found] == [
        ("2026-Q1", [("A", 1)], []), ("2026-Q2", [], []), ("2026-Q3", [], [("A", 1)]), ("2026-Q4", [], []),
    ]  # fmt: skip


def test_effect_of_a_quarter_blocks_in_its_own_quarter_and_in_the_year():
    quarterly = threshold("commission_missed", "quarter", at_least=1, effects={"no_prize": True})
    facts = [*by("A", "own"), adopted("q3", "08-05", units=("A",)), missed("m", "02-01", units=("A",))]
    by_quarter = prizes(prize(first=1, per="quarter"), facts, quarterly)
    assert [bool(one.blocked) for one in by_quarter] == [True, False, False, False]
    assert [bool(one.blocked) for one in prizes(prize(first=1), facts, quarterly)] == [True]


def blocked_weeks(per):
    """Of a unit that wins in each week of October, and misses a commission on the 21st."""
    weekly = [adopted(day, f"10-{day}", "own", units=("A",)) for day in ("01", "08", "15", "22", "29")]
    clause = threshold("commission_missed", per, at_least=1, effects={"no_prize": True})
    facts = [*weekly, adopted("before", "09-30", units=("A",)), missed("m", "10-21", units=("A",))]
    return [one.span for one in prizes(prize(first=1, per="week"), facts, clause, slots=months(9, 11)) if one.blocked]


def test_effect_of_a_month_or_a_year_blocks_in_the_weeks_of_the_slot_in_which_it_came_about():
    """It is looked at at the end of October, and the prizes of its weeks are awarded then."""
    october = [f"2026-W{week}" for week in range(40, 45)]
    assert blocked_weeks("month") == october
    assert blocked_weeks("year") == october


def test_effect_of_a_week_blocks_in_no_other_week():
    assert blocked_weeks("week") == ["2026-W43"]


def test_running_span_only_tells_how_things_stand():
    (result,) = prizes(prize(first=1), by("A", "own"), slots=months(1, 6))
    assert (result.ended, names(result.winners)) == (False, [("A", 1)])


def test_persons_win_over_all_classes():
    authors = {"A": [("p1", "A")], "D": [("p2", "D")], "X": [("p3", "X")]}
    facts = [
        one
        for unit, level in (("A", "own"), ("D", "city"), ("X", "state"))
        for one in by(unit, level, authors=authors[unit])
    ]
    bar = {**BAR, "for": "persons"}
    (result,) = prizes(prize(to="persons", first=2), [*facts, missed("m", "06-01", units=("D",), authors=authors["D"])], bar,
                       ranking={"outside": "own"})  # fmt: skip
    assert [(one.candidate.person, one.rank) for one in result.winners] == [("p1", 2)]
    assert [(one.candidate.person, one.candidate.unit) for one in result.blocked] == [("p2", "D")]


def test_who_is_not_there_at_the_end_of_the_span_wins_nothing():
    (result,) = prizes(
        prize(first=1), by("A", "own"), profiles=lambda unit, person, day: None if day.month == 12 else Profile("first")
    )
    assert result.winners == ()


def test_items_win_with_all_that_units_got_for_them():
    two = (part("x", "A", "B"),)
    facts = [
        adopted("a", "03-05", "city", item="x", parts=two), adopted("b", "04-05", "state", item="x", parts=two),
        adopted("c", "03-05", "state", item="y", parts=(part("y", "D"),)),
        adopted("d", "03-05", "own", item="z", parts=(part("z", "D"),)),
        adopted("nameless", "03-05", "city", item="", parts=(part("", "A"),)),
    ]  # fmt: skip
    (result,) = prizes(prize(to="items", first=3), facts)
    assert [(one.candidate.item, one.candidate.points, one.rank) for one in result.winners] == [
        ("x", D(12), 1), ("y", D(9), 2), ("nameless", D(3), 3),
    ]  # fmt: skip


def test_item_of_which_every_unit_gets_the_full_points_counts_once():
    full = {**WORTH, "id": "full", "sharing": {"joint": "full"}, "event": "forwarded"}
    joint = fact("w", FactKind.FORWARDED, on("03-05"), "x", parts=(part("x", "A", "B"),), level="state")
    alone = fact("v", FactKind.FORWARDED, on("03-05"), "y", parts=(part("y", "D"),), level="state")
    (result,) = prizes(prize(to="items", first=1), [joint, alone], full)
    assert [(one.candidate.item, one.candidate.points) for one in result.winners] == [("x", D(9)), ("y", D(9))]


@pytest.mark.parametrize("mode", ["instead", "besides"])
def test_credit_of_a_host_makes_an_item_worth_no_more(mode):
    hosted = part("x", "A")._replace(hosts=(("A", "D"),))
    facts = [
        adopted("a", "03-05", "city", item="x", parts=(hosted,)),
        adopted("b", "03-05", "city", item="y", parts=(part("y", "B"),)),
    ]
    (result,) = prizes(prize(to="items", first=2), facts, host_credit={"mode": mode})
    assert [(one.candidate.item, one.candidate.points, one.rank) for one in result.winners] == [
        ("x", D(3), 1),
        ("y", D(3), 1),
    ]


def test_items_by_week_are_those_of_the_week():
    facts = [
        adopted("a", "10-08", "own", parts=(part("x", "A"),)),
        adopted("b", "10-13", "own", parts=(part("y", "A"),)),
    ]
    found = prizes(prize(to="items", first=1, per="week"), facts, slots=[month(10)])
    assert {one.span: names(one.winners) for one in found if one.winners} == {
        "2026-W41": [("x", 1)], "2026-W42": [("y", 1)],
    }  # fmt: skip


def test_winners_are_told_by_group_rank_and_name():
    candidates = [Candidate(unit, "", "", group, D(number)) for unit, group, number in
                  (("b", "z", 3), ("a", "z", 3), ("c", "y", 1), ("d", "z", 4), ("e", "z", 1))]  # fmt: skip
    found = awarded(Prize("p", "units", "先进", "year", first=3), candidates)
    assert names(found) == [("c", 1), ("d", 1), ("a", 2), ("b", 2)]


def test_only_points_of_units_are_points_of_an_item():
    full = {**WORTH, "sharing": {"joint": "full"}}
    paid = points("paid", gives="yuan", table=[{"points": 50}])
    authors = [("p1", "A"), ("p2", "B")]
    facts = [
        adopted("a", "03-05", "city", item="x", parts=(part("x", "A", "B", "C", authors=authors),)),
        adopted("b", "03-06", "city", item="x", parts=(part("x", "A", "B", authors=authors),)),
        filed("f", "03-05", item="z", units=("A",)),
    ]  # fmt: skip
    book = SchemeBook.always(parse_scheme(document(full, paid, prizes=[prize(to="items", first=5)])))
    (result,) = run(book, [[facts[0], facts[1]], [facts[2]]], months(1, 12), profile_of).prizes
    assert [(one.candidate, one.rank) for one in result.winners] == [(Candidate("", "", "x", "", D(6)), 1)]


def test_items_of_another_scheme_win_nothing_here():
    first = parse_scheme({**document(WORTH, prizes=[prize(to="items", first=5)]), "code": "first"})
    second = parse_scheme({**document(WORTH), "code": "second"})
    book = SchemeBook([Valid(first, on("02-01"), on("06-30")), Valid(second, on("07-01"))])
    facts = [adopted(day, day, item=day, parts=(part(day, "A"),)) for day in ("01-31", "02-01", "06-30", "07-01")]
    (result,) = run(book, [[one] for one in facts], months(1, 12), profile_of).prizes
    assert names(result.winners) == [("02-01", 1), ("06-30", 1)]
    assert (result.starts_on, result.ends_on) == (on("02-01"), on("06-30"))


def test_points_that_cancel_out_win_nothing():
    faults = {"id": "faults", "kind": "deduction", "event": "fault", "table": [{"points": 1}]}
    (result,) = prizes(prize(at_least=0), [*by("A", "own"), faulty("x", "02-05")], faults)
    assert result.winners == ()


def test_prize_is_open_until_its_days_are_known():
    book = SchemeBook.always(parse_scheme(document(WORTH, prizes=[prize(first=1, per="month")])))
    found = run(book, [], months(1, 2), profile_of, until=on("02-27")).prizes
    assert [one.ended for one in found] == [True, False]


def test_bar_holds_up_to_the_last_day_of_its_span():
    bar = Effect("t", "s", "A", "", "x", ("failed",), D(1), on=on("02-10"), ends_on=on("03-31"))
    assert bar.holds(on("03-31"), on("04-30"))
    assert bar.holds(on("01-01"), on("02-10"))
    assert not bar.holds(on("04-01"), on("04-30"))
    assert not bar.holds(on("01-01"), on("02-09"))
