"""Stage 1 again: what each fact brings to whom, clause by clause."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from scoring.engine import Fact
from tests.scoring.engine.reference.world import Document, Receiver, Term

ITEM_KINDS = ("points", "instruction", "deduction", "time_limit")
CODE_CONDITIONS = ("outlet", "level", "edition", "item_type", "rank", "fault", "event_class", "channel")
#: What judges facts of days on which no scheme is valid.
NO_SCHEME: Document = {"code": "", "clauses": []}


class Entry(NamedTuple):
    """What one receiver gets of one fact by one clause; `clause` is empty for a fact that no clause speaks of.

    `item`: the source with which the receiver is in the fact. `is_own`: the receiver wrote it, and is not only credited.
    """

    unit: str
    person: str
    clause: str
    fact: Fact
    on: date
    points: Decimal
    account: str
    code: str
    item: str
    is_own: bool

    @property
    def receiver(self) -> Receiver:
        return self.unit, self.person


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


def home_of(terms: Sequence[Term], fact: Fact) -> tuple[Document, date]:
    """The scheme that judges the fact, and the day on which it counts."""
    if fact.filed_on:
        of_filing = _scheme_on(terms, fact.filed_on)
        if of_filing.get("counted_on") == "filed":
            return of_filing, fact.filed_on
    return _scheme_on(terms, fact.on), fact.on


def _scheme_on(terms: Sequence[Term], day: date) -> Document:
    return next((term.document for term in terms if term.holds(day)), NO_SCHEME)


def groups_of(facts: Iterable[Fact]) -> list[list[Fact]]:
    """Standing facts by item, in the order in which they happened."""
    groups: dict[str, list[Fact]] = {}
    for fact in sorted(living(facts), key=lambda fact: (fact.on, fact.key)):
        groups.setdefault(fact.item or fact.key, []).append(fact)
    return list(groups.values())


def entries(terms: Sequence[Term], facts: Iterable[Fact]) -> list[Entry]:
    """Everything that stage 1 gives, in no particular order; portions of nothing included."""
    found: list[Entry] = []
    for group in groups_of(facts):
        own: list[Entry] = []
        for fact, clause, document, gain in gains(terms, group):
            own += _shared(document, clause, fact, gain, home_of(terms, fact)[1])
        named = {(entry.fact.key, entry.receiver) for entry in own}
        for fact in group:
            document, day = home_of(terms, fact)
            # A fact counts for all who had a part in it, also where no clause gave them points.
            rest = _shared(document, {"kind": "", "id": ""}, fact, Decimal(0), day)
            own += {entry.receiver: entry for entry in rest if (fact.key, entry.receiver) not in named}.values()
        found += own
    return found


def gains(terms: Sequence[Term], group: Sequence[Fact]) -> list[tuple[Fact, Document, Document, Decimal]]:
    """What each fact of an item brings by each clause, before it is shared: (fact, clause, scheme, points). Each scheme
    knows only the facts that it judges itself."""
    found = []
    for document in [NO_SCHEME, *(term.document for term in terms)]:
        own = [fact for fact in group if home_of(terms, fact)[0] is document]
        for clause in document["clauses"]:
            if clause["kind"] in ITEM_KINDS:
                found += [(fact, clause, document, gain) for fact, gain in _of_clause(clause, own)]
    return found


def _of_clause(clause: Document, facts: Sequence[Fact]) -> list[tuple[Fact, Decimal]]:
    found = []
    before: list[tuple[Fact, int, Decimal]] = []  # fact, number of its row, what the pot held after it
    for fact in facts:
        if str(fact.kind) != _event(clause, fact):
            continue
        row = next((number for number, row in enumerate(clause["table"]) if _fits(row, fact)), None)
        if row is not None:
            found.append((fact, _gain(clause, clause["table"][row], row, fact, before)))
    return found


def _shared(document: Document, clause: Document, fact: Fact, gain: Decimal, day: date) -> list[Entry]:
    account = clause.get("gives", "points")
    wrote = {unit for part in fact.parts for unit in part.units}
    return [
        Entry(unit, person, clause["id"], fact, day, points, account, document["code"], _item(fact, unit, person),
              bool(person) or unit in wrote)
        for unit, person, points in _shares(document, clause, fact, gain)
    ]  # fmt: skip


def _item(fact: Fact, unit: str, person: str) -> str:
    """The first source in which the receiver has a part, the item itself, or a fact that is of no item."""
    for part in fact.parts:
        if any(author.person == person for author in part.authors) if person else unit in part.units:
            return part.item or fact.item or fact.key
    return ""


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


def sharing_of(document: Document, clause: Document) -> dict[str, Any]:
    sharing = {"composite": "shares", "joint": "even", "persons": "even", "authors_at_most": 0}
    sharing |= document.get("sharing", {})
    if clause["kind"] in ("deduction", "time_limit"):
        sharing |= {"joint": "lead", "persons": "none"}
    return sharing | clause.get("sharing", {})


def _shares(document: Document, clause: Document, fact: Fact, points: Decimal) -> list[tuple[str, str, Decimal]]:
    sharing = sharing_of(document, clause)
    found = []
    homes: dict[str, str] = {}
    if is_to_each_unit(sharing, fact):
        return _to_each_unit(document, clause, fact, points)
    for part, amount in zip(fact.parts, by_source(sharing, fact, points), strict=True):
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


def is_to_each_unit(sharing: Mapping[str, Any], fact: Fact) -> bool:
    return bool(sharing["composite"] == "each_unit" and (fact.in_composite or len(fact.parts) > 1))


def _to_each_unit(document: Document, clause: Document, fact: Fact, points: Decimal) -> list[tuple[str, str, Decimal]]:
    """Every unit once; its authors, each counted where named first, share what it has."""
    sharing, found = sharing_of(document, clause), []
    hosts = {unit: host for part in fact.parts for unit, host in part.hosts}
    for unit in dict.fromkeys(unit for part in fact.parts for unit in part.units):
        found += _with_host(document, clause, hosts.get(unit, ""), unit, points)
    homes: dict[str, str] = {}
    for part in fact.parts:
        for author in part.authors:
            homes.setdefault(author.person, author.unit)
    for home in dict.fromkeys(homes.values()) if sharing["persons"] != "none" else ():
        people = [person for person, own in homes.items() if own == home]
        shares = _by_author(sharing, len(people), points)
        found += [(home, person, share) for person, share in zip(people, shares, strict=True)]
    return found


def by_source(sharing: Mapping[str, Any], fact: Fact, points: Decimal) -> list[Decimal]:
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
    everything = [clause["id"]] if clause.get("gives") != "count" else []
    if not rule or not host or not clause["id"] or clause["id"] not in rule.get("of", everything):
        return [(unit, "", share)]
    return [(host, "", share)] if rule["mode"] == "instead" else [(unit, "", share), (host, "", share)]
