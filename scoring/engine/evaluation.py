"""From the facts of one group to its ledger rows; groups are independent of each other and may be streamed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from scoring.engine.facts import Fact, standing
from scoring.engine.numbers import ZERO, plain
from scoring.engine.problems import Problem, SchemeRefused
from scoring.engine.rows import NO_CLAUSE, Row
from scoring.engine.rules.base import Award
from scoring.engine.scheme import EMPTY, Scheme
from scoring.engine.shares import Portion


@dataclass(frozen=True, slots=True)
class Valid:
    """A scheme with the days on which it is valid, both included; no end means until further notice."""

    scheme: Scheme
    starts_on: date
    ends_on: date | None = None

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class SchemeBook:
    """Which scheme was valid on which day (F20): a fact is judged by the scheme of the day on which it happened."""

    def __init__(self, schemes: Iterable[Valid]) -> None:
        """Raises SchemeRefused where two schemes are valid on one day."""
        self._schemes = sorted(schemes, key=lambda valid: valid.starts_on)
        for before, after in zip(self._schemes, self._schemes[1:], strict=False):
            if before.covers(after.starts_on):
                names = {"first": before.scheme.code, "second": after.scheme.code}
                raise SchemeRefused([Problem("", "overlap", names)])

    @classmethod
    def always(cls, scheme: Scheme) -> "SchemeBook":
        return cls([Valid(scheme, date.min)])

    def on(self, day: date) -> Scheme:
        """The scheme of `day`; one without clauses where none was valid."""
        return next((valid.scheme for valid in self._schemes if valid.covers(day)), EMPTY)


def evaluate(book: SchemeBook, facts: Iterable[Fact]) -> Iterator[Row]:
    """Rows of all facts, groups in the order of their keys. Holds all facts: callers with many stream by group."""
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.group, []).append(fact)
    for key in sorted(groups):
        yield from evaluate_group(book, groups[key])


def evaluate_group(book: SchemeBook, facts: Iterable[Fact]) -> list[Row]:
    """Rows of one group in a fixed order. Raises FactsRefused for contradictory facts.

    Facts of one item under different schemes are counted apart: each scheme combines only what fell into its days.
    """
    by_scheme: dict[str, tuple[Scheme, list[Fact]]] = {}
    for fact in standing(facts):
        scheme = book.on(fact.on)
        by_scheme.setdefault(scheme.code, (scheme, []))[1].append(fact)
    rows = [row for scheme, own in by_scheme.values() for row in _rows(scheme, own)]
    return sorted(rows, key=lambda row: row.place)


def _rows(scheme: Scheme, facts: Sequence[Fact]) -> Iterator[Row]:
    """Clause by clause; then one row without a clause for every receiver whom no clause named."""
    counted: set[tuple[str, str, str]] = set()
    for clause in scheme.clauses:
        for award in clause.awards(facts):
            for portion in clause.sharing.portions(award.fact, award.points):
                row = _row(scheme, clause.id, award, portion, clause.gives)
                place = (row.fact, row.unit, row.person)
                yield row if place in counted else row._replace(tally=1)
                counted.add(place)
    for fact in facts:
        for portion in scheme.sharing.portions(fact, ZERO):
            if (fact.key, portion.unit, portion.person) not in counted:
                yield _row(scheme, NO_CLAUSE, Award(fact, ZERO, {}), portion)._replace(tally=1)


def _row(scheme: Scheme, clause: str, award: Award, portion: Portion, account: str = "points") -> Row:
    fact = award.fact
    return Row(
        unit=portion.unit,
        person=portion.person,
        fact=fact.key,
        kind=fact.kind,
        on=fact.on,
        scheme=scheme.code,
        clause=clause,
        points=portion.points,
        tally=0,
        item=portion.item or fact.item,
        level=fact.level,
        outlet=fact.outlet,
        leader=fact.leader,
        explanation=_explained(award, portion),
        account=account,
        item_type=fact.item_type,
        fault=fact.fault,
        padding=fact.padding,
    )


def _explained(award: Award, portion: Portion) -> dict[str, str]:
    """The award's parameters, and the whole where the receiver has only a share of it."""
    told = dict(award.explanation)
    if portion.points != award.points:
        told["whole"] = plain(award.points)
    return told
