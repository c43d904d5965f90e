"""What items brought, for prizes of items: their own rows, and those of composites of which they are sources."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from scoring.engine import FactKind
from scoring.engine.brought import BY, OF, brought_by
from scoring.engine.numbers import ZERO, exact
from scoring.models import Account, LedgerRow, Period
from scoring.querysets import LedgerQuerySet
from submissions.models import ItemSource


def in_periods(periods: Iterable[Period]) -> Q:
    """Rows that are booked in these periods."""
    return Q(period__in=list(periods))


def rows_of_items(within: Q) -> "LedgerQuerySet":
    """The rows of units that say what items brought. `within`: booked in which periods, or of which days."""
    rows = LedgerRow.objects.of_units().filter(within, account=Account.POINTS)
    return rows.exclude(kind=FactKind.SETTLEMENT).exclude(item_key="")


def rows_of_item(item_id: int, within: Q) -> "LedgerQuerySet":
    """Those that say what this item brought: its own, and those of composites of which it is a further source."""
    composites = ItemSource.objects.filter(item=item_id).values_list("composite_id", flat=True)
    of_others = Q(group_key__in=[str(pk) for pk in composites], explanation__has_key=f"{BY}{item_id}")
    return rows_of_items(within).filter(Q(item_key=str(item_id)) | of_others)


def points_of_item(item_id: int, within: Q) -> Decimal:
    """What the item counts with for a prize."""
    found = brought(rows_of_item(item_id, within), "period")
    return sum((points for (_period, item), points in found.items() if item == str(item_id)), ZERO)


def brought(rows: "LedgerQuerySet", when: str) -> dict[tuple[Any, str], Decimal]:
    """(period or day, item) -> what it brought; `when`: the field of the former. Nearly all rows are added up by the
    database; those that tell what several items have of them, or that others tell of the same points, are looked at one
    by one."""
    found: dict[tuple[Any, str], Decimal] = defaultdict(lambda: ZERO)
    simple = rows.exclude(explanation__has_key=OF).order_by().values_list(when, "item_key")
    for at, item, points in simple.annotate(Sum("points")):
        found[at, item] += exact(points)
    shared = rows.filter(explanation__has_key=OF).order_by()
    for at, own, points, told in shared.values_list(when, "item_key", "points", "explanation").iterator():
        for item, amount in brought_by(told, own, points):
            found[at, item] += amount
    return found
