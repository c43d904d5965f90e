"""What a move changes besides the status, and the targets that depend on the item.

A target function brings the item's step and awaited role in order and answers the new status; the move service alone
writes it.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from organizations.models import Role
from organizations.standing import standing_of
from submissions.errors import MoveRefused
from submissions.models import JointUnit, Revision, Signature
from submissions.moves import guards
from submissions.moves.chain import (
    Step,
    await_signature,
    await_step,
    countersigning_is_open,
    holders_for,
    next_unit_step,
    start_route,
)
from submissions.moves.context import MoveContext
from submissions.services.numbering import item_number
from submissions.services.revisions import add_revision, present, restate
from submissions.states import MeetingDecision, Status

Effect = Callable[[MoveContext], None]

# ── targets ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def to_unit_review(ctx: MoveContext) -> Status:
    """The first step that somebody else can sign; where there is none the item is 负责人自撰 and goes on at once."""
    step = next_unit_step(ctx.item, after=0)
    ctx.item.head_is_author = step is None
    if step is None:
        guards.figures_are_ticked(ctx)
    return _await_or_finish(ctx, step)


def to_next_unit_step(ctx: MoveContext) -> Status:
    """Step k+1; after the last: filed, held where a meeting is named, signature where it is flash."""
    return _await_or_finish(ctx, next_unit_step(ctx.item, ctx.item.step))


def after_countersigning(ctx: MoveContext) -> Status:
    """Filing waits for all partners; the last answer files an item that its own unit has signed."""
    if ctx.item.awaits_role:
        return Status.UNIT_REVIEW
    return _await_or_finish(ctx, None)


def _await_or_finish(ctx: MoveContext, step: Step | None) -> Status:
    await_step(ctx.item, step)
    if step is not None or countersigning_is_open(ctx.item):
        return Status.UNIT_REVIEW
    if ctx.item.meeting_id and ctx.item.first_filed_at is None:
        return Status.HELD
    return _filed(ctx, ctx.at)


def _filed(ctx: MoveContext, at: datetime) -> Status:
    _file(ctx, at)
    if ctx.item.is_flash and start_route(ctx.item):
        return Status.SIGNATURE
    return Status.FILED


def _file(ctx: MoveContext, at: datetime) -> None:
    """Number at the first filing; kept when a returned item is filed again, which counts as the n-th filing."""
    item = ctx.item
    restate(item, by=ctx.by, kind=Revision.Kind.AS_UNIT_SIGNED)
    if item.number is None:
        item.number = item_number(item, localtime(at).year)
    item.first_filed_at = item.first_filed_at or at
    item.filed_at = at
    item.filing_count += 1
    item.return_reason = ""
    item.editor = None
    ctx.data.update(number=item.number, filing=item.filing_count)


def after_meeting(ctx: MoveContext) -> Status:
    """会后报送: passed files it with the minute of the decision by the flash lane; to be revised returns it; not passed closes it."""
    decision = ctx.given["decision"]
    ctx.data["decision"] = decision
    if decision == MeetingDecision.REVISE:
        ctx.item.return_reason = ctx.reason
        return Status.RETURNED
    if decision == MeetingDecision.REJECTED:
        _number_for_closing(ctx)
        return Status.CLOSED
    decided_at: datetime = ctx.given.get("decided_at") or ctx.at
    if decided_at > ctx.at:
        raise MoveRefused(_("The meeting cannot have decided in the future."), code="future", field="decided_at")
    # The form gives minutes.
    if decided_at < ctx.item.created_at.replace(second=0, microsecond=0):
        raise MoveRefused(
            _("The meeting cannot have decided before the item was started."), code="past", field="decided_at"
        )
    _file(ctx, decided_at)
    return Status.SIGNATURE if start_route(ctx.item) else Status.FILED


def _number_for_closing(ctx: MoveContext) -> None:
    # A closed item is seen by the office, so it has a number; it counts as no filing.
    ctx.item.number = ctx.item.number or item_number(ctx.item, localtime(ctx.at).year)


def to_route(ctx: MoveContext) -> Status:
    """Signature step 1, or signed where the route ends with the office head."""
    if start_route(ctx.item):
        return Status.SIGNATURE
    return _signed(ctx)


def to_next_signature(ctx: MoveContext) -> Status:
    """Step k+1 of the route; after the last: signed."""
    if await_signature(ctx.item, after=ctx.item.step):
        return Status.SIGNATURE
    return _signed(ctx)


def _signed(ctx: MoveContext) -> Status:
    await_step(ctx.item, None)
    ctx.item.signed_at = ctx.at
    restate(ctx.item, by=ctx.by, kind=Revision.Kind.AS_SIGNED)
    ctx.item.source_links.update(is_frozen=True)
    return Status.SIGNED


def to_principal(ctx: MoveContext) -> Status:
    """呈主要领导: the principal leader is the next step."""
    item = ctx.item
    if Role.PRINCIPAL_LEADER not in item.route[item.step :]:
        item.route = [*item.route[: item.step], str(Role.PRINCIPAL_LEADER), *item.route[item.step :]]
    if not await_signature(item, after=item.step):
        raise MoveRefused(
            _("No principal leader can sign this item. Sign it, or return it to the editor."), code="no_signer"
        )
    return Status.SIGNATURE


def answer_to_withdrawal(ctx: MoveContext) -> Status:
    """The editor gives the item back, or keeps it and says why."""
    ctx.item.withdrawal_asked_at = None
    ctx.data["accepted"] = bool(ctx.given["accept"])
    if not ctx.given["accept"]:
        return ctx.status()
    return to_returned(ctx)


def stays(ctx: MoveContext) -> Status:
    """The status is not touched; the move changes other things."""
    return ctx.status()


def to_returned(ctx: MoveContext) -> Status:
    """Back with the drafter; the reason stands on the item until it is filed again."""
    await_step(ctx.item, None)
    ctx.item.return_reason = ctx.reason
    return Status.RETURNED


def back_to_editing(ctx: MoveContext) -> Status:
    """In the hands of the editor who had it, else of the person who brings it back."""
    await_step(ctx.item, None)
    ctx.item.editor = ctx.item.editor or ctx.by
    ctx.item.signed_at = None
    return Status.EDITING


def to_office_review(ctx: MoveContext) -> Status:
    """The head of the comprehensive office is awaited; a leader, where nobody but writers of the item holds that post."""
    heads = {person.pk for person in holders_for(ctx.item, Role.OFFICE_HEAD)}
    if heads and heads <= ctx.item.writer_ids:
        ctx.item.head_is_author = True
        start_route(ctx.item)
        return Status.SIGNATURE
    await_step(ctx.item, Step(1, Role.OFFICE_HEAD))
    return Status.OFFICE_REVIEW


def signed_again(ctx: MoveContext) -> Status:
    """边办边改: a text changed while leaders sign, or after, is signed again from the first step."""
    ctx.item.signed_at = None
    start_route(ctx.item)
    return Status.SIGNATURE


# ── effects ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def change_words(kind: str) -> Effect:
    """修改后同意: words that came with the move become a version of the kind, by the hand that moves."""

    def effect(ctx: MoveContext) -> None:
        current = ctx.item.current
        words = {key: ctx.given.get(key) for key in ("title", "text", "summary")}
        if current is None or all(value is None or value == getattr(current, key) for key, value in words.items()):
            return
        kept = {key: getattr(current, key) if value is None else value for key, value in words.items()}
        note = str(ctx.given.get("note") or ctx.reason or "")[:300]
        add_revision(ctx.item, by=ctx.by, kind=kind, note=note, **kept)
        ctx.data["changed_words"] = True
        _ask_partners_about_new_words(ctx)

    return effect


def _ask_partners_about_new_words(ctx: MoveContext) -> None:
    """A partner who countersigned other words is asked again: nothing is filed jointly that a partner has not seen."""
    if ctx.status() != Status.UNIT_REVIEW:
        return
    answered = ctx.item.joint_units.filter(state=JointUnit.State.COUNTERSIGNED)
    if answered.update(state=JointUnit.State.PENDING, answered_by=None, answered_at=None):
        ctx.data["asks_partners_again"] = True


def sign_as(stage: str) -> Effect:
    """Bind the present version to the decider's signature."""

    def effect(ctx: MoveContext) -> None:
        Signature.objects.create(
            item=ctx.item,
            revision=present(ctx.item),
            stage=stage,
            step=ctx.item.step,
            signed_by=ctx.by if ctx.on_paper is None else ctx.on_paper.decided_by,
            on_behalf_of=ctx.on_behalf_of if ctx.on_paper is None else None,
            opinion=str(ctx.given.get("opinion", ""))[:300],
            signed_at=ctx.at if ctx.on_paper is None else ctx.on_paper.decided_at,
        )

    return effect


def answer_countersigning(state: str) -> Effect:
    """The partner's answer, or the lead unit's decision to go on without the partner."""

    def effect(ctx: MoveContext) -> None:
        rows = ctx.item.joint_units.filter(state=JointUnit.State.PENDING)
        if state == JointUnit.State.DROPPED:
            rows = rows.filter(unit_id=ctx.given["unit_id"])
        else:
            rows = rows.filter(unit_id__in=standing_of(ctx.by).units(Role.UNIT_HEAD))
        row = rows.first()
        if row is None:
            raise MoveRefused(_("This partner has answered already, or does not take part."), code="answered")
        row.state, row.answered_by, row.answered_at, row.reason = state, ctx.by, ctx.at, ctx.reason
        row.save(update_fields=["state", "answered_by", "answered_at", "reason"])
        ctx.data["unit_id"] = row.unit_id

    return effect


def ask_partners_again(ctx: MoveContext) -> None:
    """A text that is submitted anew needs every partner's word anew, but for partners who were dropped."""
    ctx.item.joint_units.exclude(state=JointUnit.State.DROPPED).update(
        state=JointUnit.State.PENDING, answered_by=None, answered_at=None, reason=""
    )


def take_it(ctx: MoveContext) -> None:
    """Whoever takes it edits it; the first taking is kept for the step times."""
    ctx.item.editor = ctx.by
    ctx.item.taken_at = ctx.item.taken_at or ctx.at
    ctx.item.step, ctx.item.awaits_role = 0, ""


def assign_it(ctx: MoveContext) -> None:
    """The chosen editor edits it."""
    ctx.item.editor = ctx.given["editor"]
    ctx.item.taken_at = ctx.item.taken_at or ctx.at
    ctx.data["editor_id"] = ctx.item.editor_id


def let_go(ctx: MoveContext) -> None:
    """Nobody edits it any more."""
    ctx.item.editor = None


def ask_for_it(ctx: MoveContext) -> None:
    """The unit's request stands on the item until the editor answers."""
    ctx.item.withdrawal_asked_at = ctx.at


def join_composite(ctx: MoveContext) -> None:
    """The source names its composite."""
    ctx.item.composite = ctx.given["composite"]
    ctx.data["composite_id"] = ctx.item.composite_id


def leave_composite(ctx: MoveContext) -> None:
    """The source stands by itself again, in the hands of whoever had it."""
    ctx.data["composite_id"] = ctx.item.composite_id
    ctx.item.composite = None
    ctx.item.editor = ctx.item.editor or ctx.by


def number_office_item(ctx: MoveContext) -> None:
    """Office series; a later entry (补录件) counts as signed from the start."""
    item = ctx.item
    item.number = item_number(item, localtime(ctx.at).year)
    item.editor = ctx.by
    item.taken_at = ctx.at
    if item.is_supplementary:
        item.signed_at = ctx.at


def note_fault_kind(ctx: MoveContext) -> None:
    """The kind of fault goes into the event, for statistics and quotas."""
    ctx.data["kind"] = str(ctx.given["kind"])


def clear_awaiting(ctx: MoveContext) -> None:
    """Nobody in particular is awaited."""
    await_step(ctx.item, None)
