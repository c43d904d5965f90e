"""Prizes of weeks: points count on the day of the fact, by the scheme of that day, whenever they were booked.

A week belongs to the period of its Thursday, so that days of the year before or after may be in it.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Q, Sum

from scoring.engine import FactKind, Row, SchemeBook
from scoring.engine.numbers import exact
from scoring.engine.rows import row_of
from scoring.models import Account, LedgerRow, Period
from scoring.services.calendar import first_day
from scoring.services.due import WEEK_EDGE
from scoring.services.prize_items import brought, rows_of_items

WEEK = "week"


def on_days(starts_on: date, ends_on: date) -> Q:
    """Rows that count on these days. What happened before all periods counts on the first day of the first."""
    first = first_day()
    if first and starts_on <= first <= ends_on:
        return Q(happened_on__lte=ends_on)
    return Q(happened_on__range=(starts_on, ends_on))


def daily_rows(periods: Sequence[Period], book: SchemeBook) -> Iterator[Row]:
    """Points and filings of everybody by day, in all weeks that these periods (of one year) may have."""
    first = first_day() or periods[0].starts_on
    rows = LedgerRow.objects.filter(_around(periods), account=Account.POINTS).order_by()
    filings = Sum("tally", filter=Q(kind=FactKind.FILED), default=0)
    grouped = rows.values_list("unit", "person", "happened_on").annotate(points_sum=Sum("points"), filings=filings)
    for unit, person, day, points, filed in grouped.iterator(chunk_size=5000):
        on = max(day, first)
        yield row_of(str(unit), str(person or ""), on, book.on(on).code, exact(points), filed)


def daily_items(periods: Sequence[Period], book: SchemeBook) -> Iterator[Row]:
    """What each item brought on each day."""
    first = first_day() or periods[0].starts_on
    found = brought(rows_of_items(_around(periods)), "happened_on")
    for (day, item), points in sorted(found.items()):
        on = max(day, first)
        yield row_of("", "", on, book.on(on).code, points, fact=item, item=item)


def _around(periods: Sequence[Period]) -> Q:
    return on_days(periods[0].starts_on - WEEK_EDGE, periods[-1].ends_on + WEEK_EDGE)
