"""`kind: deduction` - points that each fault, or each missed commission, takes away (F13)."""

from dataclasses import dataclass, replace

from scoring.engine.facts import Fact, FactKind
from scoring.engine.numbers import plain
from scoring.engine.reading import Node
from scoring.engine.rules.base import Finding, Rule, read_account
from scoring.engine.rules.table import MINUS, TableRow, read_table
from scoring.engine.shares import Sharing, parse_sharing

EVENTS = ("fault", "commission_missed")


@dataclass(frozen=True, kw_only=True)
class DeductionRule(Rule):
    kind = "deduction"

    def finding(self, number: int, row: TableRow, fact: Fact) -> Finding:
        return Finding(number, -row.points, {"row": str(number), "full": plain(-row.points)})


def sharing_of_deductions(sharing: Sharing) -> Sharing:
    """Who loses, where the clause does not say: the lead unit in full, and no person."""
    return replace(sharing, joint="lead", persons="none")


def read_deductions(node: Node, sharing: Sharing) -> DeductionRule:
    """Read a clause; who loses is the lead unit in full, unless the clause says otherwise."""
    node = node.fields("id", "kind", "event", "table", "sharing", "gives", "remark")
    return DeductionRule(
        id=node.child("id").word,
        event=FactKind(node.child("event").choice(EVENTS) or EVENTS[0]),
        table=read_table(node.child("table"), MINUS),
        sharing=parse_sharing(node.child("sharing"), sharing_of_deductions(sharing)),
        gives=read_account(node),
    )
