"""A row of the ledger as the engine gives it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scoring.engine.facts import FactKind

NO_CLAUSE = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Who gets how many points, by which clause, for which fact.

    A row with a `person` belongs to the personal account and never adds to the unit's. `tally` is 1 on exactly one row
    of each fact and receiver, so that counts can be read from the ledger too; a fact for which no clause gives points
    still has its row, with `clause` empty. `explanation`: parameters in plain strings, put into words when opened.
    """

    unit: str
    person: str
    fact: str
    kind: FactKind
    on: date
    scheme: str
    clause: str
    points: Decimal
    tally: int
    item: str
    level: str
    outlet: str
    leader: str
    explanation: Mapping[str, str]

    @property
    def receiver(self) -> str:
        """One word for who receives: `unit:7`, or `person:12@7` for what person 12 wrote in unit 7."""
        return f"person:{self.person}@{self.unit}" if self.person else f"unit:{self.unit}"

    @property
    def place(self) -> tuple[date, str, str, str]:
        return (self.on, self.fact, self.clause, self.receiver)
