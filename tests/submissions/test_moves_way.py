"""The way of an item through the table of moves, move by move, each on real rows."""

from datetime import timedelta

import pytest

from activity.clock import now
from activity.models import Event, Notice
from organizations.models import Role
from submissions.errors import MoveRefused, NotAllowed, StaleItem
from submissions.models import Item, Revision, Signature, SignOffRoute, UnitChainStep
from submissions.moves.context import PaperRecord
from submissions.services.moves import allowed_moves, move_item
from submissions.services.paper import confirm_paper_decision
from submissions.states import Status, Urgency
from tests.factories.documents import StoredFileFactory
from tests.factories.organizations import ActingGrantFactory, Organ, make_organ, make_person
from tests.factories.submissions import make_item, tick_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def organ() -> Organ:
    return make_organ(divisions=3)


def go(item: Item, name: str, by, **given) -> Item:
    item.refresh_from_db()
    return move_item(item_id=item.pk, name=name, by=by, seen_version=item.version, **given)


def draft(organ: Organ, **kw) -> Item:
    return make_item(unit=organ.division, drafter=organ.officer, **kw)


def kinds(item: Item) -> list[str]:
    return list(item.revisions.order_by("no").values_list("kind", flat=True))


def test_an_item_goes_the_whole_way_from_draft_to_signed(organ):
    item = draft(organ)
    assert go(item, "submit", organ.officer).status == Status.UNIT_REVIEW
    filed = go(item, "approve_in_unit", organ.head, opinion="同意报送")
    assert (filed.status, filed.number, filed.filing_count) == (
        Status.FILED, f"{now().year}-{organ.division.short_name}-0001", 1,
    )  # fmt: skip
    assert go(item, "take", organ.editor).editor == organ.editor
    text = "我市完成规范性文件清理工作。"
    assert (
        go(item, "submit_for_approval", organ.editor, text=text, title="我市完成文件清理").status
        == Status.OFFICE_REVIEW
    )
    assert go(item, "approve", organ.office_head).status == Status.SIGNATURE
    signed = go(item, "sign", organ.deputy_leader, opinion="同意上报")
    assert (signed.status, signed.title, signed.text, signed.awaits_role) == (
        Status.SIGNED,
        "我市完成文件清理",
        text,
        "",
    )
    assert kinds(item) == [
        Revision.Kind.AS_WRITTEN,
        Revision.Kind.AS_UNIT_SIGNED,
        Revision.Kind.AS_EDITED,
        Revision.Kind.AS_SIGNED,
    ]
    verbs = list(Event.objects.about(item).order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        "item.submit",
        "item.approve_in_unit",
        "item.take",
        "item.submit_for_approval",
        "item.approve",
        "item.sign",
    ]


def test_each_signer_is_told_when_the_item_waits_for_them(organ):
    item = draft(organ)
    go(item, "submit", organ.officer)
    assert set(Notice.objects.values_list("user", flat=True)) == {organ.head.pk}


def test_events_carry_the_digest_and_never_the_text(organ):
    item = draft(organ)
    go(item, "submit", organ.officer)
    event = Event.objects.about(item).get()
    assert event.data["sha256"] == item.current.sha256
    assert item.text[:8] not in str(event.data)


def test_an_incomplete_slip_is_refused_and_nothing_changes(organ):
    item = draft(organ, happened_at=None, nature="")
    with pytest.raises(MoveRefused) as refusal:
        go(item, "submit", organ.officer)
    item.refresh_from_db()
    assert (refusal.value.code, item.status, Event.objects.count(), Notice.objects.count()) == (
        "incomplete",
        Status.DRAFT,
        0,
        0,
    )


def test_unticked_figures_stop_the_first_signature(organ):
    item = draft(organ, text="全市共清理文件 312 件，废止 27 件。", ticked=False)
    go(item, "submit", organ.officer)
    with pytest.raises(MoveRefused) as refusal:
        go(item, "approve_in_unit", organ.head)
    assert refusal.value.code == "figures"
    tick_all(item, by=organ.head)
    assert go(item, "approve_in_unit", organ.head).status == Status.FILED


def test_a_figure_that_a_later_hand_changes_must_be_ticked_again(organ):
    item = draft(organ, text="全市共清理文件 312 件。", status=Status.EDITING, editor=organ.editor)
    with pytest.raises(MoveRefused, match="313"):
        go(item, "submit_for_approval", organ.editor, text="全市共清理文件 313 件。")
    item.refresh_from_db()
    assert item.text == "全市共清理文件 312 件。"


def test_a_step_is_passed_over_where_the_only_signer_is_an_author(organ):
    signer = make_person(Role.UNIT_SIGNER, unit=organ.division)
    UnitChainStep.objects.create(unit=organ.division, step=1, role=Role.UNIT_SIGNER)
    UnitChainStep.objects.create(unit=organ.division, step=2, role=Role.UNIT_HEAD)
    item = draft(organ, authors=[organ.officer, signer])
    assert go(item, "submit", organ.officer).awaits_role == Role.UNIT_HEAD


def test_a_chain_of_two_steps_needs_both_signatures(organ):
    signer = make_person(Role.UNIT_SIGNER, unit=organ.division)
    UnitChainStep.objects.create(unit=organ.division, step=1, role=Role.UNIT_SIGNER)
    UnitChainStep.objects.create(unit=organ.division, step=2, role=Role.UNIT_HEAD)
    item = draft(organ)
    go(item, "submit", organ.officer)
    with pytest.raises(NotAllowed):
        go(item, "approve_in_unit", organ.head)
    assert go(item, "approve_in_unit", signer).status == Status.UNIT_REVIEW
    assert go(item, "approve_in_unit", organ.head).status == Status.FILED


def test_an_item_written_by_the_head_is_marked_and_always_needs_a_leader(organ):
    SignOffRoute.objects.create(needs_deputy_leader=False)
    item = make_item(unit=organ.division, drafter=organ.head)
    filed = go(item, "submit", organ.head)
    assert (filed.status, filed.head_is_author) == (Status.FILED, True)
    go(item, "take", organ.editor)
    go(item, "submit_for_approval", organ.editor)
    assert go(item, "approve", organ.office_head).status == Status.SIGNATURE


def test_where_the_route_ends_with_the_office_head_approval_signs(organ):
    SignOffRoute.objects.create(needs_deputy_leader=False)
    item = draft(organ, status=Status.OFFICE_REVIEW, editor=organ.editor)
    assert go(item, "approve", organ.office_head).status == Status.SIGNED


def test_a_route_of_two_leaders_needs_both(organ):
    SignOffRoute.objects.create(needs_deputy_leader=True, needs_principal_leader=True)
    item = draft(organ, status=Status.OFFICE_REVIEW, editor=organ.editor)
    go(item, "approve", organ.office_head)
    assert go(item, "sign", organ.deputy_leader).awaits_role == Role.PRINCIPAL_LEADER
    assert go(item, "sign", organ.principal_leader).status == Status.SIGNED


def test_a_vacant_post_on_the_route_is_not_passed_over(organ):
    SignOffRoute.objects.create(needs_deputy_leader=True, needs_principal_leader=True)
    item = draft(organ, status=Status.OFFICE_REVIEW, editor=organ.editor)
    go(item, "approve", organ.office_head)
    organ.principal_leader.memberships.all().delete()
    with pytest.raises(MoveRefused) as refusal:
        go(item, "sign", organ.deputy_leader)
    item.refresh_from_db()
    assert (refusal.value.code, item.status, item.signatures.filter(stage="leader").count()) == (
        "vacant",
        Status.SIGNATURE,
        0,
    )


def test_a_partner_is_asked_again_when_a_signer_changes_the_words(organ):
    item = draft(organ, joint=[organ.divisions[1]])
    go(item, "submit", organ.officer)
    go(item, "countersign", organ.heads[1])
    waiting = go(item, "approve_in_unit", organ.head, text="改后的文字。")
    assert (waiting.status, item.joint_units.get().state) == (Status.UNIT_REVIEW, "pending")
    assert Notice.objects.filter(user=organ.heads[1], kind="item.approve_in_unit").count() == 1
    assert go(item, "countersign", organ.heads[1]).status == Status.FILED


def test_the_same_words_are_not_signed_again(organ):
    item = draft(organ, status=Status.SIGNATURE, editor=organ.editor, urgency=Urgency.FLASH)
    with pytest.raises(MoveRefused) as refusal:
        go(item, "edit_flash", organ.editor, text=item.text)
    assert refusal.value.code == "same"


def test_the_leader_in_charge_may_pass_an_item_up(organ):
    item = draft(organ, status=Status.SIGNATURE, editor=organ.editor)
    assert go(item, "pass_up", organ.deputy_leader).awaits_role == Role.PRINCIPAL_LEADER
    assert go(item, "sign", organ.principal_leader).status == Status.SIGNED


def test_a_refused_item_is_declined_and_can_be_reopened(organ):
    item = draft(organ, status=Status.SIGNATURE, editor=organ.editor)
    assert go(item, "refuse", organ.deputy_leader, reason="时机不成熟").status == Status.DECLINED
    assert go(item, "reopen", organ.office_head, reason="情况有变").status == Status.EDITING


def test_a_flash_item_goes_from_the_last_signer_straight_to_signature(organ):
    item = draft(organ, urgency=Urgency.FLASH)
    go(item, "submit", organ.officer)
    assert go(item, "approve_in_unit", organ.head).status == Status.SIGNATURE
    assert organ.office_head.pk in Notice.objects.values_list("user", flat=True)


def test_a_flash_text_changed_after_signing_is_signed_again(organ):
    item = draft(organ, urgency=Urgency.FLASH)
    go(item, "submit", organ.officer)
    go(item, "approve_in_unit", organ.head)
    go(item, "sign", organ.deputy_leader)
    again = go(item, "edit_flash", organ.editor, text="新的文字。")
    assert (again.status, again.awaits_role) == (Status.SIGNATURE, Role.DEPUTY_LEADER)
    assert not Signature.objects.filter(item=item, voided_at__isnull=True).exists()


def test_a_held_item_is_filed_with_the_minute_of_the_meeting(organ):
    from assignments.models import Meeting

    meeting = Meeting.objects.create(title="市政府常务会", held_at=now(), created_by=organ.office_head)
    item = draft(organ, meeting=meeting, created_at=now() - timedelta(hours=1))
    go(item, "submit", organ.officer)
    assert go(item, "approve_in_unit", organ.head).status == Status.HELD
    decided = now() - timedelta(minutes=7)
    released = go(item, "release_held", organ.officer, decision="passed", decided_at=decided)
    assert (released.status, released.first_filed_at, released.filing_count) == (Status.SIGNATURE, decided, 1)


@pytest.mark.parametrize(("decision", "status"), [("revise", Status.RETURNED), ("rejected", Status.CLOSED)])
def test_a_held_item_follows_the_meetings_decision(organ, decision, status):
    item = draft(organ, status=Status.HELD)
    released = go(item, "release_held", organ.head, decision=decision, reason="会议意见")
    assert (released.status, released.filing_count) == (status, 0)


def test_filing_waits_for_all_partners(organ):
    partner_head = organ.heads[1]
    item = draft(organ, joint=[organ.divisions[1], organ.divisions[2]])
    go(item, "submit", organ.officer)
    waiting = go(item, "approve_in_unit", organ.head)
    assert (waiting.status, waiting.awaits_role) == (Status.UNIT_REVIEW, "")
    assert go(item, "countersign", partner_head).status == Status.UNIT_REVIEW
    filed = go(item, "decline_to", organ.heads[2], reason="与本处职责无关")
    assert filed.status == Status.FILED
    assert dict(item.joint_units.values_list("unit", "state")) == {
        organ.divisions[1].pk: "countersigned", organ.divisions[2].pk: "declined",
    }  # fmt: skip


def test_the_lead_unit_may_go_on_without_an_overdue_partner_who_is_told(organ):
    item = draft(organ, joint=[organ.divisions[1]])
    go(item, "submit", organ.officer)
    go(item, "approve_in_unit", organ.head)
    filed = go(item, "drop_partner", organ.head, reason="逾期未会签", unit_id=organ.divisions[1].pk)
    assert filed.status == Status.FILED
    assert Notice.objects.filter(user=organ.heads[1], kind="item.drop_partner").exists()


def test_withdrawal_is_a_move_before_taking_and_a_request_after(organ):
    item = draft(organ, status=Status.FILED)
    assert go(item, "withdraw", organ.head, reason="数据有误").status == Status.RETURNED
    taken = draft(organ, status=Status.EDITING, editor=organ.editor)
    asked = go(taken, "ask_withdrawal", organ.head, reason="数据有误")
    assert (asked.status, asked.withdrawal_asked_at is not None) == (Status.EDITING, True)
    kept = go(taken, "answer_withdrawal", organ.editor, accept=False, reason="已核实无误")
    assert (kept.status, kept.withdrawal_asked_at) == (Status.EDITING, None)
    go(taken, "ask_withdrawal", organ.head, reason="数据确有误")
    assert go(taken, "answer_withdrawal", organ.editor, accept=True, reason="同意").status == Status.RETURNED


def test_an_item_filed_again_keeps_its_number_and_first_filing(organ):
    item = draft(organ)
    go(item, "submit", organ.officer)
    first = go(item, "approve_in_unit", organ.head)
    go(item, "send_back", organ.editor, reason="请补充数据", kind="incomplete")
    go(item, "submit", organ.officer)
    again = go(item, "approve_in_unit", organ.head)
    assert (again.number, again.first_filed_at, again.filing_count) == (first.number, first.first_filed_at, 2)


def test_a_voided_number_is_not_given_again(organ):
    first = draft(organ)
    go(first, "submit", organ.officer)
    go(first, "approve_in_unit", organ.head)
    go(first, "withdraw", organ.head, reason="撤稿")
    with pytest.raises(MoveRefused):
        go(first, "void", organ.officer)
    assert go(first, "void", organ.officer, reason="重复").status == Status.VOIDED
    second = draft(organ)
    go(second, "submit", organ.officer)
    assert go(second, "approve_in_unit", organ.head).number.endswith("-0002")


def test_a_stale_version_is_refused_with_who_changed_it(organ):
    item = draft(organ, status=Status.EDITING, editor=organ.editor)
    go(item, "submit_for_approval", organ.editor)
    go(item, "call_back", organ.editor, reason="再改")
    with pytest.raises(StaleItem, match=organ.editor.name):
        move_item(item_id=item.pk, name="submit_for_approval", by=organ.editor, seen_version=1)


def test_a_move_that_is_no_longer_possible_says_who_did_what(organ):
    item = draft(organ, status=Status.FILED)
    go(item, "take", organ.editor)
    with pytest.raises(MoveRefused, match=organ.editor.name):
        go(item, "take", organ.office_head)


def test_a_decision_on_paper_is_recorded_with_both_names(organ):
    item = draft(organ, status=Status.SIGNATURE, editor=organ.editor)
    paper = PaperRecord("paper", organ.deputy_leader, now() - timedelta(hours=1), StoredFileFactory.create())
    assert go(item, "sign", organ.editor, on_paper=paper).status == Status.SIGNED
    event = Event.objects.about(item).get()
    assert (event.actor, event.on_behalf_of) == (organ.editor, organ.deputy_leader)


def test_an_oral_decision_is_countersigned_by_the_decider_alone(organ):
    item = draft(organ, status=Status.SIGNATURE, editor=organ.editor)
    go(item, "sign", organ.editor, on_paper=PaperRecord("phone", organ.deputy_leader, now()))
    decision = item.paper_decisions.get()
    assert decision.confirm_by is not None
    with pytest.raises(NotAllowed):
        confirm_paper_decision(decision_id=decision.pk, by=organ.editor)
    assert confirm_paper_decision(decision_id=decision.pk, by=organ.deputy_leader).confirmed_at is not None


def test_a_paper_decision_without_scan_or_by_the_wrong_person_is_refused(organ):
    item = draft(organ, status=Status.SIGNATURE, editor=organ.editor)
    with pytest.raises(MoveRefused):
        go(item, "sign", organ.editor, on_paper=PaperRecord("paper", organ.deputy_leader, now()))
    with pytest.raises(MoveRefused):
        go(item, "sign", organ.editor, on_paper=PaperRecord("phone", organ.head, now()))
    item.refresh_from_db()
    assert (item.status, item.paper_decisions.count()) == (Status.SIGNATURE, 0)


def test_a_deputy_acts_by_grant_with_both_names_but_never_on_own_items(organ):
    deputy = organ.officers[1]
    ActingGrantFactory.create(principal=organ.head, deputy=deputy, unit=organ.division, role=Role.UNIT_HEAD)
    item = draft(organ)
    go(item, "submit", organ.officer)
    assert go(item, "approve_in_unit", deputy).status == Status.FILED
    assert Event.objects.about(item).order_by("-pk")[0].on_behalf_of == organ.head
    own = draft(organ, authors=[organ.officer, deputy], status=Status.UNIT_REVIEW)
    with pytest.raises(NotAllowed):
        go(own, "approve_in_unit", deputy)


def test_nobody_approves_what_they_wrote(organ):
    item = draft(organ, authors=[organ.office_head], status=Status.OFFICE_REVIEW, editor=organ.editor)
    assert "approve" not in {move.name for move in allowed_moves(item, organ.office_head)}
    with pytest.raises(NotAllowed):
        go(item, "approve", organ.office_head)


def test_a_forwarded_item_is_neither_shelved_nor_reopened(organ):
    item = draft(organ, status=Status.SIGNED, editor=organ.editor, forwarded_at=now())
    for name in ("shelve", "reopen"):
        with pytest.raises(MoveRefused) as refusal:
            go(item, name, organ.office_head, reason="缓报")
        assert refusal.value.code == "forwarded"
