"""Sums per receiver, read from rows alone."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import cast

from scoring.engine.facts import FactKind
from scoring.engine.intake import Cell, Intake, Once, Receiver, Route, Values, held
from scoring.engine.numbers import ZERO
from scoring.engine.rows import Row, Sign
from scoring.engine.rules.base import ACCOUNTS
from scoring.engine.settlement.rates import rate_of
from scoring.engine.settlement.spans import NOWHERE, Slot, SlotLine

#: Figures of a slot: the tally of these kinds of facts, the points of these accounts.
COUNTED = {FactKind.FILED: "filed", FactKind.FORWARDED: "forwarded"}
PADDING = "padding"
#: Figures that count an item, or its pairs with leaders, once: in the first slot of a year in which it is found; and again
#: in the other slots of the year, because each slot has its own table.
ONCE = {FactKind.ADOPTED: ("adopted_items",), FactKind.INSTRUCTED: ("instruction_items", "person_times")}
OF_LEADERS = ("person_times",)
OF_YEAR, AGAIN = " of the year", " again"


@dataclass(slots=True)
class Total:
    """One receiver's figures: adoptions are counted in items and in times (篇, 篇次), instructions in items and
    person-times, that is distinct pairs of item and leader (条, 人次)."""

    points: Decimal = ZERO
    filed: int = 0
    padding: int = 0
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
        """采用率: items adopted ÷ filings that count × 100, at six digits. Those of padding (凑数, 重复) do not count."""
        return rate_of(self.adopted_items, self.filed - self.padding)


def totals(rows: Iterable[Row]) -> dict[str, Total]:
    """Receiver -> figures. The rows may come in any order."""
    table = SlotTotals([Slot("", date.min, date.max)])
    table.take(rows)
    figures = table.of_slot(0)
    named = {f"person:{person}@{unit}" if person else f"unit:{unit}": (unit, person) for unit, person in figures}
    return {name: figures[named[name]] for name in sorted(named)}


class SlotTotals:
    """The figures of each slot and those since the beginning of its year. Rows of days outside the slots are left out;
    everybody known has figures in every slot."""

    def __init__(self, slots: Iterable[Slot], *, intake: Intake | None = None) -> None:
        """`intake`: where rows come in; left out, one of its own."""
        self.line = SlotLine(slots)
        self.intake = intake or Intake()
        self.intake.ask(self)
        self._levels: set[str] = set()
        # What rows of one day go into lies side by side.
        for number in range(len(self.line.slots)):
            for name in ("points", *COUNTED.values(), PADDING, "adopted_items" + OF_YEAR):
                self.intake.cell(name, number)

    def know(self, unit: str, person: str = "") -> None:
        self.intake.know(unit, person)

    def take(self, rows: Iterable[Row]) -> None:
        """Take in rows of either stage, all of an item at a time."""
        self.intake.take(rows)

    def time_of(self, scheme: str, on: date) -> int | None:
        """The number of the slot."""
        number = self.line.of(on)
        return None if number == NOWHERE else number

    def route(self, time: Hashable, sign: Sign) -> Route:
        """Into the figures of the slot."""
        slot, cell = cast(int, time), self.intake.cell
        counts: list[Cell] = []
        if sign.kind in COUNTED:
            counts.append(cell(COUNTED[sign.kind], slot))
        if sign.padding and sign.kind is FactKind.FILED:
            counts.append(cell(PADDING, slot))
        if sign.kind is FactKind.ADOPTED:
            self._levels.add(sign.level)
            counts.append(cell("level", slot, sign.level))
        year = self.line.slots[slot].ends_on.year
        once = [
            Once((name, year), cell(name + OF_YEAR, slot), name in OF_LEADERS, cell(name + AGAIN, slot))
            for name in ONCE.get(sign.kind, ())
        ]
        points = (cell(sign.account, slot),) if sign.account in ACCOUNTS else ()
        return Route(points=points, counts=tuple(counts), once=tuple(once))

    def of_slot(self, number: int) -> dict[Receiver, Total]:
        """The figures of one slot, by receiver."""
        return self._told([number], (OF_YEAR, AGAIN))

    def cumulative(self, number: int) -> dict[Receiver, Total]:
        """The figures of the slots that end in the same year, up to this one (累计)."""
        years = [slot.ends_on.year for slot in self.line.slots]
        return self._told([one for one in range(number + 1) if years[one] == years[number]], (OF_YEAR,))

    def _told(self, slots: Sequence[int], once: Sequence[str]) -> dict[Receiver, Total]:
        figures = _Figures(self.intake, slots, once, sorted(self._levels))
        accounts = self.intake.accounts
        return {one: figures.total(accounts[one]) for one in sorted(accounts)}


class _Figures:
    """Reads figures of some slots out of accounts."""

    def __init__(self, intake: Intake, slots: Sequence[int], once: Sequence[str], levels: Sequence[str]) -> None:
        """`once`: which figures of items together make up those that are told."""

        def cells(*names: str) -> list[Cell]:
            return [intake.cell(name, slot) for name in names for slot in slots]

        self._counts = {name: cells(name) for name in (*COUNTED.values(), PADDING)}
        for name in (name for names in ONCE.values() for name in names):
            self._counts[name] = cells(*(name + suffix for suffix in once))
        self._points = {account: cells(account) for account in ACCOUNTS}
        self._levels = {level: [intake.cell("level", slot, level) for slot in slots] for level in levels}

    def total(self, values: Values) -> Total:
        if not values:
            return Total()
        levels = {level: sum([held(values, cell, 0) for cell in cells]) for level, cells in self._levels.items()}
        points = {name: sum([held(values, cell, ZERO) for cell in cells], ZERO) for name, cells in self._points.items()}
        counts = {name: sum([held(values, cell, 0) for cell in cells]) for name, cells in self._counts.items()}
        return Total(
            adoptions=sum(levels.values()),
            adoptions_by_level={level: number for level, number in levels.items() if number},
            points=points["points"],
            yuan=points["yuan"],
            target=points["target"],
            **counts,
        )
