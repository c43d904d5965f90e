"""The rows of this app in the policy table."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from organizations.policy import NOTHING, Rule, holds, in_units, register
from organizations.standing import LEADER_ROLES, OFFICE_ROLES, UNIT_ROLES
from submissions.moves import rules


def _through_item(rule: Rule) -> Rule:
    """The rule asked of the record's item."""
    from submissions.models import Item

    return Rule(
        test=lambda s, row: row is not None and rule.test(s, row.item),
        condition=lambda s: Q(item__in=Item.objects.filter(rule.condition(s))),
    )


owes_feedback = Rule(
    test=lambda s, row: row.feedback_unit_id is not None and row.feedback_unit_id in s.units(*UNIT_ROLES),
    condition=lambda s: Q(feedback_unit__in=s.units(*UNIT_ROLES)) if s.units(*UNIT_ROLES) else NOTHING,
)

stands = Rule(
    test=lambda _s, package: package is not None and package.voided_at is None,
    condition=lambda _s: Q(voided_at__isnull=True),
)


def register_rows() -> None:
    """Called once, when the apps are ready."""
    in_office = holds(Role.EDITOR, Role.OFFICE_HEAD)
    # Records are made of items that reached the office, all of which the office reads: its lists need not ask each item.
    view = in_office | _through_item(rules.may_view)
    for name in ("forwarding", "adoption"):
        register(f"{name}.view", view, label=_("Read a record of an item"))
        register(f"{name}.revoke", in_office, label=_("Revoke a record"))
    register("instruction.view", view | in_units(*UNIT_ROLES, field="feedback_unit_id"), label=_("Read an instruction"))
    register("instruction.revoke", in_office, label=_("Revoke a record"))
    register("instruction.feedback", in_office | owes_feedback, label=_("Report how an instruction was carried out"))
    register("package.list", holds(*OFFICE_ROLES, *LEADER_ROLES), label=_("Open the papers for forwarding"))
    register("package.view", holds(*OFFICE_ROLES, *LEADER_ROLES), label=_("Read a paper for forwarding"))
    register("package.make", in_office, label=_("Make a paper for forwarding"))
    register("package.void", in_office & stands, label=_("Make a paper for forwarding void"))
    register("queue.view", in_office, label=_("Open the office's queue"))
    register(
        "sign.view",
        holds(Role.OFFICE_HEAD, Role.DEPUTY_LEADER, Role.PRINCIPAL_LEADER),
        label=_("Open the signing desk"),
    )
