"""Conditions, factors, evidence, padding, accounts, deductions and time limits, with hand-worked cases."""

from datetime import date
from decimal import Decimal

import pytest

from scoring.engine import FactKind, FactsRefused, SchemeBook, SchemeRefused, evaluate, parse_scheme, plans
from scoring.engine.book import Valid
from scoring.engine.rules.base import Rule
from scoring.engine.totals import totals
from tests.scoring.engine.builders import (
    adopted,
    book,
    document,
    fact,
    instructed,
    instruction_clause,
    part,
    person_rows,
    points_clause,
    scored,
    sums,
    unit_rows,
)

pytestmark = pytest.mark.engine_free

D = Decimal


def deduction(*table, event="fault", **kw):
    return {"id": "faults", "kind": "deduction", "event": event, "table": list(table), **kw}


def time_limit(*table, **kw):
    return {"id": "reports", "kind": "time_limit", "table": list(table), **kw}


def only(scheme, one):
    (row,) = unit_rows(scheme, one)
    return row


@pytest.mark.parametrize(
    ("condition", "fits", "fails"),
    [
        ({"outlet": "daily"}, {"outlet": "daily"}, {"outlet": "weekly"}),
        ({"level": ["city", "own"]}, {"level": "own"}, {"level": "state"}),
        ({"edition": "增刊"}, {"edition": "增刊"}, {"edition": ""}),
        ({"item_type": "brief"}, {"item_type": "brief"}, {"item_type": "research"}),
        ({"rank": "deputy"}, {"rank": "deputy"}, {"rank": "principal"}),
        ({"fault": "late"}, {"fault": "late"}, {"fault": "false_report"}),
        ({"event_class": "major"}, {"event_class": "major"}, {"event_class": "minor"}),
        ({"channel": "phone"}, {"channel": "phone"}, {"channel": "written"}),
        ({"commissioned": True}, {"commissioned": True}, {"commissioned": False}),
        ({"front_page": False}, {"front_page": False}, {"front_page": True}),
        ({"in_composite": True}, {"in_composite": True}, {"in_composite": False}),
        ({"longer_than": 600}, {"length": 601}, {"length": 600}),
        ({"longer_than": 600, "front_page": True}, {"length": 900, "front_page": True}, {"front_page": True}),
    ],
)
def test_condition_of_a_row(condition, fits, fails):
    scheme = book(points_clause({**condition, "points": 3}, {"points": 1}))
    told = {"level": "city"}
    assert scored(scheme, fact("a", **{**told, **fits})) == {("a", "A"): 3}
    assert scored(scheme, fact("b", **{**told, **fails})) == {("b", "A"): 1}


def test_the_offices_own_composite_is_one_where_it_has_several_sources():
    """R7: printed as one of several units' pieces, 1 point each."""
    scheme = book(points_clause({"in_composite": True, "points": 1}, {"points": 3}), sharing={"composite": "full"})
    several = fact("a", parts=(part("1", "A"), part("2", "B")))
    assert scored(scheme, several) == {("a", "A"): 1, ("a", "B"): 1}
    assert scored(scheme, fact("b", parts=(part("1", "A"),))) == {("b", "A"): 3}
    assert scored(scheme, several, fact("c")) == {("a", "A"): 1, ("a", "B"): 1, ("c", "A"): 3}


@pytest.mark.parametrize(
    ("length", "front_page", "points", "told"),
    [
        (600, False, "5", {}),
        (601, False, "10", {"longer_than": "600", "length_times": "2"}),
        (2001, False, "20", {"longer_than": "2000", "length_times": "4"}),
        (100, True, "7.5", {"front_page_times": "1.5"}),
        (2001, True, "30", {"longer_than": "2000", "length_times": "4", "front_page_times": "1.5"}),
    ],
)
def test_length_and_front_page(length, front_page, points, told):
    """R25: longer than 600 characters twice, longer than 2000 four times; the front page counts more."""
    factors = [{"longer_than": 2000, "times": 4}, {"longer_than": 600, "times": 2}]
    scheme = book(points_clause({"points": 5}, length_factors=factors, front_page_times="1.5"))
    row = only(scheme, adopted("a", length=length, front_page=front_page))
    assert row.points == D(points)
    assert row.explanation == {"row": "1", "full": points, **told}


def test_fee_of_the_superior_in_yuan_with_its_front_page():
    """R12: city media pay three times the fee, the front page half as much again."""
    scheme = book(points_clause({"level": "city", "times_external": 3}, gives="yuan", front_page_times="1.5"))
    row = only(scheme, adopted("a", external=D("33.33"), front_page=True))
    assert (row.points, row.account) == (D("149.985"), "yuan")
    assert row.explanation == {
        "row": "1", "times": "3", "external": "33.33", "front_page_times": "1.5", "full": "149.985",
    }  # fmt: skip


def test_what_only_counts_is_in_no_total():
    counted = {**points_clause({"points": 1}, event="adopted"), "id": "parts", "gives": "count"}
    rows = unit_rows(book(counted, points_clause({"points": 3})), adopted("a", units=("A", "B")))
    assert {(row.unit, row.account): row.points for row in rows} == {
        ("A", "count"): D("0.5"), ("B", "count"): D("0.5"), ("A", "points"): D("1.5"), ("B", "points"): D("1.5"),
    }  # fmt: skip
    assert {name: (one.points, one.yuan, one.target) for name, one in totals(rows).items()} == {
        "unit:A": (D("1.5"), 0, 0), "unit:B": (D("1.5"), 0, 0),
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["deduction", "instruction"])
def test_only_points_of_events_may_be_a_count(kind):
    clause = {"id": "c", "kind": kind, "gives": "count", "table": [{"points": 1}]}
    with pytest.raises(SchemeRefused) as refused:
        parse_scheme(document(clause))
    assert ("clauses.0.gives", "not_choice") in {(one.path, one.code) for one in refused.value.problems}


def test_three_accounts_never_mix():
    clauses = [{**points_clause({"points": n}), "id": gives, "gives": gives}
               for n, gives in enumerate(("points", "yuan", "target"), start=1)]  # fmt: skip
    rows = unit_rows(book(*clauses), adopted("a"))
    assert {row.account: row.points for row in rows} == {"points": 1, "yuan": 2, "target": 3}
    assert [row.tally for row in rows] == [1, 0, 0]


def test_unconfirmed_evidence_brings_nothing_and_is_not_counted_before():
    """R12, R16: a claim of adoption with evidence."""
    scheme = book(points_clause({"points": 5}, combine="highest", needs_evidence=True))
    claim, other = adopted("a", day=1, evidence=False), adopted("b", day=2)
    first, second = unit_rows(scheme, claim, other)
    assert (first.points, first.explanation) == (0, {"row": "1", "full": "5", "reason": "unconfirmed"})
    assert (second.points, second.explanation) == (5, {"row": "1", "full": "5"})
    assert scored(book(points_clause({"points": 5})), claim) == {("a", "A"): 5}


@pytest.mark.parametrize("combine", ["sum", "highest"])
def test_padding_brings_nothing_in_any_clause(combine):
    """R13: 凑数 is not counted."""
    scheme = book(points_clause({"points": 5}, event="filed", combine=combine))
    row = only(scheme, fact("a", FactKind.FILED, padding=True))
    assert (row.points, row.padding, row.tally) == (0, True, 1)
    assert row.explanation == {"row": "1", "full": "5", "reason": "padding"}


def test_padding_never_makes_another_leader_the_further_one():
    scheme = book(instruction_clause({"points": 10, "then": 5}, repeat="first_full"))
    facts = [instructed("a", day=1, padding=True), instructed("b", day=2), instructed("c", day=3)]
    assert [row.points for row in unit_rows(scheme, *facts)] == [0, 10, 5]


def test_deduction_goes_to_the_lead_unit_in_full_and_to_no_person():
    scheme = book(points_clause({"points": 1}), deduction({"fault": "late", "points": 1}, {"points": "4.5"}))
    late = fact("a", FactKind.FAULT, fault="late", units=("A", "B"), authors=[("p", "A")])
    rows = list(evaluate(scheme, [late]))
    assert [(row.unit, row.person, row.clause, row.points, row.tally, row.fault) for row in rows] == [
        ("A", "", "faults", -1, 1, "late"), ("B", "", "faults", 0, 1, "late"), ("A", "p", "", 0, 1, "late"),
    ]  # fmt: skip
    assert rows[0].explanation == {"row": "1", "full": "-1"}
    assert scored(scheme, fact("b", FactKind.FAULT, fault="concealed")) == {("b", "A"): D("-4.5")}


def test_deduction_in_full_for_each_unit_or_shared_where_the_clause_says_so():
    late = fact("a", FactKind.COMMISSION_MISSED, units=("A", "B"), authors=[("p", "A"), ("q", "B")])
    full = book(deduction({"points": 3}, event="commission_missed", sharing={"joint": "full"}))
    assert sums(unit_rows(full, late)) == {"A": -3, "B": -3}
    assert sums(person_rows(full, late)) == {"p": 0, "q": 0}
    even = book(deduction({"points": 3}, event="commission_missed", sharing={"joint": "even", "persons": "even"}))
    assert sums(unit_rows(even, late)) == {"A": D("-1.5"), "B": D("-1.5")}
    assert sums(person_rows(even, late)) == {"p": D("-1.5"), "q": D("-1.5")}


def test_each_fault_counts_and_one_of_another_kind_does_not():
    scheme = book(deduction({"fault": "late", "points": 1}))
    faults = [fact(key, FactKind.FAULT, fault=kind) for key, kind in (("a", "late"), ("b", "late"), ("c", "other"))]
    assert scored(scheme, *faults) == {("a", "A"): -1, ("b", "A"): -1, ("c", "A"): 0}


@pytest.mark.parametrize(
    ("minutes", "points", "told"),
    [
        (D(20), 0, {"full": "0", "minutes": "20"}),
        (D("20.5"), -1, {"full": "-1", "minutes": "20.5"}),
        (None, 0, {"full": "-1", "reason": "minutes_unknown"}),
    ],
)
def test_report_of_an_emergency_in_time_or_late(minutes, points, told):
    scheme = book(
        time_limit(
            {"event_class": "major", "channel": "phone", "minutes": 20, "points": 1},
            {"event_class": "major", "channel": "written", "minutes": 60, "points": 2},
        )
    )
    one = fact("a", FactKind.REPORTED, event_class="major", channel="phone", minutes=minutes)
    row = only(scheme, one)
    assert row.points == points
    assert row.explanation == {"row": "1", "limit": "20", **told}
    written = fact("b", FactKind.REPORTED, event_class="major", channel="written", minutes=D(61))
    assert scored(scheme, written) == {("b", "A"): -2}
    assert only(scheme, fact("c", FactKind.REPORTED, minutes=D(9))).clause == ""


def test_late_report_costs_the_lead_unit_alone():
    scheme = book(time_limit({"minutes": 20, "points": 1}))
    late = fact("a", FactKind.REPORTED, minutes=D(21), units=("A", "B"), authors=[("p", "A")])
    assert sums(unit_rows(scheme, late)) == {"A": -1, "B": 0}
    assert [row.clause for row in person_rows(scheme, late)] == [""]


def test_padding_outweighs_a_time_limit():
    scheme = book(time_limit({"minutes": 20, "points": 1}))
    assert only(scheme, fact("a", FactKind.REPORTED, minutes=D(21), padding=True)).points == 0


FILED_ON = date(2026, 9, 30)


def dated(*, september="filed", october="happened"):
    schemes = [
        ({"code": "old", "counted_on": september}, 1, date(2026, 9, 1), date(2026, 9, 30)),
        ({"code": "new", "counted_on": october}, 2, date(2026, 10, 1), None),
    ]
    return SchemeBook(
        Valid(parse_scheme({**document(points_clause({"points": n})), **head}), start, end)
        for head, n, start, end in schemes
    )


@pytest.mark.parametrize(
    ("september", "october", "filed_on", "expected"),
    [
        ("filed", "happened", FILED_ON, ("old", FILED_ON, 1)),
        ("filed", "happened", None, ("new", date(2026, 10, 8), 2)),
        ("happened", "filed", FILED_ON, ("new", date(2026, 10, 8), 2)),
        ("happened", "filed", date(2026, 10, 2), ("new", date(2026, 10, 2), 2)),
        ("filed", "filed", FILED_ON, ("old", FILED_ON, 1)),
        ("filed", "filed", date(2026, 8, 1), ("new", date(2026, 10, 8), 2)),
    ],
)
def test_day_that_counts_is_one_of_the_scheme_that_judges(september, october, filed_on, expected):
    """F22: by filing date where the scheme of that day says so; a row never lies outside its scheme's days."""
    row = only(dated(september=september, october=october), adopted("a", day=8, filed_on=filed_on))
    assert (row.scheme, row.on, row.points) == expected


def test_facts_counted_by_filing_are_still_looked_at_by_date():
    scheme = book(points_clause({"level": "city", "points": 5}, {"points": 10}, combine="highest"), counted_on="filed")
    late, early = adopted("a", "state", 20, filed_on=FILED_ON), adopted("b", "city", 3, filed_on=FILED_ON)
    rows = unit_rows(scheme, late, early)
    assert [(row.fact, row.on, row.points) for row in rows] == [("b", FILED_ON, 5), ("a", FILED_ON, 5)]


def test_book_tells_its_schemes_from_the_earliest_on():
    old, new = dated().schemes
    assert (old.scheme.code, old.ends_on, new.scheme.code, new.ends_on) == ("old", FILED_ON, "new", None)
    assert SchemeBook([new, old]).schemes == (old, new)


def test_place_of_a_row_names_it_among_all():
    rows = list(evaluate(book(points_clause({"points": 1})), [adopted("a", authors=[("p", "A")])]))
    assert [row.place for row in rows] == [
        (date(2026, 10, 8), "a", "adopted", "unit:A"), (date(2026, 10, 8), "a", "adopted", "person:p@A"),
    ]  # fmt: skip


def test_settlement_is_never_given():
    with pytest.raises(FactsRefused, match="is a settlement"):
        list(evaluate(book(points_clause({"points": 1})), [fact("a", FactKind.SETTLEMENT)]))


def test_what_is_remembered_is_forgotten_where_it_grows_too_large(monkeypatch):
    monkeypatch.setattr(plans, "REMEMBERED", 2)
    scheme = book(points_clause(*({"edition": str(n), "points": n} for n in range(1, 6))))
    facts = [adopted(str(n), edition=str(1 + n % 5), item=str(n)) for n in range(20)]
    assert {(row.fact, row.points) for row in unit_rows(scheme, *facts)} == {(str(n), 1 + n % 5) for n in range(20)}


def test_a_rule_says_what_its_table_means():
    clause = parse_scheme(document(points_clause({"points": 1}))).clauses[0]
    with pytest.raises(TypeError, match="finding"):
        Rule(id="x", event=FactKind.ADOPTED, table=clause.table, sharing=clause.sharing)  # type: ignore[abstract]
