"""补录签批: decisions made on paper or by phone, recorded by a clerk; both names are kept."""

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now, today
from activity.services import record
from organizations.models import Role, User
from organizations.policy import can
from organizations.standing import UNIT_ROLES, standing_of
from organizations.working_days import add_working_days
from submissions.errors import MoveRefused, NotAllowed
from submissions.models import Item, PaperDecision
from submissions.moves.context import MoveContext
from submissions.moves.table import Move

ONE_WORKING_DAY = 1


def check_paper_record(ctx: MoveContext, move: Move) -> None:
    """The decider had the right to decide, the clerk may record it, and there is a scan where it was on paper.

    Raises MoveRefused or NotAllowed.
    """
    paper = ctx.on_paper
    assert paper is not None
    if not move.is_decision:
        raise MoveRefused(_("Only a decision of a signer is recorded from paper."), code="no_decision")
    if not may_record_paper(ctx.by, ctx.item):
        raise NotAllowed(
            _("Only an editor, or for a unit's own step its officer, records a decision made on paper."),
            code="not_allowed",
        )
    if not can(paper.decided_by, move.action, ctx.item):
        raise MoveRefused(
            _("%(person)s does not decide at this step.") % {"person": paper.decided_by},
            code="decider",
            field="decided_by",
        )
    if paper.decided_at > ctx.at:
        raise MoveRefused(_("The decision cannot lie in the future."), code="future", field="decided_at")
    if paper.channel == PaperDecision.Channel.PAPER and paper.scan is None:
        raise MoveRefused(_("Attach the scan of the signed paper."), code="scan", field="scan")


def may_record_paper(clerk: User, item: Item) -> bool:
    """Whether the person is the clerk of the step at which the item waits: the unit's officer, later the office."""
    standing = standing_of(clerk)
    if item.awaits_role in UNIT_ROLES:
        return bool(standing.own_units(Role.OFFICER) & {item.unit_id, item.chain_unit_id})
    return standing.has(Role.EDITOR, Role.OFFICE_HEAD)


def store_paper_decision(ctx: MoveContext, move_name: str) -> PaperDecision:
    """Keep how it was decided; an oral decision is to be countersigned within one working day."""
    paper = ctx.on_paper
    assert paper is not None
    is_oral = paper.channel == PaperDecision.Channel.PHONE
    return PaperDecision.objects.create(
        item=ctx.item,
        move=move_name,
        channel=paper.channel,
        decided_by=paper.decided_by,
        decided_at=paper.decided_at,
        recorded_by=ctx.by,
        recorded_at=ctx.at,
        scan=paper.scan,
        confirm_by=add_working_days(today(), ONE_WORKING_DAY) if is_oral else None,
    )


@transaction.atomic
def confirm_paper_decision(*, decision_id: int, by: User) -> PaperDecision:
    """The decider countersigns an oral decision. Raises NotAllowed for anybody else, MoveRefused when it was done."""
    decision = PaperDecision.objects.select_for_update(of=("self",)).get(pk=decision_id)
    if decision.decided_by_id != by.pk:
        raise NotAllowed(_("Only the person who decided countersigns the record."), code="not_allowed")
    if decision.confirmed_at is not None:
        raise MoveRefused(_("You countersigned this record already."), code="confirmed")
    decision.confirmed_at = now()
    decision.save(update_fields=["confirmed_at"])
    record(
        "item.confirm_paper_decision",
        subject=decision.item,
        by=by,
        data={"decision": decision.pk, "move": decision.move},
    )
    return decision
