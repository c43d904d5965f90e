"""Units, people, roles and outlets for tests. `make_organ()` is a whole small office; `make_person()` is one person."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import factory

from organizations.models import (
    ActingGrant,
    GroupMembership,
    Membership,
    Outlet,
    OutletLevel,
    PersonGroup,
    Role,
    SuperiorLeader,
    Unit,
    UnitClass,
    UnitKind,
    User,
)

LONG_AGO = date(2020, 1, 1)
OFFICE_ROLES = (Role.EDITOR, Role.OFFICE_HEAD)
LEADER_ROLES = (Role.DEPUTY_LEADER, Role.PRINCIPAL_LEADER)


class UnitClassFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UnitClass

    name = factory.Sequence(lambda n: f"第{n + 1}类")
    sort_no = factory.Sequence(lambda n: n)


class UnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Unit

    name = factory.Sequence(lambda n: f"业务{n + 1}处")
    short_name = factory.Sequence(lambda n: f"业{n + 1}")
    code = factory.Sequence(lambda n: f"u{n + 1}")
    kind = UnitKind.DIVISION
    sort_no = factory.Sequence(lambda n: n + 10)
    starts_on = LONG_AGO


class UserFactory(factory.django.DjangoModelFactory):
    """A person without a role and without a usable password: tests sign in by `client.force_login`."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person{n + 1}")
    name = factory.Sequence(lambda n: f"人员{n + 1}")
    phone = factory.Sequence(lambda n: f"0571-8700{n % 10000:04d}")
    password = "!"


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(UnitFactory)
    role = Role.OFFICER
    starts_on = LONG_AGO


class PersonGroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PersonGroup

    name = factory.Sequence(lambda n: f"第{n + 1}组")
    code = factory.Sequence(lambda n: f"group{n + 1}")


class GroupMembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GroupMembership

    group = factory.SubFactory(PersonGroupFactory)
    user = factory.SubFactory(UserFactory)
    starts_on = LONG_AGO


class OutletLevelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OutletLevel
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"level{n + 1}")
    name = factory.Sequence(lambda n: f"第{n + 1}级")
    sort_no = factory.Sequence(lambda n: n)


class OutletFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Outlet

    name = factory.Sequence(lambda n: f"政务信息刊{n + 1}")
    code = factory.Sequence(lambda n: f"outlet{n + 1}")
    level = factory.SubFactory(OutletLevelFactory)
    sort_no = factory.Sequence(lambda n: n)


class SuperiorLeaderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SuperiorLeader

    name = factory.Sequence(lambda n: f"领导{n + 1}")
    post = "副市长"
    level = factory.SubFactory(OutletLevelFactory)
    rank = SuperiorLeader.Rank.DEPUTY
    sort_no = factory.Sequence(lambda n: n)
    starts_on = LONG_AGO


class ActingGrantFactory(factory.django.DjangoModelFactory):
    """By default the unit head of a fresh unit, who holds that role, lets a fresh person act."""

    class Meta:
        model = ActingGrant

    unit = factory.SubFactory(UnitFactory)
    role = Role.UNIT_HEAD
    principal = factory.LazyAttribute(lambda grant: make_person(grant.role, unit=grant.unit))
    deputy = factory.SubFactory(UserFactory)
    starts_on = LONG_AGO
    ends_on = date(2099, 12, 31)
    reason = "出差"


@dataclass
class Organ:
    """One small office: an organ with its comprehensive office, divisions, and somebody in every role.

    `officers` and `heads` are parallel to `divisions`; `officer`, `head` and `division` are the first of each.
    """

    organ: Unit
    office: Unit
    unit_class: UnitClass
    divisions: list[Unit]
    editor: User
    office_head: User
    deputy_leader: User
    principal_leader: User
    officers: list[User] = field(default_factory=list)
    heads: list[User] = field(default_factory=list)

    @property
    def division(self) -> Unit:
        return self.divisions[0]

    @property
    def officer(self) -> User:
        return self.officers[0]

    @property
    def head(self) -> User:
        return self.heads[0]


def organ_unit() -> Unit:
    """The one organ unit of the test database, made when first asked for."""
    found = Unit.objects.filter(kind=UnitKind.ORGAN).first()
    return found or UnitFactory.create(
        name="市政府法制办公室", short_name="法制办", code="organ", kind=UnitKind.ORGAN, files_items=False, sort_no=0
    )


def office_unit() -> Unit:
    """The one comprehensive office of the test database, made when first asked for."""
    found = Unit.objects.filter(kind=UnitKind.COMPREHENSIVE_OFFICE).first()
    return found or UnitFactory.create(
        name="综合处", short_name="综合", code="office", kind=UnitKind.COMPREHENSIVE_OFFICE,
        parent=organ_unit(), files_items=False, sort_no=1,
    )  # fmt: skip


def _home_of(role: str) -> Unit:
    if role in OFFICE_ROLES:
        return office_unit()
    if role in LEADER_ROLES:
        return organ_unit()
    return UnitFactory.create(parent=organ_unit())


def make_person(*roles: str, unit: Unit | None = None, **kw: Any) -> User:
    """A person who has long held the roles, in `unit`, or where such a role is held (for unit roles a fresh division).

    Several roles without `unit` that belong to a division share one. Pass `admin_kind=` for an administrator.
    """
    user = UserFactory.create(**kw)
    homes: dict[bool, Unit] = {}
    for role in roles:
        is_unit_role = role not in OFFICE_ROLES + LEADER_ROLES
        home = unit or (homes.get(True) if is_unit_role else None) or _home_of(role)
        if is_unit_role:
            homes[True] = home
        MembershipFactory.create(user=user, unit=home, role=role)
    return user


def make_organ(*, divisions: int = 2) -> Organ:
    """An organ with `divisions` divisions of one class, each with an officer and a head, and the office and leaders."""
    organ, office, unit_class = organ_unit(), office_unit(), UnitClassFactory.create()
    units = [UnitFactory.create(parent=organ, unit_class=unit_class) for _ in range(divisions)]
    return Organ(
        organ=organ,
        office=office,
        unit_class=unit_class,
        divisions=units,
        editor=make_person(Role.EDITOR, unit=office),
        office_head=make_person(Role.OFFICE_HEAD, unit=office),
        deputy_leader=make_person(Role.DEPUTY_LEADER, unit=organ),
        principal_leader=make_person(Role.PRINCIPAL_LEADER, unit=organ),
        officers=[make_person(Role.OFFICER, unit=unit) for unit in units],
        heads=[make_person(Role.UNIT_HEAD, unit=unit) for unit in units],
    )
