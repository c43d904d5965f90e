"""The rows of this app in the policy table: reading an item, changing its words, one row for each move, its settings."""

from django.utils.translation import gettext_lazy as _

from organizations.models import AdminKind, Role
from organizations.policy import administers, among, holds, in_units, register
from organizations.standing import UNIT_ROLES
from submissions.moves import rules
from submissions.moves.table import MOVES
from submissions.states import Status


def register_rows() -> None:
    """Called once, when the apps are ready."""
    register("item.view", rules.may_view, label=_("Read an item"))
    register("item.draft", holds(*UNIT_ROLES), label=_("Start an item"))
    register(
        "item.edit_draft",
        among("status", {Status.DRAFT, Status.RETURNED}) & rules.drafts_it,
        label=_("Change the words of a draft"),
    )
    register(
        "item.reassign_draft",
        among("status", {Status.DRAFT, Status.RETURNED}) & in_units(Role.UNIT_HEAD),
        label=_("Give a draft to another officer"),
    )
    register(
        "item.edit_in_office",
        among("status", {Status.EDITING}) & rules.edits_it,
        label=_("Change the words of an item in hand"),
    )
    register(
        "item.record",
        among("status", {Status.SIGNED}) & rules.edits_in_office,
        label=_("Record forwarding and adoption"),
    )
    register(
        "item.record_any", rules.reached_office & rules.edits_in_office, label=_("Record an instruction or an adoption")
    )
    for move in MOVES.values():
        register(move.action, among("status", move.sources) & move.rule, label=move.label)
    _register_settings()


def _register_settings() -> None:
    office = holds(Role.OFFICE_HEAD) | administers(AdminKind.SYSTEM)
    register("itemtype.manage", office, label=_("Keep the item types"))
    register("topic.manage", office, label=_("Keep the topics"))
    register("signoffroute.manage", office, label=_("Keep the sign-off routes"))
    register("unit.set_chains", office | holds(Role.UNIT_HEAD), label=_("Open the page of unit chains"))
    register("unit.set_chain", office | in_units(Role.UNIT_HEAD, field="pk"), label=_("Set the chain of a unit"))
