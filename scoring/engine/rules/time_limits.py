"""`kind: time_limit` - how fast an emergency must be reported, and what it costs to be later (F27)."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.engine.facts import Fact, FactKind
from scoring.engine.numbers import ZERO, plain
from scoring.engine.reading import Node
from scoring.engine.rules.base import Award, read_account
from scoring.engine.rules.deductions import sharing_of_deductions
from scoring.engine.rules.table import LIMIT, Table, TableRow, read_table
from scoring.engine.shares import Sharing, parse_sharing


@dataclass(frozen=True, slots=True)
class TimeLimitRule:
    id: str
    table: Table
    sharing: Sharing
    gives: str = "points"
    kind: str = "time_limit"

    def awards(self, facts: Sequence[Fact]) -> list[Award]:
        found = [(fact, self.table.find(fact)) for fact in facts if fact.kind is FactKind.REPORTED]
        return [self._award(fact, *hit) for fact, hit in found if hit]

    def _award(self, fact: Fact, number: int, row: TableRow) -> Award:
        limit = row.minutes or ZERO
        late = fact.minutes is not None and fact.minutes > limit
        told = {"row": str(number), "full": plain(-row.points if late else ZERO), "limit": plain(limit)}
        told["minutes"] = "" if fact.minutes is None else plain(fact.minutes)
        return Award(fact, -row.points if late else ZERO, told)


def read_time_limits(node: Node, sharing: Sharing) -> TimeLimitRule:
    """Read a clause; each row has a limit in minutes and what it costs to be later."""
    node = node.fields("id", "kind", "table", "sharing", "gives", "remark")
    return TimeLimitRule(
        id=node.child("id").value,
        table=read_table(node.child("table"), LIMIT),
        sharing=parse_sharing(node.child("sharing"), sharing_of_deductions(sharing)),
        gives=read_account(node),
    )
