"""The screens of a draft: writing clause by clause, and adopting; what is typed is never lost."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from scoring.forms.kinds import HEAD, KINDS
from scoring.models import Period, Scheme, SchemeDraft
from scoring.services import drafts
from scoring.services.periods import ensure_periods, freeze
from tests.factories.schemes import make_draft
from tests.factories.scoring import PeriodFactory, demo_scheme
from tests.scoring.schemes.documents import CLAUSES, whole
from tests.scoring.schemes.pages import get, post, posted
from tests.scoring.schemes.screens import sent_for

# Forms and words: what a database does with them is tested with the drafts.
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("hand")]


# Writing


def test_changing_a_row_changes_the_sentence(client, head):
    draft = make_draft({"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 1}]}, by=head)
    answer = posted(client, draft, 1, **{"table-0-points": "2.50"})
    assert answer.url == f"{draft.get_absolute_url()}#clause-1"
    draft.refresh_from_db()
    assert draft.document["clauses"][0]["table"] == [{"points": "2.5"}]
    with override("zh-hans"):
        (clause,) = get(client, "scheme_draft", draft.pk).context["scheme"].clauses
    assert clause.words.article == "报送信息，每条计2.5分。"


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause["id"])
def test_every_kind_has_its_form_and_comes_back_unchanged(client, head, clause):
    draft = drafts.create_draft(by=head, document=whole())
    number = CLAUSES.index(clause) + 1
    answer = get(client, "scheme_clause", draft.pk, number)
    assert (answer.status_code, answer.context["form"].errors, answer.context["told"]) == (200, [], [])
    assert escape(answer.context["meaning"].article) in answer.content.decode()
    posted(client, draft, number, op="stay")
    draft.refresh_from_db()
    assert (draft.version, draft.document) == (1, whole())


def test_buttons_beside_a_table_change_what_is_typed_and_save_nothing(client, head):
    draft = make_draft(by=head)
    answer = posted(client, draft, 1, op="table:add", **{"table-0-points": "7"})
    rows = next(part for part in answer.context["form"].sections[1].parts).rows
    assert [row.cells[-1].value for row in rows] == ["7", ""]
    assert [row.errors for row in rows] == [[], []]
    answer = posted(client, draft, 1, op="columns", columns=["front_page"])
    assert "front_page" in {
        cell.name.rpartition("-")[2] for cell in answer.context["form"].sections[1].parts[0].rows[0].cells
    }
    draft.refresh_from_db()
    assert draft.version == 1


def test_the_meaning_is_told_while_typing(client, head):
    draft = make_draft(by=head)
    data = sent_for(KINDS["points"], draft.document["clauses"][0], **{"table-0-points": "9"})
    data["op"] = "preview"
    answer = client.post(
        reverse("scoring:scheme_clause", args=[draft.pk, 1]),
        data,
        headers={"HX-Request": "true", "HX-Target": "clause-preview"},
    )
    page = answer.content.decode()
    assert "9分" in page
    assert "<form" not in page
    assert SchemeDraft.objects.get().version == 1


def test_a_wrong_value_is_kept_and_told_at_its_field(client, head):
    draft = make_draft(by=head)
    posted(client, draft, 1, op="stay", **{"table-0-points": "五分"})
    page = get(client, "scheme_clause", draft.pk, 1)
    assert [place for place, _label, _sentence in page.context["form"].all_errors] == ["id_table-0-points"]
    assert 'value="五分"' in page.content.decode()
    assert not get(client, "scheme_draft", draft.pk).context["scheme"].checked.is_valid


def test_a_stale_window_is_told_so_and_nothing_is_lost(client, head):
    draft = make_draft(by=head)
    posted(client, draft, 1, **{"table-0-points": "2"})
    answer = posted(client, draft, 1, version=1, **{"table-0-points": "3"})
    assert answer.status_code == 409
    assert answer.context["form"].sections[1].parts[0].rows[0].cells[-1].value == "3"
    assert 'name="version" value="2"' in answer.content.decode()
    draft.refresh_from_db()
    assert draft.document["clauses"][0]["table"] == [{"points": 2}]


def test_the_head_is_saved_and_said(client, head):
    draft = make_draft(by=head)
    words = {name: value for name, value in whole().items() if name not in ("schema", "clauses", "host_credit")}
    data = sent_for(HEAD, words)
    data["version"], data["op"] = "1", "save"
    assert (
        client.post(reverse("scoring:scheme_head", args=[draft.pk]), dict(data.lists())).url == draft.get_absolute_url()
    )
    draft.refresh_from_db()
    assert draft.document == {"schema": "govinfo-scheme/1", **words, "clauses": draft.document["clauses"]}
    answer = get(client, "scheme_draft", draft.pk)
    assert answer.context["scheme"].checked.is_valid
    assert "20000元" in answer.content.decode()


def test_clauses_are_added_arranged_and_removed(client, head):
    draft = make_draft(by=head)
    answer = post(client, "scheme_clause_add", draft.pk, kind="quota", version=1)
    assert answer.url == reverse("scoring:scheme_clause", args=[draft.pk, 2])
    assert get(client, "scheme_clause", draft.pk, 2).context["told"] == []
    post(client, "scheme_clause_place", draft.pk, 2, act="up", version=2)
    post(client, "scheme_clause_place", draft.pk, 2, act="remove", version=3)
    draft.refresh_from_db()
    assert [clause["id"] for clause in draft.document["clauses"]] == ["quota"]
    post(client, "scheme_clause_place", draft.pk, 1, act="remove", version=1)
    draft.refresh_from_db()
    assert len(draft.document["clauses"]) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_clause_of_every_kind_is_right_from_the_start(client, head, kind):
    first = {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 1}]}
    draft = make_draft(first, by=head)
    post(client, "scheme_clause_add", draft.pk, kind=kind, version=1)
    answer = get(client, "scheme_clause", draft.pk, 2)
    assert answer.context["told"] == []
    assert answer.context["meaning"] is not None


@pytest.mark.parametrize("number", [0, 2, 99])
def test_there_is_no_form_for_a_clause_that_is_not_there(client, head, number):
    assert get(client, "scheme_clause", make_draft(by=head).pk, number).status_code == 404


def test_an_adopted_draft_has_no_forms_any_more(client, head):
    draft = make_draft(by=head)
    drafts.adopt_draft(
        draft_id=draft.pk, by=head, seen_version=1, valid_from=date(2026, 12, 1), valid_until=None, code="new"
    )
    for name, *args in (("scheme_clause", 1), ("scheme_head",), ("scheme_adopt",)):
        assert get(client, name, draft.pk, *args).status_code == 404
    answer = get(client, "scheme_draft", draft.pk)
    assert (answer.status_code, answer.context["may_write"]) == (200, False)


def test_a_draft_is_thrown_away(client, head):
    draft = make_draft(by=head)
    assert post(client, "scheme_draft_drop", draft.pk).url == reverse("scoring:schemes")
    assert not SchemeDraft.objects.exists()


# Adopting


def test_adopting_asks_once_more_and_says_what_is_judged(client, head, organ):
    before = demo_scheme(date(2026, 1, 1))
    PeriodFactory.create(month=10)
    ensure_periods()
    freeze(Period.objects.get(month=10), by=head)
    draft = make_draft(by=head)
    form = get(client, "scheme_adopt", draft.pk).context["form"]
    assert (form.initial["valid_from"], form.initial["code"]) == (date(2026, 12, 1), "new")
    asked = {"valid_from": "2026-11-01", "code": "new", "version": 1}
    confirm = post(client, "scheme_adopt", draft.pk, data=asked)
    assert [line["period"].month for line in confirm.context["lines"]] == [11]
    assert (confirm.context["before"], confirm.context["before_ends"]) == (before, date(2026, 10, 31))
    assert Scheme.objects.count() == 1
    answer = post(client, "scheme_adopt", draft.pk, data={**asked, "confirmed": "yes"})
    scheme = Scheme.objects.get(code="new")
    assert answer.url == reverse("scoring:scheme", args=[scheme.pk])
    assert (scheme.valid_from, scheme.adopted_by) == (date(2026, 11, 1), head)


@pytest.mark.parametrize(
    ("until", "next_begins", "end", "without"),
    [
        ("", None, None, None),
        ("2026-11-20", None, date(2026, 11, 20), date(2026, 11, 21)),
        ("", date(2026, 11, 25), date(2026, 11, 24), None),
        ("2026-11-20", date(2026, 11, 21), date(2026, 11, 20), None),
        ("2026-11-20", date(2026, 11, 25), date(2026, 11, 20), date(2026, 11, 21)),
    ],
)
def test_the_page_says_when_a_scheme_ends_and_that_none_follows(client, head, organ, until, next_begins, end, without):
    demo_scheme(date(2026, 1, 1))
    if next_begins:
        demo_scheme(next_begins, code="next")
    PeriodFactory.create(month=11)
    ensure_periods()
    draft = make_draft(by=head)
    asked = {"valid_from": "2026-11-10", "valid_until": until, "code": "new", "version": 1}
    told = post(client, "scheme_adopt", draft.pk, data=asked)
    assert (told.context["last"], told.context["first_without"]) == (end, without)
    assert told.context["lines"][0]["end"] == (end or date(2026, 11, 30))
    assert ("没有施行中的计分办法" in told.text) is (without is not None)


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"valid_from": "2026-10-31"}, "valid_from"), ({"valid_from": ""}, "valid_from"), ({"valid_from": "2026-13-01"}, "valid_from"),
     ({"code": "demo-office"}, "code"), ({"code": "_x"}, "code"), ({"valid_until": "2026-11-01"}, "valid_until"), ({"version": "9"}, "__all__"),
     ({"version": "x"}, "__all__")],
)  # fmt: skip
@pytest.mark.parametrize("confirmed", [True, False])
def test_what_cannot_be_adopted_is_said_at_its_field_and_changes_nothing(client, head, asked, field, confirmed):
    demo_scheme(date(2026, 1, 1))
    PeriodFactory.create(month=10)
    freeze(Period.objects.get(month=10), by=head)
    draft = make_draft(by=head)
    data = {
        "valid_from": "2026-12-01",
        "code": "new",
        "version": 1,
        **asked,
        **({"confirmed": "yes"} if confirmed else {}),
    }
    answer = post(client, "scheme_adopt", draft.pk, data=data)
    if field == "__all__" and not confirmed:
        assert answer.status_code == 200
    else:
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Scheme.objects.count() == 1
