"""What every rule about one group of facts is and gives."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol

from scoring.engine.facts import Fact
from scoring.engine.reading import Node
from scoring.engine.shares import Sharing

ACCOUNTS = ("points", "yuan", "target")


class Award(NamedTuple):
    """The whole points of one fact by one clause, before they are shared, and why."""

    fact: Fact
    points: Decimal
    explanation: Mapping[str, str]


class Rule(Protocol):
    """A clause that looks at the standing facts of one item."""

    @property
    def id(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def sharing(self) -> Sharing: ...

    @property
    def gives(self) -> str: ...

    def awards(self, facts: Sequence[Fact]) -> list[Award]:
        """Awards for those of `facts` (by date and key) that the clause speaks of. A fact that fits but brings nothing
        more, because another one was already counted, still gets its award of zero with the reason."""
        ...


def read_account(node: Node) -> str:
    """The account into which a clause gives: points, yuan or target points, which never mix."""
    return node.child("gives").choice(ACCOUNTS, ACCOUNTS[0])
