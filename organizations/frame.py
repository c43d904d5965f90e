"""What every page's frame shows of the organ and the person: one statement a page, one more while acting for others."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from organizations.models import Role, Unit, UnitKind, User
from organizations.standing import standing_of


class PersonLink(NamedTuple):
    url: str
    label: str


def _units(request: HttpRequest) -> dict[int, Unit]:
    """The organ and the units of the person's own roles, by key; read once a request."""
    known: dict[int, Unit] | None = getattr(request, "_frame_units", None)
    if known is None:
        own = {pk for units in standing_of(request.user).own.values() for pk in units}  # type: ignore[arg-type]
        wanted = Unit.objects.filter(Q(kind=UnitKind.ORGAN) | Q(pk__in=own)).only("name", "short_name", "kind")
        known = {unit.pk: unit for unit in wanted}
        request._frame_units = known  # type: ignore[attr-defined]
    return known


def organ_name(request: HttpRequest) -> str:
    """The name of the organ's unit, or nothing before it is entered."""
    return next((unit.name for unit in _units(request).values() if unit.kind == UnitKind.ORGAN), "")


def roles_line(request: HttpRequest) -> str:
    """`综合处 责任编辑、办公室 …`: each unit with the person's roles in it, or the kind of administrator."""
    user: Any = request.user
    if not user.is_authenticated:
        return ""
    if user.admin_kind:
        return str(user.get_admin_kind_display())
    units = _units(request)
    own = standing_of(user).own
    parts = [
        f"{unit.short_name} {'、'.join(str(role.label) for role in Role if pk in own.get(role, ()))}"
        for pk, unit in units.items()
        if any(pk in held for held in own.values())
    ]
    return "；".join(parts)


def acting_for(request: HttpRequest) -> str:
    """A sentence for the time in which the person acts for others; empty otherwise."""
    user: Any = request.user
    acting = standing_of(user).acting if user.is_authenticated else ()
    if not acting:
        return ""
    names = dict(User.objects.filter(pk__in={one.principal_id for one in acting}).values_list("pk", "name"))
    whom = [f"{names[one.principal_id]}（{Role(one.role).label}）" for one in acting]
    people = "、".join(dict.fromkeys(whom))
    return _("You may act for %(people)s. Both names are kept on every act.") % {"people": people}


def person_links(request: HttpRequest) -> list[PersonLink]:
    """The person's own pages, for the menu at the name."""
    return [
        PersonLink(reverse("organizations:profile"), _("My account")),
        PersonLink(reverse("account_change_password"), _("Change the password")),
    ]


GIVERS: dict[str, Callable[[HttpRequest], Any]] = {
    "organ_name": organ_name,
    "roles_line": roles_line,
    "acting_for": acting_for,
    "person_links": person_links,
}
