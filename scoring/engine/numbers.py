"""Exact points: how they are kept, split and printed."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

ZERO = Decimal(0)
ONE = Decimal(1)
PLACES = 6
LEVEL_PLACES = 4
STEP = Decimal(1).scaleb(-PLACES)


def exact(value: Decimal) -> Decimal:
    """`value` at the six places in which the ledger keeps points."""
    return value.quantize(STEP, rounding=ROUND_HALF_UP)


def canonical(value: Decimal) -> Decimal:
    """`value` without trailing zeros or exponent, so that equal amounts are written alike wherever they came from."""
    short = value.normalize()
    exponent = short.as_tuple().exponent
    return short.quantize(ONE) if isinstance(exponent, int) and exponent > 0 else short or ZERO


def rounded(value: Decimal, places: int) -> Decimal:
    """`value` as it is printed: half away from zero (四舍五入). Only for display, never summed again."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def level(points: Decimal) -> Decimal:
    """Points as ranks compare them: at four places. An item of three units leaves one of them a millionth more, so that the
    shares add up; nobody comes before another for that."""
    return rounded(points, LEVEL_PLACES)


def evened(points: Decimal) -> Decimal:
    """`points`, or the number of two places which they are but for the millionths that shares leave: nobody misses three
    thirds of an item, and two thirds stay what they are."""
    short = rounded(points, 2)
    return canonical(short) if level(points) == short else points


def plain(value: Decimal) -> str:
    """Digits without trailing zeros or exponent: `5`, `1.666667`, `100`."""
    if not value:
        return "0"
    text = str(value)
    if "E" in text:
        # Formatting never writes an exponent, but takes three times as long.
        text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def evenly(amount: Decimal, number: int) -> Sequence[Decimal]:
    """Share `amount` among so many alike."""
    return (amount,) if number == 1 else _evenly(amount, number)


@lru_cache(maxsize=50_000)
def _evenly(amount: Decimal, number: int) -> tuple[Decimal, ...]:
    """Few amounts come again and again, so they are remembered; however an amount is written (2.5 or 2.50), two and more
    shares of it are written alike."""
    return tuple(split(amount, [ONE] * number))


def split(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Share `amount` by `weights`; the last share takes the remainder, so that the sum is exactly `amount`.

    Thirds cannot be written as decimals: 5 in three is 1.666667 + 1.666667 + 1.666666. Weights without a positive sum
    mean that nobody said how to share: everybody gets the same.
    """
    if not weights:
        return []
    whole = sum(weights, ZERO)
    if whole <= ZERO:
        weights, whole = [Decimal(1)] * len(weights), Decimal(len(weights))
    shares = [exact(amount * weight / whole) for weight in weights[:-1]]
    return [*shares, amount - sum(shares, ZERO)]
