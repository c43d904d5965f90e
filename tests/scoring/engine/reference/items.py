"""Stage 1 again: what each fact brings to whom, clause by clause."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from scoring.engine import Fact

Document = Mapping[str, Any]
ITEM_KINDS = ("points", "instruction", "deduction", "time_limit")
CODE_CONDITIONS = ("outlet", "level", "edition", "item_type", "rank", "fault", "event_class", "channel")


@dataclass(frozen=True)
class Entry:
    """What one receiver gets of one fact by one clause; `clause` is empty for a fact that no clause speaks of."""

    unit: str
    person: str
    clause: str
    fact: Fact
    on: date
    points: Decimal
    account: str


def six(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP)


def divide(whole: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Six digits each, the last takes what is left; weights that say nothing are even."""
    if not weights:
        return []
    if sum(weights) <= 0:
        weights = [Decimal(1) for _ in weights]
    parts = [six(whole * weight / sum(weights)) for weight in weights]
    parts[-1] = whole - sum(parts[:-1], Decimal(0))
    return parts


def living(facts: Iterable[Fact]) -> list[Fact]:
    """Facts that nothing standing revokes, found by asking again and again until nothing changes."""
    facts = list(facts)
    gone: set[str] = set()
    while True:
        now_gone = {fact.revokes for fact in facts if fact.revokes and fact.key not in gone}
        if now_gone == gone:
            return [fact for fact in facts if not fact.revokes and fact.key not in gone]
        gone = now_gone


def day_of(document: Document, fact: Fact) -> date:
    by_filing = document.get("counted_on", "happened") == "filed"
    return fact.filed_on if by_filing and fact.filed_on else fact.on


def entries(document: Document, facts: Iterable[Fact]) -> list[Entry]:
    """Everything that stage 1 gives, in no particular order; portions of nothing included."""
    groups: dict[str, list[Fact]] = {}
    for fact in living(facts):
        groups.setdefault(fact.item or fact.key, []).append(fact)
    found: list[Entry] = []
    for group in groups.values():
        ordered = sorted(group, key=lambda fact: (fact.on, fact.key))
        for clause in document["clauses"]:
            if clause["kind"] in ITEM_KINDS:
                found += _of_clause(document, clause, ordered)
    return found + _uncounted(document, [fact for group in groups.values() for fact in group], found)


def _uncounted(document: Document, facts: Iterable[Fact], found: Sequence[Entry]) -> list[Entry]:
    """Facts count for all who had a part in them, also where no clause gave them points."""
    named = {(entry.fact.key, entry.unit, entry.person) for entry in found}
    rest = []
    for fact in facts:
        for unit, person, _ in _shares(document, {"kind": "", "id": ""}, fact, Decimal(0)):
            if (fact.key, unit, person) not in named:
                rest.append(Entry(unit, person, "", fact, day_of(document, fact), Decimal(0), "points"))
                named.add((fact.key, unit, person))
    return rest


def _of_clause(document: Document, clause: Document, facts: Sequence[Fact]) -> list[Entry]:
    found = []
    before: list[tuple[Fact, int, Decimal]] = []  # fact, number of its row, what the pot held after it
    for fact in facts:
        if str(fact.kind) != _event(clause, fact):
            continue
        row = next((number for number, row in enumerate(clause["table"]) if _fits(row, fact)), None)
        if row is None:
            continue
        gain = _gain(clause, clause["table"][row], row, fact, before)
        shares = _shares(document, clause, fact, gain)
        found += [
            Entry(unit, person, clause["id"], fact, day_of(document, fact), points, clause.get("gives", "points"))
            for unit, person, points in shares
        ]
    return found


def _event(clause: Document, fact: Fact) -> str:
    if clause["kind"] == "instruction":
        return "instructed"
    return "reported" if clause["kind"] == "time_limit" else str(clause["event"])


def _fits(row: Document, fact: Fact) -> bool:
    for name in CODE_CONDITIONS:
        if name in row:
            allowed = row[name] if isinstance(row[name], list) else [row[name]]
            if getattr(fact, name) not in allowed:
                return False
    if "in_composite" in row and row["in_composite"] != (fact.in_composite or len(fact.parts) > 1):
        return False
    if any(name in row and row[name] != getattr(fact, name) for name in ("commissioned", "front_page")):
        return False
    return "longer_than" not in row or fact.length > row["longer_than"]


def _gain(clause: Document, row: Document, number: int, fact: Fact, before: list[tuple[Fact, int, Decimal]]) -> Decimal:
    """What this fact adds to what the facts before it brought; notes it in `before`."""
    kind = clause["kind"]
    if kind == "deduction":
        return -Decimal(row["points"])
    if kind == "time_limit":
        late = fact.minutes is not None and fact.minutes > Decimal(row["minutes"])
        return -Decimal(row["points"]) if late else Decimal(0)
    value = _value(clause, row, fact)
    if clause.get("repeat") == "first_full":
        earlier = [other for other, of_row, _ in before if of_row == number]
        before.append((fact, number, value))
        if not earlier:
            return value
        known = {other.leader or other.key for other in earlier}
        return Decimal(0) if (fact.leader or fact.key) in known else Decimal(row["then"])
    held = max([after for other, _, after in before if _pot(clause, other) == _pot(clause, fact)], default=Decimal(0))
    before.append((fact, number, max(held, value)))
    return max(value - held, Decimal(0))


def _value(clause: Document, row: Document, fact: Fact) -> Decimal:
    if fact.padding or (clause.get("needs_evidence") and not fact.evidence):
        return Decimal(0)
    if "times_external" in row:
        value = Decimal(0) if fact.external is None else fact.external * Decimal(row["times_external"])
    else:
        value = Decimal(row["points"])
    for factor in clause.get("length_factors", []):
        if fact.length > factor["longer_than"]:
            value *= Decimal(factor["times"])
            break
    if fact.front_page:
        value *= Decimal(clause.get("front_page_times", 1))
    return six(value)


def _pot(clause: Document, fact: Fact) -> str:
    """Facts of one pot do not add up: only the best of them counts."""
    if clause["kind"] == "instruction":
        pots = {"each": fact.leader or fact.key, "once_per_level": fact.level, "once_per_item": ""}
        return pots[clause["repeat"]]
    return {"sum": fact.key, "highest": "", "highest_per_level": fact.level}[clause.get("combine", "sum")]


def _shares(document: Document, clause: Document, fact: Fact, points: Decimal) -> list[tuple[str, str, Decimal]]:
    sharing = {"composite": "shares", "joint": "even", "persons": "even", "authors_at_most": 0}
    sharing |= document.get("sharing", {})
    if clause["kind"] in ("deduction", "time_limit"):
        sharing |= {"joint": "lead", "persons": "none"}
    sharing |= clause.get("sharing", {})
    found = []
    homes: dict[str, str] = {}
    for part, amount in zip(fact.parts, _by_source(sharing, fact, points), strict=True):
        by_unit = zip(part.units, _by_unit(sharing, part, amount), strict=True)
        for unit, share in by_unit:
            found += _with_host(document, clause, dict(part.hosts).get(unit, ""), unit, share)
        if sharing["persons"] == "none":
            continue
        authors: list[str] = []
        for author in part.authors:
            home = homes.setdefault(author.person, author.unit)
            if home == author.unit and author.person not in authors:
                authors.append(author.person)
        shares = _by_author(sharing, len(authors), amount)
        found += [(homes[person], person, share) for person, share in zip(authors, shares, strict=True)]
    return found


def _by_source(sharing: Mapping[str, Any], fact: Fact, points: Decimal) -> list[Decimal]:
    if sharing["composite"] == "full":
        return [points for _ in fact.parts]
    weights = [part.share for part in fact.parts]
    if sharing["composite"] == "even" or any(weight is None for weight in weights):
        weights = [Decimal(1) for _ in fact.parts]
    return divide(points, [weight or Decimal(0) for weight in weights])


def _by_unit(sharing: Mapping[str, Any], part: Any, amount: Decimal) -> list[Decimal]:
    count = len(part.units)
    if sharing["joint"] == "full":
        return [amount] * count
    if sharing["joint"] == "lead":
        return [amount] + [Decimal(0)] * (count - 1)
    if sharing["joint"] == "by_authors":
        return divide(amount, [Decimal(len([a for a in part.authors if a.unit == unit])) for unit in part.units])
    return divide(amount, [Decimal(1)] * count)


def _by_author(sharing: Mapping[str, Any], count: int, amount: Decimal) -> list[Decimal]:
    most = sharing["authors_at_most"] or count
    if sharing["persons"] == "first":
        most = 1
    counted = min(most, count)
    shares = [amount] * counted if sharing["persons"] == "full" else divide(amount, [Decimal(1)] * counted)
    return shares + [Decimal(0)] * (count - counted)


def _with_host(
    document: Document, clause: Document, host: str, unit: str, share: Decimal
) -> list[tuple[str, str, Decimal]]:
    rule = document.get("host_credit")
    if not rule or not host or clause["id"] not in rule.get("of", [clause["id"]]):
        return [(unit, "", share)]
    return [(host, "", share)] if rule["mode"] == "instead" else [(unit, "", share), (host, "", share)]
