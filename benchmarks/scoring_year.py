"""A year of an office with thousands of units, made up from one seed as it is asked for: groups of facts and a scheme."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from scoring.engine import Author, Fact, FactKind, Part

START = date(2026, 1, 1)
DAYS = 365
LEVELS = ("own", "city", "province", "state")
OUTLETS = {level: [f"{level}-{number}" for number in range(1, 6)] for level in LEVELS}
TYPES = ("brief", "update", "research", "problem", "experience")
RANKS = ("principal", "deputy", "secretary")
FAULTS = ("late", "omitted", "false_report", "concealed")
CLASSES = ("county", "department", "town", "others")


def document() -> dict[str, Any]:
    """A scheme of ordinary size that says something about every kind of fact, and every kind of period clause."""
    adopted = [
        {"level": level, "item_type": kind, "points": worth * factor}
        for level, worth in (("state", 10), ("province", 5), ("city", 2), ("own", 1))
        for kind, factor in (("brief", 1), ("research", 4))
    ]
    return {
        "schema": "govinfo-scheme/1",
        "code": "benchmark",
        "title": "计分办法",
        "sharing": {"authors_at_most": 3},
        "host_credit": {"mode": "instead", "of": ["adopted"]},
        "conversion": {"times": "0.05", "per": "year", "at_most": 5},
        "clauses": [
            {"id": "filed", "kind": "points", "event": "filed", "table": [{"item_type": "research", "points": 2}, {"points": 1}]},
            {"id": "forwarded", "kind": "points", "event": "forwarded", "combine": "highest_per_level",
             "table": [{"level": "state", "points": 10}, {"level": "province", "points": 3}, {"points": 1}]},
            {"id": "adopted", "kind": "points", "event": "adopted", "combine": "highest_per_level", "needs_evidence": True,
             "length_factors": [{"longer_than": 2000, "times": 2}], "front_page_times": "1.5",
             "table": [{"level": "province", "outlet": "province-1", "times_external": 2}, *adopted,
                       {"in_composite": True, "points": 1}, {"points": 3}]},
            {"id": "instructed", "kind": "instruction", "repeat": "first_full",
             "table": [{"level": "state", "points": 100, "then": 50}, {"level": "province", "points": 50, "then": 20},
                       {"rank": "principal", "points": 15, "then": 5}, {"points": 10, "then": 5}]},
            {"id": "faults", "kind": "deduction", "event": "fault",
             "table": [{"fault": "late", "points": 1}, {"points": 4}]},
            {"id": "reports", "kind": "time_limit",
             "table": [{"event_class": "major", "minutes": 20, "points": 1}, {"minutes": 60, "points": 1}]},
            {"id": "base", "kind": "base", "per": "quarter", "points": 6},
            {"id": "monthly", "kind": "quota", "per": "month", "counts": ["filed"],
             "demands": [{"classes": ["county"], "at_least": 6}, {"classes": ["others"], "at_least": 2, "optional": True},
                         {"at_least": 3}], "result": {"met": 10, "each_missing": 1}},
            {"id": "cap", "kind": "limit", "per": "month", "of": ["monthly"], "at_most": 10, "at_least": 0},
            {"id": "misses", "kind": "threshold", "per": "year", "counts": "fault", "fault": ["late"], "at_least": 2,
             "effects": {"minus": 10, "no_prize": True}},
        ],
    }  # fmt: skip


class Year:
    """`units` and three writers in each; the same seed gives the same facts."""

    def __init__(self, units: int, seed: int = 7) -> None:
        self._random = Random(seed)
        self.units = [str(number) for number in range(1, units + 1)]

    def class_of(self, unit: str) -> str:
        return CLASSES[int(unit) % len(CLASSES)]

    def groups(self, facts: int) -> Iterator[list[Fact]]:
        """Groups until there are about so many facts."""
        made, number = 0, 0
        while made < facts:
            number += 1
            group = self._group(str(number))
            made += len(group)
            yield group

    def _group(self, item: str) -> list[Fact]:
        random = self._random
        filed = START + timedelta(days=int(random.random() * DAYS))
        chance = random.random()
        if chance < 0.02:
            return [self._event(item, filed, chance)]
        parts = self._parts(item)
        kind = TYPES[int(random.random() * len(TYPES))]
        facts = [Fact("f" + item, FactKind.FILED, filed, parts, item=item, item_type=kind, padding=chance > 0.98)]
        later = (filed + timedelta(days=1 + int(random.random() * 20)) for _ in range(9))
        if chance < 0.3:
            level = LEVELS[1 + int(random.random() * 3)]
            facts.append(Fact("w" + item, FactKind.FORWARDED, next(later), parts, item=item, item_type=kind,
                              level=level, outlet=level + "-1"))  # fmt: skip
        for time in range(int(random.random() * 2.4)):
            facts.append(self._adopted(f"a{item}-{time}", next(later), parts, item, kind))
        if chance > 0.9:
            facts.append(Fact("i" + item, FactKind.INSTRUCTED, next(later), parts, item=item, item_type=kind,
                              leader=str(int(chance * 1000) % 40), level=LEVELS[1 + int(random.random() * 3)],
                              rank=RANKS[int(random.random() * 3)]))  # fmt: skip
        if 0.5 < chance < 0.51:
            facts.append(Fact("r" + item, FactKind.ADOPTED, next(later), item=item, revokes=facts[-1].key))
        return facts

    def _adopted(self, key: str, on: date, parts: tuple[Part, ...], item: str, kind: str) -> Fact:
        random = self._random
        level = LEVELS[int(random.random() * 4)]
        outlet = OUTLETS[level][int(random.random() * 5)]
        return Fact(
            key, FactKind.ADOPTED, on, parts, item=item, item_type=kind, level=level, outlet=outlet,
            length=int(random.random() * 3000), front_page=random.random() < 0.1, in_composite=random.random() < 0.1,
            external=Decimal(int(random.random() * 20)) if outlet == "province-1" else None,
            evidence=random.random() < 0.97,
        )  # fmt: skip

    def _event(self, item: str, on: date, chance: float) -> Fact:
        parts = (Part("", (self._unit(),)),)
        if chance < 0.01:
            return Fact("x" + item, FactKind.FAULT, on, parts, fault=FAULTS[int(chance * 400)])
        return Fact("e" + item, FactKind.REPORTED, on, parts, event_class="major", channel="phone",
                    minutes=Decimal(int(chance * 5000) % 40))  # fmt: skip

    def _unit(self) -> str:
        return self.units[int(self._random.random() * len(self.units))]

    def _parts(self, item: str) -> tuple[Part, ...]:
        """Nine in ten are of one unit; the others joint, composite, or of a direct-report point."""
        chance = self._random.random()
        lead = self._unit()
        authors: tuple[Author, ...] = (Author(f"{lead}.{int(chance * 1000) % 3}", lead),)
        if chance < 0.15:
            authors = (*authors, Author(f"{lead}.3", lead))
        if chance > 0.98:
            return (Part(item, (lead,), authors), Part(item + "b", (self._unit(),)))
        if chance > 0.92:
            return (Part(item, tuple({lead: 1, self._unit(): 1}), authors),)
        if chance > 0.90:
            return (Part(item, (lead,), authors, hosts=((lead, self.units[0]),)),)
        return (Part(item, (lead,), authors),)
