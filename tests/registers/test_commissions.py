"""约稿: made, answered by what is filed in time, extended, excused, closed, opened again, withdrawn."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet

from activity.clock import now
from activity.models import Event, Notice
from activity.reminders import remind_once
from activity.services import record
from organizations.models import Role
from registers.errors import CommissionRefused
from registers.models import Commission, CommissionTarget
from registers.services import commissions, reminding
from registers.services.answers import answers_of
from registers.services.reminding import remind_of_commissions
from submissions.errors import NotAllowed
from submissions.models import Item
from submissions.secrecy import SecretRefused
from submissions.states import Source, Status
from tests.factories.organizations import make_person
from tests.factories.registers import CommissionFactory, answer_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]


@pytest.fixture
def commission(organ):
    """Due in three days, asked of both divisions."""
    return CommissionFactory.create(units=organ.divisions)


def make(organ, **kw):
    given = {
        "topic": "优化营商环境的做法",
        "units": organ.divisions,
        "due_at": now() + timedelta(days=2),
        "by": organ.editor,
    }
    return commissions.make_commission(**{**given, **kw})


def outcomes(commission):
    """Unit -> how it stands now."""
    found = answers_of(commission.targets.select_related("commission", "unit"))
    return {one.target.unit: one.outcome for one in found}


def target_of(commission, unit):
    return commission.targets.get(unit=unit)


def test_a_commission_takes_the_next_number_and_tells_the_units(organ):
    first, second = make(organ, wanted=" 写清数据 ", asked_by="省政府办公厅"), make(organ, units=[organ.division])
    assert (first.number, second.number) == ("约稿〔2026〕1号", "约稿〔2026〕2号")
    assert (first.wanted, first.asked_by, first.made_by) == ("写清数据", "省政府办公厅", organ.editor)
    assert [target.unit for target in first.targets.all()] == organ.divisions
    people = {*organ.officers, *organ.heads}
    assert set(Notice.objects.filter(subject_key=str(first.pk)).values_list("user", flat=True)) == {
        p.pk for p in people
    }
    event = Event.objects.about(first).get()
    assert (event.verb, event.data["number"]) == ("commission.make", first.number)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"topic": " "}, "topic"),
        ({"units": []}, "units"),
        ({"due_at": datetime(2026, 11, 10, 4, tzinfo=UTC)}, "due_at"),
    ],
)
def test_a_commission_that_cannot_be_is_refused_at_its_field(organ, given, field):
    with pytest.raises(CommissionRefused) as refused:
        make(organ, **given)
    assert (refused.value.field, Commission.objects.count()) == (field, 0)


def test_only_the_office_commissions_and_nothing_secret(organ):
    for person in (organ.officer, organ.head, organ.deputy_leader):
        with pytest.raises(NotAllowed):
            make(organ, by=person)
    with pytest.raises(SecretRefused):
        make(organ, wanted="【机密】")
    assert not Commission.objects.exists()


def test_two_at_the_same_moment_get_two_numbers(organ, monkeypatch):
    """The second finds the number taken and takes the next one."""
    make(organ)
    create, tries = Commission.objects.create, []

    def late(**kw):
        tries.append(kw["number"])
        if len(tries) == 1:
            create(**kw)
            raise IntegrityError
        return create(**kw)

    monkeypatch.setattr(Commission.objects, "create", late)
    number = make(organ).number
    assert len(tries) == 2
    assert number == tries[1]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (Status.FILED, "done"), (Status.EDITING, "done"), (Status.SIGNED, "done"), (Status.MERGED, "done"),
        (Status.DECLINED, ""), (Status.VOIDED, ""), (Status.DRAFT, ""), (Status.UNIT_REVIEW, ""),
    ],
)  # fmt: skip
def test_what_was_filed_in_time_does_it_unless_it_came_to_nothing(organ, commission, status, outcome):
    answer_to(commission, organ.division, status)
    assert outcomes(commission) == {organ.division: outcome, organ.divisions[1]: ""}


def test_after_the_due_time_nothing_filed_is_missed_and_what_comes_then_is_late(organ, commission, hand):
    hand.set(commission.due_at)
    answer_to(commission, organ.division)
    hand.advance(minutes=1)
    assert outcomes(commission) == {organ.division: "done", organ.divisions[1]: "missed"}
    answer_to(commission, organ.divisions[1])
    assert outcomes(commission) == {organ.division: "done", organ.divisions[1]: "late"}


def test_only_an_item_of_the_unit_that_names_the_number_answers(organ, commission):
    other = CommissionFactory.create(units=[organ.division])
    answer_to(other, organ.division)
    item = answer_to(commission, organ.division)
    Item.objects.filter(pk=item.pk).update(source=Source.OWN)
    assert outcomes(commission) == dict.fromkeys(organ.divisions, "")
    assert outcomes(other) == {organ.division: "done"}


def test_a_partner_that_countersigned_answers_too(organ, commission):
    answer_to(commission, organ.division, Status.SIGNED, joint=[organ.divisions[1]])
    assert outcomes(commission) == dict.fromkeys(organ.divisions, "done")


@pytest.mark.parametrize(("kind", "outcome"), [("office", "done"), ("facts", ""), ("", "")])
def test_a_return_for_a_reason_of_the_office_counts_on(organ, commission, kind, outcome):
    item = answer_to(commission, organ.division, Status.RETURNED)
    Item.objects.filter(pk=item.pk).update(first_filed_at=now())
    record("item.send_back", subject=item, by=organ.editor, data={"kind": kind})
    assert outcomes(commission)[organ.division] == outcome


def test_the_first_filing_in_time_counts_also_after_a_return(organ, commission, hand):
    """退回修改 for a fault, filed again after the due time: lateness goes by the first filing."""
    item = answer_to(commission, organ.division)
    hand.advance(days=5)
    Item.objects.filter(pk=item.pk).update(status=Status.FILED, filed_at=now(), filing_count=2)
    assert outcomes(commission)[organ.division] == "done"


def test_more_time_for_one_unit_needs_a_reason_and_a_later_time(organ, commission, hand):
    target = target_of(commission, organ.division)
    until = commission.due_at + timedelta(days=2)
    for given, field in (
        ({"until": until, "reason": " "}, "reason"),
        ({"until": commission.due_at, "reason": "出差"}, "until"),
    ):
        with pytest.raises(CommissionRefused) as refused:
            commissions.extend_target(target_id=target.pk, by=organ.editor, **given)
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        commissions.extend_target(target_id=target.pk, by=organ.head, until=until, reason="出差")
    commissions.extend_target(target_id=target.pk, by=organ.editor, until=until, reason="出差")
    hand.set(commission.due_at + timedelta(hours=1))
    assert outcomes(commission) == {organ.division: "", organ.divisions[1]: "missed"}
    event = Event.objects.about(commission).get(verb="commission.extend")
    assert (event.reason, event.data["unit"]) == ("出差", organ.division.pk)


def test_closing_settles_what_was_filed_and_is_refused_while_somebody_has_time(organ, commission, hand):
    item = answer_to(commission, organ.division)
    with pytest.raises(CommissionRefused) as refused:
        commissions.close_commission(commission_id=commission.pk, by=organ.editor)
    assert (refused.value.code, str(organ.divisions[1]) in str(refused.value.message)) == ("open", True)
    hand.advance(days=4)
    with pytest.raises(NotAllowed):
        commissions.close_commission(commission_id=commission.pk, by=organ.head)
    commissions.close_commission(commission_id=commission.pk, by=organ.editor)
    rows = commission.targets.values_list("unit", "outcome", "item", "happened_on")
    assert list(rows) == [
        (organ.division.pk, "done", item.pk, date(2026, 11, 10)),
        (organ.divisions[1].pk, "missed", None, date(2026, 11, 13)),
    ]
    # What is declined afterwards changes nothing until the office opens it again.
    Item.objects.filter(pk=item.pk).update(status=Status.DECLINED)
    assert outcomes(commission) == outcomes(Commission.objects.get(pk=commission.pk)) == {
        organ.division: "done", organ.divisions[1]: "missed",
    }  # fmt: skip
    event = Event.objects.about(commission).get(verb="commission.close")
    assert event.data["outcomes"] == {str(organ.division.pk): "done", str(organ.divisions[1].pk): "missed"}


def test_an_excused_unit_neither_did_nor_missed_it(organ, commission, hand):
    target = target_of(commission, organ.division)
    with pytest.raises(CommissionRefused):
        commissions.excuse_target(target_id=target.pk, by=organ.editor, reason="")
    commissions.excuse_target(target_id=target.pk, by=organ.editor, reason="与其职责无关")
    hand.advance(days=4)
    commissions.close_commission(commission_id=commission.pk, by=organ.editor)
    assert list(commission.targets.values_list("outcome", flat=True)) == ["excused", "missed"]
    assert target_of(commission, organ.division).happened_on is None


def test_opening_again_needs_a_reason_and_takes_the_outcomes_back(organ, commission, hand):
    hand.advance(days=4)
    commissions.close_commission(commission_id=commission.pk, by=organ.editor)
    with pytest.raises(CommissionRefused):
        commissions.reopen_commission(commission_id=commission.pk, by=organ.editor, reason=" ")
    with pytest.raises(NotAllowed):
        commissions.reopen_commission(commission_id=commission.pk, by=organ.head, reason="有误")
    commissions.reopen_commission(commission_id=commission.pk, by=organ.editor, reason="有误")
    assert set(commission.targets.values_list("outcome", "happened_on")) == {("", None)}
    with pytest.raises(NotAllowed):
        commissions.reopen_commission(commission_id=commission.pk, by=organ.editor, reason="有误")


def test_a_closed_or_withdrawn_commission_is_left_alone(organ, commission, hand):
    with pytest.raises(CommissionRefused):
        commissions.withdraw_commission(commission_id=commission.pk, by=organ.editor, reason="")
    commissions.withdraw_commission(commission_id=commission.pk, by=organ.editor, reason="上级取消")
    target = target_of(commission, organ.division)
    acts = (
        lambda: commissions.close_commission(commission_id=commission.pk, by=organ.editor),
        lambda: commissions.remind_units(commission_id=commission.pk, by=organ.editor),
        lambda: commissions.excuse_target(target_id=target.pk, by=organ.editor, reason="x"),
        lambda: commissions.begin_answer(target_id=target.pk, by=organ.officer),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert Notice.objects.filter(kind="commission.withdrawn").count() == 4
    assert CommissionTarget.objects.standing().count() == 0


def test_filing_in_answer_begins_one_draft_that_names_the_commission(organ, commission):
    target = target_of(commission, organ.division)
    item = commissions.begin_answer(target_id=target.pk, by=organ.officer)
    assert (item.unit, item.source, item.commission_no, item.title, item.status) == (
        organ.division, Source.COMMISSION, commission.number, commission.topic, Status.DRAFT,
    )  # fmt: skip
    assert commissions.begin_answer(target_id=target.pk, by=organ.officer) == item
    for stranger in (organ.officers[1], organ.editor, organ.deputy_leader):
        with pytest.raises(NotAllowed):
            commissions.begin_answer(target_id=target.pk, by=stranger)
    assert Item.objects.count() == 1


def test_an_answer_that_was_voided_does_not_keep_the_unit_from_another(organ, commission):
    target = target_of(commission, organ.division)
    first = commissions.begin_answer(target_id=target.pk, by=organ.officer)
    Item.objects.filter(pk=first.pk).update(status=Status.VOIDED)
    second = commissions.begin_answer(target_id=target.pk, by=organ.officer)
    assert (second == first, second.status) == (False, Status.DRAFT)
    assert commissions.begin_answer(target_id=target.pk, by=organ.officer) == second


def test_filing_in_answer_leads_to_what_was_returned(organ, commission):
    target = target_of(commission, organ.division)
    item = answer_to(commission, organ.division, Status.RETURNED)
    Item.objects.filter(pk=item.pk).update(first_filed_at=now(), number="2026-业1-0007")
    record("item.send_back", subject=item, by=organ.editor, data={"kind": "facts"})
    (answer,) = answers_of([target])
    assert (answer.outcome, answer.item, answer.is_writing) == ("", item, True)
    assert commissions.begin_answer(target_id=target.pk, by=organ.officer) == item
    assert Item.objects.count() == 1


def test_what_the_unit_is_asked_for_is_locked_before_a_draft_is_begun(organ, commission, monkeypatch):
    """Two officers at once: the second waits, and finds the draft of the first."""
    target, locked = target_of(commission, organ.division), []
    lock = QuerySet.select_for_update
    monkeypatch.setattr(
        QuerySet, "select_for_update", lambda rows, *a, **kw: locked.append(rows.model) or lock(rows, *a, **kw)
    )
    monkeypatch.setattr(commissions, "answers_of", lambda targets: locked.append("asked") or answers_of(targets))
    commissions.begin_answer(target_id=target.pk, by=organ.officer)
    assert locked[:2] == [CommissionTarget, "asked"]


def test_the_office_reminds_those_who_have_not_filed(organ, commission):
    answer_to(commission, organ.division)
    assert commissions.remind_units(commission_id=commission.pk, by=organ.editor) == 1
    people = {organ.officers[1].pk, organ.heads[1].pk}
    assert set(Notice.objects.filter(kind="commission.reminder").values_list("user", flat=True)) == people
    answer_to(commission, organ.divisions[1])
    with pytest.raises(CommissionRefused):
        commissions.remind_units(commission_id=commission.pk, by=organ.editor)
    with pytest.raises(NotAllowed):
        commissions.remind_units(commission_id=commission.pk, by=organ.head)


def test_beat_reminds_a_day_before_and_once_after_and_catches_up(organ, commission, hand):
    answer_to(commission, organ.division)
    assert remind_of_commissions(now()) == 0
    hand.set(commission.due_at - timedelta(hours=23))
    assert [remind_of_commissions(now()), remind_of_commissions(now())] == [2, 0]
    hand.set(commission.due_at + timedelta(days=9))
    assert [remind_of_commissions(now()), remind_of_commissions(now())] == [2, 0]
    kinds = Notice.objects.values_list("kind", flat=True)
    assert sorted(kinds) == ["commission.due_soon"] * 2 + ["commission.overdue"] * 2


def test_beat_asks_for_nobody_once_all_were_reminded(organ, commission, hand, django_assert_num_queries):
    hand.set(commission.due_at + timedelta(hours=1))
    assert remind_of_commissions(now()) == 4
    with django_assert_num_queries(3):  # targets, reminders, items
        assert remind_of_commissions(now()) == 0
    later = now() + timedelta(days=2)
    commissions.extend_target(
        target_id=target_of(commission, organ.division).pk, by=organ.editor, until=later, reason="出差"
    )
    hand.set(later + timedelta(hours=1))
    assert [remind_of_commissions(now()), remind_of_commissions(now())] == [2, 0]


def test_a_reminder_that_fails_half_way_is_caught_up_on_for_all(organ, commission, hand, monkeypatch):
    hand.set(commission.due_at + timedelta(hours=1))
    calls = []

    def failing(**kw):
        calls.append(kw)
        if len(calls) == 2:
            raise RuntimeError
        return remind_once(**kw)

    monkeypatch.setattr(reminding, "remind_once", failing)
    with pytest.raises(RuntimeError):
        remind_of_commissions(now())
    assert not Notice.objects.filter(kind="commission.overdue").exists()
    monkeypatch.undo()
    assert remind_of_commissions(now()) == 4


def test_whoever_acts_for_the_unit_sees_its_commissions_and_strangers_do_not(organ, commission):
    from organizations.policy import can, visible_to

    stranger = make_person(Role.OFFICER)
    mine = CommissionFactory.create(units=[organ.division])
    assert set(visible_to(organ.officers[1], Commission.objects.all())) == {commission}
    assert set(visible_to(organ.officer, Commission.objects.all())) == {commission, mine}
    assert not visible_to(stranger, Commission.objects.all()).exists()
    assert (can(organ.officers[1], "commission.view", mine), can(organ.deputy_leader, "commission.view", mine)) == (
        False, True,
    )  # fmt: skip
