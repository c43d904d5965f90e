"""The slip: nothing typed is lost, errors stand at their fields, secrets are stored nowhere, one item a click."""

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from organizations.models import Role
from submissions.models import Autosave, Item
from submissions.services.autosave import keep_autosave
from submissions.services.drafts import save_draft
from tests.factories.organizations import UnitFactory, make_person
from tests.factories.submissions import ItemTypeFactory, make_item
from tests.submissions.pages import slip_data, tables_with
from ui.once import new_token

CANARY = "金丝雀啼鸣"
NEW = "submissions:new"


@pytest.fixture
def client(organ, sign_in):
    return sign_in(organ.officer)


def edit(item):
    return reverse("submissions:edit", args=[item.pk])


def test_saving_a_new_slip_makes_a_draft_of_the_officers_unit(organ, client):
    answer = client.post(reverse(NEW), slip_data(authors_0=organ.officer.pk))
    item = Item.objects.get()
    assert answer.url == edit(item)
    assert (item.unit, item.drafter, item.status, item.text) == (
        organ.division, organ.officer, "draft", "市政府法制办组织清理规章。",
    )  # fmt: skip


def test_a_draft_may_lack_everything(client, organ):
    assert client.post(reverse(NEW), {"urgency": "ordinary", "source": "own"}).status_code == 302
    assert Item.objects.get().title == ""


def test_pressing_twice_makes_one_item(client):
    data = slip_data(once=new_token())
    first, second = client.post(reverse(NEW), data), client.post(reverse(NEW), data)
    assert first.url == second.url
    assert Item.objects.count() == 1


def test_submitting_a_complete_slip_brings_it_to_the_head(organ, client):
    kind = ItemTypeFactory.create()
    data = slip_data(act="submit", item_type=kind.pk, authors_0=organ.officer.pk)
    answer = client.post(reverse(NEW), data)
    item = Item.objects.get()
    assert (item.status, item.awaits_role, answer.url) == ("unit_review", "unit_head", item.get_absolute_url())


def test_submitting_an_incomplete_slip_saves_it_and_says_at_each_field_what_is_missing(organ, client):
    answer = client.post(reverse(NEW), slip_data(act="submit", nature="", authors_0="", title=""), follow=True)
    item = Item.objects.get()
    assert (item.status, item.text) == ("draft", "市政府法制办组织清理规章。")
    assert set(answer.context["form"].errors) == {"title", "item_type", "nature", "authors"}
    page = answer.content.decode()
    assert 'href="#id_title"' in page
    assert "市政府法制办组织清理规章。" in page


def test_bad_input_keeps_all_that_was_typed(client):
    answer = client.post(reverse(NEW), slip_data(happened_at="昨天", stage_no="x", title="长" * 121))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"happened_at", "stage_no", "title"}
    assert "市政府法制办组织清理规章。" in answer.content.decode()
    assert not Item.objects.exists()


def test_the_checker_is_no_author(organ, client):
    answer = client.post(reverse(NEW), slip_data(authors_0=organ.officer.pk, checker=organ.officer.pk))
    assert set(answer.context["form"].errors) == {"checker"}


def test_authors_of_foreign_units_are_not_open(organ, client):
    answer = client.post(reverse(NEW), slip_data(authors_0=organ.officers[1].pk))
    assert set(answer.context["form"].errors) == {"authors"}
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"secrecy": "secret", "text": CANARY},
        {"secrecy": "confidential", "title": CANARY},
        {"secrecy": "top_secret", "summary": CANARY},
        {"secrecy": "work_secret", "text": CANARY, "act": "submit"},
        {"text": f"机密★5年\n{CANARY}"},
        {"title": f"【秘密】{CANARY}", "happened_at": "昨天"},
    ],
)
def test_a_secret_is_refused_at_its_field_given_back_and_stored_nowhere(organ, client, typed):
    item = make_item(drafter=organ.officer)
    for address, data in ((reverse(NEW), slip_data(**typed)), (edit(item), slip_data(item, **typed))):
        keep_autosave(
            by=organ.officer, item_id=item.pk if "edit" in address else None, seen_version=1,
            payload={"secrecy": "public", "text": CANARY},
        )  # fmt: skip
        answer = client.post(address, {**data, "once": new_token()})
        assert answer.status_code == 422
        assert CANARY in answer.content.decode()
    autosave = [
        client.post(reverse("submissions:autosave"), slip_data(**typed)),
        client.post(reverse("submissions:autosave_item", args=[item.pk]), slip_data(item, **typed)),
    ]
    assert [answer.status_code for answer in autosave] == [200, 200]
    assert tables_with(CANARY) == set()
    assert not Autosave.objects.exists()


def test_a_canary_that_is_stored_would_be_found(organ, client):
    client.post(reverse(NEW), slip_data(text=CANARY))
    assert "submissions_revision" in tables_with(CANARY)


def test_a_stale_save_shows_both_texts_and_keeps_ones_own(organ, client):
    item = make_item(drafter=organ.officer, text="第一稿")
    save_draft(item_id=item.pk, by=organ.officer, seen_version=1, data={"text": "别处保存的一稿"})
    answer = client.post(edit(item), slip_data(item, text="本窗口的一稿"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "本窗口的一稿</textarea>" in page
    assert {run.text for run in answer.context["stale"].old[0]} == {"别处保存", "的一稿"}
    item.refresh_from_db()
    assert item.text == "别处保存的一稿"


def test_after_both_texts_were_shown_the_next_save_goes_over_the_other(organ, client):
    item = make_item(drafter=organ.officer, text="第一稿")
    save_draft(item_id=item.pk, by=organ.officer, seen_version=1, data={"text": "别处"})
    shown = client.post(edit(item), slip_data(item, text="本窗口"))
    seen = shown.context["form"]["seen_version"].value()
    client.post(edit(item), slip_data(item, text="本窗口", seen_version=seen))
    item.refresh_from_db()
    assert [revision.text for revision in item.revisions.all()] == ["第一稿", "别处", "本窗口"]


def test_autosave_is_offered_restored_and_given_up(organ, client):
    client.post(reverse("submissions:autosave"), slip_data(text="尚未保存的话", authors_0=organ.officer.pk))
    page = client.get(reverse(NEW))
    assert page.context["kept"].payload["text"] == "尚未保存的话"
    restored = client.get(reverse(NEW), {"restore": "1"})
    assert "尚未保存的话</textarea>" in restored.content.decode()
    client.post(reverse(NEW), {"act": "drop"})
    assert not Autosave.objects.exists()


def test_autosave_survives_signing_out(organ, client, sign_in):
    client.post(reverse("submissions:autosave"), slip_data(text="尚未保存的话"))
    client.logout()
    assert sign_in(organ.officer).get(reverse(NEW)).context["kept"].payload["text"] == "尚未保存的话"


def test_autosave_answers_with_the_checks(organ, client):
    answer = client.post(reverse("submissions:autosave"), slip_data(text="共受理12件"))
    assert [line.figure.value for line in answer.context["checks"].figures] == ["12件"]


def _document(*paragraphs):
    made, out = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    made.save(out)
    return SimpleUploadedFile("信息.docx", out.getvalue())


def test_a_word_document_fills_the_form_and_saves_nothing(client):
    data = slip_data(act="docx", title="", text="已经打好的一段", docx=_document("标题", "第一段。", "第二段。"))
    form = client.post(reverse(NEW), data).context["form"]
    assert form["title"].value() == "标题"
    assert form["text"].value() == "已经打好的一段\n第一段。\n第二段。"
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    "upload",
    [None, SimpleUploadedFile("a.doc", b"\xd0\xcf\x11\xe0" + b"0" * 600), SimpleUploadedFile("a.docx", b"PK\x03\x04x")],
)
def test_a_document_that_cannot_be_read_is_refused_and_what_was_typed_stays(client, upload):
    data = slip_data(act="docx", text="已经打好的一段")
    answer = client.post(reverse(NEW), {**data, "docx": upload} if upload else data)
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    assert "已经打好的一段</textarea>" in answer.content.decode()


def test_files_are_attached_and_a_refused_one_does_not_lose_the_draft(organ, client):
    good, bad = _document("附件"), SimpleUploadedFile("virus.exe", b"MZ")
    client.post(reverse(NEW), slip_data(attach=[good, bad]))
    item = Item.objects.get()
    assert [attachment.file.name for attachment in item.attachments.all()] == ["信息.docx"]


def test_hints_and_near_duplicates_stand_beside_the_text(organ, client):
    text = "市政府法制办组织开展规章清理，对现行有效规章逐件审查，提出修改和废止意见，报市政府常务会议审议。" * 2
    earlier = make_item(drafter=organ.officer, text=text)
    item = make_item(drafter=organ.officer, text=text, title="长" * 40)
    checks = client.get(edit(item)).context["checks"]
    assert [one.item for one in checks.duplicates] == [earlier]
    assert {hint.field for hint in checks.hints} == {"title", "text"}


@pytest.mark.parametrize("who", ["stranger", "editor", "head", "leader"])
def test_the_slip_of_another_is_not_there(organ, sign_in, who):
    item = make_item(drafter=organ.officer)
    person = {
        "stranger": organ.officers[1], "editor": organ.editor, "head": organ.head, "leader": organ.deputy_leader,
    }[who]  # fmt: skip
    client = sign_in(person)
    assert client.get(edit(item)).status_code == 404
    assert client.post(edit(item), slip_data(item, text="改")).status_code == 404
    assert client.post(reverse("submissions:autosave_item", args=[item.pk]), slip_data(item)).status_code == 404
    item.refresh_from_db()
    assert (item.version, Autosave.objects.count()) == (1, 0)


@pytest.mark.parametrize("who", ["editor", "deputy_leader"])
def test_the_office_and_leaders_start_no_slip(organ, sign_in, who):
    client = sign_in(getattr(organ, who))
    assert client.get(reverse(NEW)).status_code == 404
    assert client.post(reverse(NEW), slip_data()).status_code == 404
    assert not Item.objects.exists()


def test_an_officer_of_two_units_chooses_the_unit(organ, sign_in):
    other = UnitFactory.create()
    person = make_person(Role.OFFICER, unit=organ.division)
    person.memberships.create(unit=other, role=Role.OFFICER, starts_on="2020-01-01")
    sign_in(person).post(reverse(NEW), slip_data(unit=other.pk))
    assert Item.objects.get().unit == other


def test_an_item_under_review_leads_to_its_page(organ, client):
    item = make_item(drafter=organ.officer, status="unit_review")
    assert client.get(edit(item)).url == item.get_absolute_url()
