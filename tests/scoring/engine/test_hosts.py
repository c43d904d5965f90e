"""Direct-report points and their hosts; one office for each person (F17)."""

from decimal import Decimal

import pytest

from scoring.engine import Author, FactKind, Part, evaluate
from tests.scoring.engine.builders import adopted, book, fact, person_rows, points_clause, sums, unit_rows

pytestmark = pytest.mark.engine_free

D = Decimal


def pointed(key="a", *units, hosts=(("A", "H"),), authors=(), **kw):
    parts = (Part("i1", units or ("A",), tuple(Author(*author) for author in authors), hosts=hosts),)
    return adopted(key, parts=parts, **kw)


def credit(mode, *, of=None, **kw):
    named = {} if of is None else {"of": of}
    return book(
        points_clause({"points": 6}, event="filed"), points_clause({"points": 6}),
        host_credit={"mode": mode, **named}, **kw,
    )  # fmt: skip


def test_credit_goes_to_the_host_instead_of_the_point():
    """R3: the city score of a direct-report enterprise goes to the host county."""
    point, host = unit_rows(credit("instead"), pointed(authors=[("p", "A")]))
    assert (point.unit, point.points, point.tally) == ("A", 0, 1)
    assert point.explanation == {
        "row": "1", "full": "6", "whole": "6", "share": "0", "host": "H", "credit": "instead", "credited": "6",
    }  # fmt: skip
    assert (host.unit, host.points, host.tally, host.item) == ("H", 6, 0, "i1")
    assert host.explanation == {
        "row": "1", "full": "6", "credit": "instead", "credit_of": "A", "credit_points": "6",
    }  # fmt: skip


def test_persons_of_a_point_keep_their_points():
    (row,) = person_rows(credit("instead"), pointed(authors=[("p", "A")]))
    assert (row.unit, row.person, row.points) == ("A", "p", 6)


def test_credit_besides_the_point():
    point, host = unit_rows(credit("besides"), pointed())
    assert (point.points, point.tally, host.points, host.tally) == (6, 1, 6, 0)
    assert point.explanation == {"row": "1", "full": "6", "host": "H", "credit": "besides", "credited": "6"}


@pytest.mark.parametrize(("of", "credited"), [(None, {"filed", "adopted"}), ("adopted", {"adopted"})])
def test_credit_only_for_the_clauses_that_are_named(of, credited):
    facts = [pointed("a"), pointed("f")._replace(kind=FactKind.FILED)]
    rows = unit_rows(credit("instead", of=of), *facts)
    assert {row.clause for row in rows if row.unit == "H"} == credited
    assert {row.clause: row.points for row in rows if row.unit == "A"} == {
        name: 0 if name in credited else 6 for name in ("filed", "adopted")
    }


def test_host_that_filed_too_has_one_row_with_both():
    point, host = unit_rows(credit("instead"), pointed("a", "A", "H"))
    assert (point.points, host.points, host.tally) == (0, 6, 1)
    assert host.explanation == {
        "row": "1", "full": "6", "credit": "instead", "credit_of": "A", "credit_points": "3",
    }  # fmt: skip


def test_two_points_of_one_host():
    rows = unit_rows(credit("instead"), pointed("a", "A", "B", "C", hosts=(("A", "H"), ("B", "H"))))
    assert sums(rows) == {"A": 0, "B": 0, "C": 2, "H": 4}
    assert next(row.explanation["credit_of"] for row in rows if row.unit == "H") == "A,B"


def test_host_that_is_a_point_itself_hands_on_only_its_own():
    rows = unit_rows(credit("instead"), pointed("a", "A", "H", hosts=(("A", "H"), ("H", "G"))))
    assert sums(rows) == {"A": 0, "H": 3, "G": 3}


@pytest.mark.parametrize("hosts", [(), (("A", ""),), (("A", "A"),), (("B", "H"),)])
def test_unit_without_a_host_keeps_its_points(hosts):
    assert sums(unit_rows(credit("instead"), pointed(hosts=hosts))) == {"A": 6}
    assert sums(unit_rows(credit("instead"), pointed("a", "A", "C", hosts=hosts))) == {"A": 3, "C": 3}


def test_hosts_matter_only_where_the_scheme_credits_them():
    assert sums(unit_rows(book(points_clause({"points": 6})), pointed())) == {"A": 6}


def test_nothing_is_credited_for_a_fact_that_is_only_counted():
    rows = list(
        evaluate(book(points_clause({"level": "state", "points": 6}), host_credit={"mode": "instead"}), [pointed()])
    )
    assert [(row.unit, row.clause, row.points, row.tally) for row in rows] == [("A", "", 0, 1)]


def test_author_named_for_two_units_counts_for_the_first():
    """R16: a person's items count for one office, never for two."""
    authors = [("p", "B"), ("q", "A"), ("p", "A")]
    scheme = book(points_clause({"points": 6}))
    rows = person_rows(scheme, adopted("a", units=("A", "B"), authors=authors))
    assert {(row.person, row.unit): row.points for row in rows} == {("p", "B"): 3, ("q", "A"): 3}
    one_unit = person_rows(scheme, adopted("b", authors=authors))
    assert {(row.person, row.unit): row.points for row in one_unit} == {("p", "B"): 3, ("q", "A"): 3}


def test_author_of_two_sources_counts_only_where_the_first_unit_is_named():
    sources = (Part("1", ("A",), (Author("p", "A"),)), Part("2", ("B",), (Author("p", "B"), Author("q", "B"))))
    rows = person_rows(book(points_clause({"points": 8})), fact("a", parts=sources))
    assert {(row.person, row.unit, row.item): row.points for row in rows} == {("p", "A", "1"): 4, ("q", "B", "2"): 4}


def test_sources_of_one_unit_add_up_for_their_author():
    sources = (Part("1", ("A",), (Author("p", "A"),)), Part("2", ("A",), (Author("p", "A"), Author("q", "A"))))
    rows = person_rows(book(points_clause({"points": 8})), fact("a", parts=sources))
    assert {(row.person, row.unit, row.item): row.points for row in rows} == {("p", "A", "1"): 6, ("q", "A", "2"): 2}


def test_one_office_in_a_share_by_authors():
    authors = [("p", "B"), ("q", "A"), ("p", "A")]
    scheme = book(points_clause({"points": 6}, sharing={"joint": "by_authors"}))
    assert sums(unit_rows(scheme, adopted("a", units=("A", "B"), authors=authors))) == {"A": 3, "B": 3}


def test_authors_at_most_counts_different_people():
    authors = [("p", "A"), ("p", "A"), ("q", "A")]
    scheme = book(points_clause({"points": 6}), sharing={"authors_at_most": 2})
    assert sums(person_rows(scheme, adopted("a", authors=authors))) == {"p": 3, "q": 3}


def told_of(rows):
    return {row.unit: row.explanation.get("no_share") for row in rows}


def test_a_point_that_is_not_the_lead_says_so_and_so_does_its_host():
    """Nothing goes to the host of a unit for which the rule of sharing leaves nothing."""
    rows = unit_rows(credit("instead", sharing={"joint": "lead"}), pointed("a", "B", "A"))
    assert sums(rows) == {"B": 6, "A": 0, "H": 0}
    assert told_of(rows) == {"B": None, "A": "joint", "H": "joint"}


def test_a_host_that_is_not_the_lead_has_the_credit_of_its_point():
    rows = unit_rows(credit("instead", sharing={"joint": "lead"}), pointed("a", "A", "H"))
    assert sums(rows) == {"A": 0, "H": 6}
    assert told_of(rows) == {"A": None, "H": None}
