"""What items have by a row of a unit, for prizes of items: told in its explanation where it is not simply its points.

A unit has one row of a fact and clause, also where several of its items are sources of the composite; where each joint
unit gets all of it, several rows tell of the same points; and a host's row holds the points of others. Points of an item
are what it brought before any of that: its share of the fact, once.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from scoring.engine.numbers import ZERO, plain, split

#: (item, what it has), an item perhaps more than once.
Brought = Sequence[tuple[str, Decimal]]
#: In explanations: the points of the row of which is told what items have of them; and before the key of each item.
OF = "brought_of"
BY = "brought:"
NOTHING_TOLD: Mapping[str, str] = {}


def told_of(item: str, points: Decimal, brought: Brought) -> Mapping[str, str]:
    """What the explanation of a row of `points` says of `brought`; nothing where `item` has all of them."""
    amounts: dict[str, Decimal] = {}
    for source, amount in brought:
        if amount:
            amounts[source] = amounts.get(source, ZERO) + amount
    if amounts == ({item: points} if points else {}):
        return NOTHING_TOLD
    return {OF: plain(points), **{BY + source: plain(amount) for source, amount in amounts.items()}}


def brought_by(told: Mapping[str, str], item: str, points: Decimal) -> Brought:
    """What items have by a row of `item`. A correction has other `points` than those that `told` is of, or the opposite
    ones: items have the same shares of it."""
    if OF not in told:
        return ((item, points),)
    whole = Decimal(told[OF])
    amounts = {key.removeprefix(BY): Decimal(value) for key, value in told.items() if key.startswith(BY)}
    rest = whole - sum(amounts.values(), ZERO)
    weights = [abs(amount) for amount in (*amounts.values(), *([rest] if rest else []))]
    return tuple(zip(amounts, split(points, weights), strict=False))
