"""`kind: time_limit` - how fast an emergency must be reported, and what it costs to be later (F27)."""

from dataclasses import dataclass

from scoring.engine.facts import Fact, FactKind
from scoring.engine.numbers import ZERO, plain
from scoring.engine.reading import Node
from scoring.engine.rules.base import Finding, Rule, read_account
from scoring.engine.rules.deductions import sharing_of_deductions
from scoring.engine.rules.table import LIMIT, TableRow, read_table
from scoring.engine.shares import Sharing, parse_sharing


@dataclass(frozen=True, kw_only=True)
class TimeLimitRule(Rule):
    kind = "time_limit"
    event: FactKind = FactKind.REPORTED

    @property
    def asks(self) -> frozenset[str]:
        return self.table.asks | {"padding", "minutes"}

    def finding(self, number: int, row: TableRow, fact: Fact) -> Finding:
        """Minus the points of the row where the report came later than it allows; nothing where nobody knows."""
        limit = row.minutes or ZERO
        told = {"row": str(number), "limit": plain(limit), "full": plain(-row.points)}
        if fact.minutes is None:
            return Finding(number, ZERO, told).void("minutes_unknown")
        told["minutes"] = plain(fact.minutes)
        if fact.minutes > limit:
            return Finding(number, -row.points, told)
        return Finding(number, ZERO, {**told, "full": plain(ZERO)})


def read_time_limits(node: Node, sharing: Sharing) -> TimeLimitRule:
    """Read a clause; each row has a limit in minutes and what it costs to be later."""
    node = node.fields("id", "kind", "table", "sharing", "gives", "remark")
    return TimeLimitRule(
        id=node.child("id").word,
        table=read_table(node.child("table"), LIMIT),
        sharing=parse_sharing(node.child("sharing"), sharing_of_deductions(sharing)),
        gives=read_account(node),
    )
