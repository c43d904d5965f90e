"""`kind: points` - points for an event, by outlet, level, edition and type; several outlets (F1-F3, F6, F9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.engine.facts import Fact, FactKind
from scoring.engine.numbers import ZERO, plain
from scoring.engine.reading import Node
from scoring.engine.rules.base import COUNT, Counted, Finding, Rule, read_account
from scoring.engine.rules.counting import Pot, bonus, gain_in_pot
from scoring.engine.rules.factors import NO_FACTORS, Factors, read_factors
from scoring.engine.rules.table import BONUS, TableRow, read_table
from scoring.engine.shares import Sharing, parse_sharing

EVENTS = ("filed", "forwarded", "adopted", "commission_done", "best")
SUM = "sum"
#: With a sum every fact is a pot of its own.
COMBINE: Mapping[str, Pot] = {
    SUM: lambda fact: fact.key,
    "highest": lambda _fact: "",
    "highest_per_level": lambda fact: fact.level,
}


@dataclass(frozen=True, kw_only=True)
class PointsRule(Rule):
    kind = "points"
    combine: str = SUM
    needs_evidence: bool = False
    factors: Factors = NO_FACTORS

    @property
    def asks(self) -> frozenset[str]:
        evidence = {"evidence"} if self.needs_evidence else set()
        return self.table.asks | self.factors.asks | evidence | {"padding"}

    @property
    def lengths(self) -> frozenset[int]:
        return self.table.lengths | self.factors.lengths

    @property
    def is_apart(self) -> bool:
        return self.combine == SUM

    def finding(self, number: int, row: TableRow, fact: Fact) -> Finding:
        """The full points with their factors (F24); nothing before evidence that is needed is confirmed (F21)."""
        value, told = bonus(number, row, fact)
        if value is not None:
            value, factors = self.factors.applied(value, fact)
            told |= factors
        told["full"] = "" if value is None else plain(value)
        finding = Finding(number, value or ZERO, told)
        return finding.void("unconfirmed") if self.needs_evidence and not fact.evidence else finding

    def count(self, fact: Fact, finding: Finding, counted: Counted) -> tuple[Decimal, Mapping[str, str]]:
        return gain_in_pot(finding, COMBINE[self.combine](fact), counted)


def read_points(node: Node, sharing: Sharing) -> PointsRule:
    """Read a clause; `combine` defaults to the sum over outlets."""
    node = node.fields(
        "id", "kind", "event", "table", "combine", "needs_evidence", "front_page_times", "length_factors",
        "sharing", "gives", "remark",
    )  # fmt: skip
    return PointsRule(
        id=node.child("id").word,
        event=FactKind(node.child("event").choice(EVENTS) or EVENTS[0]),
        table=read_table(node.child("table"), BONUS),
        combine=node.child("combine").choice(COMBINE, SUM),
        sharing=parse_sharing(node.child("sharing"), sharing),
        gives=read_account(node, COUNT),
        needs_evidence=node.child("needs_evidence").flag() or False,
        factors=read_factors(node),
    )
