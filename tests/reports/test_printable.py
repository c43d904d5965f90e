"""Words that cannot be printed as they stand are refused where they are kept; figures that were taken out are marked."""

import pytest
from django.urls import reverse

from activity.models import Event
from documents.pdf_limits import TURNS
from reports.errors import BulletinRefused, SectionRefused
from reports.models import Bulletin, BulletinComment, BulletinSection
from reports.models.parts import IssueCounter
from reports.services import bulletins, sections
from reports.services.changes import dropped_in
from reports.services.writing import IMPRINT
from reports.states import Kind, State
from submissions.models import Item
from tests.factories.reports import TITLE, make_bulletin

BAD = [("信息\u202e123\u202c条", "direction", "U+202E"), ("好👍字", "character", "U+1F44D")]
bad = pytest.mark.parametrize(("text", "code", "point"), BAD)


@bad
def test_a_section_with_such_a_sign_is_not_kept(month, text, code, point):
    bulletin = make_bulletin(month)
    before, events = list(BulletinSection.objects.values_list("text", "heading")), Event.objects.count()
    save = {"bulletin_id": bulletin.pk, "by": month.organ.editor}
    for act, field in (
        (lambda: sections.save_section(key="opening", text=f"一段。\n{text}", **save), "text"),
        (lambda: sections.save_section(key="opening", text="好。", heading=text, **save), "heading"),
        (lambda: sections.add_section(heading="其他", text=text, **save), "text"),
        (lambda: bulletins.save_imprint(title=text, **save), "title"),
        (lambda: bulletins.propose_topical(title="好", matter=text, by=month.organ.editor), "matter"),
    ):
        with pytest.raises((SectionRefused, BulletinRefused)) as refused:
            act()
        assert (refused.value.code, refused.value.field) == (code, field)
        assert point in str(refused.value)
    assert (list(BulletinSection.objects.values_list("text", "heading")), Event.objects.count()) == (before, events)
    assert not Bulletin.objects.filter(kind=Kind.TOPICAL).exists()


@bad
def test_the_pages_say_it_at_the_field_and_keep_what_was_typed(month, signed_in, text, code, point):
    bulletin = make_bulletin(month)
    client = signed_in(month.organ.editor)
    sent = {"heading": "要求", "text": text, "seen_version": "1"}
    answer = client.post(reverse("reports:section", args=[bulletin.pk, "demands"]), sent)
    assert answer.status_code == 422
    assert point in answer.context["form"].errors["text"][0]


@bad
def test_each_form_says_it_at_its_field_with_character_and_place(month, signed_in, text, code, point):
    bulletin = make_bulletin(month)
    client = signed_in(month.organ.editor)
    imprint = {name: getattr(bulletin, name) for name in IMPRINT}
    address = {
        name: reverse(f"reports:{name}", args=[bulletin.pk]) for name in ("imprint", "add_section", "record_comment")
    }
    for field in ("title", "note", "office", "send_up", "send_peer", "send_down", "contact"):
        answer = client.post(address["imprint"], {**imprint, field: text})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
        assert point in answer.context["form"].errors[field][0]
        assert text in (answer.context["form"][field].value() or "")
    for sent in ({"heading": text, "text": "好。"}, {"heading": "好", "text": text}):
        answer = client.post(address["add_section"], sent)
        assert answer.status_code == 422
        assert point in answer.content.decode()
    answer = client.post(reverse("reports:new"), {"title": text, "matter": "经过。", "kind": "topical"})
    assert answer.status_code == 422
    assert point in answer.content.decode()
    bulletin.refresh_from_db()
    assert bulletin.title == imprint["title"]


@bad
def test_a_comment_is_refused_on_the_pages_too(month, signed_in, text, code, point):
    bulletin = make_bulletin(month, State.CHECKED)
    leader = month.organ.deputy_leader
    sent = {"kind": "comment", "text": text, "leader": leader.pk, "written_on": "2026-11-05"}
    for person, name in ((leader, "comment"), (month.organ.editor, "record_comment")):
        answer = signed_in(person).post(reverse(f"reports:{name}", args=[bulletin.pk]), sent)
        assert answer.status_code == 422
        assert point in answer.content.decode()
    assert not BulletinComment.objects.exists()


@bad
def test_a_comment_with_such_a_sign_is_not_kept(month, text, code, point):
    bulletin = make_bulletin(month, State.CHECKED)
    leader = month.organ.deputy_leader
    with pytest.raises(BulletinRefused) as refused:
        bulletins.add_comment(bulletin_id=bulletin.pk, leader=leader, recorded_by=leader, text=text)
    assert (refused.value.code, refused.value.field) == (code, "text")
    assert not BulletinComment.objects.exists()


@bad
def test_what_slipped_in_earlier_is_found_at_check_with_its_section(month, text, code, point):
    bulletin = make_bulletin(month)
    bulletin.sections.filter(key="balance").update(text=text)
    with pytest.raises(BulletinRefused) as refused:
        bulletins.check_bulletin(bulletin_id=bulletin.pk, by=month.head)
    assert refused.value.code == code
    assert bulletin.sections.get(key="balance").heading in str(refused.value)
    bulletin.refresh_from_db()
    assert bulletin.state == State.DRAFT


@bad
def test_an_item_or_unit_of_the_tables_is_named(month, text, code, point):
    Item.objects.filter(title=TITLE).update(title=f"关于{text}")
    bulletin = make_bulletin(month)
    with pytest.raises(BulletinRefused) as refused:
        bulletins.check_bulletin(bulletin_id=bulletin.pk, by=month.head)
    assert refused.value.code == code
    assert f"关于{text[0]}" in str(refused.value)
    assert point in str(refused.value)
    assert not TURNS.search(str(refused.value))


def test_a_bulletin_with_such_a_sign_takes_no_number_and_is_not_signed(month):
    bulletin = make_bulletin(month, State.CHECKED)
    bulletin.sections.filter(key="balance").update(text="好👍字")
    with pytest.raises(BulletinRefused):
        bulletins.sign_bulletin(bulletin_id=bulletin.pk, by=month.organ.deputy_leader)
    bulletin.refresh_from_db()
    assert (bulletin.state, bulletin.issue_no) == (State.CHECKED, None)
    assert not IssueCounter.objects.exists()


def test_what_the_factory_makes_can_be_signed(month):
    assert make_bulletin(month, State.SIGNED).issue_no


def test_a_figure_that_was_taken_out_is_marked_until_the_section_is_saved_again(month):
    bulletin = make_bulletin(month)
    save = {"bulletin_id": bulletin.pk, "key": "demands", "by": month.organ.editor}
    sections.save_section(text="共{{ filed.total }}条，即{{ filed.total }}条。", **save)
    section = sections.save_section(text="共{{ filed.total }}条，即999条。", **save)
    assert [(one.field, one.words) for one in dropped_in(section)] == [("filed.total", "3")]
    section = sections.save_section(text="共{{ filed.total }}条，即999条。", **save)
    assert dropped_in(section) == []
    section = sections.save_section(text="共999条。", **save)
    assert [one.field for one in dropped_in(section)] == ["filed.total"]
    section = sections.save_section(text=section.proposed_text, **save)
    assert dropped_in(section) == []
