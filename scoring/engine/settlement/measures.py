"""What is summed up for each receiver and bucket of time, and which rows it is summed up from."""

from dataclasses import dataclass

from scoring.engine.facts import FactKind
from scoring.engine.rows import Sign

POINTS, COUNT, ITEMS, MISSES = "points", "count", "items", "misses"


Conditions = tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """`points` of `clauses` in one account; a `count` of facts of these `kinds`; `items` of these, each once in a span of
    length `per`; `misses` of the quota that `clauses` names. `remembers` keeps the keys of the facts, for reasons."""

    what: str
    of_persons: bool
    weekly: bool
    account: str = ""
    clauses: frozenset[str] = frozenset()
    kinds: frozenset[FactKind] = frozenset()
    conditions: Conditions = ()
    remembers: bool = False
    per: str = ""

    def hears(self, sign: Sign) -> bool:
        """Whether rows of this sign count here."""
        if self.of_persons != sign.is_person or not all(
            getattr(sign, name) in codes for name, codes in self.conditions
        ):
            return False
        if self.what in (COUNT, ITEMS):
            return sign.kind in self.kinds and not sign.padding
        return self.what == POINTS and sign.account == self.account and sign.clause in self.clauses
