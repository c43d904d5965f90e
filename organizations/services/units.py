"""Acts on units: create, change, move in the printing order, rename with dates, merge, end."""

from collections.abc import Sequence
from copy import copy
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from activity.clock import today
from activity.services import record
from organizations.errors import OrganizationRefused
from organizations.models import Membership, PersonGroup, Unit, UnitClass, UnitKind, UnitName, User
from organizations.services.changes import apply_changes, plain_values

ONE_DAY = timedelta(days=1)
ONLY_ONE = (UnitKind.ORGAN, UnitKind.COMPREHENSIVE_OFFICE)


@transaction.atomic
def create_unit(*, by: User, **values: Any) -> Unit:
    """A new unit at the end of the printing order. `values` are fields of Unit. Raises OrganizationRefused."""
    unit = Unit(**values)
    _check_kind(unit)
    _check_parents(unit)
    unit.sort_no = (Unit.objects.aggregate(last=Max("sort_no"))["last"] or 0) + 1
    unit.save()
    record("unit.created", subject=unit, by=by, data=plain_values(values), unit_key=str(unit.pk))
    return unit


@transaction.atomic
def update_unit(*, unit_id: int, by: User, **values: Any) -> Unit:
    """Change fields of a unit, from now on; a name is changed by `rename_unit`, for it has dates.

    Raises OrganizationRefused for a second organ or office, and for a unit that would stand above itself.
    """
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    proposed = copy(unit)
    for name, value in values.items():
        setattr(proposed, name, value)
    _check_kind(proposed)
    _check_parents(proposed)
    changes = apply_changes(unit, values)
    if changes:
        record("unit.changed", subject=unit, by=by, data={"changes": changes}, unit_key=str(unit.pk))
    return unit


@transaction.atomic
def rename_unit(*, unit_id: int, name: str, short_name: str, on: date, by: User) -> Unit:
    """The same unit under a new name from `on`; the old one is kept with its dates, so that old lists still match."""
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    if name == unit.name:
        raise OrganizationRefused(_("This is the unit's name already."), code="same_name")
    latest = unit.former_names.order_by("-ends_on").first()
    starts_on = latest.ends_on + ONE_DAY if latest else unit.starts_on
    if on <= starts_on:
        raise OrganizationRefused(_("The present name is in use from a later day than that."), code="too_early")
    if on > today():
        raise OrganizationRefused(_("A new name is entered on the day from which it is used, or later."), code="future")
    UnitName.objects.create(unit=unit, name=unit.name, starts_on=starts_on, ends_on=on - ONE_DAY)
    changes = apply_changes(unit, {"name": name, "short_name": short_name})
    record("unit.renamed", subject=unit, by=by, data={"changes": changes, "on": str(on)}, unit_key=str(unit.pk))
    return unit


@transaction.atomic
def end_unit(*, unit_id: int, on: date, by: User, successor_id: int | None = None) -> Unit:
    """The unit's last day is `on`; its roles end on that day too. With a successor it is merged into that unit.

    Facts stay where they were; the successor's pages show both. Raises OrganizationRefused while units hang below it.
    """
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    _check_may_end(unit, on)
    successor = _successor(unit, successor_id, on) if successor_id else None
    apply_changes(unit, {"ends_on": on, "successor": successor})
    open_roles = Membership.objects.filter(unit=unit).exclude(ends_on__lte=on)
    ended = open_roles.filter(starts_on__lte=on).update(ends_on=on)
    dropped, _rows = open_roles.filter(starts_on__gt=on).delete()
    verb = "unit.merged" if successor else "unit.ended"
    data = {"on": str(on), "roles_ended": ended + dropped, **({"into": successor.pk} if successor else {})}
    record(verb, subject=unit, by=by, data=data, unit_key=str(unit.pk))
    return unit


@transaction.atomic
def order_units(*, unit_ids: Sequence[int], by: User) -> None:
    """Give units that hang under the same unit this printing order among themselves; others keep their places.

    Raises OrganizationRefused when they do not hang together, or when somebody else has changed the tree meanwhile.
    """
    units = {unit.pk: unit for unit in Unit.objects.select_for_update().filter(pk__in=unit_ids)}
    if len(units) != len(unit_ids) or len({unit.parent_id for unit in units.values()}) > 1:
        raise OrganizationRefused(_("The tree of units has been changed meanwhile. Look again."), code="stale_order")
    places = _distinct(sorted(unit.sort_no for unit in units.values()))
    changed = [(units[pk], place) for pk, place in zip(unit_ids, places, strict=True) if units[pk].sort_no != place]
    for unit, place in changed:
        unit.sort_no = place
        unit.save(update_fields=["sort_no"])
    if changed:
        record("unit.ordered", subject=changed[0][0], by=by, data={"order": list(unit_ids)})


@transaction.atomic
def move_unit(*, unit_id: int, up: bool, by: User) -> None:
    """One place up or down among the units that hang under the same unit; at the end of the row nothing happens."""
    unit = Unit.objects.get(pk=unit_id)
    row = list(Unit.objects.filter(parent=unit.parent_id, ends_on__isnull=True).values_list("pk", flat=True))
    at = row.index(unit.pk) if unit.pk in row else 0
    to = max(at - 1, 0) if up else min(at + 1, len(row) - 1)
    if unit.pk in row and to != at:
        row[at], row[to] = row[to], row[at]
        order_units(unit_ids=row, by=by)


@transaction.atomic
def save_unit_class(*, by: User, unit_class: UnitClass | None = None, **values: Any) -> UnitClass:
    """Create a scoring class of units, or change one. Past periods keep what they were closed with.

    Raises OrganizationRefused for a code that a group of persons has.
    """
    if values.get("code") and PersonGroup.objects.filter(code=values["code"]).exists():
        raise OrganizationRefused(
            _("A group of persons has this code; schemes could not tell them apart."), code="code"
        )
    if unit_class is None:
        saved = UnitClass.objects.create(**values)
        record("unit_class.created", subject=saved, by=by, data=plain_values(values))
        return saved
    changes = apply_changes(unit_class, values)
    if changes:
        record("unit_class.changed", subject=unit_class, by=by, data={"changes": changes})
    return unit_class


def _distinct(places: list[int]) -> list[int]:
    """The same places, made to rise strictly: rows loaded from elsewhere may all stand at zero."""
    for at in range(1, len(places)):
        places[at] = max(places[at], places[at - 1] + 1)
    return places


def _check_kind(unit: Unit) -> None:
    if unit.kind in ONLY_ONE and Unit.objects.filter(kind=unit.kind).exclude(pk=unit.pk).exists():
        raise OrganizationRefused(_("There is one organ and one comprehensive office only."), code="only_one")


def _check_parents(unit: Unit) -> None:
    for field in ("parent", "host"):
        above, seen = getattr(unit, field), set()
        while above is not None and above.pk not in seen:
            if above.pk == unit.pk and unit.pk is not None:
                raise OrganizationRefused(_("A unit cannot stand above itself."), code="circle")
            seen.add(above.pk)
            above = getattr(above, field)


def _check_may_end(unit: Unit, on: date) -> None:
    if unit.ends_on is not None:
        raise OrganizationRefused(_("The unit has ended already."), code="ended")
    if unit.kind in ONLY_ONE:
        raise OrganizationRefused(_("The organ and its comprehensive office cannot be ended."), code="only_one")
    if on < unit.starts_on:
        raise OrganizationRefused(_("The unit began later than that."), code="too_early")
    if Unit.objects.filter(parent=unit, ends_on__isnull=True).exists():
        raise OrganizationRefused(_("Units still hang below this one. Move or end them first."), code="has_children")


def _successor(unit: Unit, successor_id: int, on: date) -> Unit:
    successor = Unit.objects.get(pk=successor_id)
    if successor.pk == unit.pk or (successor.ends_on is not None and successor.ends_on <= on):
        raise OrganizationRefused(_("The successor must be another unit that goes on."), code="successor")
    return successor
