"""From the facts of one group to its ledger rows; groups are independent of each other and may be streamed."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from scoring.engine.book import SchemeBook, Valid
from scoring.engine.brought import told_of
from scoring.engine.facts import Fact, standing
from scoring.engine.hosts import credited
from scoring.engine.numbers import ZERO, plain
from scoring.engine.plans import Plan
from scoring.engine.rows import Row
from scoring.engine.rules.base import Counted
from scoring.engine.shares import OF_AUTHORS, Portion, one_office

__all__ = ["SchemeBook", "Valid", "evaluate", "evaluate_group"]

#: Rows are made as bare tuples: the constructor of a named one takes twice the time, and there are millions.
new = tuple.__new__
UNTOLD: Mapping[str, str] = {}
#: (code of the scheme, id of the clause) -> what the clause has counted of the group.
CountedBy = dict[tuple[str, str], Counted]


def evaluate(book: SchemeBook, facts: Iterable[Fact]) -> list[Row]:
    """Rows of all facts, groups in the order of their keys. Holds all of them: callers with many give a batch at a time."""
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.group, []).append(fact)
    if len(groups) == 1:
        return evaluate_group(book, next(iter(groups.values())))
    return [row for key in sorted(groups) for row in evaluate_group(book, groups[key])]


def evaluate_group(book: SchemeBook, facts: Iterable[Fact]) -> list[Row]:
    """Rows of one group: by day and key of the facts, then by clause, then by part, unit and author. Raises
    FactsRefused for contradictory facts.

    Facts of one item under different schemes are counted apart: each scheme combines only what fell into its days.
    """
    rows: list[Row] = []
    counted: CountedBy = {}
    plans = book.plans
    for fact in standing(facts):
        on = fact.on
        plan = plans.get(on)
        if plan is None:
            on, plan = book.home_of(fact)
        parts = fact.parts
        # One part of one unit, which is no direct-report point: nothing is shared but among the authors.
        if len(parts) == 1 and len(parts[0].units) == 1 and not parts[0].hosts:
            _single(fact, on, plan, counted, rows)
        else:
            _several(fact, on, plan, counted, rows)
    return rows


def _single(fact: Fact, on: date, plan: Plan, counted: CountedBy, rows: list[Row]) -> None:
    """The rows of a fact that has one part of one unit. They are those that `_several` would give, at less cost."""
    key, leader = fact.key, fact.leader
    own_item, (unit,), named, _share, _hosts = fact.parts[0]
    item, code, add = own_item or fact.item, plan.code, rows.append
    authors = named if len(named) < 2 else one_office(named, {})
    is_open, are_open = 1, 1 if authors else 0
    hits, uncounted = plan.memories[fact.kind].find(fact)
    for rule, signs, is_personal, points, told, finding, place in hits:
        if place is not None:
            points, told = rule.count(fact, finding, counted.setdefault(place, {}))
        add(new(Row, (unit, "", key, on, code, points, is_open, item, leader, told, signs.unit)))
        is_open = 0
        if not (authors and is_personal):
            continue
        shares = (points,) if len(authors) == 1 else rule.sharing.among_authors(len(authors), points)
        why, explained = told, points
        for (person, home), share in zip(authors, shares):  # noqa: B905 - as many shares as authors
            if share != explained:
                why, explained = _of_share(told, points, share), share
                if not share:
                    why = {**why, **OF_AUTHORS}
            add(new(Row, (home, person, key, on, code, share, are_open, item, leader, why, signs.person)))
        are_open = 0
    if is_open:
        add(new(Row, (unit, "", key, on, code, ZERO, 1, item, leader, UNTOLD, uncounted.unit)))
    if are_open and plan.is_personal:
        for person, home in authors:
            add(new(Row, (home, person, key, on, code, ZERO, 1, item, leader, UNTOLD, uncounted.person)))


def _several(fact: Fact, on: date, plan: Plan, counted: CountedBy, rows: list[Row]) -> None:
    """Clause by clause; then one row without a clause for every receiver whom no clause named."""
    key, leader, of_fact, code, credit = fact.key, fact.leader, fact.item, plan.code, plan.scheme.host_credit
    named: set[tuple[str, str]] = set()
    are_open = plan.is_personal
    hits, uncounted = plan.memories[fact.kind].find(fact)
    has_hosts = credit is not None and any([part.hosts for part in fact.parts])  # noqa: C419 - a list is made faster
    for rule, signs, is_personal, points, told, finding, place in hits:
        if place is not None:
            points, told = rule.count(fact, finding, counted.setdefault(place, {}))
        portions = rule.sharing.portions(fact, points)
        if has_hosts and credit is not None and credit.covers(rule.id, rule.gives):
            portions = credited(portions, fact, credit)
        why, explained = told, points
        for portion in portions:
            unit, person, own_item, share, counts, more, sources = portion
            item = own_item or of_fact
            tally = 1 if counts and (unit, person) not in named else 0
            # Shares that are alike are explained alike.
            if share != explained:
                why, explained = _of_share(told, points, share), share
            says = why
            if more or (sources is not None and not person):
                says = {**why, **more, **_of_items(portion, of_fact or key)}
            sign = signs.person if person else signs.unit
            rows.append(new(Row, (unit, person, key, on, code, share, tally, item, leader, says, sign)))
            if tally:
                named.add((unit, person))
        are_open = are_open and not is_personal
    if are_open or not hits:
        for portion in plan.scheme.sharing.portions(fact, ZERO):
            if (portion.unit, portion.person) not in named:
                unit, person, own_item, *_more = portion
                sign = uncounted.person if person else uncounted.unit
                rows.append(Row(unit, person, key, on, code, ZERO, 1, own_item or of_fact, leader, UNTOLD, sign))


def _of_share(told: Mapping[str, str], whole: Decimal, share: Decimal) -> Mapping[str, str]:
    """What is told of a fact, and of the share of it that somebody has."""
    if share == whole:
        return told
    return {**told, "whole": plain(whole), "share": plain(share)}


def _of_items(portion: Portion, item: str) -> Mapping[str, str]:
    """What is told of the items that have the portion of a unit; parts that name none are of `item`."""
    brought = [(source or item, points) for source, points in portion.brought]
    return told_of(portion.item or item, portion.points, brought)
