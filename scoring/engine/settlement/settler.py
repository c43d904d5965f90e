"""Takes in the rows of stage 1, one at a time, and settles the clauses about periods."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from scoring.engine.book import SchemeBook
from scoring.engine.rows import Row
from scoring.engine.settlement.account import Account, Buckets, Term
from scoring.engine.settlement.base import ProfileOf
from scoring.engine.settlement.measures import Sign
from scoring.engine.settlement.results import Settled, Sum
from scoring.engine.settlement.spans import Cut, Slot, SlotLine, thursday_of
from scoring.engine.settlement.working import Working


class Place(NamedTuple):
    """Where a row of one scheme and day goes: the scheme's term, and the buckets of its slot and of its week."""

    term: Term
    buckets: Buckets


class Settler:
    """Adds up what clauses about periods look at, and says what they are worth. Rows may come in any order, and rows that
    take others back (of the opposite sign) undo them. Memory grows with receivers and buckets of time, not with rows;
    only rates keep the items that were adopted, and thresholds the faults."""

    def __init__(
        self, book: SchemeBook, slots: Sequence[Slot], profile_of: ProfileOf, *, until: date | None = None
    ) -> None:
        """`until`: the last day of which everything is known; spans that end later are running. Left out, all of the
        slots is. Raises ValueError for slots that overlap."""
        self._line = SlotLine(slots)
        self._profile_of = profile_of
        self._terms = _terms(book, self._line.slots, until or date.max)
        self._places: dict[tuple[str, date], Place | None] = {}
        self._accounts: dict[tuple[str, str], Account] = {}

    def add(self, row: Row) -> None:
        """Take in a row of stage 1."""
        try:
            account = self._accounts[row.unit, row.person]
        except KeyError:
            account = self._account(row.unit, row.person)
        try:
            place = self._places[row.scheme, row.on]
        except KeyError:
            place = self._place(row.scheme, row.on)
        if place is None:
            return
        key = (
            row.clause, row.kind, row.account, row.item_type, row.level, row.outlet, row.fault, row.padding,
            row.person != "",
        )  # fmt: skip
        try:
            route = place.term.routes[key]
        except KeyError:
            route = place.term.route(Sign(*key))
        if route.points and row.points:
            account.add(route.points, place.buckets, row.points)
        if row.tally and (route.counts or route.items):
            account.tally(route, place.buckets, row.tally, row.item or row.fact, row.fact)

    def add_sum(self, sum_: Sum) -> None:
        """Take in what a database has added up already."""
        account = self._account(sum_.unit, sum_.person)
        place = self._place(sum_.scheme, sum_.on)
        if place is None:
            return
        sign = Sign(
            sum_.clause, sum_.kind, sum_.account, sum_.item_type, sum_.level, sum_.outlet, sum_.fault, False,
            sum_.person != "",
        )  # fmt: skip
        route = place.term.route(sign)
        account.add(route.points, place.buckets, sum_.points)
        account.add(route.items, place.buckets, sum_.items)
        account.tally(route, place.buckets, sum_.count, sum_.item, "")

    def know(self, unit: str, person: str = "") -> None:
        """A receiver that may have nothing yet, so that bases and quotas reach it."""
        self._account(unit, person)

    def settle(self) -> Settled:
        """What all clauses about periods give by the end of each slot. May be asked for again, after more rows too."""
        settled = Settled([], [], [])
        for receiver in sorted(self._accounts):
            for term in self._terms:
                Working(receiver, self._accounts[receiver], term, self._line.slots, self._profile_of, settled).work()
        return settled

    def _account(self, unit: str, person: str) -> Account:
        if (unit, person) not in self._accounts:
            self._accounts[unit, person] = Account()
        return self._accounts[unit, person]

    def _place(self, scheme: str, day: date) -> Place | None:
        """Where rows of the scheme and day go; nowhere if the scheme was not valid or has no clauses about periods."""
        key = (scheme, day)
        if key not in self._places:
            terms = (term for term in self._terms if term.code == scheme and term.starts_on <= day <= term.ends_on)
            term = next(terms, None)
            self._places[key] = None if term is None else Place(term, (self._line.of(day), thursday_of(day)))
        return self._places[key]


def _terms(book: SchemeBook, slots: Sequence[Slot], until: date) -> list[Term]:
    """The schemes that say something about periods, with their days."""
    terms: list[Term] = []
    before = date.min
    for valid in book.schemes:
        ends_on = valid.ends_on or date.max
        cut = Cut(slots, valid.scheme.code, valid.starts_on, ends_on, before, until)
        before = ends_on
        if valid.scheme.period_rules:
            numbered = sum(len(term.measures) for term in terms)
            terms.append(Term(valid.scheme.code, valid.scheme.period_rules, cut, numbered))
    return terms
