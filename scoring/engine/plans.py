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
from scoring.engine.rules.base import Finding, Rule
from scoring.engine.scheme import Scheme

REMEMBERED = 50_000


class Hit(NamedTuple):
    """A clause that says something of a fact, and what rows repeat of it. `points` and `told`: what the fact brings by
    itself; where `place` (the clause among all schemes) is given, the clause must be asked what it counted before.
    `is_personal`: whether authors get anything by it."""

    rule: Rule
    clause: str
    account: str
    is_personal: bool
    points: Decimal
    told: Mapping[str, str]
    finding: Finding
    place: tuple[str, str] | None


Hits = tuple[Hit, ...]


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
        fields = sorted({"kind", *asked} - {"length"})
        self._alike = itemgetter(*(Fact._fields.index(name) for name in fields))
        self._seen: dict[Any, Hits] = {}

    def find(self, fact: Fact) -> Hits:
        """What the clauses say of the fact, remembered or looked up."""
        if not self._rules:
            return ()
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
        return tuple(self._hit(rule, finding) for rule, finding in found if finding is not None)

    def _hit(self, rule: Rule, finding: Finding) -> Hit:
        place = None if rule.is_apart or not finding.counts else (self._code, rule.id)
        is_personal = rule.sharing.persons != "none"
        return Hit(rule, rule.id, rule.gives, is_personal, finding.points, finding.told, finding, place)
