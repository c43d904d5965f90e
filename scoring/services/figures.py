"""What stands behind a printed figure: the ledger rows that it counts, and what they come to."""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from scoring.engine import FactKind
from scoring.engine.numbers import ZERO, exact, rounded
from scoring.engine.scheme import Rounding
from scoring.models import Account, LedgerRow
from scoring.services.counting import net_number
from scoring.services.tables import adoption_rate

LEVEL = "level-"
SUMS = {"score": Account.POINTS, "cumulative": Account.POINTS, "yuan": Account.YUAN, "target": Account.TARGET}
KINDS = {
    "filed": (FactKind.FILED,),
    "forwarded": (FactKind.FORWARDED,),
    "adopted": (FactKind.ADOPTED,),
    "adoptions": (FactKind.ADOPTED,),
    "instructed": (FactKind.INSTRUCTED,),
    "rate": (FactKind.ADOPTED, FactKind.FILED),
}
DISTINCT = ("adopted", "instructed", "rate")
"""What counts distinct things; the others count rows, or add up points."""


@dataclass(frozen=True)
class Behind:
    """How many rows there are, what points come to exactly, and the counts that the figure prints."""

    rows: int
    points: Decimal
    counts: tuple[int, ...] = ()

    @property
    def rate(self) -> Decimal:
        """采用率 as the tables reckon it. Only for the figure `rate`."""
        return adoption_rate(*self.counts)

    def printed(self, what: str, digits: Rounding, *, is_person: bool) -> str:
        """The figure as the tables print it."""
        if what == "rate":
            return f"{rounded(self.rate, digits.rate)}%"
        if what == "yuan":
            return str(rounded(self.points, digits.yuan))
        if what == "target":
            return str(rounded(self.points, digits.target))
        if what in SUMS:
            return str(rounded(self.points, digits.person if is_person else digits.unit))
        return "/".join(map(str, self.counts))


def rows_behind(rows: "QuerySet[LedgerRow]", what: str) -> "QuerySet[LedgerRow]":
    """Those of the rows that the figure counts: one of each fact and account, and what takes it back; for points all.

    Raises KeyError for a figure that there is not.
    """
    if what in SUMS:
        return rows.filter(account=SUMS[what])
    counting = rows.exclude(tally=0)
    if what.startswith(LEVEL) and "\x00" not in what:
        return counting.filter(kind=FactKind.ADOPTED, level=what.removeprefix(LEVEL))
    return counting.filter(kind__in=KINDS[what])


def counted_in_rate(rows: "QuerySet[LedgerRow]") -> "QuerySet[LedgerRow]":
    """Those by which 采用率 divides, and the adoptions: without filings that were padding or duplicates."""
    return rows.exclude(kind=FactKind.FILED, padding=True)


def behind(rows: "QuerySet[LedgerRow]", what: str) -> Behind:
    """What the rows of a figure come to; one statement. Points of fees are not added to the others."""
    plain = rows.order_by()
    if what in DISTINCT:
        return _distinct(plain, what)
    told = plain.aggregate(rows=Count("pk"), points=Sum("points", default=ZERO), net=Sum("tally", default=0))
    if what in SUMS:
        return Behind(told["rows"], exact(told["points"]))
    return Behind(told["rows"], ZERO, (told["net"],))


def _distinct(rows: "QuerySet[LedgerRow]", what: str) -> Behind:
    """Things that each account has in each period, whatever the number of rows; filings, in a rate, one by one."""
    items: dict[Hashable, int] = defaultdict(int)
    pairs: dict[Hashable, int] = defaultdict(int)
    number = filed = left_out = 0
    grouped = rows.values_list("kind", "padding", "period_id", "receiver", "item_key", "leader")
    told = grouped.annotate(net=Sum("tally"), own=Count("pk"))
    for kind, padding, *account, item, leader, net, own in told.iterator():
        if kind != FactKind.FILED or not padding:
            number += own
        if kind == FactKind.FILED:
            filed += net
            left_out += net if padding else 0
        else:
            items[(*account, item)] += net
            pairs[(*account, item, leader)] += net
    counts = net_number(items.values())
    more = {"instructed": (net_number(pairs.values()),), "rate": (filed, left_out)}
    return Behind(number, ZERO, (counts, *more.get(what, ())))
