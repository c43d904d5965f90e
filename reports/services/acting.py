"""Who acts, for whom, and who is told."""

from collections.abc import Iterable

from activity.clock import today
from organizations.models import Membership, Role, User
from organizations.standing import LEADER_ROLES, standing_of


def principal_of(by: User, roles: Iterable[str]) -> User | None:
    """For whom the person acts in one of the roles; None who holds one by own right (or nobody: policy has refused)."""
    standing = standing_of(by)
    wanted = list(roles)
    if standing.own_units(*wanted):
        return None
    grant = next((acting for acting in standing.acting if acting.role in wanted), None)
    return User.objects.get(pk=grant.principal_id) if grant else None


def holders_of(*roles: str) -> list[User]:
    """Active people who hold one of the roles today, in printing order."""
    held = Membership.objects.current(today()).filter(role__in=roles)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("sort_no", "pk"))


def office_heads() -> list[User]:
    """Heads of the comprehensive office."""
    return holders_of(Role.OFFICE_HEAD)


def leaders() -> list[User]:
    """Deputy and principal leaders: those whose comments a bulletin prints."""
    return holders_of(*LEADER_ROLES)


def everybody() -> list[User]:
    """All people with a business role today."""
    return holders_of(*Role.values)
