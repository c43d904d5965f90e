"""The moves of product.md §3, a row each. Buttons, the policy table, the permission matrix, docs and tests come from here.

To add a move: add a row, its words to the catalogue, and nothing else unless it needs a new guard, effect or target.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Role
from organizations.policy import Rule
from submissions.models import JointUnit, Revision, Signature
from submissions.moves import effects, guards, rules
from submissions.moves.context import MoveContext
from submissions.states import Status as S  # noqa: N817 -- a table is read by its columns

Target = S | Callable[[MoveContext], S]
UNIT_SIGNERS = (Role.UNIT_SIGNER, Role.UNIT_HEAD)
LEADERS = (Role.DEPUTY_LEADER, Role.PRINCIPAL_LEADER)


@dataclass(frozen=True)
class Move:
    """One row.

    `needs` and `offers` name what the move's form must and may ask for: reason, kind, editor, decision, decided_at,
    unit_id, composite, accept, opinion, words (title, summary, text). `roles` are those by which a deputy may act;
    `is_decision`: it may be recorded from paper. `is_internal`: made by a service for a whole group, never a button.
    """

    name: str
    label: Any
    sources: frozenset[S]
    target: Target
    rule: Rule
    next: Any
    needs: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    guards: tuple[Callable[[MoveContext], None], ...] = ()
    before: tuple[Callable[[MoveContext], None], ...] = ()
    after: tuple[Callable[[MoveContext], None], ...] = ()
    roles: tuple[str, ...] = ()
    is_awaited: bool = False
    is_decision: bool = False
    is_internal: bool = False
    is_primary: bool = False
    tells: tuple[str, ...] = ()

    @property
    def action(self) -> str:
        """Its row in the policy table."""
        return f"item.{self.name}"


_words_unit = effects.change_words(Revision.Kind.AS_WRITTEN)
_words_edited = effects.change_words(Revision.Kind.AS_EDITED)
_words_signed = effects.change_words(Revision.Kind.AS_SIGNED)

# Read as a table: a row is a few lines, not one line an argument.
# fmt: off
IN_THE_UNIT = (
    Move(
        "submit", pgettext_lazy("move", "Submit for review"), frozenset({S.DRAFT, S.RETURNED}),
        effects.to_unit_review, rules.drafts_it, _("It goes to the first signer of the unit."), is_primary=True,
        guards=(guards.slip_is_complete, guards.carries_no_secrecy_mark), before=(effects.ask_partners_again,),
        tells=("awaited", "partners"),
    ),
    Move(
        "approve_in_unit", pgettext_lazy("move", "Approve"), frozenset({S.UNIT_REVIEW}), effects.to_next_unit_step,
        rules.signs_for_unit, _("It goes to the next signer, after the last one to the comprehensive office."),
        offers=("opinion", "words"), guards=(guards.carries_no_secrecy_mark, guards.figures_are_ticked),
        before=(_words_unit, effects.sign_as(Signature.Stage.UNIT)), roles=UNIT_SIGNERS, is_awaited=True,
        is_decision=True, is_primary=True, tells=("awaited", "drafter", "partners_again"),
    ),
    Move(
        "return_in_unit", pgettext_lazy("move", "Return for changes"), frozenset({S.UNIT_REVIEW}),
        effects.to_returned, rules.signs_for_unit, _("It goes back to the drafter with your reason."),
        needs=("reason",), roles=UNIT_SIGNERS, is_awaited=True, is_decision=True, tells=("drafter", "authors"),
    ),
    Move(
        "countersign", pgettext_lazy("move", "Countersign"), frozenset({S.UNIT_REVIEW}), effects.after_countersigning,
        rules.countersigns, _("Your unit files it jointly. It is filed when all partners have answered."),
        offers=("opinion",),
        before=(effects.answer_countersigning(JointUnit.State.COUNTERSIGNED), effects.sign_as(Signature.Stage.COUNTERSIGN)),
        roles=(Role.UNIT_HEAD,), tells=("drafter",),
    ),
    Move(
        "decline_to", pgettext_lazy("move", "Decline to countersign"), frozenset({S.UNIT_REVIEW}),
        effects.after_countersigning, rules.countersigns,
        _("Your unit does not take part. The lead unit is told why."), needs=("reason",),
        before=(effects.answer_countersigning(JointUnit.State.DECLINED),), roles=(Role.UNIT_HEAD,),
        tells=("drafter", "unit_heads"),
    ),
    Move(
        "drop_partner", pgettext_lazy("move", "Go on without the partner"), frozenset({S.UNIT_REVIEW}),
        effects.after_countersigning, rules.drafter_or_head, _("The partner is taken off the item and told."),
        needs=("reason", "unit_id"), before=(effects.answer_countersigning(JointUnit.State.DROPPED),),
        tells=("dropped",),
    ),
    Move(
        "release_held", pgettext_lazy("move", "Release after the meeting"), frozenset({S.HELD}),
        effects.after_meeting, rules.drafter_or_head,
        _("Passed: filed at once with the minute of the decision. To be revised: back to the drafter. Not passed: closed."),
        needs=("decision",), offers=("decided_at", "reason"), is_primary=True, tells=("awaited", "office"),
    ),
    Move(
        "pull_back", pgettext_lazy("move", "Pull back"), frozenset({S.UNIT_REVIEW}), S.DRAFT, rules.drafter_or_head,
        _("It becomes a draft again."), needs=("reason",), after=(effects.clear_awaiting,), tells=("drafter",),
    ),
    Move(
        "withdraw", pgettext_lazy("move", "Withdraw"), frozenset({S.FILED}), effects.to_returned, rules.heads_unit,
        _("It comes back to your unit before the office has taken it."), needs=("reason",), roles=(Role.UNIT_HEAD,),
        tells=("drafter", "office"),
    ),
    Move(
        "ask_withdrawal", pgettext_lazy("move", "Ask for it back"),
        frozenset({S.EDITING, S.OFFICE_REVIEW, S.SIGNATURE, S.SIGNED}), effects.stays, rules.heads_unit,
        _("The office has taken it; the editor answers your request."), needs=("reason",), roles=(Role.UNIT_HEAD,),
        guards=(guards.not_forwarded, guards.not_composite, guards.withdrawal_not_asked_yet),
        before=(effects.ask_for_it,), tells=("editor",),
    ),
    Move(
        "void", pgettext_lazy("move", "Void"), frozenset({S.DRAFT, S.RETURNED, S.HELD}), S.VOIDED,
        rules.drafter_or_head, _("It is out of use; its number stays void and is not given again."),
        offers=("reason",), guards=(guards.reason_once_numbered,), after=(effects.clear_awaiting,),
        tells=("drafter",),
    ),
)

IN_THE_OFFICE = (
    Move(
        "take", pgettext_lazy("move", "Take"), frozenset({S.FILED}), S.EDITING, rules.edits_in_office,
        _("You edit it."), before=(effects.take_it,), roles=(Role.EDITOR, Role.OFFICE_HEAD), is_primary=True,
        tells=("drafter",),
    ),
    Move(
        "assign", pgettext_lazy("move", "Assign"), frozenset({S.FILED, S.EDITING}), S.EDITING, rules.heads_office,
        _("The editor whom you choose edits it."), needs=("editor",), offers=("reason",), before=(effects.assign_it,),
        roles=(Role.OFFICE_HEAD,), tells=("editor",),
    ),
    Move(
        "put_back", pgettext_lazy("move", "Put back"), frozenset({S.EDITING}), S.FILED, rules.edits_it,
        _("It waits in the queue again."), guards=(guards.not_composite,), before=(effects.let_go,),
        roles=(Role.EDITOR, Role.OFFICE_HEAD),
    ),
    Move(
        "send_back", pgettext_lazy("move", "Send back to the unit"), frozenset({S.FILED, S.EDITING}),
        effects.to_returned, rules.edits_in_office,
        _("It goes back to the drafter with your reason; the number is kept."), needs=("reason", "kind"),
        guards=(guards.not_composite,), before=(effects.note_fault_kind,), roles=(Role.EDITOR, Role.OFFICE_HEAD),
        tells=("drafter", "authors", "unit_heads"),
    ),
    Move(
        "decline", pgettext_lazy("move", "Decline"), frozenset({S.FILED, S.EDITING}), S.DECLINED,
        rules.edits_in_office, _("It is not compiled. The unit sees the reason."), needs=("reason", "kind"),
        before=(effects.note_fault_kind,), after=(effects.clear_awaiting,), roles=(Role.EDITOR, Role.OFFICE_HEAD),
        tells=("drafter", "unit_heads"),
    ),
    Move(
        "answer_withdrawal", pgettext_lazy("move", "Answer the unit's request"),
        frozenset({S.EDITING, S.OFFICE_REVIEW, S.SIGNATURE, S.SIGNED}), effects.answer_to_withdrawal, rules.edits_it,
        _("You give the item back, or keep it and say why."), needs=("accept", "reason"),
        guards=(guards.withdrawal_was_asked, guards.not_forwarded), roles=(Role.EDITOR, Role.OFFICE_HEAD),
        tells=("drafter", "unit_heads"),
    ),
    Move(
        "merge", pgettext_lazy("move", "Merge"), frozenset({S.FILED, S.EDITING}), S.MERGED, rules.edits_in_office,
        _("It becomes a source of a composite item."), needs=("composite",),
        guards=(guards.not_composite, guards.belongs_to_composite), before=(effects.join_composite,),
        is_internal=True, roles=(Role.EDITOR, Role.OFFICE_HEAD), tells=("drafter", "unit_heads"),
    ),
    Move(
        "split_out", pgettext_lazy("move", "Take out of the composite"), frozenset({S.MERGED}), S.EDITING,
        rules.edits_in_office, _("The source is edited by itself again."), needs=("reason",),
        before=(effects.leave_composite,), is_internal=True, roles=(Role.EDITOR, Role.OFFICE_HEAD),
        tells=("drafter",),
    ),
    Move(
        "split_up", pgettext_lazy("move", "Split up"), frozenset({S.EDITING, S.DECLINED}), S.VOIDED, rules.edits_it,
        _("The sources go back to editing; the composite's number stays void."), needs=("reason",),
        guards=(guards.is_composite,), is_internal=True, roles=(Role.EDITOR, Role.OFFICE_HEAD),
    ),
    Move(
        "compose", pgettext_lazy("move", "Start the composite"), frozenset({S.DRAFT}), S.EDITING,
        rules.edits_in_office, _("You edit the composite."), guards=(guards.is_new_office_item,),
        before=(effects.number_office_item,), is_internal=True, roles=(Role.EDITOR, Role.OFFICE_HEAD),
    ),
    Move(
        "enter_supplementary", pgettext_lazy("move", "Enter for an adoption"), frozenset({S.DRAFT}), S.SIGNED,
        rules.edits_in_office, _("It counts as adopted, not as filed."), guards=(guards.is_new_office_item,),
        before=(effects.number_office_item,), is_internal=True, roles=(Role.EDITOR, Role.OFFICE_HEAD),
        tells=("unit_heads",),
    ),
    Move(
        "submit_for_approval", pgettext_lazy("move", "Submit for approval"), frozenset({S.EDITING}),
        effects.to_office_review, rules.edits_it, _("The head of the comprehensive office decides."),
        offers=("words",), guards=(guards.carries_no_secrecy_mark, guards.figures_are_ticked),
        before=(_words_edited,), roles=(Role.EDITOR, Role.OFFICE_HEAD), is_primary=True, tells=("awaited",),
    ),
    Move(
        "call_back", pgettext_lazy("move", "Call back"), frozenset({S.OFFICE_REVIEW, S.SIGNATURE}),
        effects.back_to_editing, rules.edits_it, _("It is edited again; signatures on a text that changes are void."),
        needs=("reason",), roles=(Role.EDITOR, Role.OFFICE_HEAD), tells=("editor",),
    ),
    Move(
        "edit_flash", pgettext_lazy("move", "Edit while it is signed"), frozenset({S.SIGNATURE, S.SIGNED}),
        effects.signed_again, rules.edits_in_office, _("The changed text is signed again from the first step."),
        needs=("words",),
        guards=(guards.is_flash, guards.not_forwarded, guards.words_differ, guards.carries_no_secrecy_mark,
                guards.figures_are_ticked),
        before=(_words_edited,), roles=(Role.EDITOR, Role.OFFICE_HEAD), tells=("awaited",),
    ),
)

FOR_SIGNATURE = (
    Move(
        "approve", pgettext_lazy("move", "Approve for signature"), frozenset({S.OFFICE_REVIEW}), effects.to_route,
        rules.approves_for_office, _("It goes to the leader; where no leader signs, it is ready to forward."),
        offers=("opinion", "words"), guards=(guards.carries_no_secrecy_mark, guards.figures_are_ticked),
        before=(_words_edited, effects.sign_as(Signature.Stage.OFFICE)), roles=(Role.OFFICE_HEAD,), is_awaited=True,
        is_decision=True, is_primary=True, tells=("awaited", "editor"),
    ),
    Move(
        "return_to_editor", pgettext_lazy("move", "Return to the editor"), frozenset({S.OFFICE_REVIEW, S.SIGNATURE}),
        effects.back_to_editing, rules.approves_for_office | rules.signs_as_leader,
        _("The editor changes it as you say."), needs=("reason",), roles=(Role.OFFICE_HEAD, *LEADERS),
        is_awaited=True, is_decision=True, tells=("editor",),
    ),
    Move(
        "sign", pgettext_lazy("move", "Sign"), frozenset({S.SIGNATURE}), effects.to_next_signature,
        rules.signs_as_leader, _("It goes to the next leader; after the last one the office forwards it."),
        offers=("opinion", "words"), guards=(guards.carries_no_secrecy_mark, guards.figures_are_ticked),
        before=(_words_signed, effects.sign_as(Signature.Stage.LEADER)), roles=LEADERS, is_awaited=True,
        is_decision=True, is_primary=True, tells=("awaited", "editor", "drafter"),
    ),
    Move(
        "pass_up", pgettext_lazy("move", "Pass up to the principal leader"), frozenset({S.SIGNATURE}),
        effects.to_principal, rules.leads_in_charge, _("The principal leader signs next."), offers=("opinion",),
        before=(effects.sign_as(Signature.Stage.LEADER),), roles=(Role.DEPUTY_LEADER,), is_awaited=True,
        is_decision=True, tells=("awaited", "editor"),
    ),
    Move(
        "refuse", pgettext_lazy("move", "Refuse to forward"), frozenset({S.SIGNATURE}), S.DECLINED,
        rules.signs_as_leader, _("It is not forwarded. The unit sees the reason."), needs=("reason",),
        after=(effects.clear_awaiting,), roles=LEADERS, is_awaited=True, is_decision=True,
        tells=("editor", "drafter", "unit_heads"),
    ),
    Move(
        "shelve", pgettext_lazy("move", "Shelve"), frozenset({S.SIGNED}), S.CLOSED, rules.heads_office,
        _("It is not forwarded for the time being."), needs=("reason",), guards=(guards.not_forwarded,),
        roles=(Role.OFFICE_HEAD,), tells=("editor", "drafter", "unit_heads"),
    ),
    Move(
        "reopen", pgettext_lazy("move", "Reopen"), frozenset({S.DECLINED, S.CLOSED, S.SIGNED}),
        effects.back_to_editing, rules.heads_office, _("It is edited again."), needs=("reason",),
        guards=(guards.not_forwarded,), roles=(Role.OFFICE_HEAD,), tells=("editor", "drafter", "unit_heads"),
    ),
)

# fmt: on

MOVES: dict[str, Move] = {move.name: move for move in (*IN_THE_UNIT, *IN_THE_OFFICE, *FOR_SIGNATURE)}
