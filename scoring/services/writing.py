"""Writing many ledger rows: plain statements, because objects would cost most of a reckoning."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any, NamedTuple

from django.db import connection

from scoring.models import LedgerRow

BATCH = 500


class NewRow(NamedTuple):
    """A row that is to be written; the fields are columns of the table."""

    run_id: int
    period_id: int
    fact_period_id: int | None
    unit_id: int
    person_id: int | None
    receiver: str
    fact: str
    clause: str
    points: Decimal
    tally: int
    explanation: dict[str, str]
    group_key: str
    item_key: str
    kind: str
    happened_on: date
    level: str
    outlet: str
    leader: str
    item_type: str
    fault: str
    padding: bool
    scheme_id: int | None
    account: str


def insert(rows: Sequence[NewRow]) -> None:
    """Append the rows, in the transaction of the caller."""
    columns = ", ".join(connection.ops.quote_name(name) for name in NewRow._fields)
    head = f"INSERT INTO {connection.ops.quote_name(LedgerRow._meta.db_table)} ({columns}) VALUES "  # noqa: S608 (our own names)
    one = f"({', '.join(['%s'] * len(NewRow._fields))})"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(head + one, [_adapted(row) for row in rows])
            return
        for start in range(0, len(rows), BATCH):
            portion = rows[start : start + BATCH]
            cursor.execute(head + ", ".join([one] * len(portion)), [*chain.from_iterable(map(_adapted, portion))])


def _adapted(row: NewRow) -> Sequence[Any]:
    """The values as the database takes them."""
    ops = connection.ops
    values = list(row)
    values[POINTS] = ops.adapt_decimalfield_value(row.points, 18, 6)
    values[DAY] = ops.adapt_datefield_value(row.happened_on)
    values[TOLD] = json.dumps(row.explanation)
    return values


POINTS, DAY, TOLD = (NewRow._fields.index(name) for name in ("points", "happened_on", "explanation"))
