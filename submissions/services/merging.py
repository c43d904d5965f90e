"""综合编发 and 拆并: a composite item of several sources, and the way back."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from activity.clock import now
from activity.services import new_batch, record
from organizations.models import Unit, UnitKind, User
from submissions.errors import MoveRefused
from submissions.models import Item, ItemSource, ItemType, Revision
from submissions.secrecy import refuse_secret
from submissions.services.moves import move_item
from submissions.services.revisions import add_revision

SHARE_STEP = Decimal("0.00000001")
LEAST_SOURCES = 2


def even_shares(count: int) -> list[Decimal]:
    """Equal shares that add up to exactly 1: what the eighth decimal leaves over goes to the first."""
    share = (Decimal(1) / count).quantize(SHARE_STEP, rounding=ROUND_DOWN)
    return [1 - share * (count - 1), *[share] * (count - 1)]


@transaction.atomic
def merge_items(*, sources: Sequence[tuple[int, int]], by: User, title: str) -> Item:
    """Merge items, given as (pk, version seen) in their order, into a new composite in the hands of `by`.

    The composite's first text is that of the sources, one after the other, for the editor to work on. Raises MoveRefused for
    fewer than two sources, and whatever a source's move raises; then nothing is merged.
    """
    if len({pk for pk, _seen in sources}) < LEAST_SOURCES:
        raise MoveRefused(_("Choose at least two items to merge."), code="too_few")
    refuse_secret(secrecy="", title=title)
    _lock(Item.objects.filter(pk__in=[pk for pk, _seen in sources]))
    items = Item.objects.select_related("current", "item_type").in_bulk([pk for pk, _seen in sources])
    if len(items) != len(sources):
        raise MoveRefused(_("One of the items does not exist any more."), code="gone")
    ordered = [items[pk] for pk, _seen in sources]
    composite = _new_composite(ordered, by=by, title=title.strip())
    batch = new_batch()
    composite = move_item(item_id=composite.pk, name="compose", by=by, seen_version=composite.version, batch=batch)
    for (pk, seen), share, no in zip(sources, even_shares(len(sources)), range(1, len(sources) + 1), strict=True):
        move_item(item_id=pk, name="merge", by=by, seen_version=seen, composite=composite, batch=batch)
        ItemSource.objects.create(composite=composite, item_id=pk, sort_no=no, share=share)
    return composite


def _lock(items: QuerySet[Item]) -> None:
    # All of them in the order of their keys, and before the first event locks the head of the chain: two people who
    # merge or split up the same items wait for each other instead of stopping each other.
    list(items.order_by("pk").select_for_update(of=("self",)).values_list("pk"))


def _new_composite(sources: Sequence[Item], *, by: User, title: str) -> Item:
    if not title:
        raise MoveRefused(_("Give the composite item a title."), code="title", field="title")
    first = sources[0]
    office = Unit.objects.get(kind=UnitKind.COMPREHENSIVE_OFFICE)
    at = now()
    composite_type = ItemType.objects.filter(code="composite").first() or first.item_type
    composite = Item.objects.create(
        title=title,
        item_type=composite_type,
        nature=first.nature,
        urgency=first.urgency,
        secrecy=_strictest(sources),
        unit=office,
        chain_unit=office,
        drafter=by,
        is_composite=True,
        created_at=at,
        entered_at=at,
        happened_at=first.happened_at,
    )
    add_revision(
        composite, by=by, kind=Revision.Kind.AS_EDITED, title=title, text="\n".join(item.text for item in sources)
    )
    composite.save()
    composite.topics.set({topic.pk for item in sources for topic in item.topics.all()})
    composite.intended_outlets.set({outlet.pk for item in sources for outlet in item.intended_outlets.all()})
    return composite


def _strictest(sources: Sequence[Item]) -> str:
    return "internal" if any(item.secrecy == "internal" for item in sources) else "public"


@transaction.atomic
def split_up(*, composite_id: int, by: User, seen_version: int, reason: str) -> list[Item]:
    """Take a composite apart: it is void, its sources are edited singly again. Raises what the moves raise."""
    batch = new_batch()
    _lock(Item.objects.filter(Q(pk=composite_id) | Q(composite_id=composite_id)))
    move_item(item_id=composite_id, name="split_up", by=by, seen_version=seen_version, reason=reason, batch=batch)
    sources = list(Item.objects.filter(composite_id=composite_id).order_by("pk").values_list("pk", "version"))
    return [
        move_item(item_id=pk, name="split_out", by=by, seen_version=version, reason=reason, batch=batch)
        for pk, version in sources
    ]


@transaction.atomic
def set_shares(*, composite_id: int, shares: Mapping[int, Decimal], by: User) -> None:
    """The shares by source item. Raises MoveRefused once they are frozen, or where they do not add up to 1."""
    composite = Item.objects.select_for_update(of=("self",)).get(pk=composite_id)
    links = list(ItemSource.objects.select_for_update().filter(composite_id=composite_id))
    if any(link.is_frozen for link in links):
        raise MoveRefused(_("The shares were frozen when the item was signed."), code="frozen")
    if {link.item_id for link in links} != set(shares) or sum(shares.values()) != 1 or min(shares.values()) < 0:
        raise MoveRefused(_("Give each source a share; together they make exactly 100%."), code="shares")
    for link in links:
        link.share = shares[link.item_id]
        link.save(update_fields=["share"])
    told = {str(link.item_id): str(link.share) for link in links}
    record("item.shares", subject=composite, by=by, data={"shares": told})
