"""上报: forwarding to outlets, and the corrections and recalls that follow it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now
from activity.services import new_batch, record
from organizations.models import Outlet, User
from review.errors import RecordRefused
from review.models import Forwarding, OutletNotice
from review.services.days import refuse_day
from review.services.records import lock_item, note_on_item, refuse_future, tell_unit
from submissions.models import Revision
from submissions.services.revisions import restate
from ui.words import as_day


@transaction.atomic
def forward_item(
    *, item_id: int, outlets: Sequence[Outlet], by: User, at: datetime | None = None, note: str = ""
) -> list[Forwarding]:
    """Record that the signed item went to the outlets, in its present words, which become the version as forwarded.

    Raises RecordRefused without an outlet, for an outlet that has it already, before it was signed, or for a day long past; NotAllowed.
    """
    item = lock_item(item_id, by=by, action="item.record")
    sent_at = at or now()
    refuse_future(sent_at, "forwarded_at")
    refuse_day(as_day(sent_at), "forwarded_at")
    if not outlets:
        raise RecordRefused(_("Choose at least one outlet."), code="outlets", field="outlets")
    # A form gives minutes, a signature has seconds.
    if item.signed_at and sent_at < item.signed_at.replace(second=0, microsecond=0):
        raise RecordRefused(
            _("It cannot have been forwarded before it was signed."), code="before_signing", field="forwarded_at"
        )
    have_it = Forwarding.objects.in_force().filter(item=item, outlet__in=outlets).select_related("outlet").first()
    if have_it:
        raise RecordRefused(
            _("%(outlet)s has this item already. Send a correction if its words changed.") % {"outlet": have_it.outlet},
            code="twice",
            field="outlets",
        )
    revision = item.current
    if revision is None or revision.kind != Revision.Kind.AS_FORWARDED:
        revision = restate(item, by=by, kind=Revision.Kind.AS_FORWARDED)
        item.save(update_fields=["current", "title", "summary"])
    rows = [
        Forwarding.objects.create(
            item=item,
            outlet=outlet,
            revision=revision,
            forwarded_at=sent_at,
            note=note,
            recorded_by=by,
            recorded_at=now(),
        )
        for outlet in outlets
    ]
    note_on_item(item)
    batch = new_batch()
    for row in rows:
        record("forwarding.add", subject=item, by=by, data={"record": row.pk, "outlet": row.outlet.code}, batch=batch)
    tell_unit(item, "item.forwarded", by, outlets="、".join(str(outlet) for outlet in outlets))
    return rows


@transaction.atomic
def notify_outlet(*, forwarding_id: int, kind: str, text: str, by: User) -> OutletNotice:
    """更正 or 撤报: what was sent to the outlet after forwarding. The forwarding itself stays on the record.

    Raises RecordRefused without words, or for a forwarding that was revoked.
    """
    forwarding = Forwarding.objects.select_related("item", "outlet").get(pk=forwarding_id)
    item = lock_item(forwarding.item_id, by=by, action="item.record_any")
    if not text.strip():
        raise RecordRefused(_("Say what is to be corrected, or why it is recalled."), code="text", field="text")
    if not Forwarding.objects.in_force().filter(pk=forwarding.pk).exists():
        raise RecordRefused(_("This forwarding was revoked."), code="revoked")
    notice = OutletNotice.objects.create(forwarding=forwarding, kind=kind, text=text.strip(), sent_by=by, sent_at=now())
    record(
        "forwarding.notify", subject=item, by=by, data={"forwarding": forwarding.pk, "kind": kind, "notice": notice.pk}
    )
    tell_unit(item, "item.outlet_notice", by, what=str(notice.get_kind_display()), outlet=str(forwarding.outlet))
    return notice
