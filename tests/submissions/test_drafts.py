"""Starting and saving drafts: each save of other words a version, nothing overwritten silently, nothing secret stored."""

import pytest

from activity.models import Event
from organizations.models import Role
from submissions.errors import MoveRefused, NotAllowed, StaleItem
from submissions.models import Autosave, Item, JointUnit, Revision
from submissions.secrecy import SecretRefused
from submissions.services.drafts import create_draft, reassign_draft, save_draft
from tests.factories.organizations import UnitFactory, make_person
from tests.factories.submissions import TopicFactory, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_person(Role.OFFICER)


@pytest.fixture
def unit(officer):
    return officer.memberships.get().unit


def test_create_draft_with_nothing_but_a_title_makes_one_version_and_one_event(officer, unit):
    item = create_draft(by=officer, unit=unit, data={"title": " 规章清理 "})
    assert (item.title, item.text, item.status, item.number) == ("规章清理", "", "draft", None)
    assert [link.user for link in item.author_links.all()] == [officer]
    assert list(item.revisions.values_list("no", "kind")) == [(1, "as_written")]
    assert [event.verb for event in Event.objects.about(item)] == ["item.create"]


def test_the_event_of_a_draft_holds_no_text(officer, unit):
    item = create_draft(by=officer, unit=unit, data={"title": "题目金丝雀", "text": "正文金丝雀"})
    assert "金丝雀" not in str(Event.objects.about(item).get().data)


def test_create_draft_for_a_foreign_unit_is_refused(officer):
    with pytest.raises(NotAllowed):
        create_draft(by=officer, unit=UnitFactory.create(), data={"title": "规章"})
    assert not Item.objects.exists()


def test_items_of_a_hosted_unit_pass_the_hosts_chain(officer, unit):
    unit.host = UnitFactory.create()
    unit.save()
    assert create_draft(by=officer, unit=unit, data={}).chain_unit == unit.host


def test_save_draft_writes_a_version_only_for_other_words(officer):
    item = make_item(drafter=officer, text="第一稿")
    save_draft(item_id=item.pk, by=officer, seen_version=1, data={"urgency": "urgent"})
    item = save_draft(item_id=item.pk, by=officer, seen_version=2, data={"text": "第二稿\r\n续\r\n"})
    assert list(item.revisions.values_list("text", flat=True)) == ["第一稿", "第二稿\n续"]
    assert (item.version, item.urgency) == (3, "urgent")


def test_save_draft_over_anothers_save_is_stale_and_carries_the_other_text(officer):
    item = make_item(drafter=officer, text="第一稿")
    save_draft(item_id=item.pk, by=officer, seen_version=1, data={"text": "别处保存"})
    with pytest.raises(StaleItem) as stale:
        save_draft(item_id=item.pk, by=officer, seen_version=1, data={"text": "本窗口"})
    assert stale.value.item.text == "别处保存"
    item.refresh_from_db()
    assert (item.text, item.revisions.count()) == ("别处保存", 2)


@pytest.mark.parametrize(
    "data",
    [
        {"secrecy": "secret", "text": "金丝雀"},
        {"secrecy": "work_secret", "text": "金丝雀"},
        {"secrecy": "public", "text": "机密★3年\n金丝雀"},
        {"secrecy": "", "title": "【绝密】金丝雀"},
        {"secrecy": "public", "summary": "【秘密】金丝雀"},
    ],
)
def test_a_secret_is_refused_and_nothing_is_written(officer, unit, data):
    item = make_item(drafter=officer)
    with pytest.raises(SecretRefused):
        create_draft(by=officer, unit=unit, data=data)
    with pytest.raises(SecretRefused):
        save_draft(item_id=item.pk, by=officer, seen_version=1, data=data)
    item.refresh_from_db()
    assert (Item.objects.count(), Revision.objects.count(), item.version) == (1, 1, 1)


@pytest.mark.parametrize("status", ["unit_review", "filed", "signed", "voided"])
def test_only_a_draft_is_saved(officer, status):
    item = make_item(drafter=officer, status=status)
    with pytest.raises(MoveRefused):
        save_draft(item_id=item.pk, by=officer, seen_version=1, data={"text": "改"})
    assert item.revisions.count() == 1


def test_a_colleague_does_not_change_a_draft(officer, unit):
    item = make_item(drafter=officer)
    with pytest.raises(NotAllowed):
        save_draft(item_id=item.pk, by=make_person(Role.OFFICER, unit=unit), seen_version=1, data={"text": "改"})
    assert item.revisions.count() == 1


def test_partners_who_stay_keep_their_answer(officer):
    stays, goes, comes = UnitFactory.create_batch(3)
    item = make_item(drafter=officer, joint=[goes, stays])
    item.joint_units.filter(unit=stays).update(state=JointUnit.State.DROPPED, reason="逾期")
    save_draft(item_id=item.pk, by=officer, seen_version=1, data={"joint_units": [comes, stays, item.unit]})
    rows = item.joint_units.values_list("unit", "state", "sort_no")
    assert set(rows) == {(comes.pk, "pending", 0), (stays.pk, "dropped", 1)}


def test_parts_are_saved_in_their_order(officer, unit):
    colleague, topic = make_person(Role.OFFICER, unit=unit), TopicFactory.create()
    item = make_item(drafter=officer)
    save_draft(item_id=item.pk, by=officer, seen_version=1, data={"authors": [colleague, officer], "topics": [topic]})
    assert [link.user for link in item.author_links.all()] == [colleague, officer]
    assert list(item.topics.all()) == [topic]


def test_saving_forgets_the_autosave(officer, unit):
    item = make_item(drafter=officer)
    at = item.created_at
    Autosave.objects.create(user=officer, form_key="new", saved_at=at)
    Autosave.objects.create(user=officer, form_key=f"item-{item.pk}", item=item, saved_at=at)
    create_draft(by=officer, unit=unit, data={})
    save_draft(item_id=item.pk, by=officer, seen_version=1, data={})
    assert not Autosave.objects.exists()


def test_the_head_gives_a_draft_to_another_officer(officer, unit):
    head, other = make_person(Role.UNIT_HEAD, unit=unit), make_person(Role.OFFICER, unit=unit)
    item = make_item(drafter=officer)
    item = reassign_draft(item_id=item.pk, by=head, to=other, seen_version=1)
    assert (item.drafter, item.version) == (other, 2)
    assert Event.objects.about(item).get().data == {"drafter": [officer.pk, other.pk]}


def test_a_draft_is_given_only_by_the_head_and_only_inside_the_unit(officer, unit):
    head, stranger = make_person(Role.UNIT_HEAD, unit=unit), make_person(Role.OFFICER)
    item = make_item(drafter=officer)
    with pytest.raises(NotAllowed):
        reassign_draft(item_id=item.pk, by=officer, to=head, seen_version=1)
    with pytest.raises(MoveRefused):
        reassign_draft(item_id=item.pk, by=head, to=stranger, seen_version=1)
    item.refresh_from_db()
    assert item.drafter == officer
