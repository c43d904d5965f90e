"""Where rows are added up: one account a receiver, for all that is asked of rows, in one look at each.

A row has a sign (what may be asked of it) and a time (scheme and day). Whoever asks says once for each sign and time into
which figures such rows go; after that a row only follows its route. Rows come item by item, so that an item which counts
once, however often it was adopted, is counted when its rows are there and then forgotten: memory grows with receivers
and figures, not with rows or items.
"""

from collections.abc import Hashable, Iterable
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple, Protocol, TypeVar

from scoring.engine.rows import Row, Sign

#: (unit, person or "").
Receiver = tuple[str, str]
#: The number of a figure in every account; the intake gives one to each name that it is asked for.
Cell = int
#: An account: figures by their numbers; None, or nothing at the end, where no row went.
Values = list[Decimal | int | None]
Amount = TypeVar("Amount", Decimal, int)
ON = itemgetter(0)


class Once(NamedTuple):
    """A figure that counts an item, or (`of_leaders`) each of its pairs with a leader, once in a scope: in the first cell
    of the scope in which it is found. `again` counts it where it is found in another cell of the scope, once in each."""

    scope: Hashable
    cell: Cell
    of_leaders: bool = False
    again: Cell | None = None


class Route(NamedTuple):
    """The figures into which rows go: those that take their points, those that take their tally, those that count an item
    once, and those that keep the keys of facts. `last`: the highest number among them."""

    points: tuple[Cell, ...] = ()
    counts: tuple[Cell, ...] = ()
    once: tuple[Once, ...] = ()
    facts: tuple[Cell, ...] = ()
    last: Cell = -1


NOWHERE_TO_GO = Route()
#: A row of an item that counts once: its day, its leader, its tally, where it goes, and in whose account.
Mention = tuple[date, str, int, tuple[Once, ...], Values]


class Asker(Protocol):
    """Somebody who wants figures of rows."""

    def time_of(self, scheme: str, on: date) -> Hashable:
        """What matters of the scheme and day of a row; None where nothing is wanted of them."""

    def route(self, time: Hashable, sign: Sign) -> Route:
        """Where rows of this sign go, at a time that `time_of` gave."""


class Place:
    """A time as all who ask see it, and the routes that are known there."""

    __slots__ = ("routes", "times")

    def __init__(self, times: tuple[Hashable, ...]) -> None:
        self.times = times
        self.routes: dict[Sign, Route] = {}


NO_PLACE = Place(())


class Intake:
    """Takes in rows and adds them up for those who ask. `accounts`: each receiver's figures; `facts`: keys of facts that
    were to be kept, with their tally, by receiver and cell."""

    def __init__(self) -> None:
        self._askers: list[Asker] = []
        self._cells: dict[Hashable, Cell] = {}
        self._places: dict[tuple[str, date], Place] = {}
        self._by_times: dict[tuple[Hashable, ...], Place] = {}
        self.accounts: dict[Receiver, Values] = {}
        self.facts: dict[Receiver, dict[Cell, dict[str, int]]] = {}

    def ask(self, asker: Asker) -> None:
        """From now on take in what this one wants too; before the first row."""
        self._askers.append(asker)

    def cell(self, *name: Hashable) -> Cell:
        """The number of the figure with this name: what it is and its place in time; whose it is, if others have such."""
        return self._cells.setdefault(name, len(self._cells))

    def know(self, unit: str, person: str = "") -> None:
        """A receiver that may have nothing yet."""
        self.accounts.setdefault((unit, person), [])

    def take(self, rows: Iterable[Row]) -> None:
        """Take in rows in any order, all of an item's at a time (those of the composites that it went into too): what
        comes later counts as another item. Rows of the opposite sign undo others."""
        accounts, places = self.accounts, self._places
        firsts: dict[tuple[str, str, str], Mention] = {}
        several: dict[tuple[str, str, str], list[Mention]] = {}
        place, place_on, place_of = NO_PLACE, date.max, ""
        for unit, person, fact, on, scheme, points, tally, item, leader, _told, sign in rows:
            receiver = (unit, person)
            values = accounts.get(receiver)
            if values is None:
                values = accounts[receiver] = [None] * len(self._cells)
            # Rows of one fact come one after the other.
            if on is not place_on or scheme is not place_of:
                place = places.get((scheme, on)) or self._place(scheme, on)
                place_on, place_of = on, scheme
            route = place.routes.get(sign) or self._route(place, sign)
            to_points, to_counts, once, to_facts, last = route
            if len(values) <= last:
                values += [None] * (last + 1 - len(values))
            if points:
                for cell in to_points:
                    values[cell] = points if (held := values[cell]) is None else held + points
            if tally:
                for cell in to_counts:
                    values[cell] = tally if (held := values[cell]) is None else held + tally
                if once and (item or fact):
                    whose, mention = (unit, person, item or fact), (on, leader, tally, once, values)
                    first = firsts.setdefault(whose, mention)
                    if first is not mention:
                        several.setdefault(whose, [first]).append(mention)
                if to_facts and fact:
                    self._keep(receiver, to_facts, fact, tally)
        for whose, mentions in several.items():
            del firsts[whose]
            mentions.sort(key=ON)
            _count_once(mentions)
        # Nearly all items are adopted once.
        for mention in firsts.values():
            _on, _leader, tally, once, values = mention
            if tally != 1:
                _count_once([mention])
                continue
            for _scope, cell, _of_leaders, _again in once:
                values[cell] = 1 if (held := values[cell]) is None else held + 1

    def _place(self, scheme: str, on: date) -> Place:
        times = tuple([asker.time_of(scheme, on) for asker in self._askers])
        place = self._places[scheme, on] = self._by_times.setdefault(times, Place(times))
        return place

    def _route(self, place: Place, sign: Sign) -> Route:
        found = [
            asker.route(time, sign) for asker, time in zip(self._askers, place.times, strict=True) if time is not None
        ]
        # Two who ask for the same figure by its name share it.
        points = tuple(dict.fromkeys(cell for one in found for cell in one.points))
        counts = tuple(dict.fromkeys(cell for one in found for cell in one.counts))
        once = tuple(dict.fromkeys(each for one in found for each in one.once))
        facts = tuple(dict.fromkeys(cell for one in found for cell in one.facts))
        last = max([*points, *counts, *(one.cell for one in once), *(one.again or -1 for one in once)], default=-1)
        route = place.routes[sign] = Route(points, counts, once, facts, last)
        return route

    def _keep(self, receiver: Receiver, cells: tuple[Cell, ...], fact: str, tally: int) -> None:
        kept = self.facts.setdefault(receiver, {})
        for cell in cells:
            own = kept.setdefault(cell, {})
            own[fact] = own.get(fact, 0) + tally


def held(values: Values, cell: Cell, nothing: Amount) -> Amount:
    """What an account holds in a cell, or `nothing`."""
    found = values[cell] if cell < len(values) else None
    return nothing if found is None else nothing + found  # type: ignore[return-value, operator]


def _count_once(mentions: list[Mention]) -> None:
    """Count one item of one receiver, of which these are all the mentions by date."""
    if any([mention[2] < 0 for mention in mentions]):  # noqa: C419 - a list is made faster than a generator
        _count_tallies(mentions)
        return
    #: The cells of a scope in which it is found, by date.
    found: dict[Hashable, list[Cell]] = {}
    for _on, leader, _tally, once, values in mentions:
        for scope, cell, of_leaders, again in once:
            cells = found.setdefault((scope, leader) if of_leaders else scope, [])
            if cell not in cells:
                counts_in = cell if not cells else again
                cells.append(cell)
                if counts_in is not None:
                    values[counts_in] = (values[counts_in] or 0) + 1


def _count_tallies(mentions: list[Mention]) -> None:
    """The same where some are taken back: what counted in a cell may count no longer in a later one."""
    scopes: dict[tuple[Hashable, bool], dict[tuple[Cell, Cell | None], list[tuple[str, int]]]] = {}
    for _on, leader, tally, once, _values in mentions:
        for scope, cell, of_leaders, again in once:
            cells = scopes.setdefault((scope, of_leaders), {})
            cells.setdefault((cell, again), []).append((leader if of_leaders else "", tally))
    values = mentions[0][4]
    for cells in scopes.values():
        tallies: dict[str, int] = {}
        before = 0
        for (cell, again), own in cells.items():
            now = _standing(tallies, own)
            values[cell] = (values[cell] or 0) + now - before
            if again is not None:
                values[again] = (values[again] or 0) + _standing({}, own) - (now - before)
            before = now


def _standing(tallies: dict[str, int], more: Iterable[tuple[str, int]]) -> int:
    """How many keys have a tally above 0 after these."""
    for key, tally in more:
        tallies[key] = tallies.get(key, 0) + tally
    return sum([tally > 0 for tally in tallies.values()])
