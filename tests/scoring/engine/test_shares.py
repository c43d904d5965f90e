"""Shares of sources, joint units and authors; what is kept of thirds."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import evaluate
from scoring.engine.brought import brought_by
from scoring.engine.numbers import PLACES, evened, plain, rounded, split
from tests.scoring.engine.builders import adopted, book, part, person_rows, points_clause, scored, sums, unit_rows

pytestmark = pytest.mark.engine_free

D = Decimal
POINTS = st.decimals(min_value=0, max_value=1000, places=3)


@pytest.mark.parametrize(
    ("points", "found"),
    [("0.999999", "1"), ("1.000001", "1"), ("4.000001", "4"), ("2.499998", "2.5"), ("-0.999999", "-1"), ("0.00004", "0"),
     ("0.666667", "0.666667"), ("0.333333", "0.333333"), ("0.125", "0.125"), ("0.1234", "0.1234"), ("0.99994", "0.99994")],
)  # fmt: skip
def test_only_what_shares_leave_is_evened_out(points, found):
    assert evened(D(points)) == D(found)


def test_thirds_last_share_takes_the_remainder():
    assert split(D(5), [D(1)] * 3) == [D("1.666667"), D("1.666667"), D("1.666666")]


@pytest.mark.parametrize("weights", [[], [D(0), D(0)], [D(1), D(3)]])
def test_split_without_weights_or_with_zero_weights(weights):
    expected = {0: [], 2: [D("2.5"), D("2.5")]} if not any(weights) else {2: [D("1.25"), D("3.75")]}
    assert split(D(5), weights) == expected[len(weights)]


@given(amount=POINTS, weights=st.lists(st.decimals(min_value=0, max_value=9, places=4), min_size=1, max_size=12))
def test_split_adds_up_exactly_at_six_places(amount, weights):
    shares = split(amount, weights)
    assert sum(shares, D(0)) == amount
    assert all(share == share.quantize(D(1).scaleb(-PLACES)) for share in shares)


@pytest.mark.parametrize(
    ("value", "text"),
    [("5.000000", "5"), ("1.666667", "1.666667"), ("100", "100"), ("0.50", "0.5"), ("0.000000", "0"), ("1E+2", "100")],
)
def test_plain_digits(value, text):
    assert plain(D(value)) == text


@pytest.mark.parametrize(
    ("value", "places", "shown"), [("1.665", 2, "1.67"), ("-1.665", 2, "-1.67"), ("2.5", 0, "3"), ("0.044", 2, "0.04")]
)
def test_figures_are_rounded_half_away_from_zero(value, places, shown):
    assert str(rounded(D(value), places)) == shown


def units_get(joint, *, points="6", units=("A", "B", "C"), authors=()):
    scheme = book(points_clause({"points": points}, sharing={"joint": joint}))
    return sums(unit_rows(scheme, adopted("a", units=units, authors=authors)))


def test_joint_even():
    assert units_get("even", points=5) == {"A": D("1.666667"), "B": D("1.666667"), "C": D("1.666666")}


def test_joint_full():
    assert units_get("full") == {"A": 6, "B": 6, "C": 6}


def test_joint_lead_only_still_counts_the_partners():
    scheme = book(points_clause({"points": 6}, sharing={"joint": "lead"}))
    rows = unit_rows(scheme, adopted("a", units=("B", "A")))
    assert {row.unit: (row.points, row.tally) for row in rows} == {"B": (6, 1), "A": (0, 1)}


def test_joint_by_number_of_authors():
    authors = [("p1", "A"), ("p2", "B"), ("p3", "B")]
    assert units_get("by_authors", units=("A", "B"), authors=authors) == {"A": 2, "B": 4}


def composite(policy, *parts):
    scheme = book(points_clause({"points": 10}), sharing={"composite": policy})
    return sums(unit_rows(scheme, adopted("a", item="c", parts=parts)))


def test_composite_by_frozen_shares():
    parts = (part("1", "A", share="0.25"), part("2", "B", share="0.75"))
    assert composite("shares", *parts) == {"A": D("2.5"), "B": D("7.5")}
    assert composite("even", *parts) == {"A": 5, "B": 5}
    assert composite("full", *parts) == {"A": 10, "B": 10}


def test_composite_share_of_zero_is_kept():
    assert composite("shares", part("1", "A", share="0"), part("2", "B", share="1")) == {"A": 0, "B": 10}


def test_composite_without_shares_is_even():
    assert composite("shares", part("1", "A", share="0.9"), part("2", "B")) == {"A": 5, "B": 5}


def test_composite_of_a_joint_source_is_split_twice_and_one_unit_has_one_row():
    parts = (part("1", "A", "B"), part("2", "B"))
    scheme = book(points_clause({"points": 10}))
    rows = unit_rows(scheme, adopted("a", item="c", parts=parts))
    assert [(row.unit, row.points, row.item) for row in rows] == [("A", D("2.5"), "1"), ("B", D("7.5"), "1")]


def persons_get(**sharing):
    authors = [("p1", "A"), ("p2", "A"), ("p3", "B")]
    scheme = book(points_clause({"points": 6}), sharing=sharing)
    return sums(person_rows(scheme, adopted("a", units=("A", "B"), authors=authors)))


@pytest.mark.parametrize(
    ("sharing", "expected"),
    [
        ({}, {"p1": 2, "p2": 2, "p3": 2}),
        ({"authors_at_most": 2}, {"p1": 3, "p2": 3, "p3": 0}),
        ({"persons": "full"}, {"p1": 6, "p2": 6, "p3": 6}),
        ({"persons": "full", "authors_at_most": 1}, {"p1": 6, "p2": 0, "p3": 0}),
        ({"persons": "first"}, {"p1": 6, "p2": 0, "p3": 0}),
        ({"persons": "none"}, {}),
    ],
)
def test_authors(sharing, expected):
    """R15: at most two authors, each half."""
    assert persons_get(**sharing) == expected


def test_share_names_the_whole():
    scheme = book(points_clause({"points": 5}))
    row = unit_rows(scheme, adopted("a", units=("A", "B")))[0]
    assert row.explanation == {"row": "1", "full": "5", "whole": "5", "share": "2.5"}


def test_full_points_name_no_whole():
    scheme = book(points_clause({"points": 5}))
    assert "whole" not in unit_rows(scheme, adopted("a"))[0].explanation


def test_composite_to_each_unit_once_whatever_sources_it_has():
    """R9: 3 per unit. A has two sources, one of them filed with B; a1 wrote both, b1 is named with A's."""
    parts = (
        part("s1", "A", authors=[("a1", "A")]), part("s2", "A", "B", authors=[("a1", "A"), ("a2", "A"), ("b1", "B")]),
        part("s3", "C"),
    )  # fmt: skip
    scheme = book(points_clause({"points": 3}), sharing={"composite": "each_unit"})
    rows = evaluate(scheme, [adopted("z", item="z", parts=parts)])
    assert {(row.unit, row.person): row.points for row in rows} == {
        ("A", ""): 3, ("B", ""): 3, ("C", ""): 3, ("A", "a1"): D("1.5"), ("A", "a2"): D("1.5"), ("B", "b1"): 3,
    }  # fmt: skip
    found = {
        (row.unit, item): points
        for row in rows if not row.person
        for item, points in brought_by(row.explanation, row.item, row.points)
    }  # fmt: skip
    assert found == {("A", "s1"): D("1.5"), ("A", "s2"): D("1.5"), ("C", "s3"): 3}
    assert [row.tally for row in rows] == [1] * 6


def test_an_item_printed_in_a_composite_is_one_for_each_of_its_units_too():
    scheme = book(points_clause({"points": 3}), sharing={"composite": "each_unit", "persons": "none"})
    joint = {"units": ("A", "B"), "authors": [("a1", "A")]}
    assert scored(scheme, adopted("a", in_composite=True, **joint)) == {("a", "A"): 3, ("a", "B"): 3}
    assert scored(scheme, adopted("a", **joint)) == {("a", "A"): D("1.5"), ("a", "B"): D("1.5")}


def told_nothing(sharing, **kw):
    """Who gets nothing of 6 points, and the rule that says so."""
    rows = evaluate(book(points_clause({"points": 6}, sharing=sharing)), [adopted("a", **kw)])
    assert all(("no_share" in row.explanation) == (not row.points) for row in rows)
    return {row.person or row.unit: row.explanation["no_share"] for row in rows if not row.points}


THREE = [("p1", "A"), ("p2", "A"), ("p3", "B")]


@pytest.mark.parametrize(
    ("sharing", "facts", "expected"),
    [
        ({"joint": "lead"}, {"units": ("A", "B")}, {"B": "joint"}),
        ({"joint": "by_authors"}, {"units": ("A", "B"), "authors": THREE[:2]}, {"B": "joint"}),
        ({"authors_at_most": 2}, {"units": ("A", "B"), "authors": THREE}, {"p3": "authors"}),
        ({"authors_at_most": 2}, {"units": ("A",), "authors": THREE}, {"p3": "authors"}),
        ({"persons": "first"}, {"units": ("A",), "authors": THREE}, {"p2": "authors", "p3": "authors"}),
        ({"composite": "each_unit", "authors_at_most": 1}, {"units": ("A",), "authors": THREE[:2], "in_composite": True},
         {"p2": "authors"}),
        ({"joint": "lead"}, {"item": "c", "parts": (part("1", "A", authors=[("p1", "A")], share="0"), part("2", "B", share="1"))},
         {"A": "source", "p1": "source"}),
    ],
)  # fmt: skip
def test_whoever_gets_nothing_is_told_by_which_rule(sharing, facts, expected):
    assert told_nothing(sharing, **facts) == expected


def test_a_unit_that_has_something_by_another_source_is_told_no_rule():
    parts = (part("1", "B", "A"), part("2", "A"))
    assert told_nothing({"joint": "lead"}, item="c", parts=parts) == {}
    assert told_nothing({"joint": "lead"}, item="c", parts=parts[::-1]) == {}


def test_nothing_of_nothing_names_no_rule():
    scheme = book(points_clause({"points": 0}, sharing={"joint": "lead", "authors_at_most": 1}))
    rows = evaluate(scheme, [adopted("a", units=("A", "B"), authors=THREE), adopted("b", authors=THREE)])
    assert [row.explanation for row in rows if "no_share" in row.explanation] == []
