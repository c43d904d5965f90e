"""Stage 2 again: for each slot, everything is worked out anew from all that happened up to its end."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from tests.scoring.engine.reference.items import Entry
from tests.scoring.engine.reference.spans import Look, Span, spans
from tests.scoring.engine.reference.world import Document, Receiver, Term, Who, World

NOTHING = Decimal(0)
FLAGS = ("no_prize", "failed", "named")


class Booked(NamedTuple):
    """What is booked in a slot, on a day, for a span."""

    receiver: Receiver
    clause: str
    span: str
    slot: str
    on: date
    points: Decimal
    account: str
    code: str


class QuotaTold(NamedTuple):
    """How far a receiver got; `last` is None where the span reaches beyond the slots."""

    code: str
    clause: str
    span: str
    receiver: Receiver
    first: date
    last: date | None
    demand: Decimal
    counted: Decimal
    optional: bool
    state: str
    points: Decimal
    slot: str


class EffectTold(NamedTuple):
    """A threshold that was reached in `slot`, and bears from the day `on` on; `last`: as above."""

    code: str
    clause: str
    span: str
    receiver: Receiver
    slot: str
    on: date
    last: date | None
    names: tuple[str, ...]
    counted: Decimal
    facts: tuple[str, ...]


@dataclass
class Case:
    """One receiver under one scheme, with what the clauses that were worked already gave."""

    world: World
    term: Term
    receiver: Receiver
    entries: Sequence[Entry]
    booked: list[Booked] = field(default_factory=list)
    quotas: list[QuotaTold] = field(default_factory=list)
    effects: list[EffectTold] = field(default_factory=list)

    @property
    def clauses(self) -> Sequence[Document]:
        return self.term.document["clauses"]  # type: ignore[no-any-return]

    def who(self, look: Look) -> Who | None:
        return self.world.people.who(*self.receiver, look.slot.last)


def settled(world: World, term: Term, receiver: Receiver, entries: Sequence[Entry]) -> Case:
    """Everything that the clauses about periods of one scheme say of a receiver."""
    own = [entry for entry in entries if entry.receiver == receiver and entry.code == term.code]
    case = Case(world, term, receiver, own)
    for clause in case.clauses:
        of_persons = clause.get("for", "units") == "persons"
        if clause["kind"] in WORTHS and of_persons == bool(receiver[1]):
            for span in spans(clause["per"], term, world.slots, world.until):
                _settle(case, clause, span)
    return case


def _settle(case: Case, clause: Document, span: Span) -> None:
    """Book the differences from slot to slot, then tell how a quota stands and whether a threshold was reached."""
    worth, account = NOTHING, clause.get("gives", "points")
    present = [look for look in span.looks if case.who(look) is not None]
    for look in present:
        before, worth = worth, _worth(case, clause, look)
        if worth != before:
            place = (clause["id"], span.key, look.slot.key, look.day)
            case.booked.append(Booked(case.receiver, *place, worth - before, account, case.term.code))
    if present and _speaks(case, clause, present[-1]):
        if clause["kind"] == "quota":
            _tell_quota(case, clause, span, present[-1], worth)
        if clause["kind"] == "threshold":
            _tell_effect(case, clause, span, present)


def _speaks(case: Case, clause: Document, look: Look) -> bool:
    who = case.who(look)
    return who is not None and who.is_of(clause.get("classes"))


def _worth(case: Case, clause: Document, look: Look) -> Decimal:
    """What the clause is worth by the end of a slot: nothing for whom it does not speak of."""
    return WORTHS[clause["kind"]](case, clause, look) if _speaks(case, clause, look) else NOTHING


def _own(case: Case, look: Look, kinds: Sequence[str]) -> list[Entry]:
    """Entries of the receiver's own facts of these kinds, as far as they are known."""
    return [e for e in case.entries if e.is_own and str(e.fact.kind) in kinds and look.holds(e.on)]


def _above(case: Case, clause: Document, account: str) -> list[str]:
    """Clauses above that give into an account."""
    ids = [other["id"] for other in case.clauses]
    above = case.clauses[: ids.index(clause["id"])]
    return [other["id"] for other in above if other.get("gives", "points") == account]


def _sum(case: Case, look: Look, of: Sequence[str]) -> Decimal:
    """What the clauses `of` gave in the span so far, settlement included."""
    items = [e.points for e in case.entries if e.clause in of and look.holds(e.on)]
    rest = [row.points for row in case.booked if row.clause in of and look.holds(row.on)]
    return sum(items + rest, NOTHING)


def _even(points: Decimal) -> Decimal:
    """Of two places, where nothing else is left at four, half away from zero: three thirds are one."""
    two, four = (points.quantize(Decimal(step), ROUND_HALF_UP) for step in ("0.01", "0.0001"))
    return two if two == four else points


def _base(case: Case, clause: Document, look: Look) -> Decimal:
    return Decimal(clause["points"])


def _demand(case: Case, clause: Document, look: Look) -> tuple[Decimal, bool] | None:
    """How much is demanded, and whether it is optional; None where nothing is."""
    who = case.who(look)
    for demand in clause["demands"] if who else []:
        if who and who.is_of(demand.get("classes")):
            return Decimal(demand["at_least"]), demand.get("optional", False) or who.optional
    return None


def _quota(case: Case, clause: Document, look: Look) -> Decimal:
    demanded = _demand(case, clause, look)
    if demanded is None or not look.ended:
        return NOTHING
    wanted, optional = demanded
    counted, result = _counted(case, clause, look), clause.get("result", {})
    if counted >= wanted:
        won = Decimal(result.get("met", 0)) + Decimal(result.get("each", 0)) * wanted
        return won + Decimal(result.get("each_above", 0)) * (counted - wanted)
    won = Decimal(result.get("each", 0)) * max(counted, NOTHING)
    if optional:
        return won
    return won - Decimal(result.get("each_missing", 0)) * (wanted - counted) - Decimal(result.get("missed", 0))


def _counted(case: Case, clause: Document, look: Look) -> Decimal:
    """How much of the demand is there: points of clauses, or facts, each once."""
    if clause["counts"] == "points":
        return _even(_sum(case, look, clause.get("of", _above(case, clause, "points"))))
    events = clause["counts"] if isinstance(clause["counts"], list) else [clause["counts"]]
    own = _own(case, look, events)
    return Decimal(len({e.fact.key for e in own if not e.fact.padding and _fits(clause, e)}))


def _fits(clause: Document, entry: Entry) -> bool:
    for name in ("item_type", "level", "outlet"):
        allowed = clause.get(name, getattr(entry.fact, name))
        if getattr(entry.fact, name) not in (allowed if isinstance(allowed, list) else [allowed]):
            return False
    return True


def _rate(case: Case, clause: Document, look: Look) -> Decimal:
    if not look.ended:
        return NOTHING
    filed = {e.fact.key for e in _own(case, look, ["filed"]) if not e.fact.padding}
    adopted = {e.item for e in _own(case, look, ["adopted"])}
    if clause.get("only_with_filings") and not filed:
        return NOTHING
    rate = Decimal(len(adopted)) * 100 / len(filed) if filed else NOTHING
    hit = rate < Decimal(clause["below"]) if "below" in clause else rate >= Decimal(clause["at_least"])
    return (Decimal(clause.get("plus", 0)) - Decimal(clause.get("minus", 0))) if hit else NOTHING


def _limit(case: Case, clause: Document, look: Look) -> Decimal:
    stands = _sum(case, look, clause.get("of", _above(case, clause, clause.get("gives", "points"))))
    allowed = max(stands, Decimal(clause["at_least"])) if "at_least" in clause else stands
    allowed = min(allowed, Decimal(clause["at_most"])) if "at_most" in clause else allowed
    return allowed - stands


def _is_reached(case: Case, clause: Document, look: Look) -> bool:
    counted = _threshold_count(case, clause, look)
    if "below" in clause:
        return look.ended and counted < Decimal(clause["below"])
    return counted >= Decimal(clause["at_least"])


def _threshold(case: Case, clause: Document, look: Look) -> Decimal:
    if not _is_reached(case, clause, look):
        return NOTHING
    effects = clause["effects"]
    each = Decimal(effects.get("minus_each", 0)) * _threshold_count(case, clause, look)
    of = _above(case, clause, clause.get("gives", "points")) if effects.get("zero") else effects.get("withhold", [])
    return -Decimal(effects.get("minus", 0)) - each - _sum(case, look, of)


def _threshold_count(case: Case, clause: Document, look: Look) -> Decimal:
    if clause["counts"] == "points":
        return _even(_sum(case, look, clause.get("of", _above(case, clause, "points"))))
    return Decimal(len(_what_counts(case, clause, look)))


def _what_counts(case: Case, clause: Document, look: Look) -> list[str]:
    """Keys of the faults or misses that a threshold counts; nothing where it counts points."""
    if clause["counts"] == "points":
        return []
    if clause["counts"] == "missed_quota":
        return _missed(case, clause["quota"], look)
    faults = clause.get("fault")
    faults = [faults] if isinstance(faults, str) else faults
    own = _own(case, look, [clause["counts"]])
    return sorted({e.fact.key for e in own if faults is None or e.fact.fault in faults})


def _missed(case: Case, quota: str, within: Look) -> list[str]:
    """Spans of a quota that ended, missed, within what is looked at, while the quota spoke of the receiver."""
    clause = next(other for other in case.clauses if other["id"] == quota)
    missed = []
    for span in spans(clause["per"], case.term, case.world.slots, case.world.until):
        look = span.seen
        demanded = _demand(case, clause, look)
        if demanded is None or not look.ended or not _speaks(case, clause, look) or not within.holds(look.day):
            continue
        wanted, optional = demanded
        if not optional and _counted(case, clause, look) < wanted:
            missed.append(f"{quota}:{span.key}")
    return missed


def _tell_quota(case: Case, clause: Document, span: Span, look: Look, worth: Decimal) -> None:
    demanded = _demand(case, clause, look)
    if demanded is None:
        return
    counted = _counted(case, clause, look)
    state = ("met" if counted >= demanded[0] else "missed") if look.ended else "running"
    told = (span.first, span.last, demanded[0], counted, demanded[1], state, worth, look.slot.key)
    case.quotas.append(QuotaTold(case.term.code, clause["id"], span.key, case.receiver, *told))


def _tell_effect(case: Case, clause: Document, span: Span, present: Sequence[Look]) -> None:
    """It came about in the first of the slots since which it was reached without a break."""
    since = None
    for look in present:
        reached = _speaks(case, clause, look) and _is_reached(case, clause, look)
        since = (since or look) if reached else None
    if since is None:
        return
    effects = clause["effects"]
    names = ["minus"] if any(Decimal(effects.get(name, 0)) for name in ("minus", "minus_each")) else []
    names += [name for name in ("zero", "withhold", *FLAGS) if effects.get(name)]
    last = present[-1]
    told = (_threshold_count(case, clause, last), tuple(_what_counts(case, clause, last)))
    place = (case.receiver, since.slot.key, max(since.slot.first, span.first), span.last)
    case.effects.append(EffectTold(case.term.code, clause["id"], span.key, *place, tuple(names), *told))


WORTHS = {"base": _base, "quota": _quota, "rate": _rate, "limit": _limit, "threshold": _threshold}
