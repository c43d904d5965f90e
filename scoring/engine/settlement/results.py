"""What settling takes in and gives out."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from scoring.engine.rows import Row

RUNNING, MET, MISSED = "running", "met", "missed"


class QuotaResult(NamedTuple):
    """How far a receiver got: `counted` of `demand`; `points` is what the clause is worth in all by the end of `slot`."""

    clause: str
    span: str
    starts_on: date
    ends_on: date
    unit: str
    person: str
    demand: Decimal
    counted: Decimal
    optional: bool
    state: str
    points: Decimal
    slot: str
    scheme: str = ""


class Effect(NamedTuple):
    """A threshold that was reached in `slot`: it bears from the first day of the slot (of its span, where that begins later)
    to the end of the span. `facts`: keys of what was counted, or `quota:span` of misses."""

    clause: str
    span: str
    unit: str
    person: str
    slot: str
    effects: tuple[str, ...]
    counted: Decimal
    facts: tuple[str, ...] = ()
    scheme: str = ""
    on: date = date.min
    ends_on: date = date.max

    def holds(self, starts_on: date, ends_on: date) -> bool:
        """Whether it bears on something from one day to another."""
        return self.on <= ends_on and starts_on <= self.ends_on


class Settled(NamedTuple):
    """Rows, by receiver, then clause, then date; standings of quotas; thresholds that were reached."""

    rows: list[Row]
    quotas: list[QuotaResult]
    effects: list[Effect]
