"""期号: counted per masthead and year, and in a running total, from counter rows under lock."""

from django.db import transaction

from reports.models import IssueCounter

ALL_YEARS = 0


def next_issue(masthead: str, year: int) -> tuple[int, int]:
    """The next number of the year and the next running total, both from 1.

    Must run inside the transaction that stores them: a roll-back gives them back.
    """
    assert transaction.get_connection().in_atomic_block, "a number outside a transaction may be lost"
    # Always in this order, so that two signatures at once wait for each other and never block one another.
    return _next(masthead, year), _next(masthead, ALL_YEARS)


def _next(masthead: str, year: int) -> int:
    IssueCounter.objects.get_or_create(masthead=masthead, year=year)
    row = IssueCounter.objects.select_for_update().get(masthead=masthead, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last
