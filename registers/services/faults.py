"""Faults: put on record, objected to, upheld or revoked, rectified."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now, today
from activity.notices import tell
from activity.services import record
from documents.models import StoredFile
from organizations.models import Membership, Unit, User
from organizations.policy import can
from organizations.standing import UNIT_ROLES
from organizations.working_days import add_working_days
from registers.models import Fault, FaultObjection, FaultRectification
from registers.services.counters import counter_of
from registers.services.people import people_of_office, people_of_units
from review.errors import RecordRefused
from review.fault_kinds import fault_labels
from review.services.days import refuse_day
from submissions.errors import NotAllowed
from submissions.models import Item
from submissions.secrecy import refuse_secret

OBJECTION_WORKING_DAYS = 3
"""As with preliminary scores (核对异议)."""


@transaction.atomic
def record_fault(
    *,
    code: str,
    unit: Unit,
    happened_on: date,
    note: str,
    by: User,
    person: User | None = None,
    item: Item | None = None,
    severity: str = "",
    evidence: StoredFile | None = None,
) -> Fault:
    """Put a fault of the unit, and of the person in it where one is named, on record; its people are told.

    Raises NotAllowed; RecordRefused for a kind that is not known, a day to come or long past, no words, a person who was not in the
    unit, an item of another unit, or the same fault twice; SecretRefused.
    """
    if not can(by, "fault.record"):
        raise NotAllowed(_("Only the comprehensive office puts faults on record."), code="not_allowed")
    _check(code, happened_on, note)
    if person is not None and not _worked_in(person, unit, happened_on):
        raise RecordRefused(
            _("%(person)s had no role in %(unit)s on that day.") % {"person": person, "unit": unit}, "person", "person"
        )
    if item is not None:
        _check_item(item, unit, by)
    same = Fault.objects.in_force().filter(code=code, unit=unit, person=person, happened_on=happened_on, item=item)
    if same.filter(note=note.strip()).exists():
        raise RecordRefused(_("The same fault is on record already."), code="twice", field="code")
    fault = Fault.objects.create(
        code=code, unit=unit, person=person, happened_on=happened_on, item=item, severity=severity.strip(),
        note=note.strip(), evidence=evidence, recorded_by=by, recorded_at=now(),
    )  # fmt: skip
    record(
        "fault.record", subject=fault, by=by,
        data={"code": code, "on": happened_on.isoformat(), "person": person.pk if person else None,
              "item": item.pk if item else None},
    )  # fmt: skip
    until = objections_until(fault)
    _tell_unit(fault, "fault.recorded", by, day=happened_on.isoformat(), until=until.isoformat())
    return fault


@transaction.atomic
def revoke_fault(*, fault_id: int, by: User, reason: str) -> Fault:
    """Write the counter-record: the fault stays on the record, and counts no more. Raises NotAllowed, RecordRefused."""
    fault = _locked(fault_id)
    if not can(by, "fault.revoke", fault):
        raise NotAllowed(_("Only the comprehensive office revokes a fault, and only once."), code="not_allowed")
    if not reason.strip():
        raise RecordRefused(_("Give the reason for revoking it."), code="reason", field="reason")
    waiting = fault.objections.filter(outcome=FaultObjection.Outcome.WAITING).first()
    if waiting is not None:
        _decide(waiting, FaultObjection.Outcome.DROPPED, reason, by)
    counter = counter_of(fault, by=by, reason=reason.strip())
    record("fault.revoke", subject=fault, by=by, reason=reason.strip(), data={"counter": counter.pk})
    _tell_unit(fault, "fault.revoked", by, reason=reason.strip())
    return counter


@transaction.atomic
def object_to_fault(*, fault_id: int, by: User, text: str) -> FaultObjection:
    """异议 of the unit, until the last day for it; the office decides. Raises NotAllowed, RecordRefused, SecretRefused."""
    fault = _locked(fault_id)
    if not can(by, "fault.object", fault):
        raise NotAllowed(_("Only the unit concerned objects, and only while the record stands."), code="not_allowed")
    until = objections_until(fault)
    if today() > until:
        raise RecordRefused(_("Objections were possible until %(day)s.") % {"day": until.isoformat()}, "too_late")
    if not text.strip():
        raise RecordRefused(_("Say why the unit objects."), code="text", field="text")
    if fault.objections.filter(outcome=FaultObjection.Outcome.WAITING).exists():
        raise RecordRefused(_("An objection to this fault is waiting already."), code="waiting")
    refuse_secret(secrecy="", title="", text=text)
    objection = FaultObjection.objects.create(fault=fault, text=text.strip(), objected_by=by, objected_at=now())
    record("fault.object", subject=fault, by=by, data={"objection": objection.pk})
    data = {"unit": str(fault.unit), "what": fault.label}
    tell(people_of_office(by), kind="fault.objected", subject=fault, url=fault.get_absolute_url(), data=data)
    return objection


@transaction.atomic
def uphold_fault(*, fault_id: int, by: User, answer: str) -> FaultObjection:
    """The record stands, with the answer to the unit. Raises NotAllowed; RecordRefused where nothing waits."""
    fault = _locked(fault_id)
    if not can(by, "fault.decide", fault):
        raise NotAllowed(_("Only the comprehensive office decides on objections."), code="not_allowed")
    waiting = fault.objections.filter(outcome=FaultObjection.Outcome.WAITING).first()
    if waiting is None:
        raise RecordRefused(_("No objection is waiting."), code="none")
    if not answer.strip():
        raise RecordRefused(_("Give an answer to the unit."), code="answer", field="reason")
    _decide(waiting, FaultObjection.Outcome.UPHELD, answer, by)
    record("fault.uphold", subject=fault, by=by, reason=answer.strip(), data={"objection": waiting.pk})
    _tell_unit(fault, "fault.upheld", by, answer=answer.strip())
    return waiting


@transaction.atomic
def rectify_fault(*, fault_id: int, by: User, text: str) -> FaultRectification:
    """Put on record what the unit did about it; the fault goes on counting. Raises NotAllowed, RecordRefused, SecretRefused."""
    fault = _locked(fault_id)
    if not can(by, "fault.rectify", fault):
        raise NotAllowed(_("Only the comprehensive office records what was done about a fault."), code="not_allowed")
    if not text.strip():
        raise RecordRefused(_("Say what the unit did about it."), code="text", field="text")
    if fault.objections.filter(outcome=FaultObjection.Outcome.WAITING).exists():
        raise RecordRefused(_("Decide on the objection first."), code="waiting")
    if FaultRectification.objects.filter(fault=fault).exists():
        raise RecordRefused(_("It is on record already what was done about this fault."), code="twice")
    refuse_secret(secrecy="", title="", text=text)
    done = FaultRectification.objects.create(fault=fault, text=text.strip(), recorded_by=by, recorded_at=now())
    record("fault.rectify", subject=fault, by=by, data={"rectification": done.pk})
    _tell_unit(fault, "fault.rectified", by)
    return done


def objections_until(fault: Fault) -> date:
    """The last day on which the unit may object."""
    from ui.words import as_day

    return add_working_days(as_day(fault.recorded_at), OBJECTION_WORKING_DAYS)


def _check(code: str, happened_on: date, note: str) -> None:
    if code not in fault_labels():
        raise RecordRefused(_("This kind of fault is not known."), code="code", field="code")
    refuse_day(happened_on, "happened_on")
    if not note.strip():
        raise RecordRefused(_("Say what happened."), code="note", field="note")
    refuse_secret(secrecy="", title="", text=note)


def _check_item(item: Item, unit: Unit, by: User) -> None:
    if not can(by, "item.view", item):
        raise RecordRefused(_("There is no such item."), code="item", field="item_number")
    units = {item.unit_id, *item.joint_units.values_list("unit", flat=True)}
    if item.is_composite:
        units |= set(item.source_links.values_list("item__unit", flat=True))
    if unit.pk not in units:
        raise RecordRefused(
            _("“%(title)s” is no item of %(unit)s.") % {"title": item.title, "unit": unit}, "item", "item_number"
        )


def _worked_in(person: User, unit: Unit, day: date) -> bool:
    return Membership.objects.current(day).filter(user=person, unit=unit, role__in=UNIT_ROLES).exists()


def _locked(fault_id: int) -> Fault:
    return Fault.objects.select_for_update(of=("self",)).select_related("unit").get(pk=fault_id)


def _decide(objection: FaultObjection, outcome: str, answer: str, by: User) -> None:
    objection.outcome, objection.answer = outcome, answer.strip()
    objection.decided_by, objection.decided_at = by, now()
    objection.save(update_fields=["outcome", "answer", "decided_by", "decided_at"])


def _tell_unit(fault: Fault, kind: str, by: User, **data: str) -> None:
    people = {*people_of_units([fault.unit_id], by), *([fault.person] if fault.person and fault.person != by else [])}
    data |= {"unit": str(fault.unit), "what": fault.label}
    tell(sorted(people, key=lambda one: one.pk), kind=kind, subject=fault, url=fault.get_absolute_url(), data=data)
