"""`kind: deduction` - points that each fault, or each missed commission, takes away (F13)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scoring.engine.facts import Fact, FactKind
from scoring.engine.numbers import ZERO
from scoring.engine.reading import Node
from scoring.engine.rules.base import Award, read_account
from scoring.engine.rules.counting import explanation
from scoring.engine.rules.table import MINUS, Table, read_table
from scoring.engine.shares import Sharing, parse_sharing

EVENTS = ("fault", "commission_missed")


@dataclass(frozen=True, slots=True)
class DeductionRule:
    id: str
    event: FactKind
    table: Table
    sharing: Sharing
    gives: str = "points"
    kind: str = "deduction"

    def awards(self, facts: Sequence[Fact]) -> list[Award]:
        found = [(fact, self.table.find(fact)) for fact in facts if fact.kind is self.event]
        return [
            Award(fact, -hit[1].points, explanation(hit[0], -hit[1].points, ZERO, fact)) for fact, hit in found if hit
        ]


def sharing_of_deductions(sharing: Sharing) -> Sharing:
    """Who loses, where the clause does not say: the lead unit in full, and no person."""
    return replace(sharing, joint="lead", persons="none")


def read_deductions(node: Node, sharing: Sharing) -> DeductionRule:
    """Read a clause; who loses is the lead unit in full, unless the clause says otherwise."""
    node = node.fields("id", "kind", "event", "table", "sharing", "gives", "remark")
    return DeductionRule(
        id=node.child("id").value,
        event=FactKind(node.child("event").choice(EVENTS) or EVENTS[0]),
        table=read_table(node.child("table"), MINUS),
        sharing=parse_sharing(node.child("sharing"), sharing_of_deductions(sharing)),
        gives=read_account(node),
    )
