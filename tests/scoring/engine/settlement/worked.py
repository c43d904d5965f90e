"""Clauses about periods worked on a few facts, for cases that are reckoned by hand."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from scoring.engine import Fact, FactKind, SchemeBook, evaluate, parse_scheme
from scoring.engine.settlement import Profile, Settled, Settler, Slot
from tests.scoring.engine.builders import document, fact

D = Decimal


def month(number: int, year: int = 2026) -> Slot:
    return Slot(f"{year}-{number:02d}", date(year, number, 1), date(year, number, monthrange(year, number)[1]))


def months(first: int, last: int, year: int = 2026) -> list[Slot]:
    return [month(number, year) for number in range(first, last + 1)]


def on(month_and_day: str, year: int = 2026) -> date:
    """`10-08`"""
    return date.fromisoformat(f"{year}-{month_and_day}")


def filed(key: str, day: str, **kw: Any) -> Fact:
    return fact(key, FactKind.FILED, on(day), kw.pop("item", key), **kw)


def adopted(key: str, day: str, level: str = "city", **kw: Any) -> Fact:
    return fact(key, FactKind.ADOPTED, on(day), kw.pop("item", key), level=level, **kw)


def faulty(key: str, day: str, fault: str = "late", **kw: Any) -> Fact:
    return fact(key, FactKind.FAULT, on(day), kw.pop("item", key), fault=fault, **kw)


def missed(key: str, day: str, **kw: Any) -> Fact:
    return fact(key, FactKind.COMMISSION_MISSED, on(day), kw.pop("item", key), **kw)


def of_class(classes: Mapping[str, str]) -> Callable[[str, str, date], Profile]:
    return lambda unit, person, day: Profile(classes.get(unit, ""))


def everybody(unit: str, person: str, day: date) -> Profile:
    return Profile()


def settled(
    clauses: Iterable[Mapping[str, Any]], facts: Iterable[Fact] = (), slots: Iterable[Slot] = (), *,
    known: Iterable[str] = ("A",), profile_of: Any = everybody, **kw: Any,
) -> Settled:  # fmt: skip
    """What the clauses give by the end of each slot."""
    book = SchemeBook.always(parse_scheme(document(*clauses)))
    return settled_by(book, facts, slots, known=known, profile_of=profile_of, **kw)


def settled_by(
    book: SchemeBook, facts: Iterable[Fact], slots: Iterable[Slot], *, known: Iterable[str] = ("A",),
    profile_of: Any = everybody, **kw: Any,
) -> Settled:  # fmt: skip
    settler = Settler(book, list(slots), profile_of, **kw)
    for unit in known:
        settler.know(unit)
    settler.take(evaluate(book, facts))
    return settler.settle()


def booked(outcome: Settled, unit: str = "A", person: str = "") -> dict[str, Decimal]:
    """`clause:span:slot` -> points."""
    return {row.fact: row.points for row in outcome.rows if (row.unit, row.person) == (unit, person)}


def points(clause: str = "adopted", event: str = "adopted", **kw: Any) -> dict[str, Any]:
    return {"id": clause, "kind": "points", "event": event, "table": [{"points": 3}], **kw}


def deduction(clause: str = "faults", **kw: Any) -> dict[str, Any]:
    return {"id": clause, "kind": "deduction", "event": "fault", "table": [{"points": 1}], **kw}


def base(amount: Any = 6, per: str = "quarter", **kw: Any) -> dict[str, Any]:
    return {"id": "base", "kind": "base", "per": per, "points": amount, **kw}


def quota(at_least: int = 6, per: str = "month", counts: Any = ("filed",), **kw: Any) -> dict[str, Any]:
    kw.setdefault("demands", [{"at_least": at_least}])
    counted = list(counts) if isinstance(counts, tuple) else counts
    return {"id": "quota", "kind": "quota", "per": per, "counts": counted, **kw}


def limit(per: str = "month", **kw: Any) -> dict[str, Any]:
    return {"id": "limit", "kind": "limit", "per": per, **kw}


def threshold(counts: str = "fault", per: str = "year", **kw: Any) -> dict[str, Any]:
    return {"id": "threshold", "kind": "threshold", "per": per, "counts": counts, **kw}


def rate(per: str = "quarter", **kw: Any) -> dict[str, Any]:
    return {"id": "rate", "kind": "rate", "per": per, **kw}
