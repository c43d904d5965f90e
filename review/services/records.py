"""What all records share: locking the item, revoking by a counter-record, and telling the item what is in force."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now
from activity.notices import tell
from activity.services import record
from organizations.models import Role, User
from organizations.policy import can
from review.errors import RecordRefused
from review.models import Adoption, Forwarding, Instruction
from submissions.errors import NotAllowed
from submissions.models import Item
from submissions.moves.chain import people_in
from submissions.states import Status

Fact = Forwarding | Adoption | Instruction


def lock_item(item_id: int, *, by: User, action: str) -> Item:
    """The item, locked, if the person may do the policy action on it; raises NotAllowed."""
    item = Item.objects.select_for_update(of=("self",)).get(pk=item_id)
    if not can(by, action, item):
        raise NotAllowed(_("Only the comprehensive office records this, once the item is signed."), code="not_allowed")
    return item


def refuse_future(at: datetime, field: str) -> None:
    """Facts lie in the past. Raises RecordRefused at `field`."""
    if at > now():
        raise RecordRefused(_("The date lies in the future."), code="future", field=field)


def tell_unit(item: Item, kind: str, by: User, **data: str) -> None:
    """The drafter, the authors and the unit head hear what became of the item."""
    people = {*User.objects.filter(pk__in=item.writer_ids), *people_in(Role.UNIT_HEAD, item.unit_id)}
    for merged in item.merged_items.select_related("drafter") if item.is_composite else ():
        people |= {merged.drafter, *people_in(Role.UNIT_HEAD, merged.unit_id)}
    people.discard(by)
    tell(
        sorted(people, key=lambda person: person.pk),
        kind=kind,
        subject=item,
        url=item.get_absolute_url(),
        data={"title": item.title, **data},
    )


def note_on_item(item: Item) -> None:
    """Keep `forwarded_at` and `adopted_on` of the item (and of a composite's sources) what the records in force say."""
    forwarded = Forwarding.objects.in_force().filter(item=item).order_by("forwarded_at")
    item.forwarded_at = forwarded.values_list("forwarded_at", flat=True).first()
    item.adopted_at = _first_adopted(item) or (item.composite.adopted_at if item.composite else None)
    item.version += 1
    item.save(update_fields=["forwarded_at", "adopted_at", "version"])
    for source in item.merged_items.filter(status=Status.MERGED) if item.is_composite else ():
        source.adopted_at = _first_adopted(source) or item.adopted_at
        source.save(update_fields=["adopted_at"])


def _first_adopted(item: Item) -> date | None:
    return (
        Adoption.objects.in_force()
        .filter(item=item)
        .order_by("adopted_on")
        .values_list("adopted_on", flat=True)
        .first()
    )


@transaction.atomic
def revoke(row: Fact, *, by: User, reason: str) -> Fact:
    """Write the counter-record of a fact: the fact stays on the record, and counts no more.

    `row` is a Forwarding, Adoption or Instruction. Raises RecordRefused without a reason or when it was
    revoked already, NotAllowed for anybody but the office.
    """
    item = Item.objects.select_for_update(of=("self",)).get(pk=row.item_id)
    if not can(by, "item.record_any", item):
        raise NotAllowed(_("Only the comprehensive office revokes what it recorded."), code="not_allowed")
    model = type(row)
    if not reason.strip():
        raise RecordRefused(_("Give the reason for revoking it."), code="reason", field="reason")
    if row.counters_id or model.objects.filter(counters=row.pk).exists():
        raise RecordRefused(_("It was revoked already."), code="revoked")
    counter = _counter_of(row, by=by, reason=reason.strip())
    note_on_item(item)
    record(
        f"{model._meta.model_name}.revoke",
        subject=item,
        by=by,
        reason=reason,
        data={"record": row.pk, "counter": counter.pk},
    )
    tell_unit(item, "record.revoked", by, what=str(model._meta.verbose_name), reason=reason)
    return counter


def _counter_of(row: Fact, *, by: User, reason: str) -> Fact:
    model = type(row)
    same = {
        field.attname: getattr(row, field.attname)
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in {"counters", "reason", "recorded_by", "recorded_at"}
    }
    return model.objects.create(**same, counters_id=row.pk, reason=reason, recorded_by=by, recorded_at=now())
