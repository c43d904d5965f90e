"""`kind: points` - points for an event, by outlet, level, edition and type; several outlets (F1-F3, F6, F9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.engine.facts import Fact, FactKind
from scoring.engine.reading import Node
from scoring.engine.rules.base import Award, read_account
from scoring.engine.rules.counting import Pot, best_of_each_pot
from scoring.engine.rules.factors import NO_FACTORS, Factors, read_factors
from scoring.engine.rules.table import BONUS, Table, read_table
from scoring.engine.shares import Sharing, parse_sharing

EVENTS = ("filed", "forwarded", "adopted", "commission_done", "best")
COMBINE: Mapping[str, Pot] = {
    "sum": lambda fact: fact.key,
    "highest": lambda _fact: "",
    "highest_per_level": lambda fact: fact.level,
}


@dataclass(frozen=True, slots=True)
class PointsRule:
    id: str
    event: FactKind
    table: Table
    combine: str
    sharing: Sharing
    gives: str = "points"
    needs_evidence: bool = False
    factors: Factors = NO_FACTORS
    kind: str = "points"

    def awards(self, facts: Sequence[Fact]) -> list[Award]:
        own = [fact for fact in facts if fact.kind is self.event]
        return best_of_each_pot(own, self.table, COMBINE[self.combine])


def read_points(node: Node, sharing: Sharing) -> PointsRule:
    """Read a clause; `combine` defaults to the sum over outlets."""
    node = node.fields(
        "id", "kind", "event", "table", "combine", "needs_evidence", "front_page_times", "length_factors",
        "sharing", "gives", "remark",
    )  # fmt: skip
    return PointsRule(
        id=node.child("id").value,
        event=FactKind(node.child("event").choice(EVENTS) or EVENTS[0]),
        table=read_table(node.child("table"), BONUS),
        combine=node.child("combine").choice(COMBINE, "sum"),
        sharing=parse_sharing(node.child("sharing"), sharing),
        gives=read_account(node),
        needs_evidence=node.child("needs_evidence").flag() or False,
        factors=read_factors(node),
    )
