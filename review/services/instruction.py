"""批示: what leaders of superior bodies wrote on an item, and how it was carried out."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now
from activity.notices import tell
from activity.services import new_batch, record
from documents.models import StoredFile
from organizations.models import Outlet, SuperiorLeader, Unit, User
from organizations.policy import can
from review.errors import RecordRefused
from review.models import Instruction, InstructionFeedback
from review.services.days import refuse_day
from review.services.records import lock_item, tell_unit
from submissions.errors import NotAllowed


@transaction.atomic
def record_instructions(
    *,
    item_id: int,
    leaders: Sequence[SuperiorLeader],
    text: str,
    instructed_on: date,
    by: User,
    outlet: Outlet | None = None,
    addressed_to: str = "",
    feedback_due: date | None = None,
    feedback_unit: Unit | None = None,
    scan: StoredFile | None = None,
) -> list[Instruction]:
    """One row a leader: one item with several leaders counts as one item and as several person-times (条/人次).

    Counts on its date, also without an adoption. Raises RecordRefused for a day to come or long past, a leader who was not in
    office, missing words, or feedback due before the instruction; NotAllowed.
    """
    item = lock_item(item_id, by=by, action="item.record_any")
    _check(leaders, text, instructed_on, feedback_due)
    batch = new_batch()
    rows = [
        Instruction.objects.create(
            item=item, leader=leader, outlet=outlet, instructed_on=instructed_on, text=text.strip(),
            addressed_to=addressed_to,
            feedback_due=feedback_due, feedback_unit=feedback_unit or (item.unit if feedback_due else None), scan=scan,
            recorded_by=by, recorded_at=now(),
        )
        for leader in leaders
    ]  # fmt: skip
    item.version += 1
    item.save(update_fields=["version"])
    for row in rows:
        record("instruction.add", subject=item, by=by, data={"record": row.pk, "leader": row.leader_id}, batch=batch)
    tell_unit(item, "item.instructed", by, leaders="、".join(str(leader) for leader in leaders))
    return rows


def _check(leaders: Sequence[SuperiorLeader], text: str, instructed_on: date, feedback_due: date | None) -> None:
    if not leaders:
        raise RecordRefused(_("Choose at least one leader."), code="leaders", field="leaders")
    if not text.strip():
        raise RecordRefused(_("Enter the words of the instruction."), code="text", field="text")
    refuse_day(instructed_on, "instructed_on")
    if feedback_due and feedback_due < instructed_on:
        raise RecordRefused(_("Feedback cannot be due before the instruction."), code="due", field="feedback_due")
    for leader in leaders:
        if leader.starts_on > instructed_on or (leader.ends_on and leader.ends_on < instructed_on):
            raise RecordRefused(
                _("%(leader)s was not in office on that day.") % {"leader": leader},
                code="not_in_office",
                field="leaders",
            )


@transaction.atomic
def give_feedback(*, instruction_id: int, text: str, by: User, is_final: bool = True) -> InstructionFeedback:
    """批示反馈, by the office or by the unit that owes it.

    Raises RecordRefused without words or once settled; NotAllowed.
    """
    instruction = Instruction.objects.select_for_update(of=("self",)).select_related("item").get(pk=instruction_id)
    if not can(by, "instruction.feedback", instruction):
        raise NotAllowed(
            _("Feedback is given by the unit that owes it, or by the comprehensive office."), code="not_allowed"
        )
    if not Instruction.objects.in_force().filter(pk=instruction.pk).exists():
        raise RecordRefused(_("The record of this instruction was revoked; no feedback is owed."), code="revoked")
    if not text.strip():
        raise RecordRefused(_("Say how the instruction was carried out."), code="text", field="text")
    if instruction.feedbacks.filter(is_final=True).exists():
        raise RecordRefused(_("Final feedback was given already."), code="settled")
    feedback = InstructionFeedback.objects.create(
        instruction=instruction, text=text.strip(), is_final=is_final, given_by=by, given_at=now()
    )
    record(
        "instruction.feedback", subject=instruction.item, by=by, data={"instruction": instruction.pk, "final": is_final}
    )
    if instruction.recorded_by_id != by.pk:
        tell(
            [instruction.recorded_by],
            kind="item.feedback",
            subject=instruction.item,
            url=instruction.item.get_absolute_url(),
            data={"title": instruction.item.title},
        )
    return feedback
