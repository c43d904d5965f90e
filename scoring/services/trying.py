"""What if: a scheme tried on past periods, beside the schemes that were valid then. Nothing is stored.

Both are reckoned from the facts as they stand today, and with the same facts of the time before, so that nothing differs
but the rules: what the ledger holds of late bookings plays no part. Facts are read in portions; of all of them memory holds
the keys only.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from activity.clock import today
from organizations.models import Unit, UnitClass
from scoring.engine import FactKind, Row, Scheme, competition_ranks, evaluate_group
from scoring.engine.numbers import ZERO
from scoring.engine.settlement import Settler
from scoring.models import Account, Period
from scoring.services.dated_units import DatedUnits
from scoring.services.fact_sources import Group
from scoring.services.facts import load_facts
from scoring.services.ledger_sums import slots_of
from scoring.services.profiles import Profiles
from scoring.services.receivers import parse_receiver, receiver_of
from scoring.services.tables import is_ranked
from scoring.services.trial_books import Ground, standing_in
from scoring.services.trial_heads import Due, Dues, has_heads
from scoring.services.units import units_in
from scoring.services.validity import scheme_book
from submissions.models import ItemSource

PORTION = 1000
MOST_EXAMPLES = 5
DAY = timedelta(days=1)
Progress = Callable[[int, int], None]
BEFORE, AFTER = 0, 1


class Example(NamedTuple):
    """A fact that brings something else by the tried scheme; `item`: the primary key of its item, in digits."""

    fact: str
    item: str
    before: Decimal
    after: Decimal


@dataclass(slots=True)
class ClauseChange:
    """What a clause brings a receiver by the two schemes; zero where one has no such clause. `rows`: how many facts (or
    spans, of clauses about periods) bring something else; `examples`: the first of them."""

    clause: str
    account: str = Account.POINTS
    before: Decimal = ZERO
    after: Decimal = ZERO
    rows: int = 0
    examples: list[Example] = field(default_factory=list)


class DueChange(NamedTuple):
    """What a receiver is due in yuan or target points once the heads of the two schemes had their say."""

    account: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class Tried:
    """One account in the periods tried. `unit`, `person`, `class_id` are primary keys; `person` is None for a unit's own
    account. Ranks are those inside the class, None outside the ranking and for persons. `clauses`: only what differs, in
    the order of the schemes; their differences add up to that of the points. `seconds`: the same in yuan and target
    points, which bring no rank; `dues`: what is due of them within budgets and by conversions, where that differs."""

    unit: int
    person: int | None
    class_id: int | None
    points_before: Decimal
    points_after: Decimal
    rank_before: int | None
    rank_after: int | None
    clauses: tuple[ClauseChange, ...]
    seconds: tuple[ClauseChange, ...]
    dues: tuple[DueChange, ...] = ()


class SecondSum(NamedTuple):
    """What clauses bring all units, or all persons, in yuan or target points; and what is due within budgets and by
    conversions, None where neither scheme has any. The accounts of units and of persons tell the same money twice."""

    account: str
    of_persons: bool
    before: Decimal
    after: Decimal
    due_before: Decimal | None = None
    due_after: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Units by class and rank, persons by points, all by the tried scheme. `facts`: how many were looked at; `seconds`:
    only accounts in which one of the schemes brings something."""

    units: tuple[Tried, ...]
    persons: tuple[Tried, ...]
    facts: int
    seconds: tuple[SecondSum, ...]


def try_scheme(scheme: Scheme, periods: Sequence[Period], *, progress: Progress | None = None) -> Comparison:
    """What the periods, from the first to the last, would have been by `scheme`, had it been adopted in the place of the
    scheme that was valid on their first day.

    `progress(done, total)` counts items and other groups of facts.
    """
    return _Trial(scheme, sorted(periods, key=lambda period: period.starts_on), progress).run()


class _Trial:
    def __init__(self, scheme: Scheme, periods: Sequence[Period], progress: Progress | None) -> None:
        self.first, self.last = periods[0].starts_on, periods[-1].ends_on
        self.progress = progress
        self.units = DatedUnits()
        valid = scheme_book()[0]
        self.books = (valid, standing_in(scheme, valid, self.first, self.last))
        self.rankings = (valid.on(self.last).ranking, scheme.ranking)
        self.order = list(dict.fromkeys([*valid.on(self.last).order, *scheme.order]))
        self.tried = periods
        self.ground = Ground(self.books, periods)
        self.periods = self.ground.periods
        self.changes: dict[str, dict[tuple[str, str], ClauseChange]] = defaultdict(dict)
        self.filed: tuple[dict[str, int], dict[str, int]] = (defaultdict(int), defaultdict(int))
        self.facts = 0
        is_due = has_heads(self.books)
        slots = slots_of(self.periods)
        self.dues = [Dues(book, slots, self.first, self.last) for book in self.books] if is_due else []
        self.brought: list[Mapping[Due, Decimal]] = []

    def run(self) -> Comparison:
        units = {unit.pk: unit for period in self.periods for unit in units_in(period)}
        everybody = [receiver_of(pk) for pk in Unit.objects.values_list("pk", flat=True)]
        profiles = Profiles(everybody, self.periods, self.units)
        # A week that began in the last period may be over only after it.
        until = today() - DAY
        settlers = [Settler(book, slots_of(self.periods), profiles, until=until) for book in self.books]
        for settler in settlers:
            for pk in units:
                settler.know(str(pk))
        self._look_at_items(settlers)
        settled = [settler.settle().rows for settler in settlers]
        self._compare(*settled)
        for dues, rows in zip(self.dues, settled, strict=False):
            dues.take(rows)
        self.brought = [dues.brought() for dues in self.dues]
        return self._comparison({unit.pk: unit for period in self.tried for unit in units_in(period)})

    def _look_at_items(self, settlers: Sequence[Settler]) -> None:
        groups = self.ground.groups()
        done, number = 0, len(groups)
        for portion in _portions(groups):
            rows: list[list[Row]] = [[] for _book in self.books]
            for facts in load_facts(portion, self.units).values():
                self.facts += len(facts)
                own = [self.ground.dated(evaluate_group(book, facts)) for book in self.books]
                self._compare(*own)
                for side, found in enumerate(own):
                    rows[side] += found
            for settler, found in zip(settlers, rows, strict=True):
                settler.take(found)
            for dues, found in zip(self.dues, rows, strict=False):
                dues.take(found)
            done += len(portion)
            if self.progress:
                self.progress(done, number)

    def _compare(self, before: Iterable[Row], after: Iterable[Row]) -> None:
        """Add what counts in the periods tried to the account of each clause."""
        found: dict[tuple[str, str, str, str], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
        items: dict[str, str] = {}
        for side, rows in enumerate((before, after)):
            for row in rows:
                if not self.first <= row.on <= self.last:
                    continue
                if row.tally and row.kind == FactKind.FILED:
                    self.filed[side][row.receiver] += row.tally
                if row.points and row.account != Account.COUNT:
                    found[(row.receiver, row.account, row.clause, row.fact)][side] += row.points
                    items[row.fact] = row.item
        for (receiver, account, clause, fact), (old, new) in found.items():
            change = self.changes[receiver].setdefault((account, clause), ClauseChange(clause, account))
            change.before += old
            change.after += new
            if old != new:
                change.rows += 1
                if len(change.examples) < MOST_EXAMPLES:
                    change.examples.append(Example(fact, items[fact], old, new))

    def _comparison(self, units: Mapping[int, Unit]) -> Comparison:
        sums = [
            {receiver: sum((_side(one, side) for one in changes.values() if one.account == Account.POINTS), ZERO)
             for receiver, changes in self.changes.items()}
            for side in (BEFORE, AFTER)
        ]  # fmt: skip
        members = {receiver_of(pk) for pk in units}
        ranks = [self._ranks(members, sums[side], side) for side in (BEFORE, AFTER)]
        tried = [
            self._tried(receiver, sums, ranks)
            for receiver in sorted(members | self.changes.keys() | {one for side in self.brought for one, _account in side})
        ]  # fmt: skip
        own = sorted((one for one in tried if one.person is None), key=self._printed(units))
        people = sorted(
            (one for one in tried if one.person is not None), key=lambda one: (-one.points_after, one.person)
        )
        return Comparison(tuple(own), tuple(people), self.facts, self._seconds())

    def _seconds(self) -> tuple[SecondSum, ...]:
        sums: dict[tuple[str, bool], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
        for receiver, changes in self.changes.items():
            of_persons = parse_receiver(receiver).person is not None
            for change in changes.values():
                if change.account != Account.POINTS:
                    own = sums[(change.account, of_persons)]
                    own[BEFORE] += change.before
                    own[AFTER] += change.after
        due = self._due_sums()
        found = {key: tuple(own) for key, own in sums.items()} | dict.fromkeys(due.keys() - sums.keys(), (ZERO, ZERO))
        none = (ZERO, ZERO) if self.dues else (None, None)
        return tuple(SecondSum(*key, *own, *due.get(key, none)) for key, own in sorted(found.items()))

    def _due_sums(self) -> dict[tuple[str, bool], tuple[Decimal, Decimal]]:
        """(account, of persons) -> what all of them are due by the two schemes."""
        keys = {(account, parse_receiver(one).person is not None) for side in self.brought for one, account in side}
        sums = [dict.fromkeys(keys, ZERO) for _side in self.brought]
        for side, brought in enumerate(self.brought):
            for (receiver, account), amount in brought.items():
                sums[side][account, parse_receiver(receiver).person is not None] += amount
        return {key: (sums[BEFORE][key], sums[AFTER][key]) for key in keys}

    def _dues_of(self, receiver: str) -> Iterator[DueChange]:
        for account in (Account.YUAN, Account.TARGET) if self.brought else ():
            before, after = (side.get((receiver, str(account)), ZERO) for side in self.brought)
            if before != after:
                yield DueChange(str(account), before, after)

    def _tried(self, receiver: str, sums: Sequence[Mapping[str, Decimal]], ranks: Sequence[Mapping[str, int]]) -> Tried:
        unit, person = parse_receiver(receiver)
        place = {clause: number for number, clause in enumerate(self.order)}
        changes = [one for one in self.changes.get(receiver, {}).values() if one.rows]
        changes.sort(key=lambda one: (one.account, place.get(one.clause, len(place)), one.clause))
        return Tried(
            unit=unit, person=person, class_id=self.units.class_of(unit, self.last),
            points_before=sums[BEFORE].get(receiver, ZERO), points_after=sums[AFTER].get(receiver, ZERO),
            rank_before=ranks[BEFORE].get(receiver), rank_after=ranks[AFTER].get(receiver),
            clauses=tuple(one for one in changes if one.account == Account.POINTS),
            seconds=tuple(one for one in changes if one.account != Account.POINTS),
            dues=tuple(self._dues_of(receiver)),
        )  # fmt: skip

    def _ranks(self, members: Iterable[str], points: Mapping[str, Decimal], side: int) -> dict[str, int]:
        """As on the ranking page: who stands outside by class, or filed nothing in an optional class, has no rank."""
        known = UnitClass.objects.in_bulk()
        classes = {receiver: self.units.class_of(parse_receiver(receiver).unit, self.last) for receiver in members}
        groups = {
            receiver: str(one) for receiver, one in classes.items()
            if is_ranked(known.get(one or 0), self.filed[side].get(receiver, 0), self.rankings[side])
        }  # fmt: skip
        return {receiver: place.rank for receiver, place in competition_ranks(points, groups).items()}

    def _printed(self, units: Mapping[int, Unit]) -> Callable[[Tried], tuple[object, ...]]:
        def key(one: Tried) -> tuple[object, ...]:
            unit = units.get(one.unit)
            return (one.class_id or 0, one.rank_after or 0, unit.sort_no if unit else 0, one.unit)

        return key


def _side(change: ClauseChange, side: int) -> Decimal:
    return change.after if side else change.before


def _portions(groups: set[Group]) -> Iterator[list[Group]]:
    """All groups; items are in one portion with the composite that they went into, because some figures count an item once
    wherever it was adopted."""
    pairs = ItemSource.objects.order_by("pk").values_list("item", "composite").iterator()
    homes = {str(item): str(composite) for item, composite in pairs if str(item) in groups}
    together: dict[Group, list[Group]] = defaultdict(list)
    for item, composite in homes.items():
        together[composite].append(item)
    portion: list[Group] = []
    for group in sorted((groups - homes.keys()) | together.keys()):
        portion += [*([group] if group in groups and group not in homes else []), *together.get(group, ())]
        if len(portion) >= PORTION:
            yield portion
            portion = []
    if portion:
        yield portion
