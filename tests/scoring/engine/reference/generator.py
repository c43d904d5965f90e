"""Schemes and facts made up from a seed: the same number gives the same case on every machine."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from scoring.engine import Author, Fact, FactKind, Part
from tests.scoring.engine.reference.heads import head

UNITS = ("A", "B", "C", "D")
CLASSES = {"A": "first", "B": "first", "C": "second", "D": ""}
PEOPLE = {"p1": "A", "p2": "A", "p3": "B", "p4": "C", "p5": "D"}
LEVELS = ("own", "city", "province")
TYPES = ("brief", "update", "research")
OUTLETS = ("daily", "journal")
FAULTS = ("late", "false_report")
LEADERS = (("m1", "city", "principal"), ("m2", "city", "deputy"), ("g1", "province", "principal"))
SPANS = ("month", "quarter", "half", "year", "period", "month", "quarter", "half", "year", "period", "week")


def number(dice: Random, most: int = 20) -> int | str:
    """A whole number, or one with up to three digits after the point, as a document writes it."""
    return dice.randint(0, most) if dice.random() < 0.6 else f"{dice.randint(0, most)}.{dice.randint(1, 999):03d}"


def some(dice: Random, values: Sequence[str]) -> Any:
    chosen = dice.sample(list(values), dice.randint(1, len(values)))
    return chosen[0] if len(chosen) == 1 and dice.random() < 0.5 else chosen


def document(dice: Random, code: str) -> dict[str, Any]:
    """A scheme with one to four clauses about items and up to four about periods."""
    found: dict[str, Any] = {"schema": "govinfo-scheme/1", "code": code, "title": "试算办法"}
    found["sharing"] = _sharing(dice)
    if dice.random() < 0.2:
        found["counted_on"] = "filed"
    clauses = [_item_clause(dice, f"i{n}") for n in range(dice.randint(1, 4))]
    for n in range(dice.randint(0, 4)):
        clauses.append(_period_clause(dice, f"s{n}", clauses))
    found |= head(dice, clauses)
    worth = [clause["id"] for clause in clauses if clause.get("gives", "points") == "points"]
    if "prizes" in found and worth and dice.random() < 0.4:
        clauses.append(_bar(dice, worth))
    return {**found, "clauses": clauses}


def _bar(dice: Random, worth: Sequence[str]) -> dict[str, Any]:
    """Keeps those from prizes who have much: the others come after them, or move up."""
    audience = dice.choice(["units", "units", "persons"])
    found = {"id": "bar", "kind": "threshold", "per": dice.choice(SPANS), "for": audience, "counts": "points"}
    effects = {dice.choice(["no_prize", "failed"]): True}
    return {**found, "of": some_list(dice, worth), "at_least": dice.randint(1, 12), "effects": effects}


def _sharing(dice: Random) -> dict[str, Any]:
    return {
        "composite": dice.choice(["shares", "even", "full", "each_unit"]),
        "joint": dice.choice(["even", "full", "lead", "by_authors"]),
        "persons": dice.choice(["even", "full", "first", "none"]),
        "authors_at_most": dice.randint(0, 2),
    }


def _item_clause(dice: Random, name: str) -> dict[str, Any]:
    kind = dice.choice(["points", "points", "points", "instruction", "deduction", "time_limit"])
    clause: dict[str, Any] = {"id": name, "kind": kind}
    if kind == "points":
        clause |= {"event": dice.choice(["filed", "forwarded", "adopted", "adopted", "commission_done", "best"])}
        clause |= {"combine": dice.choice(["sum", "highest", "highest_per_level"])}
        if dice.random() < 0.2:
            clause["front_page_times"] = number(dice, 3)
        if dice.random() < 0.2:
            clause["length_factors"] = [
                {"longer_than": 1000, "times": 4},
                {"longer_than": 500, "times": number(dice, 3)},
            ]
        if dice.random() < 0.2:
            clause["needs_evidence"] = True
    elif kind == "instruction":
        clause["repeat"] = dice.choice(["each", "first_full", "once_per_level", "once_per_item"])
    elif kind == "deduction":
        clause["event"] = dice.choice(["fault", "commission_missed"])
    clause["table"] = _table(dice, clause)
    if dice.random() < 0.2:
        clause["sharing"] = {"joint": dice.choice(["even", "full", "lead"]), "persons": dice.choice(["even", "none"])}
    if dice.random() < 0.35:
        clause["gives"] = dice.choice(["yuan", "yuan", "target", *(["count"] * 2 if kind == "points" else [])])
    return clause


def _table(dice: Random, clause: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows from narrow to wide, so that none hides another."""
    first: dict[str, Any] = {"points": number(dice)}
    if clause["kind"] == "time_limit":
        return [
            {"event_class": "major", "channel": "phone", "minutes": 20, "points": number(dice)},
            {"event_class": "major", "minutes": 60, "points": number(dice)},
        ]
    if clause["kind"] == "deduction":
        return (
            [{"fault": some(dice, FAULTS[:1]), **first}, {"points": number(dice)}] if dice.random() < 0.7 else [first]
        )
    rows: list[dict[str, Any]] = []
    if clause["kind"] == "points" and dice.random() < 0.3:
        rows.append({"level": "province", "times_external": number(dice, 4), "item_type": "research"})
    if dice.random() < 0.4:
        rows.append({"level": dice.choice(LEVELS), "item_type": some(dice, TYPES[:2]), "points": number(dice)})
    if clause["kind"] == "instruction" and dice.random() < 0.5:
        rows.append({"rank": "principal", "level": "city", "points": number(dice)})
    if clause["kind"] == "points" and dice.random() < 0.3:
        rows.append({dice.choice(["in_composite", "commissioned", "front_page"]): True, "level": "city", **first})
    if dice.random() < 0.6:
        rows.append({"level": dice.choice(LEVELS), "points": number(dice)})
    rows.append({"points": number(dice)})
    if clause.get("repeat") == "first_full":
        rows = [{**row, "then": number(dice)} for row in rows]
    return [row for n, row in enumerate(rows) if not any(_covers(above, row) for above in rows[:n])]


def _covers(above: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether everything that fits `row` fits the row above, so that a scheme with both is refused."""

    def values(value: Any) -> set[Any]:
        return set(value) if isinstance(value, list) else {value}

    conditions = set(above) - {"points", "then", "times_external"}
    return all(name in row and values(row[name]) <= values(above[name]) for name in conditions)


def _period_clause(dice: Random, name: str, above: Sequence[dict[str, Any]]) -> dict[str, Any]:
    kinds = ["base", "quota", "rate", "limit", "threshold"]
    clause: dict[str, Any] = {"id": name, "kind": dice.choice(kinds), "per": dice.choice(SPANS)}
    account = dice.choice(["points"] * 6 + ["yuan", "target"])
    same = [other["id"] for other in above if other.get("gives", "points") == account]
    if clause["kind"] == "limit" and not same:
        clause["kind"] = "base"
    if account != "points":
        clause["gives"] = account
    if dice.random() < 0.3:
        clause["classes"] = dice.choice([["first"], ["first"], ["first", "young"]])
    if dice.random() < 0.15:
        clause["for"] = "persons"
    return {**clause, **MAKERS[clause["kind"]](dice, clause, above, same)}


def _base(dice: Random, clause: Any, above: Any, same: Any) -> dict[str, Any]:
    return {"points": number(dice)}


def _quota(dice: Random, clause: Any, above: Any, same: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"counts": some(dice, ["filed", "adopted", "forwarded"])}
    if dice.random() < 0.2:
        found["item_type"] = some(dice, TYPES)
    if dice.random() < 0.25:
        clause["per"] = "week"
    if dice.random() < 0.2 and same:
        found = {"counts": "points", "of": some_list(dice, same)}
    found = _of_parts(dice, above) or found
    wide = {"at_least": dice.randint(1, 4)}
    narrow = {"classes": ["second"], "at_least": dice.randint(1, 4), "optional": dice.random() < 0.4}
    found["demands"] = [narrow, wide] if dice.random() < 0.5 and "classes" not in clause else [wide]
    names = dice.sample(["met", "each", "each_above", "each_missing", "missed"], dice.randint(1, 3))
    return {**found, "result": {one: dice.randint(1, 9) for one in names}}


def _of_parts(dice: Random, above: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Counting what clauses say that counts, now and then where there are any."""
    counting = [other["id"] for other in above if other.get("gives") == "count"]
    return {"counts": "points", "of": some_list(dice, counting)} if counting and dice.random() < 0.6 else {}


def some_list(dice: Random, values: Sequence[str]) -> list[str]:
    return dice.sample(list(values), dice.randint(1, len(values)))


def _rate(dice: Random, clause: Any, above: Any, same: Any) -> dict[str, Any]:
    found: dict[str, Any] = {dice.choice(["below", "at_least"]): dice.randint(10, 120)}
    found[dice.choice(["plus", "minus"])] = number(dice)
    return {**found, "only_with_filings": dice.random() < 0.5}


def _limit(dice: Random, clause: Any, above: Any, same: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"of": some_list(dice, same)} if dice.random() < 0.6 else {}
    bounds = dice.choice([["at_most"], ["at_least"], ["at_least", "at_most"]])
    return {**found, **{name: dice.randint(-6, 5) if name == "at_least" else dice.randint(5, 40) for name in bounds}}


def _threshold(dice: Random, clause: Any, above: Sequence[dict[str, Any]], same: Sequence[str]) -> dict[str, Any]:
    quotas = [other for other in above if other["kind"] == "quota" and other.get("for") == clause.get("for")]
    found: dict[str, Any] = {"counts": dice.choice(["fault", "commission_missed"]), "at_least": dice.randint(1, 3)}
    if found["counts"] == "fault" and dice.random() < 0.5:
        found["fault"] = some(dice, FAULTS)
    choice = dice.random()
    if choice < 0.2 and quotas:
        found = {"counts": "missed_quota", "quota": dice.choice(quotas)["id"], "at_least": dice.randint(1, 2)}
    elif choice < 0.4 and same:
        bound = {"below": dice.randint(1, 30)} if dice.random() < 0.5 else {"at_least": dice.randint(1, 12)}
        found = {"counts": "points", "of": some_list(dice, same), **bound}
    elif choice < 0.7 and (parts := _of_parts(dice, above)):
        found = {**parts, "at_least": dice.randint(1, 3)}
    effects: dict[str, Any] = {dice.choice(["no_prize", "failed", "named"]): True}
    if dice.random() < 0.5:
        effects["minus"] = number(dice)
    if dice.random() < 0.3 and found["counts"] in ("fault", "commission_missed"):
        effects["minus_each"] = dice.randint(1, 9)
    loses = dice.random()
    if loses < 0.3 and same:
        effects["zero"] = True
    elif loses < 0.5 and same:
        effects["withhold"] = some_list(dice, same)
    return {**found, "effects": effects}


MAKERS = {"base": _base, "quota": _quota, "rate": _rate, "limit": _limit, "threshold": _threshold}


def facts(dice: Random, first: date) -> list[Fact]:
    """Up to two dozen facts about a few items of the half-year from `first` on: some items are printed in a composite
    too, some facts are of no item, some are revoked, and some revocations too."""
    found: list[Fact] = []
    for number_of_item in range(dice.randint(1, 4)):
        found += _item(dice, f"x{number_of_item}", first)
    if dice.random() < 0.4:
        found += _composite(dice, found, first)
    if dice.random() < 0.3:
        found.append(_loose(dice, first))
    for fact in [fact for fact in found if fact.item]:
        if dice.random() < 0.12:
            counter = Fact(key=f"-{fact.key}", kind=fact.kind, on=fact.on, item=fact.item, revokes=fact.key)
            found.append(counter)
            if dice.random() < 0.3:
                again = Fact(key=f"--{fact.key}", kind=fact.kind, on=fact.on, item=fact.item, revokes=counter.key)
                found.append(again)
    dice.shuffle(found)
    return found


def _item(dice: Random, item: str, first: date) -> list[Fact]:
    filed_on = first + timedelta(days=dice.randint(0, 180))
    parts = tuple(
        _part(dice, f"{item}.{n}" if n else item, dice.random() < 0.7) for n in range(1 if dice.random() < 0.8 else 2)
    )
    kinds = ["filed", *dice.choices(list(KINDS), weights=list(OFTEN.values()), k=dice.randint(0, 4))]
    return _events(dice, item, parts, filed_on, kinds)


def _composite(dice: Random, found: Sequence[Fact], first: date) -> list[Fact]:
    """One of which other items are the sources: these may be adopted by themselves too."""
    sources = {part.item: part for fact in found for part in fact.parts}
    chosen = dice.sample(sorted(sources), dice.randint(1, min(3, len(sources))))
    parts = tuple(sources[item]._replace(share=Decimal(dice.randint(1, 4)) / 4) for item in chosen)
    kinds = ["adopted", *dice.choices(["adopted", "forwarded", "instructed", "best"], k=dice.randint(0, 3))]
    filed_on = first + timedelta(days=dice.randint(0, 180))
    return _events(dice, "z", parts, filed_on, kinds)


def _loose(dice: Random, first: date) -> Fact:
    """A fact of no item."""
    kind = dice.choice(["fault", "commission_missed", "adopted"])
    on = first + timedelta(days=dice.randint(0, 180))
    return Fact(key="loose", kind=FactKind(kind), on=on, parts=(_part(dice, "", False),), **KINDS[kind](dice))


def _events(dice: Random, item: str, parts: tuple[Part, ...], filed_on: date, kinds: Sequence[str]) -> list[Fact]:
    item_type, length = dice.choice(TYPES), dice.choice([200, 501, 1001])
    found = []
    for n, kind in enumerate(kinds):
        on = filed_on if kind == "filed" else filed_on + timedelta(days=dice.randint(0, 60))
        told = KINDS[kind](dice) if kind != "filed" else {"padding": dice.random() < 0.1}
        found.append(
            Fact(
                key=f"{item}:{n}",
                kind=FactKind(kind),
                on=on,
                item=item,
                item_type=item_type,
                parts=parts,
                length=length,
                filed_on=filed_on,
                commissioned=dice.random() < 0.2,
                **told,
            )
        )
    return found


def _part(dice: Random, item: str, with_share: bool) -> Part:
    units = tuple(dice.sample(UNITS, dice.randint(1, 2)))
    people = [person for person, unit in PEOPLE.items() if unit in units]
    authors = tuple(Author(person, PEOPLE[person]) for person in dice.sample(people, dice.randint(0, len(people))))
    share = Decimal(dice.randint(1, 4)) / 4 if with_share else None
    hosts = (("D", "A"),) if "D" in units else ()
    return Part(item=item, units=units, authors=authors, share=share, hosts=hosts)


def _outlet(dice: Random) -> dict[str, Any]:
    external = Decimal(dice.randint(0, 30)) / 4 if dice.random() < 0.7 else None
    return {"outlet": dice.choice(OUTLETS), "level": dice.choice(LEVELS), "external": external,
            "in_composite": dice.random() < 0.2, "front_page": dice.random() < 0.2,
            "evidence": dice.random() < 0.8}  # fmt: skip


def _leader(dice: Random) -> dict[str, Any]:
    leader, level, rank = dice.choice(LEADERS)
    return {"leader": leader, "level": level, "rank": rank}


def _report(dice: Random) -> dict[str, Any]:
    told = {"event_class": dice.choice(["major", "minor"]), "channel": dice.choice(["phone", "written"])}
    return {**told, "minutes": Decimal(dice.choice([10, 20, 21, 90]))}


KINDS = {
    "forwarded": _outlet,
    "adopted": _outlet,
    "instructed": _leader,
    "fault": lambda dice: {"fault": dice.choice(FAULTS)},
    "commission_missed": lambda dice: {},
    "commission_done": lambda dice: {},
    "best": lambda dice: {},
    "reported": _report,
}
#: How often each of them happens to an item.
OFTEN = {kind: 3 if kind == "adopted" else 1 for kind in KINDS}
