"""The forms carry a document to the screen and back without losing a word, whatever is in it."""

from random import Random
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import parse_scheme
from scoring.forms.kinds import HEAD, KINDS, short_title
from scoring.forms.screen import read_clause, read_form, show, unknown_fields, with_act
from scoring.services.scheme_checks import check_document
from scoring.services.scheme_export import export_json, export_yaml
from scoring.services.scheme_files import read_scheme_file, storable
from tests.scoring.engine.reference import generator
from tests.scoring.schemes.documents import CLAUSES, whole
from tests.scoring.schemes.documents import HEAD as WHOLE_HEAD
from tests.scoring.schemes.screens import NO_OPTIONS, problems_at, sent_for

pytestmark = pytest.mark.engine_free

SCHEMES = 150


def again(document: dict[str, Any]) -> dict[str, Any]:
    """The document after every one of its forms was opened and saved as it stands."""
    head = {name: value for name, value in document.items() if name not in ("schema", "clauses")}
    clauses = [
        read_clause(KINDS[clause["kind"]], sent_for(KINDS[clause["kind"]], clause)) for clause in document["clauses"]
    ]
    return {"schema": document["schema"], **read_form(HEAD, sent_for(HEAD, head)), "clauses": clauses}


def test_the_whole_language_is_valid_and_has_every_kind():
    parse_scheme(whole())
    assert {clause["kind"] for clause in CLAUSES} == set(KINDS)


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause["id"])
def test_a_clause_with_every_field_comes_back_as_it_was(clause):
    kind = KINDS[clause["kind"]]
    assert unknown_fields(kind, clause) == []
    assert read_clause(kind, sent_for(kind, clause)) == clause


def test_the_head_with_every_field_comes_back_as_it_was():
    assert read_form(HEAD, sent_for(HEAD, WHOLE_HEAD)) == WHOLE_HEAD


@pytest.mark.parametrize("seed", range(SCHEMES))
def test_any_valid_scheme_means_the_same_after_its_forms_and_is_then_at_rest(seed):
    document = storable(generator.document(Random(seed), "made"))
    once = again(document)
    assert parse_scheme(once) == parse_scheme(document)
    assert again(once) == once


@pytest.mark.parametrize("write", [export_yaml, export_json])
@pytest.mark.parametrize("seed", range(0, SCHEMES, 3))
def test_what_the_editor_saves_is_read_back_from_its_file_exactly(seed, write):
    document = again(storable(generator.document(Random(seed), "made")))
    assert storable(read_scheme_file(write(document)).document) == document


TYPED = st.text(max_size=30)
FIELD_NAMES = ("table-0-points", "table-0-edition", "table-0-times_external", "remark", "id", "sharing-joint", "gives")


@given(typed=st.fixed_dictionaries(dict.fromkeys(FIELD_NAMES, TYPED)), codes=st.lists(TYPED, max_size=3))
def test_whatever_is_typed_stays_and_is_at_rest_and_exported(typed, codes):
    kind, clause = KINDS["points"], CLAUSES[0]
    read = read_clause(kind, sent_for(kind, clause, **typed, **{"table-0-level": codes}))
    assert read_clause(kind, sent_for(kind, read)) == read
    document = {"schema": "govinfo-scheme/1", "code": "x", "title": "y", "clauses": [read]}
    check_document(document)
    for write in (export_yaml, export_json):
        assert storable(read_scheme_file(write(document)).document) == document


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("5", 5), (" 3.50 ", "3.5"), ("１２", 12), ("０．５", "0.5"), ("", None), ("abc", "abc"), ("五", "五"), ("-1", -1),
     ("1e400", "1e400"), ("Infinity", "Infinity"), ("NaN", "NaN"), ("5 000", 5000)],
)  # fmt: skip
def test_numbers_are_kept_exactly_and_other_words_as_they_were_typed(typed, kept):
    clause = {"id": "a", "kind": "points", "event": "filed", "table": [{"item_type": "brief", "points": 1}]}
    read = read_clause(KINDS["points"], sent_for(KINDS["points"], clause, **{"table-0-points": typed}))
    assert read["table"][0].get("points") == kept


def test_a_row_in_which_nothing_was_typed_is_no_row():
    clause = {"id": "a", "kind": "points", "event": "filed", "table": [{"points": 1}, {}]}
    posted = sent_for(KINDS["points"], clause)
    assert posted["table-rows"] == "2"
    assert read_clause(KINDS["points"], posted)["table"] == [{"points": 1}]
    assert read_clause(KINDS["points"], posted, keep_blank=True)["table"] == [{"points": 1}, {}]


@pytest.mark.parametrize(
    ("act", "order"),
    [("table:up:1", [2, 1, 3]), ("table:down:1", [1, 3, 2]), ("table:remove:0", [2, 3]), ("table:up:0", [1, 2, 3]),
     ("table:down:2", [1, 2, 3]), ("table:remove:9", [1, 2, 3]), ("table:remove:-1", [1, 2, 3]), ("columns", [1, 2, 3]),
     ("table:remove:x", [1, 2, 3]), ("nothing:add", [1, 2, 3]), ("", [1, 2, 3]), ("table", [1, 2, 3])],
)  # fmt: skip
def test_buttons_beside_a_table(act, order):
    clause = {"id": "a", "kind": "points", "event": "filed", "table": [{"points": points} for points in (1, 2, 3)]}
    assert [row["points"] for row in with_act(clause, act)["table"]] == order


def test_a_row_is_added_at_the_end_up_to_a_bound():
    clause = {"id": "a", "kind": "points", "table": [{"points": 1}]}
    assert with_act(clause, "table:add")["table"] == [{"points": 1}, {}]
    many = {**clause, "table": [{"points": 1}] * 300}
    assert len(with_act(many, "table:add")["table"]) == 300


def test_each_problem_is_told_at_its_field():
    clause = {
        "id": "a b", "kind": "points", "event": "late", "gives": "gold",
        "table": [{"level": "city!", "points": "abc"}, {"points": 1}, {"points": 2}, {"item_type": "x"}],
        "length_factors": [{"longer_than": "x", "times": 1}],
    }  # fmt: skip
    document = {"schema": "govinfo-scheme/1", "code": "x", "title": "y", "clauses": [clause]}
    problems = check_document(document).clauses[0]
    with override("en"):
        screen = show(KINDS["points"], clause, NO_OPTIONS, problems)
    table = next(part for section in screen.sections for part in section.parts if getattr(part, "name", "") == "table")
    assert set(problems_at(screen)) == {
        "id", "event", "gives", "table-0-level", "table-0-points", "length_factors-0-longer_than",
    }  # fmt: skip
    assert [row.errors for row in table.rows] == [
        [], [], ["This row never counts, because row 2 above it already fits."],
        ["Give either points or a multiple of the points that the superior gave.",
         "This row never counts, because row 2 above it already fits."],
    ]  # fmt: skip
    assert screen.errors == []
    assert ("id_table-0-points", "Points 1") in [(place, label) for place, label, _sentence in screen.all_errors]


def test_a_choice_that_does_not_exist_is_shown_and_not_lost():
    clause = {"id": "a", "kind": "points", "event": "late", "combine": "most", "table": [{"points": 1}]}
    assert read_clause(KINDS["points"], sent_for(KINDS["points"], clause)) == clause


def test_conditions_that_a_row_uses_are_always_drawn_and_others_when_asked_for():
    clause = {"id": "a", "kind": "points", "event": "adopted", "table": [{"edition": "增刊", "points": 1}]}

    def drawn(*asked: str) -> list[str]:
        screen = show(KINDS["points"], clause, NO_OPTIONS, asked=asked)
        return [cell.name.rpartition("-")[2] for cell in screen.sections[1].parts[0].rows[0].cells]  # type: ignore[union-attr]

    assert drawn() == ["level", "edition", "item_type", "points"]
    assert drawn("front_page") == ["level", "edition", "item_type", "front_page", "points"]


def test_fields_without_a_place_in_the_form_are_named():
    clause = {"id": "a", "kind": "base", "per": "year", "points": 1, "colour": "red", "gives": "points"}
    assert unknown_fields(KINDS["base"], clause) == ["colour"]
    assert unknown_fields(KINDS["points"], {"id": "a", "table": [{"colour": 1}, {"points": 1}], "sharing": {"x": 1}}) == [
        "table.colour", "sharing.x",
    ]  # fmt: skip


@pytest.mark.parametrize("odd", [None, 5, "text", [], [1, "x", None], {"a": {"b": [1]}}, True])
@pytest.mark.parametrize(
    "name", ["table", "sharing", "event", "gives", "needs_evidence", "length_factors", "id", "remark"]
)
def test_a_document_of_any_shape_can_be_shown(name, odd):
    clause = {"id": "a", "kind": "points", "event": "filed", "table": [{"points": 1}], name: odd}
    screen = show(KINDS["points"], clause, NO_OPTIONS, check_document({"clauses": [clause]}).clauses.get(0, []))
    assert screen.kind is KINDS["points"]
    assert short_title(clause)


def test_clauses_have_short_titles():
    with override("en"):
        assert [short_title(clause) for clause in (CLAUSES[0], CLAUSES[2], CLAUSES[6], {"id": "x"}, {})] == [
            "Fees: an outlet adopts an item", "Instructions of leaders", "Quotas, each month", "x",
            "clause of an unknown kind",
        ]  # fmt: skip
