"""Whose right an act uses, and acts that must not be lost, blocked or slipped past a rule."""

from datetime import timedelta

import pytest

from activity.clock import now
from activity.models import Event
from organizations.models import Role
from review.registrations import _queue_lines
from review.services.adoption import enter_supplementary, record_adoption
from review.services.records import revoke
from submissions.errors import MoveRefused
from submissions.models import Item, JointUnit, Revision
from submissions.secrecy import SecretRefused
from submissions.services.merging import merge_items, split_up
from submissions.services.moves import move_item
from submissions.states import Status, Urgency
from tests.factories.organizations import ActingGrantFactory, OutletFactory, make_organ, make_person
from tests.factories.submissions import ItemTypeFactory, make_item

pytestmark = pytest.mark.django_db
MARKED = "机密★1年"


@pytest.fixture
def organ():
    return make_organ(divisions=3)


def go(item: Item, name: str, by, **given) -> Item:
    item.refresh_from_db()
    return move_item(item_id=item.pk, name=name, by=by, seen_version=item.version, **given)


def deputy_of(*heads) -> object:
    """Somebody who acts for the heads, in the order given."""
    deputy = make_person(Role.OFFICER)
    for head in heads:
        unit = head.memberships.get().unit
        ActingGrantFactory.create(principal=head, deputy=deputy, unit=unit, role=Role.UNIT_HEAD)
    return deputy


def test_an_act_names_the_principal_whose_unit_it_concerns_not_the_first_one(organ):
    deputy = deputy_of(organ.heads[1], organ.heads[0])
    item = make_item(status=Status.FILED, unit=organ.divisions[0], drafter=organ.officers[0])
    go(item, "withdraw", deputy, reason="数据有误")
    event = Event.objects.about(item).get(verb="item.withdraw")
    assert (event.actor, event.on_behalf_of) == (deputy, organ.heads[0])


def test_a_partner_who_countersigns_by_own_right_acts_for_nobody(organ):
    partner = organ.heads[1]
    ActingGrantFactory.create(
        principal=organ.heads[2], deputy=partner, unit=organ.divisions[2], role=Role.UNIT_HEAD
    )  # fmt: skip
    item = make_item(
        status=Status.UNIT_REVIEW, unit=organ.divisions[0], drafter=organ.officers[0], joint=[organ.divisions[1]]
    )
    go(item, "countersign", partner)
    assert Event.objects.about(item).get(verb="item.countersign").on_behalf_of is None
    assert item.joint_units.get().state == JointUnit.State.COUNTERSIGNED


def test_a_deputy_countersigns_for_the_partner_that_is_asked(organ):
    deputy = deputy_of(organ.heads[2], organ.heads[1])
    item = make_item(
        status=Status.UNIT_REVIEW, unit=organ.divisions[0], drafter=organ.officers[0], joint=[organ.divisions[1]]
    )
    go(item, "countersign", deputy)
    assert Event.objects.about(item).get(verb="item.countersign").on_behalf_of == organ.heads[1]


def test_a_units_request_waits_for_its_answer_while_the_item_goes_on(organ):
    item = make_item(status=Status.EDITING, unit=organ.division, drafter=organ.officer, editor=organ.editor)
    go(item, "ask_withdrawal", organ.head, reason="情况有变")
    assert go(item, "submit_for_approval", organ.editor).withdrawal_asked_at is not None
    go(item, "approve", organ.office_head)
    given_back = go(item, "answer_withdrawal", organ.office_head, accept=True, reason="同意退回")
    assert (given_back.status, given_back.withdrawal_asked_at) == (Status.RETURNED, None)


def test_what_the_only_office_head_wrote_goes_to_a_leader_and_is_not_stuck(organ):
    sources = [make_item(status=Status.FILED, unit=unit) for unit in organ.divisions[:2]]
    composite = merge_items(sources=[(one.pk, one.version) for one in sources], by=organ.office_head, title="综合情况")
    passed_on = go(composite, "submit_for_approval", organ.office_head)
    assert (passed_on.status, passed_on.awaits_role, passed_on.head_is_author) == (
        Status.SIGNATURE, Role.DEPUTY_LEADER, True,
    )  # fmt: skip
    assert go(composite, "sign", organ.deputy_leader).status == Status.SIGNED


def test_what_one_of_two_office_heads_wrote_is_approved_by_the_other(organ):
    other = make_person(Role.OFFICE_HEAD, unit=organ.office)
    sources = [make_item(status=Status.FILED, unit=unit) for unit in organ.divisions[:2]]
    composite = merge_items(sources=[(one.pk, one.version) for one in sources], by=organ.office_head, title="综合情况")
    assert go(composite, "submit_for_approval", organ.office_head).status == Status.OFFICE_REVIEW
    assert go(composite, "approve", other).status == Status.SIGNATURE


def test_a_meeting_cannot_have_decided_before_there_was_an_item(organ):
    item = make_item(status=Status.HELD, unit=organ.division, drafter=organ.officer)
    with pytest.raises(MoveRefused) as refused:
        go(item, "release_held", organ.officer, decision="passed", decided_at=item.created_at - timedelta(minutes=1))
    assert refused.value.code == "past"
    item.refresh_from_db()
    assert (item.status, item.number) == (Status.HELD, None)


def test_a_secret_mark_in_the_title_of_a_composite_is_stored_nowhere(organ):
    sources = [make_item(status=Status.FILED, unit=unit) for unit in organ.divisions[:2]]
    before = Item.objects.count()
    with pytest.raises(SecretRefused):
        merge_items(sources=[(one.pk, one.version) for one in sources], by=organ.editor, title=f"{MARKED} 综合情况")
    assert (Item.objects.count(), Item.objects.filter(status=Status.MERGED).count()) == (before, 0)


@pytest.mark.parametrize("words", [{"title": MARKED, "text": "正文"}, {"title": "标题", "text": f"{MARKED}\n正文"}])
def test_a_secret_mark_in_a_later_entry_is_stored_nowhere(organ, words):
    with pytest.raises(SecretRefused):
        enter_supplementary(
            unit=organ.division, authors=[organ.officer], item_type=ItemTypeFactory.create(), by=organ.editor, **words
        )
    assert (Item.objects.count(), Revision.objects.count()) == (0, 0)


def test_a_source_stays_adopted_with_its_composite_when_its_own_record_is_revoked(organ):
    sources = [make_item(status=Status.FILED, unit=unit) for unit in organ.divisions[:2]]
    composite = merge_items(sources=[(one.pk, one.version) for one in sources], by=organ.editor, title="综合情况")
    outlet, day = OutletFactory.create(), now().date() - timedelta(days=1)
    record_adoption(item_id=composite.pk, outlet=outlet, issue_number="第1期", adopted_on=day, by=organ.editor)
    own = record_adoption(item_id=sources[0].pk, outlet=outlet, issue_number="第2期", adopted_on=day, by=organ.editor)
    revoke(own, by=organ.editor, reason="重复登记")
    assert Item.objects.get(pk=sources[0].pk).adopted_at == day


def test_splitting_up_gives_every_source_back(organ):
    sources = [make_item(status=Status.FILED, unit=unit) for unit in organ.divisions]
    composite = merge_items(sources=[(one.pk, one.version) for one in sources], by=organ.editor, title="综合情况")
    back = split_up(composite_id=composite.pk, by=organ.editor, seen_version=composite.version, reason="分开编发")
    assert {(item.pk, item.status, item.composite_id) for item in back} == {
        (one.pk, Status.EDITING, None) for one in sources
    }


def test_the_desk_shows_the_most_urgent_first_however_much_waits(organ):
    for _ in range(60):
        make_item(status=Status.FILED, unit=organ.division, drafter=organ.officer, entered_at=now() - timedelta(days=2))
    flash = make_item(status=Status.FILED, unit=organ.division, drafter=organ.officer, urgency=Urgency.FLASH)
    assert _queue_lines(organ.editor)[0].title == flash.title
