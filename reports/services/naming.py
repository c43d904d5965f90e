"""点名: which units of the lists that the figures gave a bulletin names. All by default; the office head leaves out."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now
from activity.services import record
from organizations.models import Role, User
from organizations.policy import can
from reports.errors import BulletinRefused, NotAllowed
from reports.models import Bulletin, Unnamed
from reports.services import acting
from reports.services.fields import EVERYBODY
from reports.states import Roll, State


@dataclass(frozen=True)
class NamedUnit:
    """One unit of a list: its name, what it filed of how much, and whether it is named."""

    id: int
    unit: str
    is_named: bool
    filed: int | None = None
    demand: int | None = None


@dataclass(frozen=True)
class NamedRoll:
    """One list as the composing page shows it."""

    roll: str
    label: Any
    is_on: bool
    units: list[NamedUnit]


def rolls_of(bulletin: Bulletin) -> list[NamedRoll]:
    """The lists that are not empty. Load the bulletin by `for_paper`."""
    off = {(one.roll, one.unit_id or EVERYBODY) for one in bulletin.unnamed.all()}
    return [
        NamedRoll(
            roll=roll,
            label=roll.label,
            is_on=(roll, EVERYBODY) not in off,
            units=[
                NamedUnit(one["id"], one["unit"], (roll, one["id"]) not in off, one.get("filed"), one.get("demand"))
                for one in members
            ],
        )
        for roll in Roll
        if (members := bulletin.snapshot.data["rolls"][roll])
    ]


def named_ids(bulletin: Bulletin, roll: Roll) -> set[int]:
    """Units of the list that are named."""
    found = next((one for one in rolls_of(bulletin) if one.roll == roll and one.is_on), None)
    return {unit.id for unit in found.units if unit.is_named} if found else set()


def take_over(bulletin: Bulletin, earlier: Bulletin) -> None:
    """Leave out whom the bulletin before this one left out, by the same decision, if the figures list them still."""
    rolls = bulletin.snapshot.data["rolls"]
    listed = {(roll, one["id"]) for roll, members in rolls.items() for one in members}
    listed |= {(roll, None) for roll, members in rolls.items() if members}
    Unnamed.objects.bulk_create(
        Unnamed(
            bulletin=bulletin, roll=one.roll, unit_id=one.unit_id, decided_by=one.decided_by, decided_at=one.decided_at
        )
        for one in earlier.unnamed.select_related("decided_by")
        if (one.roll, one.unit_id) in listed
    )


@transaction.atomic
def switch_naming(*, bulletin_id: int, roll: str, unit_id: int | None, is_named: bool, by: User) -> None:
    """Name a unit of the list or leave it out; without a unit the whole list. Each change is an event of its own.

    Raises NotAllowed for anybody but the office head; BulletinRefused once the text is checked, or for a unit that the
    figures did not put on the list.
    """
    bulletin = Bulletin.objects.select_for_update(of=("self",)).select_related("snapshot").get(pk=bulletin_id)
    if bulletin.state != State.DRAFT:
        raise BulletinRefused(
            _("The text is locked: whom it names can be changed in a draft only."), code="wrong_state"
        )
    if not can(by, "bulletin.name_units", bulletin):
        raise NotAllowed(_("Only the head of the comprehensive office decides who is named."))
    members = {one["id"] for one in bulletin.snapshot.data["rolls"].get(roll, ())}
    if not members or (unit_id is not None and unit_id not in members):
        raise BulletinRefused(_("The figures do not put this unit on the list."), code="not_listed")
    standing = Unnamed.objects.filter(bulletin=bulletin, roll=roll)
    standing = standing.filter(unit__isnull=True) if unit_id is None else standing.filter(unit=unit_id)
    if standing.exists() != is_named:
        return
    if is_named:
        standing.delete()
    else:
        Unnamed.objects.create(bulletin=bulletin, roll=roll, unit_id=unit_id, decided_by=by, decided_at=now())
    record(
        "bulletin.naming",
        subject=bulletin,
        by=by,
        on_behalf_of=acting.principal_of(by, [Role.OFFICE_HEAD]),
        data={"roll": str(roll), "unit": unit_id, "named": is_named},
    )
