"""What must hold for any facts under any scheme."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import (
    Author,
    Fact,
    FactKind,
    FactsRefused,
    Part,
    SchemeBook,
    competition_ranks,
    evaluate,
    parse_scheme,
    standing,
    totals,
)
from tests.scoring.engine.builders import adopted, document, instruction_clause, points_clause, revoked, whole_points

pytestmark = pytest.mark.engine_free

D = Decimal
LEVELS = ("own", "city", "province")
RANKS = ("principal", "deputy", "secretary")
POINTS = st.decimals(min_value=0, max_value=100, places=2).map(str)


@st.composite
def schemes(draw):
    def table(*, reduces=False):
        rows = [{"level": level, "points": draw(POINTS)} for level in draw(st.permutations(LEVELS))]
        return [*rows, {"points": draw(POINTS)}] if not reduces else [{**row, "then": draw(POINTS)} for row in rows]

    repeat = draw(st.sampled_from(["each", "first_full", "once_per_level", "once_per_item"]))
    sharing = {
        "composite": draw(st.sampled_from(["shares", "even"])),
        "joint": draw(st.sampled_from(["even", "lead", "by_authors"])),
        "persons": draw(st.sampled_from(["even", "first"])),
        "authors_at_most": draw(st.integers(0, 2)),
    }
    combine = draw(st.sampled_from(["sum", "highest", "highest_per_level"]))
    return parse_scheme(
        document(
            points_clause(*table(), event="filed"),
            points_clause(*table(), combine=combine),
            instruction_clause(*table(reduces=repeat == "first_full"), repeat=repeat),
            sharing=sharing,
        )
    )


@st.composite
def facts(draw, key):
    units = draw(st.lists(st.sampled_from("ABC"), min_size=1, max_size=3, unique=True))
    people = draw(st.lists(st.sampled_from(["p1", "p2", "p3"]), min_size=1, max_size=3, unique=True))
    authors = tuple(Author(person, units[0]) for person in people)
    number = draw(st.integers(1, 3))
    share = draw(st.sampled_from([None, D("0.3")]))
    return Fact(
        key=key,
        kind=draw(st.sampled_from([FactKind.FILED, FactKind.ADOPTED, FactKind.INSTRUCTED])),
        on=date(2026, 10, 1) + timedelta(days=draw(st.integers(0, 5))),
        parts=tuple(Part(f"s{index}", tuple(units), authors, share) for index in range(number)),
        item=draw(st.sampled_from(["i1", "i2"])),
        level=draw(st.sampled_from(LEVELS)),
        leader=draw(st.sampled_from(["L1", "L2"])),
        rank=draw(st.sampled_from(RANKS)),
    )


fact_lists = st.integers(0, 8).flatmap(lambda n: st.tuples(*[facts(f"f{index}") for index in range(n)])).map(list)


@given(schemes(), fact_lists, st.integers(0, 2**16))
def test_order_of_facts_does_not_matter(scheme, given_facts, seed):
    shuffled = list(given_facts)
    random.Random(seed).shuffle(shuffled)
    book = SchemeBook.always(scheme)
    assert list(evaluate(book, shuffled)) == list(evaluate(book, given_facts))


@given(schemes(), fact_lists)
def test_shares_of_each_award_add_up_to_the_whole(scheme, given_facts):
    book = SchemeBook.always(scheme)
    rows = list(evaluate(book, given_facts))
    for clause in scheme.clauses:
        for item in ("i1", "i2"):
            own = [fact for fact in standing(given_facts) if fact.item == item]
            for fact, whole in whole_points(clause, own):
                mine = [row for row in rows if (row.fact, row.clause) == (fact.key, clause.id)]
                assert sum((row.points for row in mine if not row.person), D(0)) == whole
                assert sum((row.points for row in mine if row.person), D(0)) == whole


@given(schemes(), fact_lists, st.data())
def test_revoked_fact_is_gone_and_given_again_restores_the_totals(scheme, given_facts, data):
    if not given_facts:
        return
    book = SchemeBook.always(scheme)
    gone = data.draw(st.sampled_from(given_facts))
    counter = Fact(key="x", kind=gone.kind, on=gone.on, item=gone.item, revokes=gone.key)
    without = [fact for fact in given_facts if fact is not gone]
    assert list(evaluate(book, [*given_facts, counter])) == list(evaluate(book, without))
    countered = Fact(key="y", kind=gone.kind, on=gone.on, item=gone.item, revokes="x")
    assert totals(evaluate(book, [*given_facts, counter, countered])) == totals(evaluate(book, given_facts))


@given(schemes(), fact_lists)
def test_every_fact_is_counted_once_for_each_receiver(scheme, given_facts):
    tallied = [(row.fact, row.receiver) for row in evaluate(SchemeBook.always(scheme), given_facts) if row.tally]
    assert len(tallied) == len(set(tallied))
    assert {fact for fact, _receiver in tallied} == {fact.key for fact in given_facts}


@given(schemes(), fact_lists)
def test_rows_have_unique_places_and_never_negative_points(scheme, given_facts):
    rows = list(evaluate(SchemeBook.always(scheme), given_facts))
    assert len({(row.fact, row.clause, row.receiver) for row in rows}) == len(rows)
    assert all(row.points >= 0 for row in rows)


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 4).map(D)), st.integers(1, 3))
def test_rank_is_one_more_than_those_above(points, classes):
    groups = {member: str(index % classes) for index, member in enumerate("abcdefgh")}
    for place in competition_ranks(points, groups).values():
        above = [m for m, g in groups.items() if g == place.group and points.get(m, D(0)) > place.points]
        assert place.rank == 1 + len(above)


def test_ties_share_the_better_place_and_zero_is_ranked():
    points = {"a": D(9), "b": D(7), "c": D(5), "d": D(5), "outside": D(99)}
    groups = dict.fromkeys("abcde", "1")
    assert {place.member: place.rank for place in competition_ranks(points, groups).values()} == {
        "a": 1, "b": 2, "c": 3, "d": 3, "e": 5,
    }  # fmt: skip


def test_totals_count_items_and_times():
    facts_of_a = [
        Fact("f1", FactKind.FILED, date(2026, 10, 1), (Part("1", ("A",)),), item="1"),
        Fact("w1", FactKind.FORWARDED, date(2026, 10, 1), (Part("1", ("A",)),), item="1"),
        adopted("a1", "city", item="1"),
        adopted("a2", "province", item="1"),
        adopted("a3", "city", item="2"),
        *(Fact(f"i{n}", FactKind.INSTRUCTED, date(2026, 10, 9), (Part("1", ("A",)),), item="1", leader=leader)
          for n, leader in enumerate(["L1", "L2", "L1"])),
    ]  # fmt: skip
    bonus = {**points_clause({"points": 1}), "id": "bonus"}
    scheme = parse_scheme(document(points_clause({"points": 5}), bonus))
    total = totals(evaluate(SchemeBook.always(scheme), facts_of_a))["unit:A"]
    assert (total.points, total.filed, total.forwarded) == (D(18), 1, 1)
    assert (total.adopted_items, total.adoptions, total.adoptions_by_level) == (2, 3, {"city": 2, "province": 1})
    assert (total.instruction_items, total.person_times) == (1, 2)


def test_standing_refuses_a_fact_twice():
    with pytest.raises(FactsRefused, match="given twice"):
        standing([adopted("a"), adopted("a")])


@pytest.mark.parametrize("parts", [(), (Part("1", ()),), (Part("1", ("A",)), Part("2", ()))])
def test_standing_refuses_a_fact_of_no_unit(parts):
    with pytest.raises(FactsRefused, match="belongs to no unit"):
        standing([Fact("a", FactKind.ADOPTED, date(2026, 10, 1), parts)])


def test_counter_fact_alone_leaves_nothing():
    assert standing([revoked("x", "a")]) == []


def test_circle_of_counter_facts_touches_no_fact():
    assert [fact.key for fact in standing([adopted("a"), revoked("x", "y"), revoked("y", "x"), revoked("z", "z")])] == [
        "a"
    ]
