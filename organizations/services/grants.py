"""Acting grants (授权代批): given by the principal alone, for a role held by own right, never passed on."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activity import clock
from activity.notices import tell
from activity.services import record
from organizations.errors import OrganizationRefused
from organizations.models import ActingGrant, Membership, Role, User

# Roles that sign. An officer writes and an editor edits; there is nothing in that to be decided for another.
GRANTABLE = (
    Role.UNIT_SIGNER,
    Role.UNIT_HEAD,
    Role.OFFICE_HEAD,
    Role.DEPUTY_LEADER,
    Role.PRINCIPAL_LEADER,
)


@transaction.atomic
def give_grant(
    *, principal: User, deputy_id: int, unit_id: int, role: str, starts_on: date, ends_on: date, reason: str
) -> ActingGrant:
    """Let somebody act for the principal in one role of one unit for some days; the principal may still act.

    Raises OrganizationRefused when the principal does not hold the role by own right on all these days (a role that is
    itself acted in cannot be passed on), or when the deputy is an administrator, closed, or the principal.
    """
    deputy = User.objects.get(pk=deputy_id)
    _check_deputy(deputy, principal)
    _check_days(starts_on, ends_on)
    _check_held(principal, unit_id, role, starts_on, ends_on)
    overlapping = ActingGrant.objects.filter(
        principal=principal, deputy=deputy, unit=unit_id, role=role, revoked_at__isnull=True,
        starts_on__lte=ends_on, ends_on__gte=starts_on,
    )  # fmt: skip
    if overlapping.exists():
        raise OrganizationRefused(_("This person may act for you in these days already."), code="grant_twice")
    grant = ActingGrant.objects.create(
        principal=principal, deputy=deputy, unit_id=unit_id, role=role,
        starts_on=starts_on, ends_on=ends_on, reason=reason,
    )  # fmt: skip
    data = {"deputy": deputy.pk, "role": role, "unit": unit_id, "from": str(starts_on), "until": str(ends_on)}
    event = record("grant.given", subject=grant, by=principal, reason=reason, data=data)
    words = {"principal": principal.name, "role": Role(role).label, "from": starts_on, "until": ends_on}
    tell(
        [deputy], kind="grant.given", subject=grant, event=event, url=reverse("organizations:grants"),
        data={name: str(value) for name, value in words.items()},
    )  # fmt: skip
    return grant


@transaction.atomic
def revoke_grant(*, grant_id: int, by: User) -> ActingGrant:
    """End a grant at once. What was done under it stays done. Raises OrganizationRefused when it is over already."""
    grant = ActingGrant.objects.select_for_update().select_related("principal", "deputy").get(pk=grant_id)
    if grant.revoked_at is not None or grant.ends_on < clock.today():
        raise OrganizationRefused(_("The grant is over already."), code="grant_over")
    grant.revoked_at = clock.now()
    grant.save(update_fields=["revoked_at"])
    event = record("grant.revoked", subject=grant, by=by, unit_key=str(grant.unit_id))
    tell(
        [grant.deputy], kind="grant.revoked", subject=grant, event=event, url=reverse("organizations:grants"),
        data={"principal": grant.principal.name, "role": str(grant.get_role_display())},
    )  # fmt: skip
    return grant


def _check_deputy(deputy: User, principal: User) -> None:
    if deputy.pk == principal.pk:
        raise OrganizationRefused(_("You cannot act for yourself."), code="oneself")
    if deputy.admin_kind:
        raise OrganizationRefused(_("An administrator cannot act for others."), code="is_administrator")
    if not deputy.is_active:
        raise OrganizationRefused(_("The account is closed."), code="account_closed")


def _check_days(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise OrganizationRefused(_("The last day is before the first."), code="days")
    if starts_on < clock.today():
        raise OrganizationRefused(_("A grant cannot begin in the past."), code="past")


def _check_held(principal: User, unit_id: int, role: str, starts_on: date, ends_on: date) -> None:
    if role not in GRANTABLE:
        raise OrganizationRefused(_("Only roles that sign can be acted in."), code="not_grantable")
    held = Membership.objects.filter(user=principal, unit=unit_id, role=role, starts_on__lte=starts_on).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=ends_on)
    )
    if not held.exists():
        raise OrganizationRefused(
            _("You can only let others act in a role that is your own on all these days."), code="not_held"
        )
