"""What a made-up case consists of: schemes with their days, facts, slots, and who everybody is on which day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from scoring.engine import Fact

Document = Mapping[str, Any]
#: (unit, person or "")
Receiver = tuple[str, str]


@dataclass(frozen=True)
class Month:
    """A slot: its key, first and last day."""

    key: str
    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, eq=False)
class Term:
    """A scheme and the days on which it is valid; `before`: the last day of the scheme before it."""

    document: Document
    first: date = date.min
    last: date = date.max
    before: date = date.min

    @property
    def code(self) -> str:
        return str(self.document["code"])

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


class Who(NamedTuple):
    """What somebody is on a day: the class of the unit, a person's own groups, whether it takes part of its own accord."""

    unit_class: str
    groups: tuple[str, ...] = ()
    optional: bool = False

    def is_of(self, classes: Any) -> bool:
        """Whether a field `classes` speaks of it: one class or a list; None speaks of everybody."""
        if classes is None:
            return True
        named = [classes] if isinstance(classes, str) else list(classes)
        return self.unit_class in named or any(group in named for group in self.groups)


@dataclass
class People:
    """Units with their classes, and from which day on they are something else; None: not there any more."""

    classes: Mapping[str, str]
    later: Mapping[str, tuple[date, str | None]] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    known: dict[tuple[str, str, date], Who | None] = field(default_factory=dict)

    def who(self, unit: str, person: str, day: date) -> Who | None:
        """Remembered, because it is asked at every look at every span."""
        key = (unit, person, day)
        if key not in self.known:
            self.known[key] = self._who(*key)
        return self.known[key]

    def _who(self, unit: str, person: str, day: date) -> Who | None:
        unit_class: str | None = self.classes[unit]
        if unit in self.later and self.later[unit][0] <= day:
            unit_class = self.later[unit][1]
        if unit_class is None:
            return None
        return Who(unit_class, self.groups.get(person, ()), unit in self.optional)


@dataclass
class World:
    """A case. `until`: the last day of which everything is known."""

    terms: Sequence[Term]
    facts: list[Fact]
    slots: tuple[Month, ...]
    people: People
    until: date = date.max
