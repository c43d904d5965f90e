"""Who may make a move. Each rule says the same as a test of one item and as a condition on a list."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q

from organizations.models import Role
from organizations.policy import NOTHING, Rule, holds, in_units
from organizations.standing import LEADER_ROLES, UNIT_ROLES, Acting, Standing
from submissions.models import Item, ItemAuthor, JointUnit
from submissions.states import IN_OFFICE, Status


def _not_written_by(person_id: int) -> Q:
    link = ItemAuthor.objects.filter(item=OuterRef("pk"), user=person_id)
    return ~Q(drafter=person_id) & ~Q(Exists(link))


def _waits_for(role: str, units: Iterable[int], person_id: int) -> Q:
    condition = Q(awaits_role=role) & (Q(awaits_person__isnull=True) | Q(awaits_person=person_id))
    return condition & Q(chain_unit__in=list(units)) if role in UNIT_ROLES else condition


def _awaits(item: Item, role: str, units: frozenset[int], person_id: int) -> bool:
    return (
        item.awaits_role == role
        and item.awaits_person_id in (None, person_id)
        and (role not in UNIT_ROLES or item.chain_unit_id in units)
    )


def deciding_for(s: Standing, item: Item, roles: Iterable[str]) -> int | None:
    """Whose right the person uses to act on the item that awaits one of the roles.

    Own right first: the person's own pk; else the pk of the principal of the oldest fitting grant; None: no right.
    A grant never covers an item that the deputy or the principal wrote.
    """
    if s.user_id in item.writer_ids:
        return None
    for role in roles:
        own = s.own_units(role)
        if own and _awaits(item, role, own, s.user_id):
            return s.user_id
    for grant in s.acting:
        if grant.role in roles and _grant_fits(item, grant):
            return grant.principal_id
    return None


def _grant_fits(item: Item, grant: Acting) -> bool:
    return grant.principal_id not in item.writer_ids and _awaits(
        item, grant.role, frozenset({grant.unit_id}), grant.principal_id
    )


def awaited(*roles: str) -> Rule:
    """The item waits for one of the roles, which the person holds or acts in, and neither of the two wrote it."""

    def condition(s: Standing) -> Q:
        found = NOTHING
        for role in roles:
            if s.own_units(role):
                found |= _waits_for(role, s.own_units(role), s.user_id)
        for grant in s.acting:
            if grant.role in roles:
                found |= _waits_for(grant.role, {grant.unit_id}, grant.principal_id) & _not_written_by(
                    grant.principal_id
                )
        return found & _not_written_by(s.user_id)

    return Rule(test=lambda s, item: deciding_for(s, item, roles) is not None, condition=condition)


def _item_rule(test: Callable[[Standing, Item], bool], condition: Callable[[Standing], Q]) -> Rule:
    def checked(s: Standing, obj: Any) -> bool:
        return obj is not None and test(s, obj)

    return Rule(test=checked, condition=condition)


drafts_it = _item_rule(
    lambda s, item: (
        item.drafter_id == s.user_id
        and (item.unit_id in s.own_units(*UNIT_ROLES) or (s.is_office and item.is_composite))
    ),
    lambda s: (
        Q(drafter=s.user_id)
        & (Q(unit__in=s.own_units(*UNIT_ROLES)) | (Q(is_composite=True) if s.is_office else NOTHING))
    ),
)
heads_unit = in_units(Role.UNIT_HEAD, field="chain_unit_id") | in_units(Role.UNIT_HEAD)
drafter_or_head = drafts_it | heads_unit
edits_in_office = holds(Role.EDITOR, Role.OFFICE_HEAD)
heads_office = holds(Role.OFFICE_HEAD)
edits_it = (
    _item_rule(
        lambda s, item: item.editor_id == s.user_id and s.has(Role.EDITOR, Role.OFFICE_HEAD),
        lambda s: Q(editor=s.user_id) if s.has(Role.EDITOR, Role.OFFICE_HEAD) else NOTHING,
    )
    | heads_office
)
signs_for_unit = awaited(Role.UNIT_SIGNER, Role.UNIT_HEAD)
approves_for_office = awaited(Role.OFFICE_HEAD)
signs_as_leader = awaited(*LEADER_ROLES)
leads_in_charge = awaited(Role.DEPUTY_LEADER)


def _partner_rows(s: Standing) -> Q:
    rows = JointUnit.objects.filter(
        item=OuterRef("pk"), unit__in=s.units(Role.UNIT_HEAD), state=JointUnit.State.PENDING
    )
    return Q(Exists(rows))


countersigns = _item_rule(
    lambda s, item: item.joint_units.filter(unit__in=s.units(Role.UNIT_HEAD), state=JointUnit.State.PENDING).exists(),
    _partner_rows,
)

in_own_unit = in_units(*UNIT_ROLES) | in_units(*UNIT_ROLES, field="chain_unit_id")


def _joint_rows(s: Standing) -> Q:
    return Q(
        Exists(
            JointUnit.objects.filter(item=OuterRef("pk"), unit__in=s.units(*UNIT_ROLES)).exclude(
                item__status=Status.DRAFT
            )
        )
    )


is_partner = _item_rule(
    lambda s, item: (
        item.status != Status.DRAFT
        and bool(s.units(*UNIT_ROLES))
        and item.joint_units.filter(unit__in=s.units(*UNIT_ROLES)).exists()
    ),
    lambda s: _joint_rows(s) if s.units(*UNIT_ROLES) else NOTHING,
)
reached_office = _item_rule(
    lambda s, item: s.is_office and (item.status in IN_OFFICE or item.first_filed_at is not None),
    lambda s: (Q(status__in=IN_OFFICE) | Q(first_filed_at__isnull=False)) if s.is_office else NOTHING,
)
reached_leaders = _item_rule(
    lambda s, item: s.is_leader and (item.status == Status.SIGNATURE or item.signed_at is not None),
    lambda s: (Q(status=Status.SIGNATURE) | Q(signed_at__isnull=False)) if s.is_leader else NOTHING,
)
may_view = in_own_unit | is_partner | reached_office | reached_leaders | drafts_it
