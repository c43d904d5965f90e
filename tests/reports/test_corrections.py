"""What a correction takes over from the bulletin before it, beside its words: whom the head left out."""

import pytest
from django.urls import reverse

from reports.models import Bulletin
from reports.models.parts import LONGEST_SECTION
from reports.services import bulletins, naming, sections
from reports.services.changes import changed_in
from reports.services.fields import fields_for
from reports.services.proposing import LONGEST_MATTER
from reports.states import Roll, State
from tests.factories.organizations import UnitFactory
from tests.factories.reports import give_pdf, make_bulletin


@pytest.fixture
def issued(month):
    """A bulletin that left one of two units out when it was issued."""
    month.other = UnitFactory.create(name="人事处", parent=month.organ.organ, unit_class=month.organ.unit_class)
    draft = make_bulletin(month)
    naming.switch_naming(bulletin_id=draft.pk, roll=Roll.ZERO, unit_id=month.zero.pk, is_named=False, by=month.head)
    shortcomings = draft.sections.get(key="shortcomings")
    sections.save_section(
        bulletin_id=draft.pk, key="shortcomings", text=f"{shortcomings.text}望切实改进。", by=month.head
    )
    bulletins.check_bulletin(bulletin_id=draft.pk, by=month.head)
    bulletins.sign_bulletin(bulletin_id=draft.pk, by=month.organ.deputy_leader)
    give_pdf(Bulletin.objects.get(pk=draft.pk))
    return bulletins.issue_bulletin(bulletin_id=draft.pk, by=month.head)


def on_paper(bulletin):
    return Bulletin.objects.for_paper().get(pk=bulletin.pk)


def test_a_correction_leaves_out_whom_the_old_one_left_out_and_marks_no_sentence(month, issued):
    draft = on_paper(bulletins.supersede_bulletin(bulletin_id=issued.pk, by=month.head, reason="第三节有误"))
    assert fields_for(draft)["zero.named"] == fields_for(on_paper(issued))["zero.named"] == "人事处等2个单位"
    assert naming.named_ids(draft, Roll.ZERO) == {month.other.pk}
    (kept,) = draft.unnamed.all()
    assert (kept.unit_id, kept.decided_by) == (month.zero.pk, month.head)
    section = draft.sections.get(key="shortcomings")
    assert "望切实改进" in section.text
    assert changed_in(section, fields_for(draft)) == []


def test_a_list_that_was_left_out_as_a_whole_stays_out(month):
    draft = make_bulletin(month)
    naming.switch_naming(bulletin_id=draft.pk, roll=Roll.ZERO, unit_id=None, is_named=False, by=month.head)
    again = make_bulletin(month, State.ISSUED)
    assert again == draft
    after = bulletins.supersede_bulletin(bulletin_id=draft.pk, by=month.head, reason="印错")
    assert [(one.roll, one.unit_id) for one in after.unnamed.all()] == [(Roll.ZERO, None)]


def test_who_is_no_longer_listed_is_not_carried_on(month, issued):
    draft = on_paper(bulletins.supersede_bulletin(bulletin_id=issued.pk, by=month.head, reason="第三节有误"))
    draft.unnamed.all().delete()
    listed = draft.snapshot.data["rolls"][Roll.ZERO]
    draft.snapshot.data["rolls"][Roll.ZERO] = [one for one in listed if one["id"] != month.zero.pk]
    naming.take_over(draft, issued)
    assert not draft.unnamed.exists()
    draft.snapshot.data["rolls"][Roll.ZERO] = listed
    naming.take_over(draft, issued)
    assert draft.unnamed.count() == 1


def test_whoever_opens_a_month_again_reads_which_bulletins_that_ends(month, issued, signed_in):
    page = reverse("reports:reopen", args=[2026, 10])
    topical = bulletins.propose_topical(title="关于迟报的通报", matter="某处迟报。", by=month.head)
    client = signed_in(month.head)
    words = client.get(page).content.decode()
    assert f"{issued.title} {issued.number_line}" in words
    assert topical.title not in words
    bulletins.withdraw_bulletin(bulletin_id=issued.pk, by=month.head, reason="内容有误")
    assert issued.title not in client.get(page).content.decode()


# On one matter


def issue_as_it_stands(draft, month):
    bulletins.check_bulletin(bulletin_id=draft.pk, by=month.head)
    bulletins.sign_bulletin(bulletin_id=draft.pk, by=month.organ.deputy_leader)
    give_pdf(Bulletin.objects.get(pk=draft.pk))
    return bulletins.issue_bulletin(bulletin_id=draft.pk, by=month.head)


def corrected(draft, month):
    old = issue_as_it_stands(draft, month)
    return bulletins.supersede_bulletin(bulletin_id=old.pk, by=month.head, reason="单位名称有误")


def words_of(bulletin):
    return [(one.key, one.heading, one.text) for one in bulletin.sections.order_by("sort_no")]


@pytest.mark.parametrize("length", [LONGEST_MATTER, LONGEST_MATTER + 1, LONGEST_SECTION])
def test_a_matter_that_grew_to_a_full_section_can_be_corrected(month, length):
    draft = bulletins.propose_topical(title="关于迟报的通报", matter="某处迟报。", by=month.head)
    sections.save_section(bulletin_id=draft.pk, key="matter", text="长" * length, by=month.head)
    after = corrected(draft, month)
    assert (after.corrects_id, after.title, after.state) == (draft.pk, draft.title, State.DRAFT)
    assert words_of(after) == words_of(draft)
    assert after.sections.get(key="matter").proposed_text == "某处迟报。"


def test_each_section_of_a_corrected_matter_keeps_its_own_words_in_any_order(month):
    draft = bulletins.propose_topical(title="关于迟报的通报", matter="某处迟报。", by=month.head)
    sections.add_section(bulletin_id=draft.pk, heading="处理", text="已约谈。", by=month.head)
    sections.order_sections(bulletin_id=draft.pk, keys=["own-1", "demands", "matter"], by=month.head)
    before = words_of(draft)
    assert [key for key, _heading, _text in before] == ["own-1", "demands", "matter"]
    assert words_of(corrected(draft, month)) == before


def test_a_matter_of_which_only_sections_of_the_offices_own_are_left_is_corrected_with_these(month):
    draft = bulletins.propose_topical(title="关于迟报的通报", matter="某处迟报。", by=month.head)
    sections.add_section(bulletin_id=draft.pk, heading="处理", text="已约谈。", by=month.head)
    for key in ("matter", "demands"):
        sections.remove_section(bulletin_id=draft.pk, key=key, by=month.head)
    assert words_of(corrected(draft, month)) == [("own-1", "处理", "已约谈。")]
