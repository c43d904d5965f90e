"""Counting things that may be taken back: what was counted before and only taken back here is subtracted here."""

from collections.abc import Iterable


def sign(tally: int) -> int:
    """1 for what counts, −1 for what is only taken back, 0 for what was both."""
    return (tally > 0) - (tally < 0)


def net_number(tallies: Iterable[int]) -> int:
    """How many things are counted at least once, less those that are only taken back; a tally for each thing."""
    return sum(map(sign, tallies))
