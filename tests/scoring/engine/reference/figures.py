"""Figures and places again: counted from a plain list of entries, each time from the beginning."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from tests.scoring.engine.reference.items import Entry, six
from tests.scoring.engine.reference.periods import Booked
from tests.scoring.engine.reference.world import Document, Month, Receiver, Who, World

NOTHING = Decimal(0)


class Figures(NamedTuple):
    """What is told of a receiver: 报送, of these 凑数, 上报, 采用 (篇, 篇次), 批示 (条, 人次), 采用率, and the three accounts."""

    points: Decimal
    filed: int
    padding: int
    forwarded: int
    adopted_items: int
    adoptions: int
    adoptions_by_level: Mapping[str, int]
    instruction_items: int
    person_times: int
    yuan: Decimal
    target: Decimal
    rate: Decimal


class Place(NamedTuple):
    """A line of a ranking."""

    group: str
    points: Decimal
    rank: int | None


def figures(entries: Sequence[Entry], booked: Sequence[Booked]) -> Figures:
    """Figures out of all that one receiver has in some slots."""
    own = {entry.fact.key: entry for entry in entries if entry.is_own}
    by_kind: dict[str, list[Entry]] = {}
    for entry in own.values():
        by_kind.setdefault(str(entry.fact.kind), []).append(entry)
    filed, adopted = by_kind.get("filed", []), by_kind.get("adopted", [])
    counted = [entry for entry in filed if not entry.fact.padding]
    instructed = by_kind.get("instructed", [])
    levels = [entry.fact.level for entry in adopted]
    items = {entry.item for entry in adopted}
    return Figures(
        points=account(entries, booked, "points"),
        filed=len(filed),
        padding=len(filed) - len(counted),
        forwarded=len(by_kind.get("forwarded", [])),
        adopted_items=len(items),
        adoptions=len(adopted),
        adoptions_by_level={level: levels.count(level) for level in sorted(set(levels))},
        instruction_items=len({entry.item for entry in instructed}),
        person_times=len({(entry.item, entry.fact.leader) for entry in instructed}),
        yuan=account(entries, booked, "yuan"),
        target=account(entries, booked, "target"),
        rate=six(Decimal(100 * len(items)) / len(counted)) if counted else NOTHING,
    )


def account(entries: Iterable[Entry], booked: Iterable[Booked], name: str) -> Decimal:
    items = [entry.points for entry in entries if entry.account == name]
    return sum(items + [row.points for row in booked if row.account == name], NOTHING)


class Tables:
    """The figures of everybody by slot, and since the beginning of its year."""

    def __init__(self, world: World, receivers: Iterable[Receiver], entries: Iterable[Entry], booked: Iterable[Booked]):
        self.world = world
        self.receivers = sorted(receivers)
        self.entries: dict[tuple[Receiver, Month], list[Entry]] = {}
        self.booked: dict[tuple[Receiver, Month], list[Booked]] = {}
        for slot in world.slots:
            for entry in entries:
                if slot.holds(entry.on):
                    self.entries.setdefault((entry.receiver, slot), []).append(entry)
            for row in booked:
                if slot.holds(row.on):
                    self.booked.setdefault((row.receiver, slot), []).append(row)

    def of(self, slots: Sequence[Month]) -> dict[Receiver, Figures]:
        found = {}
        for receiver in self.receivers:
            entries = [entry for slot in slots for entry in self.entries.get((receiver, slot), [])]
            booked = [row for slot in slots for row in self.booked.get((receiver, slot), [])]
            found[receiver] = figures(entries, booked)
        return found

    def of_year(self, number: int) -> dict[Receiver, Figures]:
        """累计: slots up to this one that end in the same year."""
        slots = self.world.slots
        return self.of([slot for slot in slots[: number + 1] if slot.last.year == slots[number].last.year])


def level(points: Decimal) -> Decimal:
    """Points as places compare them: at four digits."""
    return points.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


def ranks(world: World, table: Mapping[Receiver, Figures], day: date) -> dict[Receiver, Place]:
    """Places of units inside their classes, of persons among all, by the scheme and the classes of a day."""
    head = next((term.document.get("ranking", {}) for term in world.terms if term.holds(day)), {})
    groups: dict[Receiver, str | None] = {}
    for unit, person in table:
        groups[unit, person] = group_of(head, world.people.who(unit, person, day), person, table[unit, person].filed)
    found = {}
    for (unit, person), own in table.items():
        group, who = groups[unit, person], world.people.who(unit, person, day)
        if group is None:
            found[unit, person] = Place(who.unit_class if who else "", own.points, None)
        else:
            rivals = [one for one in table if groups[one] == group and bool(one[1]) == bool(person)]
            better = [one for one in rivals if level(table[one].points) > level(own.points)]
            found[unit, person] = Place(group, own.points, 1 + len(better))
    return found


def group_of(head: Document, who: Who | None, person: str, filed: int) -> str | None:
    """In which group somebody is ranked; None for whoever is listed without a place."""
    if who is None or ("outside" in head and who.is_of(head["outside"])):
        return None
    is_optional = who.optional or ("optional" in head and Who(who.unit_class).is_of(head["optional"]))
    if is_optional and not filed:
        return None
    if person:
        return ""
    return who.unit_class or None
