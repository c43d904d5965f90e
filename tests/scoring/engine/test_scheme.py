"""Reading schemes: what is refused, where, and in which words; the published schema agrees."""

import json
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

import scoring
from scoring.engine import SchemeRefused, parse_scheme
from scoring.engine.problems import SENTENCES, Problem
from scoring.engine.scheme import Rounding
from scoring.engine.shares import Sharing
from tests.scoring.engine.builders import document, instruction_clause, points_clause

pytestmark = pytest.mark.engine_free

SCHEMA = json.loads((Path(scoring.__file__).parent / "schemes" / "schema-v1.json").read_text())
GOOD_ROW = {"points": 5}
FULL = document(
    points_clause(
        {"outlet": ["a", "b"], "level": "city", "edition": "special", "item_type": "brief", "points": "0.5"},
        {"in_composite": True, "times_external": 2},
        {"points": 3},
        combine="highest",
        sharing={"joint": "full"},
        remark="第三条",
    ),
    instruction_clause({"level": "city", "rank": ["deputy"], "points": 10, "then": 5}, repeat="first_full"),
    rounding={"unit": 1},
    sharing={"composite": "even", "persons": "none", "authors_at_most": 2},
    remark="2026 年起执行",
)


def test_full_document_is_read_field_by_field():
    scheme = parse_scheme(FULL)
    adopted, instructed = scheme.clauses
    assert (scheme.code, scheme.title) == ("test", "试行办法")
    assert scheme.rounding == Rounding(unit=1, person=2, rate=1)
    assert scheme.sharing == Sharing("even", "even", "none", 2)
    assert adopted.sharing == Sharing("even", "full", "none", 2)
    assert (adopted.id, adopted.kind, adopted.combine) == ("adopted", "points", "highest")
    assert adopted.table.rows[0].points == Decimal("0.5")
    assert dict(adopted.table.rows[0].conditions)["outlet"] == {"a", "b"}
    assert adopted.table.rows[1].times_external == Decimal(2)
    assert (instructed.repeat, instructed.table.rows[0].then) == ("first_full", Decimal(5))
    assert scheme.clause("adopted") is adopted
    assert scheme.clause("missing") is None
    jsonschema.validate(FULL, SCHEMA)


def problems_of(bad):
    with pytest.raises(SchemeRefused) as refused:
        parse_scheme(bad)
    return {(problem.path, problem.code) for problem in refused.value.problems}


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        (
            [],
            {
                ("", "not_mapping"),
                ("schema", "missing"),
                ("code", "missing"),
                ("title", "missing"),
                ("clauses", "missing"),
            },
        ),
        (document(points_clause(GOOD_ROW), colour="red"), {("colour", "unknown")}),
        ({**document(points_clause(GOOD_ROW)), "schema": "govinfo-scheme/9"}, {("schema", "wrong_version")}),
        ({**document(points_clause(GOOD_ROW)), "code": "办法"}, {("code", "not_code")}),
        ({**document(points_clause(GOOD_ROW)), "title": 7}, {("title", "not_text")}),
        (document(), {("clauses", "not_list")}),
        (document("filed"), {("clauses.0.kind", "missing"), ("clauses.0.id", "missing")}),
        (document({"id": "x", "kind": "fine"}), {("clauses.0.kind", "not_choice")}),
        (document({"id": "x", "kind": "points"}), {("clauses.0.event", "missing"), ("clauses.0.table", "missing")}),
        (document({**points_clause(GOOD_ROW), "event": "late"}), {("clauses.0.event", "not_choice")}),
        (document(points_clause(GOOD_ROW), points_clause(GOOD_ROW)), {("clauses.1.id", "twice")}),
        (document(points_clause(GOOD_ROW, combine="lowest")), {("clauses.0.combine", "not_choice")}),
        (document(points_clause(5)), {("clauses.0.table.0", "not_mapping"), ("clauses.0.table.0", "points_or_times")}),
        (document(points_clause({"level": "city"})), {("clauses.0.table.0", "points_or_times")}),
        (document(points_clause({"points": 1, "times_external": 1})), {("clauses.0.table.0", "points_or_times")}),
        (document(points_clause({"points": 0.5})), {("clauses.0.table.0.points", "inexact")}),
        (document(points_clause({"points": -1})), {("clauses.0.table.0.points", "out_of_range")}),
        (document(points_clause({"points": "1000000.5"})), {("clauses.0.table.0.points", "out_of_range")}),
        (document(points_clause({"points": "0.1234567"})), {("clauses.0.table.0.points", "too_many_places")}),
        (document(points_clause({"points": "five"})), {("clauses.0.table.0.points", "not_number")}),
        (document(points_clause({"points": "Infinity"})), {("clauses.0.table.0.points", "not_number")}),
        (document(points_clause({"points": True})), {("clauses.0.table.0.points", "not_number")}),
        (document(points_clause({"level": [], "points": 1})), {("clauses.0.table.0.level", "not_list")}),
        (document(points_clause({"level": 3, "points": 1})), {("clauses.0.table.0.level", "not_list")}),
        (document(points_clause({"level": ["city", 3], "points": 1})), {("clauses.0.table.0.level.1", "not_text")}),
        (
            document(points_clause({"in_composite": "yes", "points": 1})),
            {("clauses.0.table.0.in_composite", "not_flag")},
        ),
        (document(points_clause({"points": 1, "then": 1})), {("clauses.0.table.0.then", "then_unused")}),
        (document(instruction_clause(GOOD_ROW, repeat="first_full")), {("clauses.0.table.0.then", "then_missing")}),
        (document({**instruction_clause(GOOD_ROW), "repeat": None}), {("clauses.0.repeat", "missing")}),
        (document(points_clause(GOOD_ROW), rounding={"unit": 7}), {("rounding.unit", "out_of_range")}),
        (document(points_clause(GOOD_ROW), rounding={"unit": "1.5"}), {("rounding.unit", "not_number")}),
        (document(points_clause(GOOD_ROW), rounding=2), {("rounding", "not_mapping")}),
        (document(points_clause(GOOD_ROW), sharing={"joint": "odd"}), {("sharing.joint", "not_choice")}),
        (document(points_clause(GOOD_ROW, sharing={"by": "x"})), {("clauses.0.sharing.by", "unknown")}),
    ],
)
def test_bad_document_is_refused_at_its_field_and_by_the_schema(bad, expected):
    assert problems_of(bad) == expected
    if expected != {("clauses.1.id", "twice")}:  # JSON Schema cannot say that ids differ
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, SCHEMA)


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ({}, {"level": "city"}),
        ({"level": "city"}, {"level": "city", "item_type": "brief"}),
        ({"level": ["city", "own"]}, {"level": "city"}),
        ({"in_composite": True}, {"in_composite": True, "level": "city"}),
    ],
)
def test_row_below_a_wider_row_is_refused(above, below):
    bad = document(points_clause({**above, "points": 1}, {**below, "points": 2}))
    assert problems_of(bad) == {("clauses.0.table.1", "unreachable")}


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ({"level": "city"}, {}),
        ({"level": "city", "item_type": "brief"}, {"level": "city"}),
        ({"level": "city"}, {"level": ["city", "own"]}),
        ({"in_composite": True}, {}),
        ({"in_composite": True}, {"in_composite": False}),
    ],
)
def test_row_below_a_narrower_row_is_read(above, below):
    good = document(points_clause({**above, "points": 1}, {**below, "points": 2}))
    assert len(parse_scheme(good).clauses[0].table.rows) == 2


def test_problem_is_told_in_words_with_its_place():
    problem = Problem("clauses.0.combine", "not_choice", {"value": "lowest", "possible": "sum, highest"})
    assert str(problem) == "clauses.0.combine: “lowest” is not possible here. Possible: sum, highest."
    assert str(Problem("", "fact_twice", {"value": "f1"})) == "The fact “f1” is given twice."
    with pytest.raises(SchemeRefused, match=r"title: This must be filled in\.\nclauses: Expected a list"):
        parse_scheme({"schema": "govinfo-scheme/1", "code": "x", "clauses": []})


def test_every_sentence_ends_like_one():
    assert [sentence for sentence in SENTENCES.values() if not sentence.endswith(".")] == []


def test_default_choice_stands_in_for_a_bad_one_so_that_all_problems_are_told():
    bad = document(points_clause({"points": -1}, combine="lowest"), rounding={"unit": -1})
    assert problems_of(bad) == {
        ("clauses.0.combine", "not_choice"),
        ("clauses.0.table.0.points", "out_of_range"),
        ("rounding.unit", "out_of_range"),
    }


@pytest.mark.parametrize("bad", ["\ud800", "a\0b", "a\x1b", "a\rb"])
def test_texts_that_cannot_be_stored_are_refused(bad):
    assert problems_of({**document(points_clause(GOOD_ROW)), "title": bad}) == {("title", "bad_sign")}
    found = problems_of({**document(points_clause({**GOOD_ROW, bad: 1})), "remark": "1\n2\t3"})
    assert {code for _path, code in found} == {"unknown"}
    assert all(path.encode() for path, _code in found)


@pytest.mark.parametrize("clause_id", [5, ["a"], {"a": 1}, None, True])
@pytest.mark.parametrize("clause", [points_clause({"points": 1}), {"kind": "base", "per": "month", "points": 1}])
def test_a_code_that_is_no_text_is_told_and_breaks_nothing(clause, clause_id):
    quota = {
        "id": "q",
        "kind": "quota",
        "per": "month",
        "counts": "points",
        "of": ["adopted"],
        "demands": [{"at_least": 1}],
    }
    with pytest.raises(SchemeRefused) as refused:
        parse_scheme(
            document({**clause, "id": clause_id}, {"id": "last", "kind": "limit", "per": "month", "at_most": 1}, quota)
        )
    assert "clauses.0.id" in {problem.path for problem in refused.value.problems}
