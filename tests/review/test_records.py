"""Forwarding, adoption, instruction, feedback: facts with counter-records."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from activity.clock import frozen, now, today
from activity.models import Event, Notice
from organizations.models import Role
from review.errors import RecordRefused
from review.models import Adoption, Forwarding, Instruction, OutletNotice
from review.services.adoption import enter_supplementary, record_adoption
from review.services.days import refuse_day
from review.services.forwarding import forward_item, notify_outlet
from review.services.instruction import give_feedback, record_instructions
from review.services.records import revoke
from submissions.errors import NotAllowed
from submissions.models import Revision
from submissions.states import OUTER_ADOPTED, OUTER_FORWARDED, Status
from tests.factories.organizations import OutletFactory, SuperiorLeaderFactory, make_person
from tests.factories.review import AdoptionFactory, ForwardingFactory, InstructionFactory
from tests.factories.submissions import ItemTypeFactory, make_item

pytestmark = pytest.mark.django_db


def test_forwarding_keeps_the_version_and_turns_the_units_word(organ, item):
    outlets = [OutletFactory.create(), OutletFactory.create()]
    rows = forward_item(item_id=item.pk, outlets=outlets, by=organ.editor)
    item.refresh_from_db()
    assert {row.revision.kind for row in rows} == {Revision.Kind.AS_FORWARDED}
    assert (item.forwarded_at is not None, item.outer_status) == (True, str(OUTER_FORWARDED))
    assert Event.objects.about(item).filter(verb="forwarding.add").count() == 2
    assert set(Notice.objects.values_list("user", flat=True)) == {organ.officer.pk, organ.head.pk}


def test_the_same_outlet_gets_an_item_once(organ, item):
    outlet = OutletFactory.create()
    forward_item(item_id=item.pk, outlets=[outlet], by=organ.editor)
    with pytest.raises(RecordRefused) as refusal:
        forward_item(item_id=item.pk, outlets=[OutletFactory.create(), outlet], by=organ.editor)
    assert (refusal.value.code, Forwarding.objects.count()) == ("twice", 1)


@pytest.mark.parametrize("status", [s for s in Status if s != Status.SIGNED])
def test_only_a_signed_item_is_forwarded(organ, status):
    waiting = make_item(status=status, unit=organ.division, drafter=organ.officer)
    with pytest.raises(NotAllowed):
        forward_item(item_id=waiting.pk, outlets=[OutletFactory.create()], by=organ.editor)
    assert Forwarding.objects.count() == 0


@pytest.mark.parametrize("role", [Role.OFFICER, Role.UNIT_HEAD, Role.DEPUTY_LEADER, Role.PRINCIPAL_LEADER])
def test_nobody_but_the_office_records(organ, item, role):
    stranger = make_person(role)
    outlet = OutletFactory.create()
    with pytest.raises(NotAllowed):
        forward_item(item_id=item.pk, outlets=[outlet], by=stranger)
    with pytest.raises(NotAllowed):
        record_adoption(item_id=item.pk, outlet=outlet, issue_number="1", adopted_on=today(), by=stranger)
    assert (Forwarding.objects.count(), Adoption.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_a_correction_is_kept_and_told(organ, item):
    row = forward_item(item_id=item.pk, outlets=[OutletFactory.create()], by=organ.editor)[0]
    notice = notify_outlet(
        forwarding_id=row.pk, kind=OutletNotice.Kind.CORRECTION, text="312件应为321件", by=organ.editor
    )
    assert (notice.kind, Notice.objects.filter(kind="item.outlet_notice").count()) == ("correction", 2)


def test_adoption_counts_on_its_day_and_turns_the_units_word(organ, item):
    day = today() - timedelta(days=3)
    adoption = record_adoption(
        item_id=item.pk, outlet=OutletFactory.create(), issue_number="第38期", adopted_on=day, by=organ.editor,
        external_points=Decimal("2.5"),
    )  # fmt: skip
    item.refresh_from_db()
    assert (adoption.external_points, item.adopted_at, item.outer_status) == (Decimal("2.5"), day, str(OUTER_ADOPTED))


def test_an_adoption_in_the_future_or_recorded_twice_is_refused(organ, item):
    outlet = OutletFactory.create()
    record_adoption(item_id=item.pk, outlet=outlet, issue_number="第1期", adopted_on=today(), by=organ.editor)
    for number, day in (("第1期", today()), ("第2期", today() + timedelta(days=1))):
        with pytest.raises(RecordRefused):
            record_adoption(item_id=item.pk, outlet=outlet, issue_number=number, adopted_on=day, by=organ.editor)
    assert Adoption.objects.count() == 1


def test_an_adopted_composite_turns_the_word_of_its_sources(organ):
    source = make_item(status=Status.MERGED, unit=organ.division, drafter=organ.officer)
    record_adoption(
        item_id=source.composite_id,
        outlet=OutletFactory.create(),
        issue_number="第1期",
        adopted_on=today(),
        by=organ.editor,
    )
    source.refresh_from_db()
    assert source.adopted_at == today()


def test_several_leaders_on_one_item_are_one_item_and_several_person_times(organ, item):
    leaders = [SuperiorLeaderFactory.create() for _n in range(3)]
    record_instructions(
        item_id=item.pk, leaders=leaders, text="请认真抓好落实。", instructed_on=today(), by=organ.editor,
        feedback_due=today() + timedelta(days=10),
    )  # fmt: skip
    rows = Instruction.objects.in_force()
    assert (rows.count(), rows.values("item").distinct().count()) == (3, 1)
    assert set(rows.values_list("feedback_unit", flat=True)) == {organ.division.pk}


def test_an_instruction_by_a_leader_out_of_office_is_refused_at_its_field(organ, item):
    gone = SuperiorLeaderFactory.create(ends_on=today() - timedelta(days=30))
    with pytest.raises(RecordRefused) as refusal:
        record_instructions(item_id=item.pk, leaders=[gone], text="阅", instructed_on=today(), by=organ.editor)
    assert (refusal.value.field, Instruction.objects.count()) == ("leaders", 0)


def test_feedback_is_given_by_the_unit_that_owes_it_and_once_settled_no_more(organ, item):
    row = InstructionFactory.create(item=item, feedback_unit=organ.division, feedback_due=today())
    with pytest.raises(NotAllowed):
        give_feedback(instruction_id=row.pk, text="已办结", by=organ.officers[1])
    give_feedback(instruction_id=row.pk, text="已办结", by=organ.officer)
    with pytest.raises(RecordRefused):
        give_feedback(instruction_id=row.pk, text="再报", by=organ.editor)
    assert list(row.feedbacks.values_list("text", flat=True)) == ["已办结"]


@pytest.mark.parametrize("factory", [ForwardingFactory, AdoptionFactory, InstructionFactory])
def test_revoking_writes_a_counter_record_and_the_fact_counts_no_more(organ, item, factory):
    row = factory.create(item=item)
    model = type(row)
    with pytest.raises(RecordRefused):
        revoke(row, by=organ.editor, reason=" ")
    counter = revoke(row, by=organ.editor, reason="重复登记")
    assert (counter.counters_id, counter.reason, model.objects.facts().count()) == (row.pk, "重复登记", 1)
    assert model.objects.in_force().count() == 0
    with pytest.raises(RecordRefused):
        revoke(row, by=organ.editor, reason="再次")


def test_a_revoked_adoption_takes_the_units_word_back(organ, item):
    row = record_adoption(
        item_id=item.pk, outlet=OutletFactory.create(), issue_number="1", adopted_on=today(), by=organ.editor
    )
    revoke(row, by=organ.editor, reason="对方更正")
    item.refresh_from_db()
    assert item.adopted_at is None


def test_a_later_entry_counts_as_adopted_and_not_as_filed(organ):
    entered = enter_supplementary(
        unit=organ.division, authors=[organ.officer], title="电话约稿采用件", text="", by=organ.editor,
        item_type=ItemTypeFactory.create(),
    )  # fmt: skip
    assert (entered.status, entered.filing_count, entered.first_filed_at) == (Status.SIGNED, 0, None)
    assert entered.number == f"{now().year}-补-0001"
    with pytest.raises(NotAllowed):
        enter_supplementary(
            unit=organ.division, authors=[organ.officer], title="x", text="", by=organ.officer,
            item_type=ItemTypeFactory.create(),
        )  # fmt: skip


LONG_PAST = date(1026, 11, 2)


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (lambda organ, given: record_adoption(outlet=OutletFactory.create(), issue_number="1", adopted_on=LONG_PAST, **given),
         "adopted_on"),
        (lambda organ, given: record_instructions(
            leaders=[SuperiorLeaderFactory.create(starts_on=LONG_PAST)], text="阅。", instructed_on=LONG_PAST, **given),
         "instructed_on"),
        (lambda organ, given: forward_item(
            outlets=[OutletFactory.create()], at=datetime(1026, 11, 2, 4, tzinfo=UTC), **given),
         "forwarded_at"),
    ],
)  # fmt: skip
def test_a_day_long_past_is_refused_at_its_field(organ, item, record, field):
    with pytest.raises(RecordRefused) as refused:
        record(organ, {"item_id": item.pk, "by": organ.editor})
    assert (refused.value.code, refused.value.field) == ("long_past", field)
    assert not any(model.objects.exists() for model in (Forwarding, Adoption, Instruction))


@pytest.mark.parametrize(
    ("now_is", "first"),
    [(date(2026, 11, 10), date(2024, 11, 10)), (date(2028, 2, 29), date(2026, 2, 28)), (date(2027, 1, 31), date(2025, 1, 31))],
)  # fmt: skip
def test_two_years_back_is_the_longest(now_is, first):
    with frozen(datetime(now_is.year, now_is.month, now_is.day, 4, tzinfo=UTC)):
        refuse_day(first, "day")
        with pytest.raises(RecordRefused):
            refuse_day(first - timedelta(days=1), "day")
