"""The rows of this app in the policy table."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from organizations.policy import NOTHING, Rule, holds, in_units, register
from organizations.standing import LEADER_ROLES, OFFICE_ROLES, UNIT_ROLES, Standing
from submissions.models import JointUnit
from submissions.moves import rules
from submissions.states import IN_OFFICE


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


def _countersigned_by(s: Standing) -> Q:
    rows = JointUnit.objects.filter(unit__in=s.units(*UNIT_ROLES), state=JointUnit.State.COUNTERSIGNED)
    return Q(pk__in=rows.values("item"))


# 申报采用: the unit whose item it is, or a partner that countersigned it, once the item reached the office.
filed_it = Rule(
    test=lambda s, item: (
        item.unit_id in s.units(*UNIT_ROLES)
        or (
            s.has(*UNIT_ROLES)
            and item.joint_units.filter(unit__in=s.units(*UNIT_ROLES), state=JointUnit.State.COUNTERSIGNED).exists()
        )
    ),
    condition=lambda s: Q(unit__in=s.units(*UNIT_ROLES)) | _countersigned_by(s) if s.has(*UNIT_ROLES) else NOTHING,
)
was_filed = Rule(
    test=lambda _s, item: item is not None and (item.status in IN_OFFICE or item.first_filed_at is not None),
    condition=lambda _s: Q(status__in=IN_OFFICE) | Q(first_filed_at__isnull=False),
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
    register("item.claim", was_filed & filed_it, label=_("Claim that an item was adopted"))
    register("adoptionclaim.list", holds(*UNIT_ROLES, *OFFICE_ROLES), label=_("Open the claims of adoptions"))
    register("adoptionclaim.make", holds(*UNIT_ROLES), label=_("Claim an adoption without a filing"))
    register("adoptionclaim.view", in_office | in_units(*UNIT_ROLES), label=_("Read a claim of an adoption"))
    register("adoptionclaim.decide", in_office, label=_("Confirm or refuse a claim of an adoption"))
    register("adoptionclaim.withdraw", in_units(*UNIT_ROLES), label=_("Take a claim of an adoption back"))
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
    head = holds(Role.OFFICE_HEAD)
    register("pastimport.filings", head, label=_("Import filings of the past"))
    register("pastimport.adoptions", head, label=_("Import adoptions of the past"))
    register("pastimport.instructions", head, label=_("Import instructions of the past"))
