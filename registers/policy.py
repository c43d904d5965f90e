"""The rows of this app in the policy table."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from organizations.policy import NOTHING, Rule, anyone_with_a_role, holds, in_units, is_person, register
from organizations.standing import LEADER_ROLES, OFFICE_ROLES, UNIT_ROLES, Standing
from registers.models import CommissionTarget
from submissions.models import Item
from submissions.moves import rules

in_force = Rule(
    test=lambda _s, row: row is not None and row.counters_id is None and not hasattr(row, "countered_by"),
    condition=lambda _s: Q(counters__isnull=True, countered_by__isnull=True),
)
is_fact = Rule(
    test=lambda _s, row: row is not None and row.counters_id is None,
    condition=lambda _s: Q(counters__isnull=True),
)
item_is_open = Rule(
    test=lambda s, row: row is not None and rules.may_view.test(s, row.item),
    condition=lambda s: Q(item__in=Item.objects.filter(rules.may_view.condition(s))),
)
stands = Rule(
    test=lambda _s, row: row is not None and row.is_standing,
    condition=lambda _s: Q(closed_at__isnull=True, withdrawn_at__isnull=True),
)
is_closed = Rule(
    test=lambda _s, row: row is not None and row.closed_at is not None,
    condition=lambda _s: Q(closed_at__isnull=False),
)


def _asked(s: Standing) -> Q:
    return Q(pk__in=CommissionTarget.objects.filter(unit__in=s.units(*UNIT_ROLES)).values("commission"))


asks_own_unit = Rule(
    test=lambda s, row: (
        s.has(*UNIT_ROLES)
        and row is not None
        and any(target.unit_id in s.units(*UNIT_ROLES) for target in row.targets.all())
    ),
    condition=lambda s: _asked(s) if s.has(*UNIT_ROLES) else NOTHING,
)
target_stands = Rule(
    test=lambda _s, row: row is not None and row.commission.is_standing and not row.excuse_reason,
    condition=lambda _s: Q(commission__closed_at__isnull=True, commission__withdrawn_at__isnull=True, excuse_reason=""),
)


def register_rows() -> None:
    """Called once, when the apps are ready."""
    office = holds(Role.EDITOR, Role.OFFICE_HEAD)
    overseers = holds(*OFFICE_ROLES, *LEADER_ROLES)
    register("fault.list", anyone_with_a_role, label=_("Open the register of faults"))
    register(
        "fault.view", is_fact & (overseers | in_units(*UNIT_ROLES) | is_person("person_id")),
        label=_("Read the record of a fault"),
    )  # fmt: skip
    register("fault.record", office, label=_("Put a fault on record"))
    register("fault.revoke", office & in_force, label=_("Revoke the record of a fault"))
    register("fault.rectify", office & in_force, label=_("Record what was done about a fault"))
    register("fault.object", in_units(*UNIT_ROLES) & in_force, label=_("Object to the record of a fault"))
    register("fault.decide", office & in_force, label=_("Decide on an objection"))
    register("emergencyreport.list", anyone_with_a_role, label=_("Open the register of emergency reports"))
    register(
        "emergencyreport.view", is_fact & (overseers | in_units(*UNIT_ROLES)),
        label=_("Read the record of an emergency report"),
    )  # fmt: skip
    register("emergencyreport.record", office, label=_("Put an emergency report on record"))
    register("emergencyreport.revoke", office & in_force, label=_("Revoke the record of an emergency report"))
    register("bestitem.list", anyone_with_a_role, label=_("Open the best items of the months"))
    register("bestitem.view", is_fact & (overseers | item_is_open), label=_("Read a choice of a best item"))
    register("bestitem.choose", office, label=_("Choose the best items of a month"))
    register("bestitem.revoke", office & in_force, label=_("Revoke the choice of a best item"))
    register("commission.list", anyone_with_a_role, label=_("Open the commissions"))
    register("commission.view", overseers | asks_own_unit, label=_("Read a commission"))
    register("commission.make", office, label=_("Make a commission"))
    register("commission.manage", office & stands, label=_("Extend, excuse, remind, close or withdraw a commission"))
    register("commission.reopen", office & is_closed, label=_("Open a closed commission again"))
    register(
        "commissiontarget.answer", in_units(*UNIT_ROLES) & target_stands, label=_("Write in answer to a commission")
    )
