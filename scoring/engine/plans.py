"""A scheme made ready for many facts: what its clauses say of a fact is looked up, where an equal one was seen before.

Facts differ in their keys, days, units and authors, but there are only so many combinations of level, outlet, type and
the other fields that the tables of a scheme ask for. So each kind of event has a memory from the values of just these
fields to what the clauses say. It gives what looking again would give, and forgets everything where it grows too large.
"""

from bisect import bisect_left
from typing import Any

from scoring.engine.facts import Fact, FactKind
from scoring.engine.rules.base import Finding, Rule
from scoring.engine.scheme import Scheme

Found = tuple[tuple[Rule, Finding], ...]
REMEMBERED = 50_000


class Plan:
    """A scheme and what it remembers of the facts that it saw."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self._memories = {kind: Memory([rule for rule in scheme.clauses if rule.event is kind]) for kind in FactKind}

    def find(self, fact: Fact) -> Found:
        """The clauses that say something of `fact`, in their order, and what each says of it by itself."""
        return self._memories[fact.kind].find(fact)


class Memory:
    """What the clauses about one kind of event said of facts that are alike in all fields that they ask for."""

    def __init__(self, rules: list[Rule]) -> None:
        self._rules = rules
        asked = frozenset[str]().union(*(rule.asks for rule in rules))
        self._lengths = sorted(frozenset[int]().union(*(rule.lengths for rule in rules)))
        self._composite = "in_composite" in asked
        self._fields = tuple(Fact._fields.index(name) for name in sorted(asked - {"length"}))
        self._seen: dict[tuple[Any, ...], Found] = {}

    def find(self, fact: Fact) -> Found:
        if not self._rules:
            return ()
        key = tuple([fact[index] for index in self._fields])
        if self._lengths:
            key = (*key, bisect_left(self._lengths, fact.length))
        if self._composite:
            key = (*key, len(fact.parts) > 1)
        found = self._seen.get(key)
        if found is None:
            found = self._look(fact)
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            self._seen[key] = found
        return found

    def _look(self, fact: Fact) -> Found:
        found = ((rule, rule.find(fact)) for rule in self._rules)
        return tuple((rule, finding) for rule, finding in found if finding is not None)
