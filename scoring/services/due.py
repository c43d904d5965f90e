"""Who is to be settled: noted with the rows that make it necessary, so that work that is cut off is found again."""

from collections.abc import Iterable
from datetime import timedelta

from scoring.models import SettlementDue
from scoring.services.calendar import Calendar
from scoring.services.writing import NewRow

# A week belongs to its Thursday's period: three days of another year may count in it.
WEEK_EDGE = timedelta(days=3)
BATCH = 500


def mark_due(rows: Iterable[NewRow], calendar: Calendar) -> None:
    """Note the receivers of these rows with the years that their facts count in, and with those in which they are booked:
    the period may have been another one's once, when it was the first of all or had other days."""
    pairs: set[tuple[str, int]] = set()
    for row in rows:
        pairs.update((row.receiver, year) for year in calendar.years_around(row.happened_on, WEEK_EDGE))
        pairs.add((row.receiver, calendar.year_of(row.period_id)))
    mark(pairs)


def mark(pairs: set[tuple[str, int]]) -> None:
    """Note receivers and years; who is noted already stays so."""
    wanted = [SettlementDue(receiver=receiver, year=year) for receiver, year in sorted(pairs)]
    SettlementDue.objects.bulk_create(wanted, batch_size=BATCH, ignore_conflicts=True)
