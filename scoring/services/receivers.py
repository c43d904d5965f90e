"""Accounts by one word, as the ledger writes them: `unit:7`, and `person:12@7` for what person 12 wrote in unit 7."""

from functools import lru_cache
from typing import NamedTuple


class Receiver(NamedTuple):
    """Primary keys; `person` is None for a unit's own account."""

    unit: int
    person: int | None


@lru_cache(maxsize=100_000)
def parse_receiver(receiver: str) -> Receiver:
    """Read `unit:7` or `person:12@7`."""
    kind, _colon, rest = receiver.partition(":")
    if kind == "unit":
        return Receiver(int(rest), None)
    person, _at, unit = rest.partition("@")
    return Receiver(int(unit), int(person))


def receiver_of(unit: int, person: int | None = None) -> str:
    """Write it."""
    return f"person:{person}@{unit}" if person else f"unit:{unit}"
