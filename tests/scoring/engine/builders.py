"""Facts and schemes in short, for tests of the engine."""

from datetime import date
from decimal import Decimal
from typing import Any

from scoring.engine import Author, Fact, FactKind, Part, Row, SchemeBook, evaluate, parse_scheme

DAY = date(2026, 10, 8)


def part(item="i1", *units, authors=(), share=None):
    return Part(
        item=item,
        units=units or ("A",),
        authors=tuple(Author(*author) for author in authors),
        share=None if share is None else Decimal(share),
    )


def fact(key, kind=FactKind.ADOPTED, day=8, item="i1", *, units=("A",), authors=(), parts=None, **kw):
    on = day if isinstance(day, date) else date(2026, 10, day)
    return Fact(
        key=key, kind=FactKind(kind), on=on, item=item, parts=parts or (part(item, *units, authors=authors),), **kw
    )


def adopted(key, level="city", day=8, **kw):
    return fact(key, FactKind.ADOPTED, day, level=level, **kw)


def instructed(key, level="city", rank="deputy", day=8, leader="", **kw):
    return fact(key, FactKind.INSTRUCTED, day, level=level, rank=rank, leader=leader or key, **kw)


def revoked(key, of, day=20, item="i1"):
    return Fact(key=key, kind=FactKind.ADOPTED, on=date(2026, 10, day), item=item, revokes=of)


def document(*clauses: Any, **kw: Any) -> dict[str, Any]:
    return {"schema": "govinfo-scheme/1", "code": "test", "title": "试行办法", "clauses": list(clauses), **kw}


def whole_points(clause: Any, facts: list[Fact]) -> list[tuple[Fact, Decimal]]:
    """What each fact (by date and key) brings by the clause before it is shared; zero where another was counted."""
    counted: dict[Any, Any] = {}
    found = [(fact, clause.find(fact)) for fact in facts if fact.kind is clause.event]
    return [(fact, clause.count(fact, finding, counted)[0]) for fact, finding in found if finding]


def points_clause(*table: Any, event="adopted", **kw: Any) -> dict[str, Any]:
    return {"id": event, "kind": "points", "event": event, "table": list(table), **kw}


def instruction_clause(*table: Any, repeat="each", **kw: Any) -> dict[str, Any]:
    return {"id": "instructed", "kind": "instruction", "repeat": repeat, "table": list(table), **kw}


def book(*clauses: Any, **kw: Any) -> SchemeBook:
    return SchemeBook.always(parse_scheme(document(*clauses, **kw)))


def scored(scheme: SchemeBook, *facts: Fact) -> dict[tuple[str, str], Decimal]:
    """(fact, unit) -> points of the unit accounts."""
    return {(row.fact, row.unit): row.points for row in unit_rows(scheme, *facts)}


def unit_rows(scheme: SchemeBook, *facts: Fact) -> list[Row]:
    return [row for row in evaluate(scheme, facts) if not row.person]


def person_rows(scheme: SchemeBook, *facts: Fact) -> list[Row]:
    return [row for row in evaluate(scheme, facts) if row.person]


def sums(rows: list[Row]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in rows:
        found[row.person or row.unit] = found.get(row.person or row.unit, Decimal(0)) + row.points
    return found
