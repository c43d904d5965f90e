"""The register of faults: recorded, objected to, upheld, revoked; each step with its event and its notices."""

from datetime import UTC, date, datetime

import pytest

from activity.clock import today
from activity.models import Event, Notice
from organizations.models import Role
from registers.models import Fault, FaultObjection, FaultRectification
from registers.services.faults import (
    object_to_fault,
    objections_until,
    record_fault,
    rectify_fault,
    revoke_fault,
    uphold_fault,
)
from review import fault_kinds
from review.errors import RecordRefused
from submissions.errors import NotAllowed
from submissions.secrecy import SecretRefused
from submissions.states import Status
from tests.factories.documents import StoredFileFactory
from tests.factories.organizations import make_person
from tests.factories.registers import FaultFactory, FaultObjectionFactory
from tests.factories.submissions import make_item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]

WAITING = FaultObjection.Outcome.WAITING


def put(organ, **kw):
    given = {"code": "late", "unit": organ.division, "happened_on": date(2026, 11, 9), "note": "迟报3小时。",
             "by": organ.editor, **kw}  # fmt: skip
    return record_fault(**given)


def verbs(fault):
    return list(Event.objects.about(fault).order_by("pk").values_list("verb", flat=True))


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("user", flat=True))


def test_a_fault_is_recorded_with_all_that_belongs_to_it_and_the_unit_is_told(organ):
    item = make_item(status=Status.SIGNED, unit=organ.division)
    file = StoredFileFactory.create()
    fault = put(organ, person=organ.officer, item=item, severity=" 较重 ", evidence=file, note=" 迟报3小时。 ")
    assert (fault.code, fault.unit, fault.person, fault.item, fault.severity, fault.note, fault.evidence) == (
        "late", organ.division, organ.officer, item, "较重", "迟报3小时。", file,
    )  # fmt: skip
    assert (fault.recorded_by, fault.is_revoked) == (organ.editor, False)
    event = Event.objects.about(fault).get()
    assert (event.verb, event.actor_id) == ("fault.record", organ.editor.pk)
    assert event.data == {"code": "late", "on": "2026-11-09", "person": organ.officer.pk, "item": item.pk}
    assert told("fault.recorded") == {organ.officer.pk, organ.head.pk}
    assert Notice.objects.first().data["until"] == "2026-11-13"


def test_the_person_named_hears_of_it_also_from_another_unit(organ):
    moved = make_person(Role.OFFICER, unit=organ.division)
    fault = put(organ, person=moved)
    assert moved.pk in told("fault.recorded")
    assert fault.person == moved


@pytest.mark.parametrize("who", ["officer", "head", "deputy_leader"])
def test_only_the_office_records(organ, who):
    with pytest.raises(NotAllowed):
        put(organ, by=getattr(organ, who))
    assert not Fault.objects.exists()
    assert not Event.objects.filter(verb="fault.record").exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": "unknown"}, "code"),
        ({"code": ""}, "code"),
        ({"happened_on": date(2026, 11, 11)}, "happened_on"),
        ({"happened_on": date(2024, 11, 9)}, "happened_on"),
        ({"happened_on": date(1026, 11, 2)}, "happened_on"),
        ({"note": "  "}, "note"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(organ, given, field):
    with pytest.raises(RecordRefused) as refused:
        put(organ, **given)
    assert refused.value.field == field
    assert not Fault.objects.exists()


def test_a_person_of_another_unit_and_an_item_of_another_unit_are_refused(organ):
    theirs = make_item(status=Status.SIGNED, unit=organ.divisions[1])
    for given, field in (({"person": organ.officers[1]}, "person"), ({"item": theirs}, "item_number"),
                         ({"item": make_item(unit=organ.division)}, "item_number")):  # fmt: skip
        with pytest.raises(RecordRefused) as refused:
            put(organ, **given)
        assert refused.value.field == field
    assert not Fault.objects.exists()


def test_a_partner_and_a_source_may_be_at_fault_for_the_item(organ):
    joint = make_item(status=Status.SIGNED, unit=organ.divisions[1], joint=[organ.division])
    assert put(organ, item=joint).item == joint


def test_the_same_fault_is_recorded_once_and_again_after_it_was_revoked(organ):
    fault = put(organ)
    with pytest.raises(RecordRefused) as refused:
        put(organ)
    assert (refused.value.code, Fault.objects.count()) == ("twice", 1)
    put(organ, note="另一次。")
    revoke_fault(fault_id=fault.pk, by=organ.editor, reason="登记有误")
    assert put(organ).pk


def test_secret_words_are_refused_before_anything_is_written(organ):
    with pytest.raises(SecretRefused):
        put(organ, note="【机密】某事")
    assert not Fault.objects.exists()


def test_a_kind_that_a_scheme_names_can_be_recorded(organ, monkeypatch):
    monkeypatch.setattr(fault_kinds, "_sources", [lambda: {"hearsay": "道听途说"}])
    fault = put(organ, code="hearsay")
    assert fault.label == "道听途说"
    monkeypatch.setattr(fault_kinds, "_sources", [])
    assert fault.label == "hearsay"
    with pytest.raises(RecordRefused):
        put(organ, code="hearsay", note="又一次")


def test_revoking_writes_a_counter_record_with_its_reason_and_tells_the_unit(organ):
    fault = put(organ, person=organ.officer)
    counter = revoke_fault(fault_id=fault.pk, by=organ.office_head, reason=" 登记有误 ")
    assert (counter.counters, counter.code, counter.unit, counter.person, counter.reason) == (
        fault, "late", organ.division, organ.officer, "登记有误",
    )  # fmt: skip
    assert counter.recorded_by == organ.office_head
    assert list(Fault.objects.in_force()) == []
    assert list(Fault.objects.facts()) == [fault]
    assert verbs(fault) == ["fault.record", "fault.revoke"]
    assert told("fault.revoked") == {organ.officer.pk, organ.head.pk}


def test_revoking_needs_a_reason_and_happens_once(organ):
    fault = FaultFactory.create(unit=organ.division)
    with pytest.raises(RecordRefused):
        revoke_fault(fault_id=fault.pk, by=organ.editor, reason=" ")
    with pytest.raises(NotAllowed):
        revoke_fault(fault_id=fault.pk, by=organ.head, reason="不服")
    counter = revoke_fault(fault_id=fault.pk, by=organ.editor, reason="有误")
    for row in (fault, counter):
        with pytest.raises(NotAllowed):
            revoke_fault(fault_id=row.pk, by=organ.editor, reason="再撤")
    assert Fault.objects.count() == 2


@pytest.mark.parametrize("outcome", ["upheld", "dropped"])
def test_an_objection_waits_for_the_office_and_is_decided(organ, outcome):
    fault = put(organ)
    objection = object_to_fault(fault_id=fault.pk, by=organ.head, text="当日已电话报告。")
    assert (objection.outcome, objection.objected_by) == (WAITING, organ.head)
    assert told("fault.objected") == {organ.editor.pk, organ.office_head.pk}
    if outcome == "upheld":
        uphold_fault(fault_id=fault.pk, by=organ.office_head, answer="电话报告无记录。")
    else:
        revoke_fault(fault_id=fault.pk, by=organ.office_head, reason="电话报告属实。")
    objection.refresh_from_db()
    assert (objection.outcome, objection.decided_by) == (outcome, organ.office_head)
    assert objection.answer
    assert Fault.objects.in_force().exists() is (outcome == "upheld")
    assert told(f"fault.{'upheld' if outcome == 'upheld' else 'revoked'}") == {organ.officer.pk, organ.head.pk}
    assert verbs(fault)[:2] == ["fault.record", "fault.object"]


def test_objections_end_after_three_working_days(organ, hand):
    fault = put(organ)
    assert objections_until(fault) == date(2026, 11, 13)
    hand.set(datetime(2026, 11, 13, 15, 59, tzinfo=UTC))
    assert today() == date(2026, 11, 13)
    object_to_fault(fault_id=fault.pk, by=organ.head, text="有异议")
    other = FaultFactory.create(unit=organ.division, recorded_at=fault.recorded_at)
    hand.set(datetime(2026, 11, 13, 16, 1, tzinfo=UTC))
    with pytest.raises(RecordRefused) as refused:
        object_to_fault(fault_id=other.pk, by=organ.head, text="有异议")
    assert refused.value.code == "too_late"


def test_who_may_object_and_when(organ):
    fault = put(organ)
    for stranger in (organ.heads[1], organ.editor, organ.deputy_leader):
        with pytest.raises(NotAllowed):
            object_to_fault(fault_id=fault.pk, by=stranger, text="有异议")
    with pytest.raises(RecordRefused):
        object_to_fault(fault_id=fault.pk, by=organ.officer, text=" ")
    with pytest.raises(SecretRefused):
        object_to_fault(fault_id=fault.pk, by=organ.officer, text="【秘密】")
    object_to_fault(fault_id=fault.pk, by=organ.officer, text="有异议")
    with pytest.raises(RecordRefused) as refused:
        object_to_fault(fault_id=fault.pk, by=organ.head, text="也有异议")
    assert (refused.value.code, FaultObjection.objects.count()) == ("waiting", 1)
    revoke_fault(fault_id=fault.pk, by=organ.editor, reason="属实")
    with pytest.raises(NotAllowed):
        object_to_fault(fault_id=fault.pk, by=organ.head, text="再异议")


def test_upholding_needs_an_objection_an_answer_and_the_office(organ):
    fault = put(organ)
    with pytest.raises(RecordRefused) as refused:
        uphold_fault(fault_id=fault.pk, by=organ.editor, answer="维持")
    assert refused.value.code == "none"
    FaultObjectionFactory.create(fault=fault)
    with pytest.raises(RecordRefused):
        uphold_fault(fault_id=fault.pk, by=organ.editor, answer="")
    with pytest.raises(NotAllowed):
        uphold_fault(fault_id=fault.pk, by=organ.head, answer="撤销")
    assert FaultObjection.objects.get().outcome == WAITING


def test_after_a_decision_the_unit_may_object_again_while_there_is_time(organ, hand):
    fault = put(organ)
    object_to_fault(fault_id=fault.pk, by=organ.head, text="有异议")
    uphold_fault(fault_id=fault.pk, by=organ.editor, answer="维持")
    hand.advance(days=1)
    assert object_to_fault(fault_id=fault.pk, by=organ.head, text="有新证据").outcome == WAITING


def test_what_was_done_about_a_fault_is_recorded_once_and_the_unit_is_told(organ):
    fault = put(organ)
    done = rectify_fault(fault_id=fault.pk, by=organ.editor, text=" 已补报，值班表已调整。 ")
    assert (done.fault, done.text, done.recorded_by) == (fault, "已补报，值班表已调整。", organ.editor)
    assert verbs(fault) == ["fault.record", "fault.rectify"]
    assert told("fault.rectified") == {organ.officer.pk, organ.head.pk}
    assert list(Fault.objects.in_force()) == [fault]
    with pytest.raises(RecordRefused) as refused:
        rectify_fault(fault_id=fault.pk, by=organ.editor, text="又一次")
    assert (refused.value.code, FaultRectification.objects.count()) == ("twice", 1)


@pytest.mark.parametrize("who", ["officer", "head", "deputy_leader"])
def test_only_the_office_records_a_rectification(organ, who):
    fault = FaultFactory.create(unit=organ.division)
    with pytest.raises(NotAllowed):
        rectify_fault(fault_id=fault.pk, by=getattr(organ, who), text="已补报。")
    assert (FaultRectification.objects.count(), verbs(fault)) == (0, [])


def test_a_rectification_needs_words_and_no_waiting_objection(organ):
    fault = FaultFactory.create(unit=organ.division)
    for text, error in ((" ", RecordRefused), ("【机密】某事", SecretRefused)):
        with pytest.raises(error):
            rectify_fault(fault_id=fault.pk, by=organ.editor, text=text)
    FaultObjectionFactory.create(fault=fault, objected_by=organ.head)
    with pytest.raises(RecordRefused) as refused:
        rectify_fault(fault_id=fault.pk, by=organ.editor, text="已补报。")
    assert (refused.value.code, FaultRectification.objects.count()) == ("waiting", 0)


def test_a_revoked_fault_is_not_rectified(organ):
    fault = put(organ)
    revoke_fault(fault_id=fault.pk, by=organ.editor, reason="登记有误")
    with pytest.raises(NotAllowed):
        rectify_fault(fault_id=fault.pk, by=organ.editor, text="已补报。")
    assert not FaultRectification.objects.exists()
