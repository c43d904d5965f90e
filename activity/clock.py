"""The one clock of the house. Services ask it for the time; the demo and tests set it.

Leases of jobs are the exception: they are about machines, not about the office's days, and use the real time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")


class Hand:
    """The hand of a stopped clock; it may be moved while the clock stands."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("the clock needs a time with its zone")
        self.at = at.astimezone(UTC)

    def set(self, at: datetime) -> None:
        """Put the hand on another moment (with zone)."""
        self.at = Hand(at).at

    def advance(self, **parts: float) -> None:
        """Move on by what `timedelta` accepts: `advance(days=1, minutes=5)`."""
        self.at += timedelta(**parts)


_hand: ContextVar[Hand | None] = ContextVar("clock_hand", default=None)


def now() -> datetime:
    """This moment, in UTC, or the moment at which the clock is frozen."""
    hand = _hand.get()
    return datetime.now(UTC) if hand is None else hand.at


def today() -> date:
    """The office's calendar day: Asia/Shanghai, whatever the zone of the host."""
    return now().astimezone(OFFICE_ZONE).date()


@contextmanager
def frozen(at: datetime) -> Iterator[Hand]:
    """Stop the clock at `at` within the block; blocks nest. Yields the hand, by which the clock can be moved on.

    Holds for this thread (or task) only: other threads keep their own time.
    """
    hand = Hand(at)
    token = _hand.set(hand)
    try:
        yield hand
    finally:
        _hand.reset(token)
