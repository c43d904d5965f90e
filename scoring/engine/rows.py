"""A row of the ledger as the engine gives it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from scoring.engine.facts import FactKind

NO_CLAUSE = ""


class Sign(NamedTuple):
    """What may be asked of a row beside whose it is and of which day. Rows of facts alike share one."""

    clause: str
    kind: FactKind
    account: str
    item_type: str
    level: str
    outlet: str
    fault: str
    padding: bool
    is_person: bool


class Row(NamedTuple):
    """Who gets how many points, by which clause, for which fact.

    A row with a `person` belongs to the personal account and never adds to the unit's. `tally` is 1 on exactly one row
    of each fact and receiver, so that counts can be read from the ledger too; a fact for which no clause gives points
    still has its row, with `clause` empty. `on` is the day on which the row counts: that of the fact, or of the item's
    first filing (`counted_on: filed`). `account`: points, yuan or target points, which never mix. `explanation`:
    parameters in plain strings, put into words when opened; rows share it, so nobody may change it. `sign`: what rows
    of facts alike have in common, so that it is put together once and not for each of millions.
    """

    unit: str
    person: str
    fact: str
    on: date
    scheme: str
    points: Decimal
    tally: int
    item: str
    leader: str
    explanation: Mapping[str, str]
    sign: Sign

    @property
    def clause(self) -> str:
        return self.sign.clause

    @property
    def kind(self) -> FactKind:
        return self.sign.kind

    @property
    def account(self) -> str:
        return self.sign.account

    @property
    def item_type(self) -> str:
        return self.sign.item_type

    @property
    def level(self) -> str:
        return self.sign.level

    @property
    def outlet(self) -> str:
        return self.sign.outlet

    @property
    def fault(self) -> str:
        return self.sign.fault

    @property
    def padding(self) -> bool:
        return self.sign.padding

    @property
    def receiver(self) -> str:
        """One word for who receives: `unit:7`, or `person:12@7` for what person 12 wrote in unit 7."""
        return f"person:{self.person}@{self.unit}" if self.person else f"unit:{self.unit}"

    @property
    def place(self) -> tuple[date, str, str, str]:
        return (self.on, self.fact, self.clause, self.receiver)


def row_of(
    unit: str, person: str, on: date, scheme: str, points: Decimal, tally: int = 0, *, kind: FactKind = FactKind.FILED,
    fact: str = "", clause: str = NO_CLAUSE, item: str = "", leader: str = "", account: str = "points",
    item_type: str = "", level: str = "", outlet: str = "", fault: str = "", padding: bool = False,
) -> Row:  # fmt: skip
    """A row as the ledger tells it: one that was booked, or, where it names no fact, many of one receiver that a database
    has added up."""
    sign = Sign(clause, kind, account, item_type, level, outlet, fault, padding, person != "")
    return Row(unit, person, fact, on, scheme, points, tally, item, leader, {}, sign)
