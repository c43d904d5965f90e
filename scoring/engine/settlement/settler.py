"""Says which rows of stage 1 clauses about periods look at, and settles these clauses."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from typing import cast

from scoring.engine.book import SchemeBook
from scoring.engine.intake import Intake, Route
from scoring.engine.rows import Row, Sign
from scoring.engine.settlement.account import Buckets, Term
from scoring.engine.settlement.base import ProfileOf
from scoring.engine.settlement.results import Settled
from scoring.engine.settlement.spans import Cut, Slot, SlotLine, thursday_of
from scoring.engine.settlement.working import Held, Working


class Settler:
    """Says what clauses about periods are worth, from the rows of stage 1. Memory grows with receivers and buckets of time;
    only thresholds keep the keys of faults, as reasons."""

    def __init__(
        self, book: SchemeBook, slots: Sequence[Slot], profile_of: ProfileOf, *, until: date | None = None,
        intake: Intake | None = None, is_followed: bool = False,
    ) -> None:  # fmt: skip
        """`until`: the last day of which everything is known; spans that end later are running. Left out, all of the
        slots is. `intake`: where rows come in; left out, one of its own. `is_followed`: whether a slot of the next year
        is known to follow the last one. Raises ValueError for slots that overlap."""
        self._line = SlotLine(slots)
        self._profile_of = profile_of
        self.intake = intake or Intake()
        self._terms = _terms(book, self._line.slots, until or date.max, self.intake, is_followed=is_followed)
        self.intake.ask(self)

    def know(self, unit: str, person: str = "") -> None:
        """A receiver that may have nothing yet, so that bases and quotas reach it."""
        self.intake.know(unit, person)

    def take(self, rows: Iterable[Row]) -> None:
        """Take in rows of stage 1 in any order, all of an item at a time; rows of the opposite sign undo others."""
        self.intake.take(rows)

    def time_of(self, scheme: str, on: date) -> tuple[int, Buckets] | None:
        """The number of the scheme's term, and the buckets of its slot and, where weeks are looked at, its week; None if the
        scheme was not valid or has no clauses about periods."""
        for number, term in enumerate(self._terms):
            if term.code == scheme and term.starts_on <= on <= term.ends_on:
                return number, (self._line.of(on), thursday_of(on) if term.is_weekly else 0)
        return None

    def route(self, time: Hashable, sign: Sign) -> Route:
        """Into the measures that hear of such rows."""
        number, buckets = cast(tuple[int, Buckets], time)
        return self._terms[number].route(buckets, sign)

    def settle(self) -> Settled:
        """What all clauses about periods give by the end of each slot. May be asked for again, after more rows too."""
        settled = Settled([], [], [])
        accounts, facts = self.intake.accounts, self.intake.facts
        for receiver in sorted(accounts):
            for term in self._terms:
                held = Held(accounts[receiver], facts.get(receiver, {}))
                Working(receiver, held, term, self._line.slots, self._profile_of, settled).work()
        return settled


def _terms(book: SchemeBook, slots: Sequence[Slot], until: date, intake: Intake, *, is_followed: bool) -> list[Term]:
    """The schemes that say something about periods, with their days."""
    terms: list[Term] = []
    before = date.min
    for valid in book.schemes:
        ends_on = valid.ends_on or date.max
        cut = Cut(slots, valid.scheme.code, valid.starts_on, ends_on, before, until, is_followed)
        before = ends_on
        if valid.scheme.period_rules:
            numbered = sum(len(term.measures) for term in terms)
            terms.append(Term(valid.scheme.code, valid.scheme.period_rules, cut, numbered, intake))
    return terms
