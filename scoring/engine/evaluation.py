"""From the facts of one group to its ledger rows; groups are independent of each other and may be streamed."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from scoring.engine.book import SchemeBook, Valid
from scoring.engine.facts import Fact, Part, standing
from scoring.engine.hosts import credited
from scoring.engine.numbers import ZERO, plain
from scoring.engine.plans import Plan
from scoring.engine.rows import NO_CLAUSE, Row
from scoring.engine.rules.base import ACCOUNTS, Counted, Rule
from scoring.engine.shares import one_office

__all__ = ["SchemeBook", "Valid", "evaluate", "evaluate_group"]

UNTOLD: Mapping[str, str] = {}
#: (code of the scheme, id of the clause) -> what the clause has counted of the group.
CountedBy = dict[tuple[str, str], Counted]


def evaluate(book: SchemeBook, facts: Iterable[Fact]) -> Iterator[Row]:
    """Rows of all facts, groups in the order of their keys. Holds all facts: callers with many stream by group."""
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.group, []).append(fact)
    for key in sorted(groups):
        yield from evaluate_group(book, groups[key])


def evaluate_group(book: SchemeBook, facts: Iterable[Fact]) -> list[Row]:
    """Rows of one group: by day and key of the facts, then by clause, then by part, unit and author. Raises
    FactsRefused for contradictory facts.

    Facts of one item under different schemes are counted apart: each scheme combines only what fell into its days.
    """
    rows: list[Row] = []
    counted: CountedBy = {}
    for fact in standing(facts):
        on, plan = book.home_of(fact)
        if _is_single(fact.parts):
            _single(fact, on, plan, counted, rows)
        else:
            _several(fact, on, plan, counted, rows)
    return rows


def _is_single(parts: tuple[Part, ...]) -> bool:
    """One part of one unit, which is no direct-report point: nothing is shared but among the authors."""
    return len(parts) == 1 and len(parts[0].units) == 1 and not parts[0].hosts


def _single(fact: Fact, on: date, plan: Plan, counted: CountedBy, rows: list[Row]) -> None:
    """The rows of a fact that has one part of one unit. They are those that `_several` would give."""
    scheme, part = plan.scheme, fact.parts[0]
    unit, item = part.units[0], part.item or fact.item
    authors = part.authors if len(part.authors) < 2 else one_office(part.authors)
    unit_tally = person_tally = 1
    for rule, finding in plan.find(fact):
        points, told = rule.count(fact, finding, counted.setdefault((scheme.code, rule.id), {}))
        rows.append(_row(fact, on, scheme.code, rule, unit, "", item, points, unit_tally, told))
        unit_tally = 0
        if authors and rule.sharing.persons != "none":
            for author, share in zip(authors, rule.sharing.among_authors(len(authors), points), strict=True):
                why = told if share == points else {**told, "whole": plain(points)}
                rows.append(
                    _row(fact, on, scheme.code, rule, author.unit, author.person, item, share, person_tally, why)
                )
            person_tally = 0
    if unit_tally:
        rows.append(_row(fact, on, scheme.code, None, unit, "", item, ZERO, 1, UNTOLD))
    if person_tally and scheme.sharing.persons != "none":
        for author in authors:
            rows.append(_row(fact, on, scheme.code, None, author.unit, author.person, item, ZERO, 1, UNTOLD))


def _several(fact: Fact, on: date, plan: Plan, counted: CountedBy, rows: list[Row]) -> None:
    """Clause by clause; then one row without a clause for every receiver whom no clause named."""
    scheme, named = plan.scheme, set[tuple[str, str]]()
    for rule, finding in plan.find(fact):
        points, told = rule.count(fact, finding, counted.setdefault((scheme.code, rule.id), {}))
        portions = rule.sharing.portions(fact, points)
        if scheme.host_credit and scheme.host_credit.covers(rule.id):
            portions = credited(portions, fact, scheme.host_credit)
        for portion in portions:
            receiver = (portion.unit, portion.person)
            tally = int(portion.counts and receiver not in named)
            why = (
                {**told, **portion.told}
                if portion.points == points
                else {**told, "whole": plain(points), **portion.told}
            )
            item = portion.item or fact.item
            rows.append(_row(fact, on, scheme.code, rule, *receiver, item, portion.points, tally, why))
            if portion.counts:
                named.add(receiver)
    for portion in scheme.sharing.portions(fact, ZERO):
        if (portion.unit, portion.person) not in named:
            item = portion.item or fact.item
            rows.append(_row(fact, on, scheme.code, None, portion.unit, portion.person, item, ZERO, 1, UNTOLD))


def _row(
    fact: Fact, on: date, scheme: str, rule: Rule | None, unit: str, person: str, item: str, points: Decimal,
    tally: int, told: Mapping[str, str],
) -> Row:  # fmt: skip
    return Row(
        unit, person, fact.key, fact.kind, on, scheme, rule.id if rule else NO_CLAUSE, points, tally, item,
        fact.level, fact.outlet, fact.leader, told, rule.gives if rule else ACCOUNTS[0], fact.item_type, fact.fault,
        fact.padding,
    )  # fmt: skip
