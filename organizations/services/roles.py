"""Roles in units, dated, and the three administrators, who hold none."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.clock import today
from activity.services import record
from organizations.errors import OrganizationRefused
from organizations.models import AdminKind, Membership, Role, Unit, UnitKind, User
from organizations.services.accounts import refuse_own_account
from organizations.sign_in.sessions import end_sessions
from organizations.standing import LEADER_ROLES, OFFICE_ROLES

# Where the roles of the office and of leaders are held; the others belong to any unit.
HOMES = dict.fromkeys(OFFICE_ROLES, UnitKind.COMPREHENSIVE_OFFICE) | dict.fromkeys(LEADER_ROLES, UnitKind.ORGAN)


@transaction.atomic
def give_role(
    *, user_id: int, unit_id: int, role: str, starts_on: date, by: User, ends_on: date | None = None
) -> Membership:
    """Give a role from a day on; the person's sessions end, so that it counts from the next sign-in.

    Raises OrganizationRefused for an administrator, a closed account, a unit where the role is not held, a unit that
    has ended, or a role that the person has in these days already.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    unit = Unit.objects.get(pk=unit_id)
    refuse_own_account(user, by)
    _check_person(user)
    _check_unit(unit, role, starts_on)
    same = Membership.objects.filter(user=user, unit=unit, role=role).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    )
    if (same if ends_on is None else same.filter(starts_on__lte=ends_on)).exists():
        raise OrganizationRefused(_("The person has this role in these days already."), code="role_twice")
    membership = Membership.objects.create(user=user, unit=unit, role=role, starts_on=starts_on, ends_on=ends_on)
    end_sessions(user)
    data = {"role": role, "unit": unit.pk, "from": str(starts_on), "until": str(ends_on) if ends_on else ""}
    record("role.given", subject=user, by=by, data=data, unit_key=str(unit.pk))
    return membership


@transaction.atomic
def end_role(*, membership_id: int, ends_on: date, by: User) -> None:
    """The role's last day is `ends_on`; a role that has not begun by then is taken back. Sessions end.

    What was filed under the role stays where it is. Raises OrganizationRefused when it has ended already.
    """
    membership = Membership.objects.select_for_update().get(pk=membership_id)
    user = User.objects.select_for_update().get(pk=membership.user_id)
    refuse_own_account(user, by)
    if membership.ends_on is not None and membership.ends_on < today():
        raise OrganizationRefused(_("The role has ended already."), code="role_ended")
    if ends_on < today() - timedelta(days=1):
        raise OrganizationRefused(_("A role cannot end in the past; yesterday at the earliest."), code="role_past")
    data = {"role": membership.role, "unit": membership.unit_id, "until": str(ends_on)}
    if ends_on < membership.starts_on:
        membership.delete()
    else:
        membership.ends_on = ends_on
        membership.save(update_fields=["ends_on"])
    end_sessions(user)
    record("role.ended", subject=user, by=by, data=data, unit_key=str(data["unit"]))


@transaction.atomic
def set_admin_kind(*, user_id: int, kind: str, by: User | None) -> User:
    """Make the person an administrator, another kind of one, or none. Sessions end.

    Raises OrganizationRefused while the person has a business role, today or to come: administrators exclude them.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    if by is not None:
        refuse_own_account(user, by)
    if user.admin_kind == kind:
        return user
    if kind and Membership.objects.filter(user=user).exclude(ends_on__lt=today()).exists():
        raise OrganizationRefused(
            _(
                "An administrator holds no business role. End the person's roles first; the change is possible a day later."
            ),
            code="has_roles",
        )
    before, user.admin_kind = user.admin_kind, kind
    user.save(update_fields=["admin_kind"])
    end_sessions(user)
    record("admin.set", subject=user, by=by, data={"changes": {"admin_kind": [before, kind]}})
    return user


def _check_person(user: User) -> None:
    if user.admin_kind != AdminKind.NONE:
        raise OrganizationRefused(_("An administrator holds no business role."), code="is_administrator")
    if not user.is_active:
        raise OrganizationRefused(_("The account is closed."), code="account_closed")


def _check_unit(unit: Unit, role: str, starts_on: date) -> None:
    home = HOMES.get(Role(role))
    if home and unit.kind != home:
        sentence = _("The role “%(role)s” is held in: %(home)s.")
        raise OrganizationRefused(sentence % {"role": Role(role).label, "home": home.label}, code="wrong_unit")
    if unit.kind == UnitKind.ORGAN and not home:
        raise OrganizationRefused(_("In the organ itself only leaders have roles."), code="wrong_unit")
    if unit.ends_on is not None and unit.ends_on < starts_on:
        raise OrganizationRefused(_("The unit has ended by then."), code="unit_ended")
