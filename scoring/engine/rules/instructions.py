"""`kind: instruction` - the bonus for leaders' instructions by level and rank, and what several bring (F4, F5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.engine.facts import Fact, FactKind
from scoring.engine.numbers import ZERO, plain
from scoring.engine.reading import Node
from scoring.engine.rules.base import Counted, Finding, Rule, read_account
from scoring.engine.rules.counting import Pot, bonus, gain_in_pot
from scoring.engine.rules.table import BONUS, TableRow, read_table
from scoring.engine.shares import Sharing, parse_sharing

FIRST_FULL = "first_full"
POTS: Mapping[str, Pot] = {
    # A leader who writes twice on one item is still one person-time.
    "each": lambda fact: fact.leader or fact.key,
    "once_per_level": lambda fact: fact.level,
    "once_per_item": lambda _fact: "",
}
REPEAT = (*POTS, FIRST_FULL)


@dataclass(frozen=True, kw_only=True)
class InstructionRule(Rule):
    kind = "instruction"
    event: FactKind = FactKind.INSTRUCTED
    repeat: str

    @property
    def is_apart(self) -> bool:
        return False

    def finding(self, number: int, row: TableRow, fact: Fact) -> Finding:
        value, told = bonus(number, row, fact)
        told["full"] = "" if value is None else plain(value)
        return Finding(number, value or ZERO, told, then=row.then or ZERO)

    def count(self, fact: Fact, finding: Finding, counted: Counted) -> tuple[Decimal, Mapping[str, str]]:
        if self.repeat == FIRST_FULL:
            return _first_full(finding, fact.leader or fact.key, counted)
        return gain_in_pot(finding, POTS[self.repeat](fact), counted)


def _first_full(finding: Finding, leader: str, counted: Counted) -> tuple[Decimal, Mapping[str, str]]:
    """In each row of the table the first leader brings the full points, each further one the reduced points."""
    if not finding.counts:
        return finding.points, finding.told
    leaders: set[str] = counted.setdefault(finding.number, set())
    if leader in leaders:
        return ZERO, {**finding.told, "repeated": "same_leader"}
    leaders.add(leader)
    if len(leaders) > 1:
        return finding.then, {**finding.told, "repeated": "further"}
    return finding.points, finding.told


def read_instructions(node: Node, sharing: Sharing) -> InstructionRule:
    """Read a clause; `repeat` must be said, because published rules differ most here."""
    node = node.fields("id", "kind", "table", "repeat", "sharing", "gives", "remark")
    repeat = node.child("repeat").choice(REPEAT)
    return InstructionRule(
        id=node.child("id").word,
        table=read_table(node.child("table"), BONUS, reduces=repeat == FIRST_FULL),
        repeat=repeat,
        sharing=parse_sharing(node.child("sharing"), sharing),
        gives=read_account(node),
    )
