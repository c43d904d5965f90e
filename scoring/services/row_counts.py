"""What each row behind a count counts, so that the rows of a figure add up to it."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple

from django.db.models import QuerySet

from scoring.engine import FactKind
from scoring.models import LedgerRow
from scoring.services.figures import DISTINCT

#: Primary key -> numbers in the order in which the figure prints them.
Counts = dict[int, tuple[int, ...]]


class _Told(NamedTuple):
    pk: int
    fact: str
    kind: str
    tally: int
    period: int
    receiver: str
    item: str
    leader: str


def row_counts(rows: "QuerySet[LedgerRow]", what: str, shown: Sequence[LedgerRow]) -> Counts:
    """What those of the rows behind the figure `what` that are `shown` count.

    Things that count once, whatever the number of their rows, are counted by the first row that stands: the others of the
    item count nothing. At most one statement more, which reads the rows of the items shown.
    """
    if what not in DISTINCT:
        return {row.pk: (row.tally,) for row in shown}
    own = rows.filter(item_key__in={row.item_key for row in shown})
    fields = ("pk", "fact", "kind", "tally", "period_id", "receiver", "item_key", "leader")
    told = [_Told(*one) for one in own.values_list(*fields)]
    # Only a rate has filings among its rows; each of them counts.
    filings = {one.pk: one.tally for one in told if one.kind == FactKind.FILED}
    items = _once((one for one in told if one.pk not in filings), lambda one: (one.period, one.receiver, one.item))
    if what == "instructed":
        pairs = _once(told, lambda one: (one.period, one.receiver, one.item, one.leader))
        return {row.pk: (items.get(row.pk, 0), pairs.get(row.pk, 0)) for row in shown}
    return {row.pk: (filings.get(row.pk, items.get(row.pk, 0)),) for row in shown}


def _once(told: Iterable[_Told], thing_of: Callable[[_Told], Hashable]) -> dict[int, int]:
    """Primary key -> 1 for the first row of each thing that stands, -1 for that of one which is only taken back here."""
    things: dict[Hashable, list[_Told]] = defaultdict(list)
    for one in told:
        things[thing_of(one)].append(one)
    found: dict[int, int] = {}
    for own in things.values():
        net = sum(one.tally for one in own)
        if net:
            sign = 1 if net > 0 else -1
            facts: dict[str, int] = defaultdict(int)
            for one in own:
                facts[one.fact] += one.tally
            found[next(one.pk for one in own if one.tally * sign > 0 and facts[one.fact] * sign > 0)] = sign
    return found
