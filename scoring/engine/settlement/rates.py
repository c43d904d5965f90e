"""`kind: rate` - points by the rate of adoption: items adopted ÷ items filed × 100 (F15)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring.engine.facts import FactKind
from scoring.engine.numbers import ZERO, exact, plain
from scoring.engine.reading import Node
from scoring.engine.settlement.base import PERSONS, Clause, Moment, PeriodRule, read_common
from scoring.engine.settlement.measures import COUNT, ITEMS, Measure

HUNDRED = Decimal(100)


def rate_of(adopted: Decimal | int, filed: Decimal | int) -> Decimal:
    """The rate in per cent, at six digits; nothing filed is 0."""
    return exact(adopted * HUNDRED / filed) if filed > 0 else ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRule(PeriodRule):
    """`points` (less than 0: taken away) where the rate is `below` the bound, or else at least that."""

    bound: Decimal
    below: bool
    points: Decimal
    only_with_filings: bool = False
    kind: str = "rate"

    @property
    def measures(self) -> tuple[Measure, ...]:
        persons, weekly = self.audience == PERSONS, self.per == "week"
        return (
            Measure(COUNT, persons, weekly, kinds=frozenset([FactKind.FILED])),
            Measure(ITEMS, persons, weekly, kinds=frozenset([FactKind.ADOPTED]), per=self.per),
        )

    def worth(self, moment: Moment) -> Decimal:
        filed, adopted = moment.values
        if not moment.ended or (self.only_with_filings and filed <= 0):
            return ZERO
        # Compared before dividing, so that 30 of 100 is never a little less than 30 per cent.
        is_below = adopted * HUNDRED < self.bound * filed if filed > 0 else self.bound > ZERO
        return self.points if is_below == self.below else ZERO

    def told(self, moment: Moment) -> Mapping[str, str]:
        filed, adopted = moment.values
        return {"filed": plain(filed), "adopted": plain(adopted), "rate": plain(rate_of(adopted, filed))}


def read_rate(node: Node, above: Sequence[Clause]) -> RateRule:
    """Read a clause: one bound, and either plus or minus."""
    common = read_common(node, "below", "at_least", "only_with_filings", "minus", "plus")
    below, at_least = node.child("below"), node.child("at_least")
    minus, plus = node.child("minus"), node.child("plus")
    if below.is_given == at_least.is_given:
        node.note("below_or_at_least")
    if minus.is_given == plus.is_given:
        node.note("plus_or_minus")
    bound = (below if below.is_given else at_least).number_if_given() or ZERO
    if below.is_given and bound == ZERO:
        below.note("never_below")
    return RateRule(
        **common,
        bound=bound,
        below=below.is_given,
        points=(plus.number_if_given() or ZERO) - (minus.number_if_given() or ZERO),
        only_with_filings=node.child("only_with_filings").flag() or False,
    )
