"""What is added up: for each receiver the values of measures by bucket of time, and which rows go into which."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from scoring.engine.facts import FactKind
from scoring.engine.settlement.base import PERSONS, PeriodRule
from scoring.engine.settlement.measures import COUNT, ITEMS, MISSES, POINTS, Measure, Sign
from scoring.engine.settlement.spans import Cut

#: The number of a measure, and a bucket; in routes in place of the bucket its place among (slot, week).
Cell = tuple[int, int]
Cells = tuple[Cell, ...]
Buckets = tuple[int, int]


class Route(NamedTuple):
    """The measures into which rows of one sign go."""

    points: Cells
    counts: Cells
    items: Cells
    facts: Cells


class Account:
    """One receiver's values. Items and facts are kept with their tally, so that rows of the opposite sign undo them."""

    __slots__ = ("facts", "items", "values")

    def __init__(self) -> None:
        self.values: dict[Cell, Decimal | int] = {}
        self.items: dict[Cell, dict[str, int]] = {}
        self.facts: dict[Cell, dict[str, int]] = {}

    def add(self, cells: Cells, buckets: Buckets, value: Decimal | int) -> None:
        values = self.values
        for number, place in cells:
            cell = (number, buckets[place])
            values[cell] = values.get(cell, 0) + value

    def tally(self, route: Route, buckets: Buckets, tally: int, item: str, fact: str) -> None:
        """Count a fact, its item where items are counted, and keep its key where a threshold will tell it."""
        self.add(route.counts, buckets, tally)
        if route.items and item:
            _keep(self.items, route.items, buckets, item, tally)
        if route.facts and fact:
            _keep(self.facts, route.facts, buckets, fact, tally)

    def copy(self) -> "Account":
        """The same values, to which settlement may add; settlement changes neither items nor facts."""
        other = Account()
        other.values, other.items, other.facts = dict(self.values), self.items, self.facts
        return other


def _keep(kept: dict[Cell, dict[str, int]], cells: Cells, buckets: Buckets, key: str, tally: int) -> None:
    for number, place in cells:
        own = kept.setdefault((number, buckets[place]), {})
        own[key] = own.get(key, 0) + tally


class Clause(NamedTuple):
    """A clause with the numbers of its measures, the one among them that counts items, and where its own rows go."""

    rule: PeriodRule
    numbers: tuple[int, ...]
    of_items: int | None
    own: Cells
    misses: Cells


class Term:
    """A scheme for the days on which it is valid: its clauses about periods, their spans, their measures (numbered
    through all terms, `first` is the first number here)."""

    def __init__(self, code: str, rules: Sequence[PeriodRule], cut: Cut, first: int) -> None:
        self.code = code
        self.starts_on, self.ends_on = cut.starts_on, cut.ends_on
        self.spans = {rule.per: cut.spans(rule.per) for rule in rules}
        self.measures = dict(enumerate(_distinct(rules), start=first))
        self.routes: dict[tuple[object, ...], Route] = {}
        numbers = {measure: number for number, measure in self.measures.items()}
        self.clauses = [self._clause(rule, numbers) for rule in rules]

    def _clause(self, rule: PeriodRule, numbers: Mapping[Measure, int]) -> Clause:
        measures = rule.measures
        sign = Sign(rule.id, FactKind.SETTLEMENT, rule.gives, "", "", "", "", False, rule.audience == PERSONS)
        misses = {number: one for number, one in self.measures.items() if rule.id in one.clauses}
        return Clause(
            rule=rule,
            numbers=tuple(numbers[measure] for measure in measures),
            of_items=next((at for at, measure in enumerate(measures) if measure.what == ITEMS), None),
            own=self.route(sign).points,
            misses=_cells(misses, MISSES),
        )

    def route(self, sign: Sign) -> Route:
        """Where rows of this sign go."""
        route = self.routes.get(sign)
        if route is None:
            heard = {number: measure for number, measure in self.measures.items() if measure.hears(sign)}
            counts = _cells(heard, COUNT)
            facts = tuple(cell for cell in counts if heard[cell[0]].remembers)
            route = self.routes[sign] = Route(_cells(heard, POINTS), counts, _cells(heard, ITEMS), facts)
        return route


def _distinct(rules: Sequence[PeriodRule]) -> list[Measure]:
    return list(dict.fromkeys(measure for rule in rules for measure in rule.measures))


def _cells(measures: dict[int, Measure], what: str) -> Cells:
    return tuple((number, int(measure.weekly)) for number, measure in measures.items() if measure.what == what)
