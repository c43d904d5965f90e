"""Editing in the office: a lease says who has the item open, and each save is a version of its own."""

from datetime import timedelta

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from activity.clock import now
from activity.services import record
from organizations.models import User
from organizations.policy import can
from review.errors import RecordRefused
from submissions.errors import NotAllowed, StaleItem
from submissions.models import Item, Lease, Revision
from submissions.secrecy import refuse_secret
from submissions.services.revisions import add_revision, plain_words

LEASE = timedelta(minutes=15)


class LeaseHeld(RecordRefused):
    """Somebody else has the item open; it can be taken over with a reason. `lease` says who and until when."""

    def __init__(self, lease: Lease) -> None:
        until = formats.time_format(timezone.localtime(lease.until), "H:i")
        super().__init__(
            _("%(who)s has this item open until %(until)s. Take it over with a reason, or come back later.")
            % {"who": lease.holder, "until": until},
            code="lease",
        )
        self.lease = lease


def live_lease(item: Item) -> Lease | None:
    """The lease in force, if there is one."""
    return Lease.objects.select_related("holder").filter(item=item, until__gt=now()).first()


@transaction.atomic
def take_lease(*, item_id: int, by: User, reason: str = "") -> Lease:
    """Open the item for editing, or renew one's own lease for LEASE. With a reason it is taken over from somebody else.

    Raises LeaseHeld while it is another's and no reason is given, NotAllowed for whoever may not edit it.
    """
    item = Item.objects.select_for_update(of=("self",)).get(pk=item_id)
    refuse_unless_editor(item, by)
    held = live_lease(item)
    if held and held.holder_id != by.pk and not reason.strip():
        raise LeaseHeld(held)
    at = now()
    lease, _made = Lease.objects.update_or_create(
        item=item,
        defaults={
            "holder": by,
            "until": at + LEASE,
            "taken_at": held.taken_at if held and held.holder_id == by.pk else at,
        },
    )
    if held and held.holder_id != by.pk:
        record("item.lease", subject=item, by=by, reason=reason.strip(), data={"from": held.holder_id})
    return lease


def refuse_unless_editor(item: Item, by: User) -> None:
    """Raise NotAllowed unless the person edits this item now."""
    if not can(by, "item.edit_in_office", item):
        raise NotAllowed(
            _(
                "The item is not in your hands. Take it from the queue, or ask the head of the office to assign it to you."
            ),
            code="not_allowed",
        )


def refuse_stale(item: Item, seen_version: int) -> None:
    """Raise StaleItem, which carries the item as it is, where somebody saved it after the person opened it."""
    if item.version != seen_version:
        last = item.current
        raise StaleItem(
            _(
                "%(who)s saved other words meanwhile. Both texts are shown below: take over what you need and save again."
            )
            % {"who": last.created_by if last else _("Somebody")},
            item,
        )


@transaction.atomic
def save_edit(
    *, item_id: int, by: User, seen_version: int, title: str, text: str, summary: str = "", note: str = ""
) -> Item:
    """Keep the words as a version of the office. The same words as before make no version.

    Raises SecretRefused before anything is written, NotAllowed, LeaseHeld, StaleItem, RecordRefused for an empty text.
    """
    title, text, summary = plain_words(title), plain_words(text), plain_words(summary)
    refuse_secret(secrecy="", title=title, text=text)
    item = Item.objects.select_for_update(of=("self",)).select_related("current").get(pk=item_id)
    refuse_unless_editor(item, by)
    held = live_lease(item)
    if held and held.holder_id != by.pk:
        raise LeaseHeld(held)
    refuse_stale(item, seen_version)
    for field, words in (("title", title), ("text", text)):
        if not words.strip():
            raise RecordRefused(_("This must not be empty."), code="empty", field=field)
    current = item.current
    if current and (current.title, current.text, current.summary) == (title, text, summary):
        return item
    revision = add_revision(
        item, by=by, kind=Revision.Kind.AS_EDITED, title=title, text=text, summary=summary, note=note[:300]
    )
    item.version += 1
    item.save()
    record("item.edit", subject=item, by=by, data={"revision": revision.pk, "sha256": revision.sha256})
    return item
