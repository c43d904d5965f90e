"""Vouching for figures: the checker, the signer whose step it is, or the hand that edits ticks what is right."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now
from activity.services import record
from organizations.models import Role, User
from organizations.policy import can
from organizations.standing import LEADER_ROLES, standing_of
from submissions.errors import NotAllowed
from submissions.figures import Figure, find_figures, unticked_figures
from submissions.models import FigureTick, Item
from submissions.moves.chain import next_unit_step
from submissions.moves.rules import deciding_for
from submissions.states import Status

IN_THE_UNIT = frozenset({Status.DRAFT, Status.RETURNED, Status.UNIT_REVIEW})
_SIGNERS = {
    Status.UNIT_REVIEW: (Role.UNIT_SIGNER, Role.UNIT_HEAD),
    Status.OFFICE_REVIEW: (Role.OFFICE_HEAD,),
    Status.SIGNATURE: LEADER_ROLES,
}


def ticks_of(item: Item) -> set[tuple[str, int]]:
    """The keys of the figures that somebody vouched for."""
    return set(item.figure_ticks.values_list("figure", "occurrence"))


def unticked(item: Item, text: str | None = None) -> list[Figure]:
    """Figures of the present text, or of a text not yet saved, for which nobody vouched."""
    return unticked_figures(item.text if text is None else text, ticks_of(item))


def may_tick(item: Item, user: User) -> bool:
    """Whether the person may vouch for the item's figures where it stands."""
    status = Status(item.status)
    if status in IN_THE_UNIT and item.checker_id == user.pk:
        return True
    if status == Status.EDITING:
        return can(user, "item.edit_in_office", item)
    if status in _SIGNERS:
        return deciding_for(standing_of(user), item, _SIGNERS[status]) is not None
    return _has_nobody_else(item, user)


def _has_nobody_else(item: Item, user: User) -> bool:
    """负责人自撰: no step of the unit is left to tick at and no checker is named, so the writer vouches."""
    return item.checker_id is None and can(user, "item.edit_draft", item) and next_unit_step(item, after=0) is None


@transaction.atomic
def tick_figures(
    *, item_id: int, by: User, keys: Iterable[tuple[str, int]], text: str | None = None
) -> list[tuple[str, int]]:
    """Vouch for figures, given as (value, occurrence), of the present text or of `text`, words changed with the same form.

    Keys of figures that are not in the text are left out. Returns the keys that were ticked anew. Raises NotAllowed.
    """
    item = Item.objects.select_for_update(of=("self",)).select_related("current").get(pk=item_id)
    if not may_tick(item, by):
        raise NotAllowed(
            _("The figures of this item are ticked by its checker, or by whoever signs or edits it now."),
            code="not_allowed",
        )
    present = {figure.key for figure in find_figures(item.text if text is None else text)}
    missing = present - ticks_of(item)
    fresh = [key for key in dict.fromkeys(keys) if key in missing]
    if not fresh:
        return []
    at = now()
    FigureTick.objects.bulk_create(
        FigureTick(item=item, figure=figure, occurrence=occurrence, ticked_by=by, ticked_at=at)
        for figure, occurrence in fresh
    )
    record("item.tick_figures", subject=item, by=by, data={"count": len(fresh), "revision": item.current_id})
    return fresh
