"""Points of items, where rows of units are not simply theirs: several sources of one unit, full points to each, hosts."""

from decimal import Decimal

import pytest

from scoring.engine import Part, evaluate
from scoring.engine.brought import brought_by, told_of
from tests.scoring.engine.builders import adopted, book, points_clause

pytestmark = pytest.mark.engine_free

D = Decimal
TEN = points_clause({"points": 10})


def brought(scheme, *facts):
    """Item -> what rows of units say that it has."""
    found = {}
    for row in evaluate(scheme, facts):
        if not row.person:
            for item, points in brought_by(row.explanation, row.item or row.fact, row.points):
                found[item] = found.get(item, 0) + points
    return {item: points for item, points in found.items() if points}


def test_sources_of_one_unit_have_their_shares():
    """Both by A, who has one row: under the first source, but it is not all of it the first one's."""
    z = adopted("z", item="z", parts=(Part("s1", ("A",)), Part("s2", ("A",))))
    assert brought(book(TEN), z) == {"s1": 5, "s2": 5}
    (row,) = [row for row in evaluate(book(TEN), [z]) if not row.person]
    assert (row.points, row.item) == (10, "s1")


def test_sources_have_the_shares_that_somebody_set_and_add_up_to_the_whole():
    parts = tuple(Part(f"s{n}", ("A",), share=D(share)) for n, share in enumerate(("0.5", "0.25", "0.25")))
    assert brought(book(TEN), adopted("z", item="z", parts=parts)) == {"s0": 5, "s1": D("2.5"), "s2": D("2.5")}
    thirds = tuple(Part(f"s{n}", ("A",)) for n in range(3))
    found = brought(book(TEN), adopted("z", item="z", parts=thirds))
    assert found == {"s0": D("3.333333"), "s1": D("3.333333"), "s2": D("3.333334")}


def test_unit_that_leads_only_its_second_source_has_the_points_of_that():
    parts = (Part("s1", ("A", "B")), Part("s2", ("B",)))
    assert brought(book(TEN, sharing={"joint": "lead"}), adopted("z", item="z", parts=parts)) == {"s1": 5, "s2": 5}


@pytest.mark.parametrize("mode", ["instead", "besides"])
@pytest.mark.parametrize("joint", ["full", "even", "lead", "by_authors"])
def test_item_is_worth_its_points_once_whatever_unit_and_host_get(mode, joint):
    """The host is itself one of the units: with full points for each it has 20 of an item of 10."""
    x = adopted("a", item="x", parts=(Part("x", ("D", "A"), hosts=(("D", "A"),)),))
    scheme = book(TEN, sharing={"joint": joint}, host_credit={"mode": mode})
    assert brought(scheme, x) == {"x": 10}


@pytest.mark.parametrize("mode", ["instead", "besides"])
def test_credit_for_several_points_is_that_of_their_own_sources(mode):
    parts = tuple(Part(f"s{unit}", (unit,), hosts=((unit, "A"),) if unit != "A" else ()) for unit in ("D", "E", "A"))
    z = adopted("z", item="z", parts=parts)
    scheme = book(points_clause({"points": 9}), host_credit={"mode": mode})
    assert brought(scheme, z) == {"sD": 3, "sE": 3, "sA": 3}


def test_host_of_a_host():
    part = Part("x", ("D", "A"), hosts=(("D", "A"), ("A", "B")))
    scheme = book(TEN, sharing={"joint": "full"}, host_credit={"mode": "instead"})
    assert brought(scheme, adopted("a", item="x", parts=(part,))) == {"x": 10}


def test_parts_that_name_no_item_are_of_the_item_of_the_fact_or_of_the_fact():
    parts = (Part("", ("A",)), Part("s2", ("A",)))
    assert brought(book(TEN), adopted("z", item="z", parts=parts)) == {"z": 5, "s2": 5}
    assert brought(book(TEN), adopted("loose", item="", parts=parts)) == {"loose": 5, "s2": 5}


def test_nothing_is_told_where_the_item_has_all_the_points():
    assert told_of("x", D(10), [("x", D(4)), ("x", D(6))]) == {}
    assert told_of("x", D(0), [("x", D(0))]) == {}
    assert brought_by({}, "x", D(7)) == (("x", 7),)


def test_corrections_are_parted_like_the_points_that_they_correct():
    told = told_of("a", D(12), [("a", D(6)), ("b", D(3))])
    assert brought_by(told, "a", D(12)) == (("a", 6), ("b", 3))
    assert brought_by(told, "a", D(-12)) == (("a", -6), ("b", -3))
    assert brought_by(told, "a", D(2)) == (("a", 1), ("b", D("0.5")))
    assert brought_by(told_of("b", D(10), []), "b", D(-4)) == ()


def test_what_was_taken_away_is_parted_too():
    told = told_of("a", D(-4), [("a", D(-3)), ("b", D(-1))])
    assert brought_by(told, "a", D(-4)) == (("a", -3), ("b", -1))
    assert brought_by(told, "a", D(4)) == (("a", 3), ("b", 1))
