"""Groups of persons: kept by the office, with who is in them from when until when."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.services import record
from organizations.errors import OrganizationRefused
from organizations.models import AdminKind, GroupMembership, PersonGroup, UnitClass, User
from organizations.services.changes import apply_changes, plain_values


@transaction.atomic
def save_group(*, by: User, group: PersonGroup | None = None, **values: Any) -> PersonGroup:
    """Create a group, or change one; its code stays. Raises OrganizationRefused for a code that a class of units has."""
    if group is not None:
        changes = apply_changes(group, {name: value for name, value in values.items() if name != "code"})
        if changes:
            record("person_group.changed", subject=group, by=by, data={"changes": changes})
        return group
    if UnitClass.objects.filter(code=values["code"]).exists():
        raise OrganizationRefused(_("A scoring class has this code; schemes could not tell them apart."), code="code")
    group = PersonGroup.objects.create(**values)
    record("person_group.created", subject=group, by=by, data=plain_values(values))
    return group


@transaction.atomic
def join_group(*, group_id: int, user: User, starts_on: date, by: User, ends_on: date | None = None) -> GroupMembership:
    """Put a person into a group from a day on. Raises OrganizationRefused for an administrator, for days in the wrong
    order, and where the person is in it in these days already."""
    group = PersonGroup.objects.select_for_update().get(pk=group_id)
    if user.admin_kind != AdminKind.NONE:
        raise OrganizationRefused(_("An administrator holds no business role."), code="is_administrator")
    if ends_on is not None and ends_on < starts_on:
        raise OrganizationRefused(_("The last day is before the first."), code="order")
    same = GroupMembership.objects.filter(group=group, user=user)
    same = same.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    if (same if ends_on is None else same.filter(starts_on__lte=ends_on)).exists():
        raise OrganizationRefused(_("The person is in the group in these days already."), code="twice")
    membership = GroupMembership.objects.create(group=group, user=user, starts_on=starts_on, ends_on=ends_on)
    record("person_group.joined", subject=group, by=by, data=_told(membership))
    return membership


@transaction.atomic
def leave_group(*, membership_id: int, ends_on: date, by: User) -> None:
    """The last day in the group is `ends_on`; before the first day, the entry was wrong and is taken out."""
    membership = GroupMembership.objects.select_for_update(of=("self",)).select_related("group").get(pk=membership_id)
    if ends_on < membership.starts_on:
        record("person_group.dropped", subject=membership.group, by=by, data=_told(membership))
        membership.delete()
        return
    membership.ends_on = ends_on
    membership.save(update_fields=["ends_on"])
    record("person_group.left", subject=membership.group, by=by, data=_told(membership))


def _told(membership: GroupMembership) -> dict[str, Any]:
    until = str(membership.ends_on) if membership.ends_on else ""
    return {"person": membership.user_id, "from": str(membership.starts_on), "until": until}
