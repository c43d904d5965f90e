"""Sums per receiver, read from rows alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from scoring.engine.facts import FactKind
from scoring.engine.numbers import ZERO
from scoring.engine.rows import Row
from scoring.engine.settlement.rates import rate_of
from scoring.engine.settlement.spans import NOWHERE, Slot, SlotLine

FILED, FORWARDED, ADOPTED, INSTRUCTED = FactKind.FILED, FactKind.FORWARDED, FactKind.ADOPTED, FactKind.INSTRUCTED
Receiver = tuple[str, str]
Key = TypeVar("Key")


@dataclass(slots=True)
class Total:
    """One receiver's figures: adoptions are counted in items and in times (篇, 篇次), instructions in items and
    person-times, that is distinct pairs of item and leader (条, 人次)."""

    points: Decimal = ZERO
    filed: int = 0
    forwarded: int = 0
    adopted_items: int = 0
    adoptions: int = 0
    adoptions_by_level: dict[str, int] = field(default_factory=dict)
    instruction_items: int = 0
    person_times: int = 0
    yuan: Decimal = ZERO
    target: Decimal = ZERO

    @property
    def rate(self) -> Decimal:
        """采用率: items adopted ÷ items filed × 100, at six digits."""
        return rate_of(self.adopted_items, self.filed)


class Figures:
    """What one receiver's rows come to so far. Rows of the opposite sign undo others; several may be put together, and an
    item that is in more than one of them still counts once."""

    __slots__ = ("adopted", "filed", "forwarded", "instructed", "levels", "points", "target", "yuan")

    def __init__(self) -> None:
        self.points = self.yuan = self.target = ZERO
        self.filed = self.forwarded = 0
        # There are as many of these as receivers times slots, and most stay without what they have no use for.
        self.levels: dict[str, int] | None = None
        self.adopted: dict[str, int] | None = None
        self.instructed: dict[tuple[str, str], int] | None = None

    def add(self, row: Row) -> None:
        """Take in a row."""
        points, tally = row.points, row.tally
        if points:
            account = row.account
            if account == "points":
                self.points += points
            elif account == "yuan":
                self.yuan += points
            else:
                self.target += points
        if tally:
            kind = row.kind
            if kind is FILED:
                self.filed += tally
            elif kind is ADOPTED:
                self.levels = _with(self.levels, row.level, tally)
                self.adopted = _with(self.adopted, row.item or row.fact, tally)
            elif kind is FORWARDED:
                self.forwarded += tally
            elif kind is INSTRUCTED:
                self.instructed = _with(self.instructed, (row.item or row.fact, row.leader), tally)

    def include(self, other: "Figures") -> None:
        """Put another's figures to these."""
        self.points += other.points
        self.yuan += other.yuan
        self.target += other.target
        self.filed += other.filed
        self.forwarded += other.forwarded
        self.levels = _merged(self.levels, other.levels)
        self.adopted = _merged(self.adopted, other.adopted)
        self.instructed = _merged(self.instructed, other.instructed)

    def total(self) -> Total:
        """The figures as they are told."""
        levels = {level: count for level, count in sorted((self.levels or {}).items()) if count}
        pairs = [pair for pair, tally in (self.instructed or {}).items() if tally > 0]
        return Total(
            points=self.points,
            filed=self.filed,
            forwarded=self.forwarded,
            adopted_items=sum(tally > 0 for tally in (self.adopted or {}).values()),
            adoptions=sum(levels.values()),
            adoptions_by_level=levels,
            instruction_items=len({item for item, _leader in pairs}),
            person_times=len(pairs),
            yuan=self.yuan,
            target=self.target,
        )


def _with(counts: dict[Key, int] | None, key: Key, tally: int) -> dict[Key, int]:
    if counts is None:
        return {key: tally}
    counts[key] = counts.get(key, 0) + tally
    return counts


def _merged(into: dict[Key, int] | None, more: dict[Key, int] | None) -> dict[Key, int] | None:
    for key, count in (more or {}).items():
        into = _with(into, key, count)
    return into


def totals(rows: Iterable[Row]) -> dict[str, Total]:
    """Receiver -> figures. The rows may come in any order."""
    figures: dict[str, Figures] = {}
    for row in rows:
        figures.setdefault(row.receiver, Figures()).add(row)
    return {receiver: figures[receiver].total() for receiver in sorted(figures)}


class SlotTotals:
    """Takes in rows in any order, and gives the figures of each slot and those since the beginning of its year. Rows of
    days outside the slots are left out; everybody known has figures in every slot."""

    def __init__(self, slots: Iterable[Slot]) -> None:
        self.line = SlotLine(slots)
        self._figures: list[dict[Receiver, Figures]] = [{} for _slot in self.line.slots]
        self._known: set[Receiver] = set()
        #: The figures into which rows of a day go; None for a day outside the slots.
        self._by_day: dict[date, dict[Receiver, Figures] | None] = {}

    def know(self, unit: str, person: str = "") -> None:
        self._known.add((unit, person))

    def add(self, row: Row) -> None:
        """Take in a row of either stage."""
        receiver = (row.unit, row.person)
        try:
            own = self._by_day[row.on]
        except KeyError:
            number = self.line.of(row.on)
            own = self._by_day[row.on] = None if number == NOWHERE else self._figures[number]
        figures = None if own is None else own.get(receiver)
        if figures is None:
            self._known.add(receiver)
            if own is None:
                return
            figures = own[receiver] = Figures()
        figures.add(row)

    def of_slot(self, number: int) -> dict[Receiver, Total]:
        """The figures of one slot, by receiver."""
        return self._told(self._figures[number])

    def cumulative(self, number: int) -> dict[Receiver, Total]:
        """The figures of the slots that end in the same year, up to this one (累计)."""
        slots = self.line.slots
        sums: dict[Receiver, Figures] = {}
        for earlier in range(number + 1):
            if slots[earlier].ends_on.year == slots[number].ends_on.year:
                for receiver, figures in self._figures[earlier].items():
                    sums.setdefault(receiver, Figures()).include(figures)
        return self._told(sums)

    def _told(self, figures: dict[Receiver, Figures]) -> dict[Receiver, Total]:
        return {one: figures[one].total() if one in figures else Total() for one in sorted(self._known)}
