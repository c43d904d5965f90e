"""The people to whom an issued bulletin goes, unit by unit, with the moment at which each has read it."""

from dataclasses import dataclass, field
from datetime import datetime

from activity.clock import today
from organizations.models import Membership, Unit, User
from reports.models import Bulletin


@dataclass(frozen=True)
class Reader:
    """A person and when it was read; None where it was not."""

    person: User
    read_at: datetime | None


@dataclass
class UnitReaders:
    """The people of one unit; whoever read it and has no role any more stands under no unit."""

    unit: Unit | None
    readers: list[Reader] = field(default_factory=list)

    @property
    def read_count(self) -> int:
        return sum(reader.read_at is not None for reader in self.readers)


def readers_by_unit(bulletin: Bulletin) -> list[UnitReaders]:
    """Everybody with a role today, each in the first of their units, and others who have a receipt. Two statements."""
    read = {receipt.user_id: receipt for receipt in bulletin.receipts.select_related("user")}
    held = (
        Membership.objects.current(today())
        .filter(user__is_active=True)
        .select_related("user", "unit")
        .order_by("unit__sort_no", "unit", "user__sort_no", "user")
    )
    units: dict[int, UnitReaders] = {}
    seen: set[int] = set()
    for membership in held:
        if membership.user_id not in seen:
            seen.add(membership.user_id)
            receipt = read.get(membership.user_id)
            group = units.setdefault(membership.unit_id, UnitReaders(membership.unit))
            group.readers.append(Reader(membership.user, receipt.read_at if receipt else None))
    gone = [Reader(receipt.user, receipt.read_at) for pk, receipt in read.items() if pk not in seen]
    return [*units.values(), UnitReaders(None, gone)] if gone else list(units.values())
