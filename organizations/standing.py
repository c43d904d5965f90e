"""What a person stands for today: own roles, and the roles that others granted for a time.

Two statements a request; kept on the user object so that a page asks once. A changed role counts from the next request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, F, OuterRef

from activity.clock import today
from organizations.models import ActingGrant, Membership, Role, User

UNIT_ROLES = (Role.OFFICER, Role.UNIT_SIGNER, Role.UNIT_HEAD)
OFFICE_ROLES = (Role.EDITOR, Role.OFFICE_HEAD)
LEADER_ROLES = (Role.DEPUTY_LEADER, Role.PRINCIPAL_LEADER)


@dataclass(frozen=True)
class Acting:
    """One grant in force: `principal_id` lets the person act in `role` for `unit_id`."""

    grant_id: int
    principal_id: int
    unit_id: int
    role: str


@dataclass(frozen=True)
class Standing:
    """A person's roles on one day. Units are primary keys."""

    user_id: int
    admin_kind: str
    own: Mapping[str, frozenset[int]]
    acting: tuple[Acting, ...] = ()
    day: date | None = field(default=None, compare=False)

    def own_units(self, *roles: str) -> frozenset[int]:
        """Units in which the person holds one of the roles by own right."""
        return frozenset().union(*(self.own.get(role, frozenset()) for role in roles))

    def units(self, *roles: str) -> frozenset[int]:
        """Units in which the person may act in one of the roles, by own right or by grant."""
        granted = frozenset(acting.unit_id for acting in self.acting if acting.role in roles)
        return self.own_units(*roles) | granted

    def has(self, *roles: str) -> bool:
        """Whether the person may act in one of the roles anywhere."""
        return bool(self.units(*roles))

    def principals(self, role: str, unit_id: int) -> tuple[int, ...]:
        """People for whom the person may act in `role` for the unit, oldest grant first."""
        return tuple(a.principal_id for a in self.acting if a.role == role and a.unit_id == unit_id)

    @property
    def is_office(self) -> bool:
        """Works in the comprehensive office, or acts for somebody who does."""
        return self.has(*OFFICE_ROLES)

    @property
    def is_leader(self) -> bool:
        """Leads the organ, or acts for somebody who does."""
        return self.has(*LEADER_ROLES)

    @property
    def has_business_role(self) -> bool:
        """Any role in any unit. Administrators never have one."""
        return bool(self.own or self.acting)


NOBODY = Standing(user_id=0, admin_kind="", own={})


def standing_of(user: User) -> Standing:
    """The person's standing today; that of nobody for an anonymous or disabled account."""
    if not getattr(user, "is_active", False) or not user.is_authenticated:
        return NOBODY
    day = today()
    cached: Standing | None = getattr(user, "_standing", None)
    if cached is None or cached.day != day:
        cached = _read_standing(user, day)
        user._standing = cached  # type: ignore[attr-defined]
    return cached


def _read_standing(user: User, day: date) -> Standing:
    if user.admin_kind:
        return Standing(user_id=user.pk, admin_kind=user.admin_kind, own={}, day=day)
    own: dict[str, set[int]] = {}
    for role, unit_id in Membership.objects.current(day).filter(user=user).values_list("role", "unit_id"):
        own.setdefault(role, set()).add(unit_id)
    still_held = Membership.objects.current(day).filter(
        user=OuterRef("principal"), unit=OuterRef("unit"), role=OuterRef("role"), user__is_active=True
    )
    grants = (
        ActingGrant.objects.in_force(day)
        .filter(Exists(still_held), deputy=user)
        .exclude(principal=F("deputy"))
        .order_by("pk")
        .values_list("pk", "principal_id", "unit_id", "role")
    )
    return Standing(
        user_id=user.pk,
        admin_kind="",
        own={role: frozenset(units) for role, units in own.items()},
        acting=tuple(Acting(*row) for row in grants),
        day=day,
    )
