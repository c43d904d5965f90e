"""Stage 2 again: for each slot, everything is worked out anew from all that happened up to its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.scoring.engine.reference.items import Document, Entry

NOTHING = Decimal(0)
Receiver = tuple[str, str]


@dataclass(frozen=True)
class Month:
    """A slot: its key, first and last day."""

    key: str
    first: date
    last: date


@dataclass
class Case:
    """One receiver under one scheme: entries of stage 1, the slots, the class."""

    document: Document
    entries: Sequence[Entry]
    slots: Sequence[Month]
    receiver: Receiver
    unit_class: str


def settled(case: Case) -> dict[tuple[str, str, str], Decimal]:
    """(clause, span, slot) -> points that are booked in the slot for the span; without zeros."""
    booked: dict[tuple[str, str, str], Decimal] = {}
    for clause in case.document["clauses"]:
        if clause["kind"] not in WORTHS or not _speaks_of(clause, case):
            continue
        for span, members in _spans(clause["per"], case.slots).items():
            before = NOTHING
            for number, slot in enumerate(members):
                worth = WORTHS[clause["kind"]](case, clause, span, members[: number + 1], members, booked)
                booked[clause["id"], span, slot.key] = worth - before
                before = worth
    return {place: points for place, points in booked.items() if points}


def _speaks_of(clause: Document, case: Case) -> bool:
    of_persons = clause.get("for", "units") == "persons"
    return of_persons == bool(case.receiver[1]) and case.unit_class in clause.get("classes", [case.unit_class])


def _spans(per: str, slots: Sequence[Month]) -> dict[str, list[Month]]:
    spans: dict[str, list[Month]] = {}
    for slot in slots:
        if per == "week":
            days = [slot.first + timedelta(days=n) for n in range((slot.last - slot.first).days + 1)]
            for day in days:
                if day.isoweekday() == 4:
                    spans[f"{day.isocalendar().year}-W{day.isocalendar().week:02d}"] = [slot]
        else:
            spans.setdefault(_span_of(per, slot), []).append(slot)
    return spans


def _span_of(per: str, slot: Month) -> str:
    year, month = slot.last.year, slot.last.month
    return {
        "period": slot.key,
        "month": f"{year}-{month:02d}",
        "quarter": f"{year}-Q{(month + 2) // 3}",
        "half": f"{year}-H{(month + 5) // 6}",
        "year": f"{year}",
    }[per]


def _has_ended(clause: Document, span: str, slot: Month) -> bool:
    """Whether the slot is the last of the span: its last day is in the last month of it."""
    if clause["per"] in ("week", "period", "month"):
        return True
    last_month = {"Q": 3, "H": 6}.get(span[5:6], 12) * int(span[6:] or 1)
    return slot.last.month == last_month


def _own(case: Case, clause: Document, span: str, upto: Sequence[Month]) -> list[Entry]:
    """The receiver's entries of the span that are known at the end of the last slot of `upto`."""
    mine = [entry for entry in case.entries if (entry.unit, entry.person) == case.receiver]
    if clause["per"] == "week":
        return [e for e in mine if f"{e.on.isocalendar().year}-W{e.on.isocalendar().week:02d}" == span]
    return [e for e in mine if any(slot.first <= e.on <= slot.last for slot in upto)]


def _above(case: Case, clause: Document) -> list[str]:
    ids = [other["id"] for other in case.document["clauses"]]
    given = {other["id"]: other.get("gives", "points") for other in case.document["clauses"]}
    above = ids[: ids.index(clause["id"])]
    named = clause.get("of", above)
    account = clause.get("gives", "points")
    return [one for one in above if one in named and given[one] == account]


def _sum(case: Case, clause: Document, span: str, upto: Sequence[Month], booked: Any, of: Sequence[str]) -> Decimal:
    """What the clauses `of` gave in the span so far, settlement included."""
    items = sum((e.points for e in _own(case, clause, span, upto) if e.clause in of), NOTHING)
    keys = {slot.key for slot in upto}
    spans = {span} if clause["per"] == "week" else None
    rest = [
        points for (other, other_span, slot), points in booked.items()
        if other in of and slot in keys and (spans is None or other_span in spans)
    ]  # fmt: skip
    return items + sum(rest, NOTHING)


def _base(case: Case, clause: Document, span: str, upto: Any, members: Any, booked: Any) -> Decimal:
    return Decimal(clause["points"])


def _quota(case: Case, clause: Document, span: str, upto: Any, members: Any, booked: Any) -> Decimal:
    demand = next((d for d in clause["demands"] if case.unit_class in d.get("classes", [case.unit_class])), None)
    if demand is None or not _has_ended(clause, span, upto[-1]):
        return NOTHING
    counted = counted_for(case, clause, span, upto, booked)
    wanted, result = Decimal(demand["at_least"]), clause.get("result", {})
    if counted >= wanted:
        won = Decimal(result.get("met", 0)) + Decimal(result.get("each", 0)) * wanted
        return won + Decimal(result.get("each_above", 0)) * (counted - wanted)
    won = Decimal(result.get("each", 0)) * max(counted, NOTHING)
    if demand.get("optional"):
        return won
    return won - Decimal(result.get("each_missing", 0)) * (wanted - counted) - Decimal(result.get("missed", 0))


def counted_for(case: Case, clause: Document, span: str, upto: Any, booked: Any) -> Decimal:
    """How much of the demand is there: points of clauses, or facts, each once."""
    if clause["counts"] == "points":
        return _sum(case, clause, span, upto, booked, _above(case, clause))
    events = clause["counts"] if isinstance(clause["counts"], list) else [clause["counts"]]
    facts = {
        entry.fact.key
        for entry in _own(case, clause, span, upto)
        if str(entry.fact.kind) in events and not entry.fact.padding and _fits(clause, entry)
    }
    return Decimal(len(facts))


def _fits(clause: Document, entry: Entry) -> bool:
    for name in ("item_type", "level", "outlet"):
        allowed = clause.get(name)
        if allowed is not None and getattr(entry.fact, name) not in (
            allowed if isinstance(allowed, list) else [allowed]
        ):
            return False
    return True


def _rate(case: Case, clause: Document, span: str, upto: Any, members: Any, booked: Any) -> Decimal:
    if not _has_ended(clause, span, upto[-1]):
        return NOTHING
    mine = _own(case, clause, span, upto)
    filed = {e.fact.key for e in mine if str(e.fact.kind) == "filed" and not e.fact.padding}
    adopted = {e.fact.item for e in mine if str(e.fact.kind) == "adopted"}
    if clause.get("only_with_filings") and not filed:
        return NOTHING
    rate = Decimal(len(adopted)) * 100 / len(filed) if filed else NOTHING
    hit = rate < Decimal(clause["below"]) if "below" in clause else rate >= Decimal(clause["at_least"])
    return (Decimal(clause.get("plus", 0)) - Decimal(clause.get("minus", 0))) if hit else NOTHING


def _limit(case: Case, clause: Document, span: str, upto: Any, members: Any, booked: Any) -> Decimal:
    stands = _sum(case, clause, span, upto, booked, _above(case, clause))
    allowed = max(stands, Decimal(clause["at_least"])) if "at_least" in clause else stands
    allowed = min(allowed, Decimal(clause["at_most"])) if "at_most" in clause else allowed
    return allowed - stands


def _threshold(case: Case, clause: Document, span: str, upto: Any, members: Any, booked: Any) -> Decimal:
    counted = _threshold_count(case, clause, span, upto, booked)
    if "below" in clause:
        reached = _has_ended(clause, span, upto[-1]) and counted < Decimal(clause["below"])
    else:
        reached = counted >= Decimal(clause["at_least"])
    if not reached:
        return NOTHING
    effects = clause["effects"]
    minus = Decimal(effects.get("minus", 0)) + Decimal(effects.get("minus_each", 0)) * counted
    lost = NOTHING
    ids = [other["id"] for other in case.document["clauses"]]
    above = ids[: ids.index(clause["id"])]
    given = {other["id"]: other.get("gives", "points") for other in case.document["clauses"]}
    if effects.get("zero"):
        same = [one for one in above if given[one] == clause.get("gives", "points")]
        lost = _sum(case, clause, span, upto, booked, same)
    elif effects.get("withhold"):
        lost = _sum(case, clause, span, upto, booked, effects["withhold"])
    return -minus - lost


def _threshold_count(case: Case, clause: Document, span: str, upto: Any, booked: Any) -> Decimal:
    counts = clause["counts"]
    if counts == "points":
        return _sum(case, clause, span, upto, booked, _above(case, clause))
    if counts == "missed_quota":
        quota = next(other for other in case.document["clauses"] if other["id"] == clause["quota"])
        return Decimal(len(_missed(case, quota, upto, booked)))
    faults = clause.get("fault")
    faults = [faults] if isinstance(faults, str) else faults
    facts = {
        e.fact.key for e in _own(case, clause, span, upto)
        if str(e.fact.kind) == counts and (faults is None or e.fact.fault in faults)
    }  # fmt: skip
    return Decimal(len(facts))


def _missed(case: Case, quota: Document, upto: Sequence[Month], booked: Any) -> list[str]:
    demand = next((d for d in quota["demands"] if case.unit_class in d.get("classes", [case.unit_class])), None)
    if demand is None or demand.get("optional") or not _speaks_of(quota, case):
        return []
    missed = []
    # All slots of the case, because a span of the quota may have begun before the span that is looked at.
    known = [slot for slot in case.slots if slot.last <= upto[-1].last]
    for span, members in _spans(quota["per"], known).items():
        ended = _has_ended(quota, span, members[-1]) and members[-1] in upto
        if ended and counted_for(case, quota, span, members, booked) < Decimal(demand["at_least"]):
            missed.append(span)
    return missed


WORTHS = {"base": _base, "quota": _quota, "rate": _rate, "limit": _limit, "threshold": _threshold}
