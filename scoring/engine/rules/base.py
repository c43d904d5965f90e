"""What every rule about one group of facts is and gives."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple

from scoring.engine.facts import Fact, FactKind
from scoring.engine.numbers import ZERO
from scoring.engine.reading import Node
from scoring.engine.rules.table import Table, TableRow
from scoring.engine.shares import Sharing

#: Results: what a clause gives that somebody has in the end. `points` decide on ranks.
ACCOUNTS = ("points", "yuan", "target")
#: No result, but how much of a fact counts for whom (篇数按人头分, R11): looked at by quotas and thresholds alone.
COUNT = "count"


class Finding(NamedTuple):
    """What a clause says of a fact by itself: which row of the table fits, what the fact brings where it is the first
    of its item, and the parameters of the sentence. `counts`: whether later facts find it counted before them;
    `then`: what it brings where it is not the first leader."""

    number: int
    points: Decimal
    told: Mapping[str, str]
    counts: bool = True
    then: Decimal = ZERO

    def void(self, reason: str) -> "Finding":
        """The same without any points, for `reason`."""
        return self._replace(points=ZERO, told={**self.told, "reason": reason}, counts=False)


#: What one clause has counted of the item so far; each rule keeps in it what it needs.
Counted = dict[Any, Any]


@dataclass(frozen=True, kw_only=True)
class Rule(ABC):
    """A clause that looks at the standing facts of one item, those of one kind of event.

    A rule works in two steps, so that what depends on the fact alone can be remembered for all facts alike: `find`
    looks at the fact by itself and at no other fields than `asks`; `count` at what the clause counted before it.
    """

    kind: ClassVar[str]
    id: str
    event: FactKind
    table: Table
    sharing: Sharing
    gives: str = ACCOUNTS[0]

    @property
    def asks(self) -> frozenset[str]:
        """The fields of a fact on which `find` depends."""
        return self.table.asks | {"padding"}

    @property
    def lengths(self) -> frozenset[int]:
        """The lengths at which `find` changes its mind."""
        return self.table.lengths

    @property
    def is_apart(self) -> bool:
        """Whether each fact brings the same whatever was counted of its item before: then `count` need not be asked."""
        return True

    def find(self, fact: Fact) -> Finding | None:
        """What the clause says of `fact`; nothing where no row of the table fits."""
        found = self.table.find(fact)
        if found is None:
            return None
        finding = self.finding(*found, fact)
        return finding.void("padding") if fact.padding else finding

    @abstractmethod
    def finding(self, number: int, row: TableRow, fact: Fact) -> Finding:
        """What the row says of a fact that fits it."""

    def count(self, fact: Fact, finding: Finding, counted: Counted) -> tuple[Decimal, Mapping[str, str]]:
        """The points that the fact brings after those in `counted`, and why; `counted` then holds this one too."""
        return finding.points, finding.told


def read_account(node: Node, *more: str) -> str:
    """The account into which a clause gives: points, yuan or target points, which never mix, or one of `more`."""
    return node.child("gives").choice((*ACCOUNTS, *more), ACCOUNTS[0])
