"""The way of a bulletin: each act by whom, in which state, what it leaves; numbers; comments; receipts."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from activity import clock
from activity.clock import OFFICE_ZONE
from activity.models import Event, Job, Notice
from organizations.models import Role
from reports.errors import BulletinRefused, NotAllowed
from reports.models import Bulletin, BulletinComment, IssueCounter, Receipt
from reports.services import building, bulletins
from reports.services.numbering import next_issue
from reports.states import ACTS, CommentKind, State
from reports.views.acts import SERVICES
from tests.factories.organizations import ActingGrantFactory, make_person
from tests.factories.reports import give_pdf, make_bulletin

DONE_BY = {
    "check": "office_head", "return": "office_head", "sign": "deputy_leader", "issue": "office_head",
    "withdraw": "office_head", "supersede": "office_head",
}  # fmt: skip
REACHABLE = [State.DRAFT, State.CHECKED, State.SIGNED, State.ISSUED]
PEOPLE = ("officer", "head", "editor", "office_head", "deputy_leader", "principal_leader")


def do(name, bulletin, by):
    reason = {"reason": "数据有误"} if ACTS[name].needs_reason else {}
    return SERVICES[name](bulletin_id=bulletin.pk, by=by, **reason)


def fresh(bulletin):
    return Bulletin.objects.get(pk=bulletin.pk)


def test_a_proposal_has_sections_a_title_and_the_offices_distribution(month):
    bulletin = month.propose()
    assert bulletin.title == "关于2026年10月信息工作情况的通报"
    assert [section.key for section in bulletin.sections.all()] == [
        "opening", "doing_well", "shortcomings", "balance", "demands",
    ]  # fmt: skip
    assert bulletin.office == "市政府法制办公室综合处"
    assert (bulletin.state, bulletin.number_line) == (State.DRAFT, "")


def test_proposing_twice_gives_one_bulletin(month):
    first = month.propose()
    assert bulletins.propose(period=month.period) == first
    assert (Bulletin.objects.count(), Event.objects.filter(verb="bulletin.propose").count()) == (1, 1)


def test_the_database_keeps_a_second_live_bulletin_out(month):
    first = month.propose()
    with pytest.raises(IntegrityError), transaction.atomic():
        Bulletin.objects.create(
            period=first.period, snapshot=first.snapshot, masthead="x", office="x", title="x", proposed_at=clock.now()
        )


def test_an_open_month_has_no_bulletin(month):
    with pytest.raises(BulletinRefused) as refused:
        bulletins.propose(period=month.period, by=month.head)
    assert (refused.value.code, Bulletin.objects.count()) == ("open", 0)


def test_only_the_office_proposes(month):
    month.close()
    with pytest.raises(NotAllowed):
        bulletins.propose(period=month.period, by=month.organ.deputy_leader)


def test_the_next_bulletin_takes_over_the_distribution(month):
    bulletin = month.propose()
    bulletins.save_imprint(bulletin_id=bulletin.pk, by=month.organ.editor, send_up="市委。", copies=77)
    bulletins.withdraw_bulletin(bulletin_id=bulletin.pk, by=month.head, reason="重拟")
    again = month.propose()
    assert (again.send_up, again.copies, again.corrects) == ("市委。", 77, None)


def test_the_whole_way_leaves_an_event_and_a_notice_at_each_step(month):
    bulletin = make_bulletin(month, State.ISSUED)
    assert bulletin.number_line == "〔2026〕第1期（总第1期）"
    assert (bulletin.dated_on, bulletin.checked_by, bulletin.signed_by) == (
        date(2026, 11, 5), month.head, month.organ.deputy_leader,
    )  # fmt: skip
    verbs = [event.verb for event in Event.objects.about(bulletin)]
    assert verbs == ["bulletin.propose", "bulletin.check", "bulletin.sign", "bulletin.pdf", "bulletin.issue"]
    told = {kind: Notice.objects.filter(kind=kind).count() for kind in ("bulletin.comment_by", "bulletin.issued")}
    assert told == {"bulletin.comment_by": 2, "bulletin.issued": 7}


@pytest.mark.parametrize("state", REACHABLE)
@pytest.mark.parametrize("name", ACTS)
def test_an_act_starts_in_its_states_only_and_by_its_roles_only(month, state, name):
    bulletin, act = make_bulletin(month, state), ACTS[name]
    right = getattr(month.organ, DONE_BY[name])
    for who in PEOPLE:
        person = getattr(month.organ, who)
        role = {"officer": Role.OFFICER, "head": Role.UNIT_HEAD}.get(who, who)
        if role in act.roles and state in act.sources:
            continue
        events = Event.objects.count()
        with pytest.raises((BulletinRefused, NotAllowed)):
            do(name, bulletin, person)
        assert (fresh(bulletin).state, Event.objects.count()) == (state, events)
    if state in act.sources:
        do(name, bulletin, right)
        assert fresh(bulletin).state == act.target


@pytest.mark.parametrize("name", [name for name, act in ACTS.items() if act.needs_reason])
@pytest.mark.parametrize("reason", ["", " ", "长" * 501])
def test_an_act_with_a_reason_refuses_an_empty_and_an_endless_one(month, name, reason):
    bulletin = make_bulletin(month, sorted(ACTS[name].sources)[0])
    with pytest.raises(BulletinRefused) as refused:
        SERVICES[name](bulletin_id=bulletin.pk, by=month.head, reason=reason)
    assert refused.value.field == "reason"
    assert fresh(bulletin).state == bulletin.state


def test_who_comes_late_learns_who_did_what(month):
    bulletin = make_bulletin(month, State.CHECKED)
    with pytest.raises(BulletinRefused) as refused:
        bulletins.check_bulletin(bulletin_id=bulletin.pk, by=month.head)
    assert refused.value.code == "wrong_state"
    assert str(month.head) in str(refused.value.message)


def test_whoever_has_checked_does_not_sign(month):
    bulletin = make_bulletin(month, State.CHECKED)
    ActingGrantFactory.create(
        principal=month.organ.deputy_leader, deputy=month.head, unit=month.organ.organ, role=Role.DEPUTY_LEADER
    )
    head = type(month.head).objects.get(pk=month.head.pk)
    with pytest.raises(BulletinRefused) as refused:
        bulletins.sign_bulletin(bulletin_id=bulletin.pk, by=head)
    assert refused.value.code == "same_person"
    assert IssueCounter.objects.count() == 0


def test_acting_for_a_leader_keeps_both_names(month):
    bulletin = make_bulletin(month, State.CHECKED)
    deputy = make_person()
    ActingGrantFactory.create(
        principal=month.organ.principal_leader, deputy=deputy, unit=month.organ.organ, role=Role.PRINCIPAL_LEADER
    )
    bulletins.sign_bulletin(bulletin_id=bulletin.pk, by=deputy)
    event = Event.objects.get(verb="bulletin.sign")
    assert (event.actor, event.on_behalf_of) == (deputy, month.organ.principal_leader)


def test_a_bulletin_without_its_pdf_is_not_issued(month):
    bulletin = make_bulletin(month, State.CHECKED)
    bulletins.sign_bulletin(bulletin_id=bulletin.pk, by=month.organ.deputy_leader)
    with pytest.raises(BulletinRefused) as refused:
        bulletins.issue_bulletin(bulletin_id=bulletin.pk, by=month.head)
    assert refused.value.code == "no_pdf"


def test_a_signed_bulletin_that_is_withdrawn_leaves_a_void_number(month):
    bulletin = make_bulletin(month, State.SIGNED)
    bulletins.withdraw_bulletin(bulletin_id=bulletin.pk, by=month.head, reason="内容有误")
    assert fresh(bulletin).is_void
    again = make_bulletin(month, State.SIGNED)
    assert (again.issue_no, again.issue_total, again.corrects) == (2, 2, None)


def test_a_correction_takes_a_new_number_and_cites_the_old(month):
    issued = make_bulletin(month, State.ISSUED)
    draft = bulletins.supersede_bulletin(bulletin_id=issued.pk, by=month.head, reason="第三节有误")
    assert (draft.state, draft.corrects, fresh(issued).state) == (State.DRAFT, issued, State.SUPERSEDED)
    assert make_bulletin(month, State.SIGNED).issue_no == 2


def test_numbers_begin_anew_each_year_and_the_total_runs_on(month):
    bulletin = make_bulletin(month, State.CHECKED)
    IssueCounter.objects.create(masthead=bulletin.masthead, year=2026, last=9)
    IssueCounter.objects.create(masthead=bulletin.masthead, year=0, last=40)
    with clock.frozen(datetime(2027, 1, 1, 0, 30, tzinfo=OFFICE_ZONE)):
        signed = bulletins.sign_bulletin(bulletin_id=bulletin.pk, by=month.organ.deputy_leader)
    assert signed.number_line == "〔2027〕第1期（总第41期）"


class NumberingTest(TestCase):
    @given(st.lists(st.tuples(st.sampled_from(["通报", "专报"]), st.sampled_from([2025, 2026])), max_size=12))
    def test_numbers_have_no_gaps_and_none_comes_twice(self, wanted):
        given_out = [(masthead, year, *next_issue(masthead, year)) for masthead, year in wanted]
        for series in set(wanted):
            numbers = [number for *key, number, _total in given_out if tuple(key) == series]
            assert numbers == list(range(1, len(numbers) + 1))
        for masthead in {"通报", "专报"}:
            totals = [total for name, _year, _number, total in given_out if name == masthead]
            assert totals == list(range(1, len(totals) + 1))


def test_a_number_that_is_rolled_back_is_given_again(db):
    with transaction.atomic():
        assert next_issue("通报", 2026) == (1, 1)
        transaction.set_rollback(True)
    assert next_issue("通报", 2026) == (1, 1)


@pytest.mark.parametrize("kind", CommentKind.values)
def test_a_leaders_comment_is_kept_and_printed(month, kind):
    bulletin, leader = make_bulletin(month, State.CHECKED), month.organ.principal_leader
    recorder = month.head if kind == CommentKind.ABSENT else leader
    comment = bulletins.add_comment(
        bulletin_id=bulletin.pk, leader=leader, recorded_by=recorder, kind=kind, text="请各处室抓好整改。"
    )
    assert comment.text == ("请各处室抓好整改。" if kind == CommentKind.COMMENT else "")
    from reports.services.paper import paper_of

    (printed,) = paper_of(Bulletin.objects.for_paper().get(pk=bulletin.pk))["comments"]
    assert printed["by"] == str(leader)
    assert Notice.objects.filter(kind="bulletin.commented").count() == (0 if kind == CommentKind.ABSENT else 1)


def test_a_second_comment_replaces_the_first(month):
    bulletin, leader = make_bulletin(month, State.CHECKED), month.organ.deputy_leader
    for text in ("同意。", "同意，请抓紧印发。"):
        bulletins.add_comment(bulletin_id=bulletin.pk, leader=leader, recorded_by=leader, text=text)
    assert [comment.text for comment in BulletinComment.objects.all()] == ["同意，请抓紧印发。"]
    assert Event.objects.filter(verb="bulletin.comment").count() == 2


@pytest.mark.parametrize(("text", "code"), [("", "empty"), ("  \n ", "empty"), ("长" * 501, "too_long")])
def test_a_comment_that_cannot_be_printed_is_refused(month, text, code):
    bulletin, leader = make_bulletin(month, State.CHECKED), month.organ.deputy_leader
    with pytest.raises(BulletinRefused) as refused:
        bulletins.add_comment(bulletin_id=bulletin.pk, leader=leader, recorded_by=leader, text=text)
    assert (refused.value.code, refused.value.field, BulletinComment.objects.count()) == (code, "text", 0)


def test_nobody_comments_for_another_leader_but_the_office(month):
    bulletin, organ = make_bulletin(month, State.CHECKED), month.organ
    for by in (organ.principal_leader, organ.officer):
        with pytest.raises(NotAllowed):
            bulletins.add_comment(bulletin_id=bulletin.pk, leader=organ.deputy_leader, recorded_by=by, text="同意。")
    with pytest.raises(NotAllowed):
        bulletins.add_comment(bulletin_id=bulletin.pk, leader=organ.editor, recorded_by=organ.editor, text="同意。")
    bulletins.add_comment(bulletin_id=bulletin.pk, leader=organ.deputy_leader, recorded_by=organ.editor, text="同意。")
    event = Event.objects.get(verb="bulletin.comment")
    assert (event.actor, event.on_behalf_of) == (organ.editor, organ.deputy_leader)


@pytest.mark.parametrize("state", [State.DRAFT, State.ISSUED])
def test_comments_are_taken_between_check_and_issue_only(month, state):
    bulletin, leader = make_bulletin(month, state), month.organ.deputy_leader
    with pytest.raises(BulletinRefused):
        bulletins.add_comment(bulletin_id=bulletin.pk, leader=leader, recorded_by=leader, text="同意。")


def test_a_comment_after_the_signature_has_the_pdf_made_anew(month):
    bulletin, leader = make_bulletin(month, State.SIGNED), month.organ.principal_leader
    bulletins.add_comment(bulletin_id=bulletin.pk, leader=leader, recorded_by=leader, text="请抓好整改。")
    assert Job.objects.filter(name=building.JOB).count() == 2
    with pytest.raises(BulletinRefused) as refused:
        bulletins.issue_bulletin(bulletin_id=bulletin.pk, by=month.head)
    assert refused.value.code == "no_pdf"
    give_pdf(bulletin)
    assert bulletins.issue_bulletin(bulletin_id=bulletin.pk, by=month.head).state == State.ISSUED


def test_a_receipt_is_written_once(month):
    bulletin = make_bulletin(month, State.ISSUED)
    for _time in range(2):
        bulletins.mark_read(bulletin_id=bulletin.pk, by=month.organ.officer)
    assert [receipt.user for receipt in Receipt.objects.all()] == [month.organ.officer]
    assert Event.objects.filter(verb="bulletin.read").count() == 1


def test_what_is_not_issued_is_not_marked_as_read(month):
    bulletin = make_bulletin(month, State.SIGNED)
    with pytest.raises(NotAllowed):
        bulletins.mark_read(bulletin_id=bulletin.pk, by=month.head)


def test_check_refuses_a_section_that_cannot_be_printed(month):
    bulletin = month.propose()
    bulletin.sections.filter(key="opening").update(text="共{{ filed.totl }}条")
    with pytest.raises(BulletinRefused, match=r"filed\.total"):
        bulletins.check_bulletin(bulletin_id=bulletin.pk, by=month.head)
    assert fresh(bulletin).state == State.DRAFT
