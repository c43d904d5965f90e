"""`kind: base` - points that everybody starts a span with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring.engine.reading import Node
from scoring.engine.settlement.base import Clause, Moment, PeriodRule, read_common
from scoring.engine.settlement.measures import Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseRule(PeriodRule):
    points: Decimal
    kind: str = "base"

    @property
    def measures(self) -> tuple[Measure, ...]:
        return ()

    def worth(self, moment: Moment) -> Decimal:
        return self.points

    def told(self, moment: Moment) -> Mapping[str, str]:
        return {}


def read_base(node: Node, above: Sequence[Clause]) -> BaseRule:
    """Read a clause."""
    return BaseRule(**read_common(node, "points"), points=node.child("points").number())
