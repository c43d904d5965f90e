"""What came of a commission, worked out from what units filed: nobody types it.

An item answers a commission when its slip says so (source 约稿, with the number) and it is of the unit that was asked, or a
partner filed it jointly. It answers in time when it was first filed by the due time and has not come to nothing since:
voided, taken back, declined or returned for a fault of the unit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from activity.clock import now
from activity.models import Event
from registers.models import CommissionTarget
from submissions.models import Item, JointUnit
from submissions.states import FaultKind, Source, Status
from ui.words import as_day

Outcome = CommissionTarget.Outcome
LOST = frozenset({Status.DRAFT, Status.VOIDED, Status.DECLINED})


@dataclass(frozen=True)
class Answer:
    """How one unit stands: `item` is what it filed (or is still writing, or has to write again), `day` that on which the
    outcome counts."""

    target: CommissionTarget
    outcome: str
    item: Item | None = None
    day: date | None = None
    is_overdue: bool = False

    @property
    def is_writing(self) -> bool:
        """Whether the item lies with the unit and answers nothing yet."""
        return self.item is not None and self.outcome not in (Outcome.DONE, Outcome.LATE)

    @property
    def label(self) -> str:
        """Open, done, late, missed or excused, in words."""
        return str(Outcome(self.outcome).label)


def answers_of(targets: Iterable[CommissionTarget], at: datetime | None = None) -> list[Answer]:
    """How each target stands now, or as it was settled at closing. Three statements whatever the number of targets; load
    targets with their commission."""
    targets = list(targets)
    numbers = {target.commission.number for target in targets}
    filed: dict[tuple[str, int], list[Item]] = {}
    items = Item.objects.filter(source=Source.COMMISSION, commission_no__in=numbers).select_related("unit")
    found = list(items.order_by("first_filed_at", "pk"))
    partners: dict[int, list[int]] = {}
    joint = JointUnit.objects.filter(item__in=found, state=JointUnit.State.COUNTERSIGNED)
    for item_id, unit_id in joint.values_list("item", "unit"):
        partners.setdefault(item_id, []).append(unit_id)
    for item in found:
        for unit_id in (item.unit_id, *partners.get(item.pk, ())):
            filed.setdefault((item.commission_no.strip(), unit_id), []).append(item)
    at_fault = _returned_for_faults(found)
    moment = at or now()
    return [
        _answer(target, filed.get((target.commission.number, target.unit_id), []), at_fault, moment)
        for target in targets
    ]


def _answer(target: CommissionTarget, items: list[Item], at_fault: frozenset[int], at: datetime) -> Answer:
    if target.commission.closed_at is not None:
        settled = next((item for item in items if item.pk == target.item_id), None)
        return Answer(target, target.outcome, settled, target.happened_on)
    writing = next((item for item in items if _is_with_unit(item)), None)
    if target.excuse_reason:
        return Answer(target, Outcome.EXCUSED, writing)
    given = [item for item in items if _counts(item) and item.pk not in at_fault]
    if given:
        first = given[0]
        in_time = first.first_filed_at is not None and first.first_filed_at <= target.due_at
        return Answer(target, Outcome.DONE if in_time else Outcome.LATE, first, as_day(first.first_filed_at or at))
    if at <= target.due_at:
        return Answer(target, Outcome.OPEN, writing)
    return Answer(target, Outcome.MISSED, writing, as_day(target.due_at), is_overdue=True)


def _is_with_unit(item: Item) -> bool:
    """Being written, on its way through the unit, or given back to it; not what was voided."""
    if item.first_filed_at is None:
        return item.status != Status.VOIDED
    return item.status in (Status.DRAFT, Status.RETURNED)


def _counts(item: Item) -> bool:
    """Filed, and not come to nothing; what the office shelved after signing was done all the same."""
    shelved = item.status == Status.CLOSED and item.signed_at is None
    return item.first_filed_at is not None and item.status not in LOST and not shelved


def _returned_for_faults(items: Iterable[Item]) -> frozenset[int]:
    """Items that lie with the unit again. One that the office sent back for a reason of its own still counts."""
    back = [str(item.pk) for item in items if item.status == Status.RETURNED and item.first_filed_at]
    last: dict[str, str] = {}
    for key, verb, data in (
        Event.objects.filter(subject_kind="submissions.item", subject_key__in=back)
        .filter(verb__in=("item.send_back", "item.withdraw", "item.answer_withdrawal"))
        .order_by("pk")
        .values_list("subject_key", "verb", "data")
        if back
        else ()
    ):
        last[key] = data.get("kind", "") if verb == "item.send_back" else verb
    return frozenset(int(key) for key in back if last.get(key) != FaultKind.OFFICE)
