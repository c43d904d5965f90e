"""A row of the ledger as the engine gives it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from scoring.engine.facts import FactKind

NO_CLAUSE = ""


class Row(NamedTuple):
    """Who gets how many points, by which clause, for which fact.

    A row with a `person` belongs to the personal account and never adds to the unit's. `tally` is 1 on exactly one row
    of each fact and receiver, so that counts can be read from the ledger too; a fact for which no clause gives points
    still has its row, with `clause` empty. `on` is the day on which the row counts: that of the fact, or of the item's
    first filing (`counted_on: filed`). `account`: points, yuan or target points, which never mix. `explanation`:
    parameters in plain strings, put into words when opened; rows share it, so nobody may change it.
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
    account: str = "points"
    item_type: str = ""
    fault: str = ""
    padding: bool = False

    @property
    def receiver(self) -> str:
        """One word for who receives: `unit:7`, or `person:12@7` for what person 12 wrote in unit 7."""
        return f"person:{self.person}@{self.unit}" if self.person else f"unit:{self.unit}"

    @property
    def place(self) -> tuple[date, str, str, str]:
        return (self.on, self.fact, self.clause, self.receiver)


def summed(
    unit: str, person: str, on: date, scheme: str, points: Decimal, tally: int = 0, *, kind: FactKind = FactKind.FILED,
    account: str = "points", **told: Any,
) -> Row:  # fmt: skip
    """A row that stands for many of one receiver, which a database has added up: it names no fact."""
    empty = {"fact": "", "clause": NO_CLAUSE, "item": "", "level": "", "outlet": "", "leader": "", "explanation": {}}
    return Row(
        unit=unit, person=person, kind=kind, on=on, scheme=scheme, points=points, tally=tally, account=account,
        **{**empty, **told},
    )  # fmt: skip
