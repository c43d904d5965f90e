"""What each receiver has, by scheme and day: for second results and prizes, which look at spans of their own."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from scoring.engine.book import SchemeBook
from scoring.engine.facts import FactKind
from scoring.engine.numbers import ONE, ZERO
from scoring.engine.rows import Row
from scoring.engine.scheme import Scheme
from scoring.engine.settlement.results import Sum
from scoring.engine.settlement.spans import NOWHERE, Cut, Slot, SlotLine, Span, thursday_of

#: (unit, person or ""); among items (item, "").
Receiver = tuple[str, str]
Amounts = dict[Receiver, Decimal]
#: Kept beside the accounts: how many filings a receiver has, and the points of each item.
FILED, ITEMS = "filed", "items"


class Tenure:
    """A scheme for the days on which it is valid, and what everybody has under it."""

    def __init__(self, scheme: Scheme, cut: Cut, line: SlotLine) -> None:
        self.scheme = scheme
        self.cut = cut
        self.line = line
        seconds = [second.per for second in (scheme.conversion, scheme.budget) if second]
        is_stopped = scheme.budget is not None and scheme.budget.beyond == "stop"
        #: Days are told apart only where something needs it; otherwise all of a slot is put on its last day.
        self.is_daily = is_stopped or "week" in {*seconds, *(prize.per for prize in scheme.prizes)}
        self.has_item_prizes = any(prize.to == ITEMS for prize in scheme.prizes)
        #: Clauses of which each joint unit gets all, so that an item's points stand in the rows of several.
        self.full = frozenset(rule.id for rule in scheme.clauses if rule.sharing.joint == "full")
        self.amounts: dict[str, dict[Receiver, dict[date, Decimal]]] = defaultdict(dict)

    def day_of(self, on: date) -> date | None:
        """The day on which amounts of this day are put; None where they are in no slot and nothing needs them."""
        if self.is_daily:
            return on
        number = self.line.of(on)
        return None if number == NOWHERE else self.line.slots[number].ends_on

    def add(self, what: str, receiver: Receiver, on: date, amount: Decimal) -> None:
        """Add to what the receiver has on a day that `day_of` gave."""
        held = self.amounts[what]
        days = held.get(receiver)
        if days is None:
            days = held[receiver] = {}
        days[on] = days.get(on, ZERO) + amount

    def days(self, what: str, per: str) -> list[tuple[Span, dict[Receiver, dict[date, Decimal]]]]:
        """The amounts of each span, by receiver and day."""
        spans = self.cut.spans(per)
        numbers = {step.bucket: number for number, span in enumerate(spans) for step in span.steps}
        found: list[dict[Receiver, dict[date, Decimal]]] = [{} for _span in spans]
        for receiver, days in self.amounts[what].items():
            for day, amount in days.items():
                number = numbers.get(thursday_of(day) if per == "week" else self.line.of(day))
                if number is not None:
                    found[number].setdefault(receiver, {})[day] = amount
        return list(zip(spans, found, strict=True))

    def by_span(self, what: str, per: str) -> list[tuple[Span, Amounts]]:
        """The amounts of each span, by receiver."""
        return [
            (span, {receiver: sum(days.values(), ZERO) for receiver, days in found.items()})
            for span, found in self.days(what, per)
        ]


class Standing:
    """Takes in the rows of both stages, in any order; memory grows with receivers and slots (days, where a budget stops or
    weeks are looked at), and with items where these win prizes."""

    def __init__(self, book: SchemeBook, slots: Iterable[Slot], *, until: date | None = None) -> None:
        self.line = SlotLine(slots)
        self.known: set[Receiver] = set()
        self.tenures: list[Tenure] = []
        before = date.min
        for valid in book.schemes:
            ends_on = valid.ends_on or date.max
            cut = Cut(self.line.slots, valid.scheme.code, valid.starts_on, ends_on, before, until or date.max)
            self.tenures.append(Tenure(valid.scheme, cut, self.line))
            before = ends_on
        self._has_item_prizes = any(tenure.has_item_prizes for tenure in self.tenures)
        self._found: dict[tuple[str, date], tuple[Tenure, date] | None] = {}

    def know(self, unit: str, person: str = "") -> None:
        self.known.add((unit, person))

    def add(self, row: Row) -> None:
        """Take in a row of either stage."""
        receiver = (row.unit, row.person)
        self.known.add(receiver)
        try:
            place = self._found[row.scheme, row.on]
        except KeyError:
            place = self._place(row.scheme, row.on)
        if place is None:
            return
        tenure, on = place
        if row.points:
            tenure.add(row.account, receiver, on, row.points)
        if row.tally and row.kind is FactKind.FILED:
            tenure.add(FILED, receiver, on, ONE if row.tally == 1 else Decimal(row.tally))

    def add_sum(self, sum_: Sum) -> None:
        """The same from a database's sums; without the points of items."""
        receiver = (sum_.unit, sum_.person)
        self.known.add(receiver)
        place = self._place(sum_.scheme, sum_.on)
        if place is not None:
            tenure, on = place
            tenure.add(sum_.account, receiver, on, sum_.points)
            if sum_.kind is FactKind.FILED:
                tenure.add(FILED, receiver, on, Decimal(sum_.count))

    def add_items(self, rows: Sequence[Row]) -> None:
        """Points of the items of one group: all that units got for an item, but once where each got all of it."""
        if not self._has_item_prizes:
            return
        counted: set[tuple[str, str, str]] = set()
        for row in rows:
            place = self._place(row.scheme, row.on)
            if row.person or row.account != "points" or not row.points or place is None or not place[0].has_item_prizes:
                continue
            tenure, on = place
            if row.clause in tenure.full:
                if (row.fact, row.clause, row.item) in counted:
                    continue
                counted.add((row.fact, row.clause, row.item))
            tenure.add(ITEMS, (row.item or row.fact, ""), on, row.points - _credit_on_top(row))

    def _place(self, scheme: str, day: date) -> tuple[Tenure, date] | None:
        """The tenure of the scheme, and the day on which amounts of this day are put there."""
        key = (scheme, day)
        if key not in self._found:
            fitting = (one for one in self.tenures if one.scheme.code == scheme and one.cut.covers(day))
            tenure = next(fitting, None)
            on = tenure.day_of(day) if tenure else None
            self._found[key] = (tenure, on) if tenure and on else None
        return self._found[key]


def _credit_on_top(row: Row) -> Decimal:
    """What a host got besides the direct-report point: it is no more points of the item."""
    told = row.explanation
    return Decimal(told["credit_points"]) if told.get("credit") == "besides" and "credit_points" in told else ZERO
