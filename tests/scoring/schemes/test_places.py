"""Problems are told at a field, with its label: whoever writes in the forms knows no field of the document."""

from datetime import date

import pytest
from django.utils.translation import override

from scoring.engine import Problem
from scoring.errors import StartRefused
from scoring.forms.drafts import AdoptForm
from scoring.forms.kinds import HEAD, KINDS, short_title
from scoring.forms.places import place_of, told
from scoring.models import Period
from scoring.models.periods import PeriodState
from scoring.services.scheme_checks import check_document
from scoring.services.scheme_start import refuse_start
from tests.factories.schemes import make_draft
from tests.factories.scoring import PeriodFactory, noon
from tests.scoring.engine.builders import document
from tests.scoring.schemes.pages import get, posted
from tests.scoring.schemes.screens import problems_at

RATE = {"id": "rate", "kind": "rate", "per": "quarter"}
QUOTA = {
    "id": "quota",
    "kind": "quota",
    "per": "month",
    "counts": ["filed"],
    "demands": [{"at_least": 2}],
    "result": {},
}
THRESHOLD = {"id": "worse", "kind": "threshold", "per": "year", "counts": "fault", "at_least": 2, "effects": {}}


def wrong(clause):
    return check_document(document(clause)).clauses[0]


@pytest.mark.parametrize(
    ("clause", "places"),
    [
        (RATE, {"below", "minus"}),
        ({"id": "cap", "kind": "limit", "per": "year"}, {"at_most", "of"}),
        (QUOTA, {"result.met"}),
        (THRESHOLD, {"effects.minus"}),
    ],
)
def test_what_is_about_several_fields_is_told_at_the_first_of_them(clause, places):
    assert {place_of(KINDS[clause["kind"]], problem) for problem in wrong(clause)} == places


@pytest.mark.django_db
def test_a_rate_without_bound_and_points_has_marked_fields(client, head):
    draft = make_draft({**RATE, "below": 30, "minus": 1}, by=head)
    answer = posted(client, draft, 1, op="stay", below="", minus="")
    assert answer.status_code == 302
    form = get(client, "scheme_clause", draft.pk, 1).context["form"]
    assert form.errors == []
    assert set(problems_at(form)) == {"below", "minus"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_fields_among_which_to_choose_are_called_as_on_the_form(language):
    with override(language):
        (line,) = told(KINDS["threshold"], wrong(THRESHOLD))
        labels = [str(part.label) for part in KINDS["threshold"].sections[1].parts]
    assert all(label in line for label in labels)
    assert "minus_each" not in line


def test_each_problem_has_the_label_of_its_field_and_stands_once():
    with override("en"):
        missing = told(HEAD, [Problem("title", "missing"), Problem("code", "missing"), Problem("title", "missing")])
        cell, row = told(
            KINDS["points"], [Problem("table.1.points", "not_number"), Problem("table.0", "points_or_times")]
        )
        strange = told(HEAD, [Problem("foo", "unknown", {"possible": "title"})])
        nowhere = told(None, [Problem("kind", "missing")])
    assert missing == ["Title: This must be filled in.", "Code: This must be filled in."]
    assert (cell.partition(":")[0], row.partition(":")[0]) == ("Points 2", "Points 1")
    assert strange[0].startswith("foo: This field does not exist")
    assert nowhere == ["This must be filled in."]


@pytest.mark.django_db
def test_the_page_of_a_draft_names_the_field_of_what_is_wrong(client, head):
    draft = make_draft(by=head)
    draft.document = {**draft.document, "title": "", "code": ""}
    draft.save()
    with override("en"):
        shown = get(client, "scheme_draft", draft.pk).context["scheme"]
    assert len(shown.head_problems) == shown.checked.count == 2


def test_a_clause_that_gives_money_is_not_called_one_of_points():
    clause = {"id": "fee", "kind": "points", "event": "adopted", "gives": "yuan", "table": [{"points": 5}]}
    with override("en"):
        titles = [short_title({**clause, "gives": gives}) for gives in ("points", "yuan", "target")]
    assert [title.partition(":")[0] for title in titles] == ["Points for an event", "Fees", "Target points"]


def test_a_code_that_is_none_is_said_in_the_words_of_the_house():
    with override("en"):
        form = AdoptForm({"valid_from": "2026-11-01", "code": "中文"})
        assert form.errors["code"] == ["A code has letters, digits, hyphens and underscores only."]


@pytest.mark.django_db
def test_the_days_of_a_refusal_are_written_as_an_office_writes_them():
    month = PeriodFactory.create(month=10)
    Period.objects.filter(pk=month.pk).update(state=PeriodState.CLOSED, closed_at=noon(date(2026, 11, 5)))
    with override("zh-hans"), pytest.raises(StartRefused) as refused:
        refuse_start(date(2026, 10, 15), None, "new")
    assert "2026年10月31日" in str(refused.value.message)
    assert "2026年11月1日" in str(refused.value.message)
