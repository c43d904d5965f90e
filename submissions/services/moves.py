"""The one service that changes where an item stands. Nothing else writes `Item.status`.

It locks the row, checks version, status, right and needs, does what the table says, writes the event, and tells people.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from activity.clock import now
from activity.models import Event
from activity.notices import tell
from activity.services import record
from activity.verbs import label_of
from organizations.models import Role, User
from organizations.policy import can
from organizations.standing import UNIT_ROLES, Standing, standing_of
from submissions.errors import MoveRefused, NotAllowed, StaleItem
from submissions.models import Item, JointUnit, Lease, PaperDecision
from submissions.moves.context import MoveContext, PaperRecord
from submissions.moves.rules import countersigns, deciding_for
from submissions.moves.table import MOVES, Move
from submissions.moves.tells import listeners
from submissions.services.paper import check_paper_record, store_paper_decision
from submissions.services.revisions import plain_words
from submissions.states import Status

WORDS = ("title", "summary", "text")


@transaction.atomic
def move_item(
    *,
    item_id: int,
    name: str,
    by: User,
    seen_version: int,
    reason: str = "",
    on_paper: PaperRecord | None = None,
    batch: str = "",
    **given: Any,
) -> Item:
    """Make one move of the table.

    `seen_version` is the version of the item that the person read; `given` holds what the move needs or offers (see
    `Move.needs`): kind, editor (User), decision, decided_at, unit_id, composite (Item), accept (bool), opinion, and
    title, summary, text for changed words.
    Raises StaleItem when somebody changed the item meanwhile, NotAllowed, MoveRefused (both change nothing), KeyError
    for a move that is not in the table.
    """
    move = MOVES[name]
    given.update({key: plain_words(given[key]) for key in WORDS if given.get(key) is not None})
    item = _locked(item_id, by)
    stood = _values(item)
    _refuse_wrong_status(item, move)
    _refuse_stale(item, seen_version)
    ctx = MoveContext(
        item=item, by=by, at=now(), reason=reason.strip(), given=given, on_paper=on_paper, source=item.status
    )
    ctx.on_behalf_of = _principal(ctx, move)
    _refuse_missing_needs(ctx, move)
    for guard in move.guards:
        guard(ctx)
    _apply(ctx, move)
    item.save(update_fields=[name for name, value in _values(item).items() if value != stood[name]])
    _tell(ctx, move, batch)
    return item


def _locked(item_id: int, by: User) -> Item:
    """The item with its present text; whoever moves it stands in the place of the drafter or editor that they are."""
    item = Item.objects.select_for_update(of=("self",)).select_related("current").get(pk=item_id)
    if item.drafter_id == by.pk:
        item.drafter = by
    if item.editor_id == by.pk:
        item.editor = by
    return item


def _values(item: Item) -> dict[str, Any]:
    """What the columns hold, so that a move writes only those that it changes. No effect changes a list in place."""
    return {field.attname: getattr(item, field.attname) for field in Item._meta.concrete_fields}


def allowed_moves(item: Item, user: User) -> list[Move]:
    """The moves that the table lets the person make from where the item stands: its buttons, in the table's order.

    Guards are not asked: a button whose guard refuses says why when it is pressed.
    """
    status = Status(item.status)
    return [m for m in MOVES.values() if not m.is_internal and status in m.sources and can(user, m.action, item)]


def _refuse_wrong_status(item: Item, move: Move) -> None:
    if item.status in move.sources:
        return
    last = Event.objects.about(item).select_related("actor").order_by("-pk").first()
    where = item.get_status_display()
    if last is None or last.actor is None:
        raise MoveRefused(
            _("This is not possible any more: the item is now: %(status)s.") % {"status": where}, code="wrong_status"
        )
    raise MoveRefused(
        _("This is not possible any more: %(who)s did “%(what)s” at %(when)s; the item is now: %(status)s.")
        % {"who": last.actor, "what": label_of(last.verb), "when": _moment(last.at), "status": where},
        code="wrong_status",
    )


def _refuse_stale(item: Item, seen_version: int) -> None:
    if item.version == seen_version:
        return
    last = Event.objects.about(item).select_related("actor").order_by("-pk").first()
    who, when = (last.actor, _moment(last.at)) if last else ("", "")
    raise StaleItem(
        _("%(who)s changed the item at %(when)s, after you opened it. Look at the new state and decide again.")
        % {"who": who or _("Somebody"), "when": when},
        item,
    )


def _moment(at: datetime) -> str:
    return formats.date_format(timezone.localtime(at), "m-d H:i")


def _principal(ctx: MoveContext, move: Move) -> User | None:
    """For whom the person moves: None by own right. Raises NotAllowed where there is no right at all."""
    if ctx.on_paper is not None:
        check_paper_record(ctx, move)
        return ctx.on_paper.decided_by
    if not can(ctx.by, move.action, ctx.item):
        raise NotAllowed(
            _(
                "You may not do this to this item. If it should be yours, ask the head of your unit or of the comprehensive office."
            ),
            code="not_allowed",
        )
    principal_id = _principal_id(ctx, move)
    return None if principal_id in (None, ctx.by.pk) else User.objects.get(pk=principal_id)


def _principal_id(ctx: MoveContext, move: Move) -> int | None:
    standing = standing_of(ctx.by)
    if move.is_awaited:
        return deciding_for(standing, ctx.item, move.roles)
    # Roles outside a chain: by own right wherever the person holds one of them, else for the first principal whose
    # grant covers the unit that the move concerns.
    concerned = _units_concerned(ctx.item, move, standing)
    for role in move.roles:
        if _covers(role, standing.own_units(role), concerned):
            return None
    grants = (grant for grant in standing.acting if grant.role in move.roles)
    return next((g.principal_id for g in grants if _covers(g.role, frozenset({g.unit_id}), concerned)), None)


def _units_concerned(item: Item, move: Move, standing: Standing) -> frozenset[int]:
    """The item's own units; for a countersignature the partner for which the person answers (as the effect chooses it)."""
    if move.rule is not countersigns:
        return frozenset({item.unit_id, item.chain_unit_id})
    asked = item.joint_units.filter(state=JointUnit.State.PENDING, unit__in=standing.units(Role.UNIT_HEAD))
    return frozenset(asked.values_list("unit_id", flat=True)[:1])


def _covers(role: str, units: frozenset[int], concerned: frozenset[int]) -> bool:
    return bool(units & concerned) if role in UNIT_ROLES else bool(units)


def _refuse_missing_needs(ctx: MoveContext, move: Move) -> None:
    if "reason" in move.needs and not ctx.reason:
        raise MoveRefused(_("Give a reason: those whom it concerns will read it."), code="reason", field="reason")
    for need in move.needs:
        if need == "words":
            if not str(ctx.given.get("text") or "").strip():
                raise MoveRefused(_("The text must not be empty."), code="text", field="text")
        elif need != "reason" and ctx.given.get(need) in (None, ""):
            raise MoveRefused(
                _("Something that this step needs was not given: %(need)s.") % {"need": need_label(need)},
                code=need,
                field=need,
            )
    if "editor" in move.needs and not standing_of(ctx.given["editor"]).has(Role.EDITOR, Role.OFFICE_HEAD):
        raise MoveRefused(
            _("%(person)s is no editor.") % {"person": ctx.given["editor"]}, code="editor", field="editor"
        )


def need_label(need: str) -> str:
    """The words for what a move asks for."""
    labels: dict[str, Callable[[], str]] = {
        "kind": lambda: _("kind"),
        "editor": lambda: _("editor"),
        "decision": lambda: _("decision of the meeting"),
        "unit_id": lambda: _("joint unit"),
        "composite": lambda: _("composite item"),
        "accept": lambda: _("answer"),
    }
    return labels[need]()


def _apply(ctx: MoveContext, move: Move) -> None:
    item = ctx.item
    for effect in move.before:
        effect(ctx)
    target = move.target(ctx) if callable(move.target) and not isinstance(move.target, Status) else move.target
    for effect in move.after:
        effect(ctx)
    if item.status != target:
        item.entered_at = ctx.at
        if target not in MOVES["ask_withdrawal"].sources:  # while the office has it, the request waits for its answer
            item.withdrawal_asked_at = None
        if ctx.source == Status.EDITING:
            # Whoever had it open has it no more: the next hand must not wait for a lease to run out.
            Lease.objects.filter(item=item).delete()
    item.status = target
    item.version += 1


def _tell(ctx: MoveContext, move: Move, batch: str) -> None:
    item = ctx.item
    data = {**ctx.data, "from": ctx.source, "to": item.status, "revision": item.current_id, "step": item.step}
    if item.current:
        data["sha256"] = item.current.sha256
    decision: PaperDecision | None = None
    if ctx.on_paper is not None:
        decision = store_paper_decision(ctx, move.name)
        data["on_paper"] = decision.channel
    event = record(
        f"item.{move.name}",
        subject=item,
        by=ctx.by,
        on_behalf_of=ctx.on_behalf_of,
        reason=ctx.reason,
        data=data,
        batch=batch,
    )
    people = listeners(ctx, move.tells)
    if people:
        tell(
            people,
            kind=f"item.{move.name}",
            subject=item,
            url=item.get_absolute_url(),
            event=event,
            data={"title": item.title, "who": str(ctx.by), "reason": ctx.reason},
        )
