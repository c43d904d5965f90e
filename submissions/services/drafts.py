"""Starting and saving a draft. Each save of other words is a version; two windows never overwrite each other silently."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now
from activity.services import record
from organizations.models import Role, Unit, User
from organizations.policy import can
from organizations.standing import standing_of
from submissions.errors import MoveRefused, NotAllowed, StaleItem
from submissions.models import Item, ItemAuthor, JointUnit, Revision
from submissions.secrecy import refuse_secret
from submissions.services.autosave import drop_autosave, form_key
from submissions.services.revisions import add_revision, plain_words

WORDS = ("title", "summary", "text")
FIELDS = (
    "item_type", "nature", "happened_at", "urgency", "secrecy", "secrecy_reviewer", "checker", "source", "commission_no",
    "origin", "meeting", "wants_media", "event_name", "report_stage", "stage_no",
)  # fmt: skip
PARTS = ("topics", "intended_outlets", "authors", "joint_units")


@transaction.atomic
def create_draft(*, by: User, unit: Unit, data: Mapping[str, Any]) -> Item:
    """Start an item of the unit with what the slip holds: any of WORDS, FIELDS and PARTS (sequences of rows, in order).

    Raises SecretRefused before anything is written, NotAllowed where the person does not draft for the unit.
    """
    _refuse_secret(data)
    if unit.pk not in standing_of(by).own_units(Role.OFFICER, Role.UNIT_SIGNER, Role.UNIT_HEAD):
        raise NotAllowed(_("You do not draft for this unit."), code="not_allowed")
    at = now()
    item = Item(unit=unit, chain_unit=unit.host or unit, drafter=by, created_at=at, entered_at=at)
    _fill(item, data)
    item.save()
    _write_words(item, by, data)
    item.save(update_fields=["current", "title", "summary"])
    _put_parts(item, {"authors": [by], **data})
    drop_autosave(by=by, key=form_key(None))
    record("item.create", subject=item, by=by, data=_trace(item))
    return item


@transaction.atomic
def save_draft(*, item_id: int, by: User, seen_version: int, data: Mapping[str, Any]) -> Item:
    """Save what the slip holds; what `data` leaves out stays as it is.

    Raises SecretRefused before anything is written, NotAllowed, MoveRefused for an item that is no draft any more, and
    StaleItem, which carries the item as somebody else saved it, so that both texts can be shown.
    """
    _refuse_secret(data)
    item = Item.objects.select_for_update(of=("self",)).get(pk=item_id)
    refuse_unless_draft(item, by)
    refuse_stale_words(item, seen_version)
    nature = item.nature
    _fill(item, data)
    _write_words(item, by, data)
    item.version += 1
    item.save()
    _write_parts(item, data)
    drop_autosave(by=by, key=form_key(item.pk))
    # A bulletin counts items by nature: whoever finds another number there later must learn why.
    changed = {} if item.nature == nature else {"nature": [nature, item.nature]}
    record("item.edit", subject=item, by=by, data={**_trace(item), **changed})
    return item


@transaction.atomic
def reassign_draft(*, item_id: int, by: User, to: User, seen_version: int) -> Item:
    """The head gives a draft to another officer of the unit: drafts stay when a person moves. Raises as `save_draft`."""
    item = Item.objects.select_for_update(of=("self",)).get(pk=item_id)
    if not can(by, "item.reassign_draft", item):
        raise NotAllowed(_("Only the head of the unit gives its drafts to another officer."), code="not_allowed")
    refuse_stale_words(item, seen_version)
    if item.unit_id not in standing_of(to).own_units(Role.OFFICER, Role.UNIT_SIGNER, Role.UNIT_HEAD):
        raise MoveRefused(
            _("%(person)s has no role in the unit of this item.") % {"person": to}, code="not_in_unit", field="to"
        )
    before, item.drafter = item.drafter_id, to
    item.version += 1
    item.save(update_fields=["drafter", "version"])
    record("item.reassign", subject=item, by=by, data={"drafter": [before, to.pk]})
    return item


def refuse_unless_draft(item: Item, by: User) -> None:
    """Raise MoveRefused for an item that is no draft any more, NotAllowed for somebody who does not write it."""
    if can(by, "item.edit_draft", item):
        return
    if item.drafter_id == by.pk:
        raise MoveRefused(
            _("The item is no draft any more; it is now: %(status)s. Pull it back to change it.")
            % {"status": item.outer_status},
            code="wrong_status",
        )
    raise NotAllowed(_("Only the drafter changes a draft."), code="not_allowed")


def refuse_stale_words(item: Item, seen_version: int) -> None:
    """Raise StaleItem when the item was saved after the person opened it."""
    if item.version == seen_version:
        return
    by = item.current.created_by if item.current else item.drafter
    raise StaleItem(
        _("%(who)s saved this item after you opened it. Both texts are shown below; nothing of yours was lost.")
        % {"who": by},
        item,
    )


def _refuse_secret(data: Mapping[str, Any]) -> None:
    words = "\n".join(str(data.get(key) or "") for key in ("title", "summary"))
    refuse_secret(secrecy=data.get("secrecy") or "", title=words, text=data.get("text") or "")


def _fill(item: Item, data: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in data:
            value = data[name]
            field = Item._meta.get_field(name)
            setattr(item, name, "" if value is None and not field.null else value)


def _write_words(item: Item, by: User, data: Mapping[str, Any]) -> None:
    present = {"title": item.title, "summary": item.summary, "text": item.text}
    words = {key: plain_words(data[key]) if key in data else present[key] for key in WORDS}
    if item.current is None or words != present:
        add_revision(item, by=by, kind=Revision.Kind.AS_WRITTEN, **words)


def _put_parts(item: Item, data: Mapping[str, Any]) -> None:
    """The parts of an item that has none yet."""
    item.topics.add(*data.get("topics", ()))
    item.intended_outlets.add(*data.get("intended_outlets", ()))
    _put_authors(item, _distinct(data["authors"]))
    partners = [pk for pk in _distinct(data.get("joint_units", ())) if pk != item.unit_id]
    JointUnit.objects.bulk_create(JointUnit(item=item, unit_id=pk, sort_no=no) for no, pk in enumerate(partners))
    item.__dict__.pop("writer_ids", None)


def _distinct(rows: Sequence[User | Unit]) -> list[int]:
    return list(dict.fromkeys(row.pk for row in rows))


def _put_authors(item: Item, wanted: Sequence[int]) -> None:
    ItemAuthor.objects.bulk_create(ItemAuthor(item=item, user_id=pk, sort_no=no) for no, pk in enumerate(wanted))


def _write_parts(item: Item, data: Mapping[str, Any]) -> None:
    if "topics" in data:
        item.topics.set(data["topics"])
    if "intended_outlets" in data:
        item.intended_outlets.set(data["intended_outlets"])
    if "authors" in data:
        _write_authors(item, data["authors"])
    if "joint_units" in data:
        _write_partners(item, data["joint_units"])
    item.__dict__.pop("writer_ids", None)


def _write_authors(item: Item, authors: Sequence[User]) -> None:
    wanted = _distinct(authors)
    if wanted == list(item.author_links.values_list("user_id", flat=True)):
        return
    item.author_links.all().delete()
    _put_authors(item, wanted)


def _write_partners(item: Item, partners: Sequence[Unit]) -> None:
    """Who stays keeps the answer already given, also that of being dropped; the order is the new one."""
    wanted = [pk for pk in _distinct(partners) if pk != item.unit_id]
    item.joint_units.exclude(unit_id__in=wanted).delete()
    for no, pk in enumerate(wanted):
        JointUnit.objects.update_or_create(item=item, unit_id=pk, defaults={"sort_no": no})


def _trace(item: Item) -> dict[str, Any]:
    return {"revision": item.current_id, "sha256": item.current.sha256 if item.current else "", "version": item.version}
