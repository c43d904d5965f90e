"""How many facts may come out of files: a row with a count is short and may stand for many."""

from decimal import Decimal

from django.utils.translation import gettext as _

from scoring.engine.numbers import ZERO
from scoring.evaluation.errors import InputRefused
from scoring.evaluation.happened import MOST_COUNTED
from scoring.evaluation.records import Record, to_number

#: All are held at once while they are reckoned, in about 1.6 GB. No office has so many in a year.
MOST_FACTS = 1_000_000


def refuse_too_many(records: list[Record]) -> None:
    """Whatever the rows stand for is added up before any fact is made. Raises InputRefused at the row where it is too much."""
    found = 0
    for record in records:
        found += _weight(record) if record.has("count") else 1
        if found > MOST_FACTS:
            what = _(
                "With this row there are more than %(most)s facts; a count of several units is counted for each of them. "
                "Is a count mistyped? Otherwise reckon the year in parts."
            )
            record.note("count" if record.has("count") else "", what % {"most": f"{MOST_FACTS:,}"})
            raise InputRefused(record.problems.told())


def _weight(record: Record) -> int:
    """What a row with a count stands for, times those who get it. A bad count is told where it is read."""
    count = to_number(record.values["count"]) or ZERO
    receivers = max(len(record.texts("units")), len(record.texts("persons")), 1)
    return int(min(max(count, ZERO), Decimal(MOST_COUNTED))) * receivers
