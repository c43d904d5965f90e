"""约稿: made by the office, extended or excused for a unit, reminded of, closed with what was filed, withdrawn."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from activity.clock import now, today
from activity.notices import tell
from activity.services import record
from organizations.models import Role, Unit, User
from organizations.policy import can
from organizations.standing import standing_of
from registers.errors import CommissionRefused
from registers.models import Commission, CommissionTarget
from registers.services.answers import Answer, Outcome, answers_of
from registers.services.people import people_of_units
from submissions.errors import NotAllowed
from submissions.models import Item
from submissions.secrecy import refuse_secret
from submissions.services.drafts import create_draft
from submissions.states import Source
from ui.words import day_time

SERIES = "约稿"
_SERIAL = re.compile(r"(\d+)号$")


@transaction.atomic
def make_commission(
    *, topic: str, units: Sequence[Unit], due_at: datetime, by: User, wanted: str = "", asked_by: str = ""
) -> Commission:
    """Ask the units to write on a topic by a time; they are told. It takes the next number of the year.

    Raises NotAllowed; CommissionRefused without a topic or units, or for a time that has passed; SecretRefused.
    """
    if not can(by, "commission.make"):
        raise NotAllowed(_("Only the comprehensive office commissions items."), code="not_allowed")
    if not topic.strip():
        raise CommissionRefused(_("Give the topic."), code="topic", field="topic")
    if not units:
        raise CommissionRefused(_("Choose at least one unit."), code="units", field="units")
    if due_at <= now():
        raise CommissionRefused(_("The due time has passed already."), code="past", field="due_at")
    refuse_secret(secrecy="", title=topic, text=wanted)
    commission = _numbered(topic=topic.strip(), wanted=wanted.strip(), asked_by=asked_by.strip(), due_at=due_at, by=by)
    CommissionTarget.objects.bulk_create(CommissionTarget(commission=commission, unit=unit) for unit in units)
    record(
        "commission.make", subject=commission, by=by,
        data={"number": commission.number, "units": [unit.pk for unit in units], "due": due_at.isoformat()},
    )  # fmt: skip
    _tell(commission, [unit.pk for unit in units], "commission.made", by, due=day_time(due_at))
    return commission


@transaction.atomic
def extend_target(*, target_id: int, by: User, until: datetime, reason: str) -> CommissionTarget:
    """Give one unit more time. Raises NotAllowed; CommissionRefused for an earlier time, or without a reason."""
    target = _target(target_id, by)
    if not reason.strip():
        raise CommissionRefused(_("Give the reason of the extension."), code="reason", field="reason")
    if until <= target.due_at:
        raise CommissionRefused(_("The new time must be later than the present one."), code="earlier", field="until")
    before, target.extended_to, target.extension_reason = target.due_at, until, reason.strip()
    target.save(update_fields=["extended_to", "extension_reason"])
    record(
        "commission.extend", subject=target.commission, by=by, reason=reason.strip(), unit_key=str(target.unit_id),
        data={"unit": target.unit_id, "due": [before.isoformat(), until.isoformat()]},
    )  # fmt: skip
    _tell(target.commission, [target.unit_id], "commission.extended", by, due=day_time(until))
    return target


@transaction.atomic
def excuse_target(*, target_id: int, by: User, reason: str) -> CommissionTarget:
    """Excuse one unit: it neither did nor missed it. Raises NotAllowed, CommissionRefused without a reason."""
    target = _target(target_id, by)
    if not reason.strip():
        raise CommissionRefused(_("Say why the unit is excused."), code="reason", field="reason")
    target.excuse_reason = reason.strip()
    target.save(update_fields=["excuse_reason"])
    record(
        "commission.excuse", subject=target.commission, by=by, reason=reason.strip(), unit_key=str(target.unit_id),
        data={"unit": target.unit_id},
    )  # fmt: skip
    _tell(target.commission, [target.unit_id], "commission.excused", by)
    return target


@transaction.atomic
def remind_units(*, commission_id: int, by: User) -> int:
    """催报: tell the units that have filed nothing yet; says how many. Raises NotAllowed, CommissionRefused for none."""
    commission = _locked(commission_id, by, "commission.manage")
    late = [one.target for one in answers_of(_targets(commission)) if one.outcome in (Outcome.OPEN, Outcome.MISSED)]
    if not late:
        raise CommissionRefused(_("All units have filed, or are excused."), code="none")
    record("commission.remind", subject=commission, by=by, data={"units": [target.unit_id for target in late]})
    for target in late:
        _tell(commission, [target.unit_id], "commission.reminder", by, due=day_time(target.due_at))
    return len(late)


@transaction.atomic
def close_commission(*, commission_id: int, by: User) -> list[Answer]:
    """Settle what came of it, from what was filed by the due time; from now on it counts. Raises NotAllowed;
    CommissionRefused while a unit still has time and has not filed."""
    commission = _locked(commission_id, by, "commission.manage")
    answers = answers_of(_targets(commission))
    waiting = [str(one.target.unit) for one in answers if one.outcome == Outcome.OPEN]
    if waiting:
        raise CommissionRefused(
            _("These units still have time: %(units)s. Excuse them, or wait.") % {"units": "、".join(waiting)}, "open"
        )
    for one in answers:
        target = one.target
        target.outcome, target.item, target.happened_on = one.outcome, one.item, one.day
        if one.outcome in (Outcome.MISSED, Outcome.EXCUSED):
            target.item = None
        target.save(update_fields=["outcome", "item", "happened_on"])
    commission.closed_at, commission.closed_by = now(), by
    commission.save(update_fields=["closed_at", "closed_by"])
    record(
        "commission.close", subject=commission, by=by,
        data={"outcomes": {str(one.target.unit_id): one.outcome for one in answers}},
    )  # fmt: skip
    return answers


@transaction.atomic
def reopen_commission(*, commission_id: int, by: User, reason: str) -> Commission:
    """Open it again, with a reason: what it counted is taken back until it is closed anew. Raises NotAllowed,
    CommissionRefused without a reason."""
    commission = _locked(commission_id, by, "commission.reopen")
    if not reason.strip():
        raise CommissionRefused(_("Give the reason."), code="reason", field="reason")
    items = sorted(set(commission.targets.exclude(item=None).values_list("item", flat=True)))
    commission.closed_at = commission.closed_by = None
    commission.save(update_fields=["closed_at", "closed_by"])
    commission.targets.update(outcome=Outcome.OPEN, item=None, happened_on=None)
    record("commission.reopen", subject=commission, by=by, reason=reason.strip(), data={"items": items})
    return commission


@transaction.atomic
def withdraw_commission(*, commission_id: int, by: User, reason: str) -> Commission:
    """Take it back: nobody did or missed it. Raises NotAllowed, CommissionRefused without a reason."""
    commission = _locked(commission_id, by, "commission.manage")
    if not reason.strip():
        raise CommissionRefused(_("Give the reason."), code="reason", field="reason")
    commission.withdrawn_at, commission.withdrawn_by, commission.withdraw_reason = now(), by, reason.strip()
    commission.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])
    record("commission.withdraw", subject=commission, by=by, reason=reason.strip())
    units = list(commission.targets.values_list("unit", flat=True))
    _tell(commission, units, "commission.withdrawn", by, reason=reason.strip())
    return commission


@transaction.atomic
def begin_answer(*, target_id: int, by: User) -> Item:
    """A draft of the unit that names the commission; the one that is being written already, or was returned to the unit,
    where there is one. The target is locked, so that two officers at once get one draft.

    Raises NotAllowed for who does not draft for the unit.
    """
    targets = CommissionTarget.objects.select_for_update(of=("self",)).select_related("commission", "unit")
    target = targets.get(pk=target_id)
    own = standing_of(by).own_units(Role.OFFICER, Role.UNIT_SIGNER, Role.UNIT_HEAD)
    if not can(by, "commissiontarget.answer", target) or target.unit_id not in own:
        raise NotAllowed(_("You do not draft for this unit."), code="not_allowed")
    (answer,) = answers_of([target])
    if answer.item is not None:
        return answer.item
    data = {"source": Source.COMMISSION, "commission_no": target.commission.number, "title": target.commission.topic}
    return create_draft(by=by, unit=target.unit, data=data)


def _numbered(*, topic: str, wanted: str, asked_by: str, due_at: datetime, by: User) -> Commission:
    """约稿〔2026〕3号; whoever takes the same number at the same moment takes the next one."""
    head = f"{SERIES}〔{today().year}〕"
    while True:
        taken = Commission.objects.filter(number__startswith=head).values_list("number", flat=True)
        serials = [int(found[1]) for number in taken if (found := _SERIAL.search(number))]
        try:
            with transaction.atomic():
                return Commission.objects.create(
                    number=f"{head}{max(serials, default=0) + 1}号", topic=topic, wanted=wanted, asked_by=asked_by,
                    due_at=due_at, made_by=by, made_at=now(),
                )  # fmt: skip
        except IntegrityError:
            continue


def _locked(commission_id: int, by: User, action: str) -> Commission:
    commission = Commission.objects.select_for_update(of=("self",)).get(pk=commission_id)
    if not can(by, action, commission):
        raise NotAllowed(
            _("Only the comprehensive office does this, while the commission is open or closed as the act asks."),
            code="not_allowed",
        )
    return commission


def _target(target_id: int, by: User) -> CommissionTarget:
    """The target of a standing commission, both locked."""
    found = CommissionTarget.objects.get(pk=target_id)
    _locked(found.commission_id, by, "commission.manage")
    return (
        CommissionTarget.objects.select_for_update(of=("self",)).select_related("commission", "unit").get(pk=target_id)
    )


def _targets(commission: Commission) -> list[CommissionTarget]:
    return list(commission.targets.select_for_update(of=("self",)).select_related("commission", "unit"))


def _tell(commission: Commission, units: Sequence[int], kind: str, by: User | None, **data: str) -> None:
    told = {"topic": commission.topic, "number": commission.number, **data}
    tell(people_of_units(units, by), kind=kind, subject=commission, url=commission.get_absolute_url(), data=told)
