"""The rows of this app in the policy table: one for each act of the table in states.py, and those around it."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from organizations.policy import Rule, among, anyone_with_a_role, holds, in_units, register
from organizations.standing import LEADER_ROLES, OFFICE_ROLES, UNIT_ROLES
from reports.states import ACTS, FOR_LEADERS, LIVE, State

in_office = holds(*OFFICE_ROLES)
leads = holds(*LEADER_ROLES)
published = Rule(
    test=lambda _s, bulletin: bulletin is not None and bulletin.issued_at is not None,
    condition=lambda _s: Q(issued_at__isnull=False),
)
before_leaders = among("state", FOR_LEADERS)
once_before_leaders = Rule(
    test=lambda _s, bulletin: bulletin is not None and bulletin.comments_due_on is not None,
    condition=lambda _s: Q(comments_due_on__isnull=False),
)
"""Leaders have been asked for comments on it, whatever became of it since."""
may_send_comment = leads & (before_leaders | published | once_before_leaders)
may_view = in_office | (leads & before_leaders) | (anyone_with_a_role & published)


def register_rows() -> None:
    """Called once, when the apps are ready."""
    register("bulletin.list", anyone_with_a_role, label=_("Open the archive of bulletins"))
    register("bulletin.view", may_view, label=_("Read a bulletin"))
    register(
        "bulletin.download", (anyone_with_a_role & published) | (before_leaders & (in_office | leads)),
        label=_("Download a bulletin"),
    )  # fmt: skip
    register("bulletin.read_mark", anyone_with_a_role & published, label=_("Mark a bulletin as read"))
    register("bulletin.under_way", in_office | leads, label=_("See how far a bulletin is"))
    register(
        "bulletin.open_totals", in_office | leads,
        label=_("Open the ledger behind the sums of a bulletin"),
    )  # fmt: skip
    register("bulletin.propose", in_office, label=_("Propose a bulletin"))
    register("bulletin.compose", in_office & among("state", {State.DRAFT}), label=_("Write a bulletin"))
    register("bulletin.open_composing", in_office & among("state", LIVE), label=_("Open the composing page"))
    register(
        "bulletin.name_units", holds(Role.OFFICE_HEAD) & among("state", {State.DRAFT}),
        label=_("Decide which units a bulletin names"),
    )  # fmt: skip
    register(
        "bulletin.rectify", holds(Role.OFFICE_HEAD) & among("state", {State.ISSUED}),
        label=_("Send rectification notices"),
    )  # fmt: skip
    register("rectificationnotice.view", in_office | in_units(*UNIT_ROLES), label=_("Read a rectification notice"))
    register("bulletin.comment", leads & before_leaders, label=_("Comment on a bulletin"))
    register("bulletin.record_comment", in_office & before_leaders, label=_("Record a leader's comment from paper"))
    register("bulletin.receipts", in_office & published, label=_("See who has read a bulletin"))
    # Whoever could act a moment ago is answered by the service, with what was typed, also when the state has changed.
    register("bulletin.send_text", in_office, label=_("Send text for a bulletin; a draft takes it"))
    register("bulletin.send_naming", holds(Role.OFFICE_HEAD), label=_("Send whom a bulletin names; a draft takes it"))
    register("bulletin.send_comment", may_send_comment, label=_("Send a comment; it is taken between check and issue"))
    register(
        "bulletin.send_act", may_view | may_send_comment, label=_("Send an act; the state of the bulletin decides")
    )
    register("period.manage", holds(Role.OFFICE_HEAD), label=_("Open the page of months"))
    register("period.close", holds(Role.OFFICE_HEAD), label=_("Close a month"))
    register("period.reopen", holds(Role.OFFICE_HEAD), label=_("Open a month again"))
    for act in ACTS.values():
        register(act.action, holds(*act.roles) & among("state", act.sources), label=act.label)
