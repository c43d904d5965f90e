"""What must hold of clauses about periods for any facts."""

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import FactKind, SchemeBook, parse_scheme
from scoring.engine.rows import row_of
from scoring.engine.settlement import Profile, Settler
from scoring.engine.settlement.spans import Cut, SlotLine
from tests.scoring.engine.builders import document
from tests.scoring.engine.settlement.worked import base, deduction, limit, months, points, quota, rate, threshold

pytestmark = pytest.mark.engine_free

D = Decimal
SLOTS = months(1, 6)
UNITS = ("A", "B", "C")
CLASSES = {"A": "first", "B": "second", "C": ""}
KINDS = (FactKind.FILED, FactKind.ADOPTED, FactKind.FAULT, FactKind.COMMISSION_MISSED)
CLAUSE_OF = {FactKind.FILED: "", FactKind.ADOPTED: "adopted", FactKind.FAULT: "faults", FactKind.COMMISSION_MISSED: ""}
#: Days around the slots too: they count for weeks only, or for nothing.
DAYS = st.integers(-10, 190).map(lambda number: date(2026, 1, 1) + timedelta(days=number))
PERS = ("week", "month", "quarter", "half", "year", "period")


@st.composite
def rows(draw, key):
    kind = draw(st.sampled_from(KINDS))
    worth = draw(st.decimals(min_value=0, max_value=20, places=3))
    return row_of(
        unit=draw(st.sampled_from(UNITS)), person=draw(st.sampled_from(["", "", "p"])), fact=key, kind=kind,
        on=draw(DAYS), scheme="test", clause=CLAUSE_OF[kind],
        points=worth if kind is FactKind.ADOPTED else -worth if kind is FactKind.FAULT else D(0),
        tally=1, item=draw(st.sampled_from(["i", "j", ""])), level=draw(st.sampled_from(["city", "state"])), outlet="",
        leader="", fault=draw(st.sampled_from(["late", "false_report"])) if kind is FactKind.FAULT else "",
        padding=kind is FactKind.FILED and draw(st.booleans()),
    )  # fmt: skip


row_lists = st.integers(0, 12).flatmap(lambda n: st.tuples(*[rows(f"f{index}") for index in range(n)])).map(list)
BOUNDS = st.tuples(st.integers(0, 9), st.integers(9, 30))


@st.composite
def schemes(draw, pers=PERS):
    """All five kinds, each over a span of its own, and a limit of everything at the end."""

    def per():
        return draw(st.sampled_from(pers))

    low, high = draw(BOUNDS)
    loses = draw(
        st.sampled_from([{"zero": True}, {"withhold": "adopted"}, {"minus_each": 2}, {"minus": 3, "failed": True}])
    )
    demands = [{"classes": "first", "at_least": 2}, {"at_least": 1, "optional": draw(st.booleans())}]
    result = draw(st.sampled_from([{"met": 5}, {"each": 1, "each_above": 2}, {"each_missing": 3, "missed": 1}]))
    rate_bound = draw(st.sampled_from([{"below": 50, "minus": 4}, {"at_least": 50, "plus": 4}]))
    clauses = [
        points(), deduction(),
        base(6, per(), **{"for": draw(st.sampled_from(["units", "persons"]))}),
        quota(2, per(), demands=demands if "met" in result else [*demands[:1], {"at_least": 1}], result=result,
              counts=draw(st.sampled_from([("filed",), ("filed", "adopted")]))),
        rate(per(), **rate_bound, only_with_filings=draw(st.booleans())),
        threshold(draw(st.sampled_from(["fault", "commission_missed"])), per(), at_least=draw(st.integers(1, 3)), effects=loses),
        {**threshold("missed_quota", per(), quota="quota", at_least=1, effects={"minus_each": 1}), "id": "misses"},
        limit(per(), at_least=low, at_most=high),
    ]  # fmt: skip
    return parse_scheme(document(*clauses))


def settler(scheme, given_rows, slots=SLOTS):
    made = Settler(SchemeBook.always(scheme), slots, lambda unit, person, day: Profile(CLASSES[unit]))
    for unit in UNITS:
        made.know(unit)
    made.take(given_rows)
    return made


def worths(settled):
    """(receiver, clause, span) -> what the rows of the span add up to."""
    sums = defaultdict(Decimal)
    for row in settled.rows:
        clause, span, _slot = row.fact.split(":")
        sums[row.receiver, clause, span] += row.points
    return {place: worth for place, worth in sums.items() if worth}


@given(schemes(), row_lists, st.integers(0, 2**16))
def test_order_of_rows_does_not_matter(scheme, given_rows, seed):
    shuffled = list(given_rows)
    random.Random(seed).shuffle(shuffled)
    assert settler(scheme, shuffled).settle() == settler(scheme, given_rows).settle()


@given(schemes(), row_lists, row_lists)
def test_rows_that_are_taken_back_leave_nothing(scheme, given_rows, more):
    renamed = [row._replace(fact=f"more-{row.fact}") for row in more]
    back = [row._replace(points=-row.points, tally=-row.tally) for row in renamed]
    assert settler(scheme, [*renamed, *given_rows, *back]).settle() == _known_alike(scheme, given_rows, more)


def _known_alike(scheme, given_rows, more):
    made = settler(scheme, given_rows)
    for row in more:
        made.know(row.unit, row.person)
    return made.settle()


@given(schemes(), row_lists)
def test_sums_of_a_database_settle_like_rows(scheme, given_rows):
    by_sums = settler(scheme, [row for row in given_rows if row.kind in (FactKind.FAULT, FactKind.COMMISSION_MISSED)])
    by_sums.take(
        row._replace(fact="", item=row.item or row.fact)
        for row in given_rows
        if row.kind in (FactKind.FILED, FactKind.ADOPTED)
    )
    assert by_sums.settle() == settler(scheme, given_rows).settle()


@given(schemes(pers=PERS[1:]), row_lists)
def test_later_slots_and_rows_change_no_earlier_slot(scheme, given_rows):
    first, until = SLOTS[:3], SLOTS[2].ends_on
    now = settler(scheme, [row for row in given_rows if row.on <= until], first)
    for row in given_rows:
        now.know(row.unit, row.person)
    later = settler(scheme, given_rows).settle()
    assert now.settle().rows == [row for row in later.rows if row.on <= until]


@given(schemes(), row_lists)
def test_limit_holds_for_every_span_after_all_clauses(scheme, given_rows):
    rule = scheme.period_rules[-1]
    settled = settler(scheme, given_rows).settle()
    line = SlotLine(SLOTS)
    for span in Cut(line.slots).spans(rule.per):
        if span.steps[-1].slot == len(SLOTS) - 1 or span.steps[-1].ended:
            sums = defaultdict(Decimal)
            for row in [*given_rows, *settled.rows]:
                if not row.person and _is_in(row, span, rule.per, line):
                    sums[row.unit] += row.points
            for unit in UNITS:
                assert rule.at_least <= sums[unit] <= rule.at_most, (unit, span)


def _is_in(row, span, per, line):
    if per == "week":
        return span.starts_on <= row.on <= span.ends_on
    return line.of(row.on) in {step.slot for step in span.steps}


@given(schemes(), row_lists)
def test_every_slot_has_at_most_one_row_of_a_clause_a_span_and_a_receiver(scheme, given_rows):
    settled = settler(scheme, given_rows).settle()
    places = [(row.fact, row.receiver) for row in settled.rows]
    assert len(places) == len(set(places))
    assert all(row.points and row.kind is FactKind.SETTLEMENT and row.tally == 0 for row in settled.rows)
    assert all(SLOTS[0].starts_on <= row.on <= SLOTS[-1].ends_on for row in settled.rows)


@given(schemes(), row_lists)
def test_worth_of_a_base_and_of_a_quota_is_what_its_rows_add_up_to(scheme, given_rows):
    settled = settler(scheme, given_rows).settle()
    found = worths(settled)
    for result in settled.quotas:
        receiver = f"person:{result.person}@{result.unit}" if result.person else f"unit:{result.unit}"
        assert found.get((receiver, "quota", result.span), 0) == result.points
        assert (result.state == "met") == (result.state != "running" and result.counted >= result.demand)
    bases = {place: worth for place, worth in found.items() if place[1] == "base"}
    spans = len(Cut(tuple(SLOTS)).spans(scheme.period_rules[0].per))
    receivers = {(row.unit, row.person) for row in given_rows} | {(unit, "") for unit in UNITS}
    of_persons = scheme.period_rules[0].audience == "persons"
    assert len(bases) == spans * sum(bool(person) == of_persons for _unit, person in receivers)
    assert set(bases.values()) <= {D(6)}
