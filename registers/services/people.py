"""Who is told of what stands in the registers."""

from collections.abc import Iterable

from activity.clock import today
from organizations.models import Membership, Role, Unit, User
from organizations.standing import UNIT_ROLES


def people_of_units(units: Iterable[Unit | int], without: User | None = None) -> list[User]:
    """Officers, signers and heads of the units today, once each, in printing order."""
    keys = [unit.pk if isinstance(unit, Unit) else unit for unit in units]
    return _people(Membership.objects.current(today()).filter(role__in=UNIT_ROLES, unit__in=keys), without)


def people_of_office(without: User | None = None) -> list[User]:
    """Editors and heads of the comprehensive office today."""
    return _people(Membership.objects.current(today()).filter(role__in=(Role.EDITOR, Role.OFFICE_HEAD)), without)


def _people(held: object, without: User | None) -> list[User]:
    rows = held.filter(user__is_active=True).values("user")  # type: ignore[attr-defined]
    people = User.objects.filter(pk__in=rows).order_by("sort_no", "pk")
    return list(people.exclude(pk=without.pk) if without else people)
