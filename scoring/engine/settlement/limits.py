"""`kind: limit` - a cap or a floor for what clauses give together in a span (F12: 封顶, 扣完为止)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring.engine.numbers import ZERO, plain
from scoring.engine.reading import MOST, Node
from scoring.engine.settlement.base import PERSONS, Clause, Moment, PeriodRule, read_above, read_common
from scoring.engine.settlement.measures import POINTS, Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRule(PeriodRule):
    of: frozenset[str]
    at_most: Decimal | None = None
    at_least: Decimal | None = None
    kind: str = "limit"

    @property
    def measures(self) -> tuple[Measure, ...]:
        weekly = self.per == "week"
        return (Measure(POINTS, self.audience == PERSONS, weekly, account=self.gives, clauses=self.of),)

    def worth(self, moment: Moment) -> Decimal:
        (whole,) = moment.values
        allowed = whole if self.at_least is None else max(whole, self.at_least)
        return (allowed if self.at_most is None else min(allowed, self.at_most)) - whole

    def told(self, moment: Moment) -> Mapping[str, str]:
        (whole,) = moment.values
        told = {"sum": plain(whole)}
        if self.at_most is not None and whole > self.at_most:
            return {**told, "at_most": plain(self.at_most)}
        if self.at_least is not None and whole < self.at_least:
            return {**told, "at_least": plain(self.at_least)}
        return told


def read_limit(node: Node, above: Sequence[Clause]) -> LimitRule:
    """Read a clause: at least one bound, and not the wrong way round."""
    common = read_common(node, "of", "at_most", "at_least")
    at_most, floor = node.child("at_most").number_if_given(), node.child("at_least")
    # Below nought it is the most that may be taken away (最多扣10分).
    at_least = floor.number(-MOST) if floor.is_given else None
    if at_most is None and at_least is None:
        node.note("no_bound")
    if (at_most or ZERO) < (at_least or ZERO) and at_most is not None:
        node.child("at_least").note("above_at_most")
    of = read_above(node.child("of"), above, common["gives"])
    return LimitRule(**common, of=of, at_most=at_most, at_least=at_least)
