"""What each receiver has, by scheme and day: for second results and prizes, which look at spans of their own."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, KeysView
from datetime import date
from decimal import Decimal
from typing import cast

from scoring.engine.book import SchemeBook
from scoring.engine.brought import brought_by
from scoring.engine.facts import FactKind
from scoring.engine.intake import Cell, Intake, Receiver, Route
from scoring.engine.numbers import ZERO
from scoring.engine.rows import Row, Sign
from scoring.engine.rules.base import ACCOUNTS
from scoring.engine.scheme import Scheme
from scoring.engine.settlement.spans import NOWHERE, Cut, Slot, SlotLine, Span, thursday_of

#: By receiver; among items by (item, "").
Amounts = dict[Receiver, Decimal]
#: Kept beside the accounts: how many filings a receiver has, and the points of each item.
FILED, ITEMS = "filed", "items"
POINTS = ACCOUNTS[0]


class Tenure:
    """A scheme for the days on which it is valid, and what everybody has under it."""

    def __init__(self, number: int, scheme: Scheme, cut: Cut, line: SlotLine, intake: Intake) -> None:
        self.number = number
        self.scheme = scheme
        self.cut = cut
        self.line = line
        self._intake = intake
        seconds = [second.per for second in (scheme.conversion, scheme.budget) if second]
        is_stopped = scheme.budget is not None and scheme.budget.beyond == "stop"
        #: Days are told apart only where something needs it; otherwise all of a slot is put on its last day.
        self.is_daily = is_stopped or "week" in {*seconds, *(prize.per for prize in scheme.prizes)}
        self.has_item_prizes = any(prize.to == ITEMS for prize in scheme.prizes)
        has_prizes = any(prize.to != ITEMS for prize in scheme.prizes)
        #: What is held: points and filings only where something is made of them.
        self.holds = {
            *ACCOUNTS[1:], *([POINTS] if scheme.conversion or has_prizes else []), *([FILED] if has_prizes else [])
        }  # fmt: skip
        self._cells: dict[str, dict[date, Cell]] = defaultdict(dict)
        self._items: dict[tuple[str, date], Decimal] = {}

    def day_of(self, on: date) -> date | None:
        """The day on which amounts of this day are put; None where they are in no slot and nothing needs them."""
        if self.is_daily:
            return on
        number = self.line.of(on)
        return None if number == NOWHERE else self.line.slots[number].ends_on

    def cells(self, what: str, day: date) -> tuple[Cell, ...]:
        """The figure of an account on a day that `day_of` gave; none where nobody will ask for it. Of a slot that lies in
        the tenure as a whole it is the figure that tables show."""
        if what not in self.holds:
            return ()
        number = self.line.of(day)
        slot = self.line.slots[number]
        is_whole = not self.is_daily and self.cut.covers(slot.starts_on) and self.cut.covers(slot.ends_on)
        name = (what, number) if is_whole else ("held", self.number, what, day)
        cell = self._cells[what][day] = self._intake.cell(*name)
        return (cell,)

    def add_item(self, item: str, day: date, amount: Decimal) -> None:
        """Add to the points of an item."""
        self._items[item, day] = self._items.get((item, day), ZERO) + amount

    def days(self, what: str, per: str) -> list[tuple[Span, dict[Receiver, dict[date, Decimal]]]]:
        """The amounts of each span, by receiver and day."""
        spans = self.cut.spans(per)
        numbers = {step.bucket: number for number, span in enumerate(spans) for step in span.steps}
        found: list[dict[Receiver, dict[date, Decimal]]] = [{} for _span in spans]
        for receiver, day, amount in self._held(what):
            number = numbers.get(thursday_of(day) if per == "week" else self.line.of(day))
            if number is not None:
                found[number].setdefault(receiver, {})[day] = amount
        return list(zip(spans, found, strict=True))

    def _held(self, what: str) -> Iterator[tuple[Receiver, date, Decimal]]:
        if what == ITEMS:
            for (item, day), amount in self._items.items():
                yield (item, ""), day, amount
            return
        cells = sorted((cell, day) for day, cell in self._cells[what].items())
        for receiver, values in self._intake.accounts.items():
            for cell, day in cells:
                if cell >= len(values):
                    break
                found = values[cell]
                if found is not None:
                    yield receiver, day, Decimal(found)

    def by_span(self, what: str, per: str) -> list[tuple[Span, Amounts]]:
        """The amounts of each span, by receiver."""
        return [
            (span, {receiver: sum(days.values(), ZERO) for receiver, days in found.items()})
            for span, found in self.days(what, per)
        ]


class Standing:
    """What second results and prizes are made of, from the rows of both stages. Memory grows with receivers and slots (days,
    where a budget stops or weeks are looked at), and with items where these win prizes."""

    def __init__(
        self, book: SchemeBook, slots: Iterable[Slot], *, until: date | None = None, intake: Intake | None = None
    ) -> None:
        """`until`: see Settler; `intake`: where rows come in; left out, one of its own."""
        self.line = SlotLine(slots)
        self.intake = intake or Intake()
        self.intake.ask(self)
        self.tenures: list[Tenure] = []
        before = date.min
        for number, valid in enumerate(book.schemes):
            ends_on = valid.ends_on or date.max
            cut = Cut(self.line.slots, valid.scheme.code, valid.starts_on, ends_on, before, until or date.max)
            self.tenures.append(Tenure(number, valid.scheme, cut, self.line, self.intake))
            before = ends_on
        self._has_item_prizes = any(tenure.has_item_prizes for tenure in self.tenures)
        self._times: dict[tuple[str, date], tuple[int, date] | None] = {}

    @property
    def known(self) -> KeysView[Receiver]:
        """All receivers that were named or have rows."""
        return self.intake.accounts.keys()

    def know(self, unit: str, person: str = "") -> None:
        self.intake.know(unit, person)

    def take(self, rows: Iterable[Row]) -> None:
        """Take in rows of either stage."""
        self.intake.take(rows)

    def time_of(self, scheme: str, on: date) -> tuple[int, date] | None:
        """The number of the scheme's tenure, and the day on which amounts of this day are put there."""
        key = (scheme, on)
        if key not in self._times:
            fitting = (one for one in self.tenures if one.scheme.code == scheme and one.cut.covers(on))
            tenure = next(fitting, None)
            day = tenure.day_of(on) if tenure else None
            self._times[key] = (tenure.number, day) if tenure and day else None
        return self._times[key]

    def route(self, time: Hashable, sign: Sign) -> Route:
        """Into the account on the day; filings are counted besides, those of padding too."""
        number, day = cast(tuple[int, date], time)
        tenure = self.tenures[number]
        counts = tenure.cells(FILED, day) if sign.kind is FactKind.FILED else ()
        return Route(points=tenure.cells(sign.account, day), counts=counts)

    def add_items(self, rows: Iterable[Row]) -> None:
        """Points of the items that rows of clauses about items are of."""
        if not self._has_item_prizes:
            return
        for row in rows:
            if row.person or row.account != POINTS or not row.points:
                continue
            place = self.time_of(row.scheme, row.on)
            if place is None or not self.tenures[place[0]].has_item_prizes:
                continue
            number, day = place
            for item, points in brought_by(row.explanation, row.item or row.fact, row.points):
                self.tenures[number].add_item(item, day, points)
