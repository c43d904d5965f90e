"""A scheme made ready for many facts: what its clauses say of a fact is looked up, where an equal one was seen before.

Facts differ in their keys, days, units and authors, but there are only so many combinations of level, outlet, type and
the other fields that the tables of a scheme ask for. So each kind of event has a memory from the values of just these
fields to what the clauses say. It gives what looking again would give, and forgets everything where it grows too large.
"""

from bisect import bisect_left
from collections.abc import Mapping
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from scoring.engine.facts import Fact, FactKind
from scoring.engine.rows import NO_CLAUSE, Sign
from scoring.engine.rules.base import ACCOUNTS, Finding, Rule
from scoring.engine.scheme import Scheme

REMEMBERED = 20_000
#: What rows show of their fact, so that facts alike are alike in these too.
SHOWN = ("kind", "item_type", "level", "outlet", "fault", "padding")


class Signs(NamedTuple):
    """The signs of rows of units and of persons."""

    unit: Sign
    person: Sign


class Hit(NamedTuple):
    """A clause that says something of a fact, and the signs of its rows. `points` and `told`: what the fact brings by
    itself; where `place` (the clause among all schemes) is given, the clause must be asked what it counted before.
    `is_personal`: whether authors get anything by it."""

    rule: Rule
    signs: Signs
    is_personal: bool
    points: Decimal
    told: Mapping[str, str]
    finding: Finding
    place: tuple[str, str] | None


#: What clauses say of a fact, and the signs of rows that only count it.
Hits = tuple[tuple[Hit, ...], Signs]


class Plan:
    """A scheme and what it remembers of the facts that it saw."""

    __slots__ = ("code", "is_personal", "memories", "scheme")

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.code = scheme.code
        self.is_personal = scheme.sharing.persons != "none"
        self.memories = {kind: Memory(scheme, kind) for kind in FactKind}


class Memory:
    """What the clauses about one kind of event said of facts that are alike in all fields that they ask for."""

    __slots__ = ("_alike", "_code", "_in_composite", "_lengths", "_rules", "_seen")

    def __init__(self, scheme: Scheme, kind: FactKind) -> None:
        self._code = scheme.code
        self._rules = [rule for rule in scheme.clauses if rule.event is kind]
        asked = frozenset[str]().union(*(rule.asks for rule in self._rules))
        self._lengths = sorted(frozenset[int]().union(*(rule.lengths for rule in self._rules)))
        self._in_composite = "in_composite" in asked
        fields = sorted({*SHOWN, *asked} - {"length"})
        self._alike = itemgetter(*(Fact._fields.index(name) for name in fields))
        self._seen: dict[Any, Hits] = {}

    def find(self, fact: Fact) -> Hits:
        """What the clauses say of the fact, remembered or looked up."""
        key = self._alike(fact)
        if self._lengths:
            key = (key, bisect_left(self._lengths, fact.length))
        if self._in_composite and len(fact.parts) > 1:
            key = (key, "composite")
        hits = self._seen.get(key)
        if hits is None:
            hits = self._look(fact)
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            self._seen[key] = hits
        return hits

    def _look(self, fact: Fact) -> Hits:
        found = ((rule, rule.find(fact)) for rule in self._rules)
        hits = tuple(self._hit(fact, rule, finding) for rule, finding in found if finding is not None)
        return hits, _signs(fact, NO_CLAUSE, ACCOUNTS[0])

    def _hit(self, fact: Fact, rule: Rule, finding: Finding) -> Hit:
        place = None if rule.is_apart or not finding.counts else (self._code, rule.id)
        is_personal = rule.sharing.persons != "none"
        return Hit(rule, _signs(fact, rule.id, rule.gives), is_personal, finding.points, finding.told, finding, place)


def _signs(fact: Fact, clause: str, account: str) -> Signs:
    shown = (clause, fact.kind, account, fact.item_type, fact.level, fact.outlet, fact.fault, fact.padding)
    return Signs(Sign(*shown, False), Sign(*shown, True))
