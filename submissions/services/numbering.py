"""Numbers from a counter row, taken under lock in the transaction that uses them: gapless and never reused."""

from django.db import transaction
from django.db.models import F

from submissions.models import Item, NumberSeries

OFFICE_SERIES = "office"
SUPPLEMENTARY_SERIES = "supplementary"


def next_number(series: str, year: int) -> int:
    """The next number of the series in the year, from 1.

    Must run inside the transaction that stores the number: a roll-back gives it back.
    """
    assert transaction.get_connection().in_atomic_block, "a number outside a transaction may be lost"
    counter = NumberSeries.objects.filter(series=series, year=year)
    # The statement that counts on locks the row; the first of a year makes it.
    if not counter.update(last=F("last") + 1):
        NumberSeries.objects.get_or_create(series=series, year=year)
        counter.update(last=F("last") + 1)
    return counter.values_list("last", flat=True).get()


def item_number(item: Item, year: int) -> str:
    """`year-unit-serial` as 2026-立法一处-0007; the office's composites and later entries have series of their own."""
    if item.is_composite:
        return f"{year}-综-{next_number(OFFICE_SERIES, year):04d}"
    if item.is_supplementary:
        return f"{year}-补-{next_number(SUPPLEMENTARY_SERIES, year):04d}"
    serial = next_number(f"unit-{item.unit_id}", year)
    return f"{year}-{item.unit.short_name}-{serial:04d}"
