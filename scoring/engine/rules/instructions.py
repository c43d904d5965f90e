"""`kind: instruction` - the bonus for leaders' instructions by level and rank, and what several bring (F4, F5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.engine.facts import Fact, FactKind
from scoring.engine.numbers import ZERO
from scoring.engine.reading import Node
from scoring.engine.rules.base import Award, read_account
from scoring.engine.rules.counting import Pot, best_of_each_pot, explanation
from scoring.engine.rules.table import BONUS, Table, read_table
from scoring.engine.shares import Sharing, parse_sharing

FIRST_FULL = "first_full"
POTS: Mapping[str, Pot] = {
    # A leader who writes twice on one item is still one person-time.
    "each": lambda fact: fact.leader or fact.key,
    "once_per_level": lambda fact: fact.level,
    "once_per_item": lambda _fact: "",
}
REPEAT = (*POTS, FIRST_FULL)


@dataclass(frozen=True, slots=True)
class InstructionRule:
    id: str
    table: Table
    repeat: str
    sharing: Sharing
    gives: str = "points"
    kind: str = "instruction"

    def awards(self, facts: Sequence[Fact]) -> list[Award]:
        own = [fact for fact in facts if fact.kind is FactKind.INSTRUCTED]
        if self.repeat == FIRST_FULL:
            return self._first_full(own)
        return best_of_each_pot(own, self.table, POTS[self.repeat])

    def _first_full(self, facts: Sequence[Fact]) -> list[Award]:
        """In each row of the table the first leader brings the full points, each further one the reduced points."""
        counted: dict[int, set[str]] = {}
        awards: list[Award] = []
        for fact in facts:
            found = self.table.find(fact)
            if found is None:
                continue
            number, row = found
            leaders = counted.setdefault(number, set())
            leader = fact.leader or fact.key
            full = row.value(fact)
            if leader in leaders:
                points, told = ZERO, {"repeated": "same_leader"}
            elif leaders:
                points, told = row.then or ZERO, {"repeated": "further"}
            else:
                points, told = full or ZERO, {}
            leaders.add(leader)
            awards.append(Award(fact, points, {**explanation(number, full, ZERO, fact), **told}))
        return awards


def read_instructions(node: Node, sharing: Sharing) -> InstructionRule:
    """Read a clause; `repeat` must be said, because published rules differ most here."""
    node = node.fields("id", "kind", "table", "repeat", "sharing", "gives", "remark")
    repeat = node.child("repeat").choice(REPEAT)
    return InstructionRule(
        id=node.child("id").value,
        table=read_table(node.child("table"), BONUS, reduces=repeat == FIRST_FULL),
        repeat=repeat,
        sharing=parse_sharing(node.child("sharing"), sharing),
        gives=read_account(node),
    )
