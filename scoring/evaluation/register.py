"""Units and persons of a file of facts: class, groups, host, and from which day."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from scoring.engine.settlement import Profile

#: The class of everybody where a file names no class at all: one table, one ranking.
EVERYBODY = "all"


class Entry(NamedTuple):
    starts_on: date
    profile: Profile
    host: str = ""


@dataclass
class Register:
    """Who stands in the file, in its order. Whoever only appears in facts comes after, without a class."""

    units: dict[str, list[Entry]] = field(default_factory=dict)
    persons: dict[tuple[str, str], list[Entry]] = field(default_factory=dict)

    @property
    def has_classes(self) -> bool:
        return any(entry.profile.unit_class for entries in self.units.values() for entry in entries)

    def settle(self) -> None:
        """Put everybody into one class where the file speaks of none."""
        if not self.has_classes:
            for entries in self.units.values():
                entries[:] = [entry._replace(profile=entry.profile._replace(unit_class=EVERYBODY)) for entry in entries]

    def know(self, units: Iterable[str]) -> None:
        for unit in units:
            self.units.setdefault(unit, [Entry(date.min, Profile())])

    def add_unit(self, unit: str, entry: Entry) -> bool:
        return _add(self.units.setdefault(unit, []), entry)

    def add_person(self, unit: str, person: str, entry: Entry) -> bool:
        return _add(self.persons.setdefault((unit, person), []), entry)

    def host(self, unit: str, day: date) -> str:
        return _on(self.units.get(unit, []), day).host

    def unit_of(self, person: str) -> str:
        """The unit under which the file lists a person; nothing where it lists none or several."""
        found = {unit for unit, name in self.persons if name == person}
        return found.pop() if len(found) == 1 else ""

    def profile(self, unit: str, person: str, day: date) -> Profile:
        """Class and groups on a day. A person has the class of the unit and groups of its own."""
        own = _on(self.units.get(unit, []), day).profile
        if not person:
            return own
        groups = _on(self.persons.get((unit, person), []), day).profile.groups
        return own._replace(groups=own.groups | groups)


def _add(entries: list[Entry], entry: Entry) -> bool:
    """Whether the entry is the only one from its day."""
    if any(other.starts_on == entry.starts_on for other in entries):
        return False
    entries.append(entry)
    entries.sort(key=lambda one: one.starts_on)
    return True


def _on(entries: list[Entry], day: date) -> Entry:
    """What holds on the day; before the first day named, what holds from that day."""
    before = [entry for entry in entries if entry.starts_on <= day]
    if before:
        return before[-1]
    return entries[0] if entries else Entry(date.min, Profile())
