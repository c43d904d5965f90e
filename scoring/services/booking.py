"""Booking: what the engine says is compared with what the ledger says, and only the differences are written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction

from scoring.engine import Row, SchemeBook, evaluate_group
from scoring.engine.numbers import ZERO
from scoring.models import LedgerRow, ScoringRun
from scoring.services.calendar import Calendar
from scoring.services.facts import load_facts
from scoring.services.summaries import refresh_totals

BATCH = 500


class Place(NamedTuple):
    """What one entry of the ledger is about; its rows in all runs and periods together are what it is worth."""

    fact: str
    clause: str
    receiver: str


class Worth(NamedTuple):
    points: Decimal = ZERO
    tally: int = 0

    def plus(self, other: "Worth") -> "Worth":
        return Worth(self.points + other.points, self.tally + other.tally)

    def minus(self, other: "Worth") -> "Worth":
        return Worth(self.points - other.points, self.tally - other.tally)


@dataclass(slots=True)
class Booked:
    """What stands in the ledger for one place: the latest row, and the worth in each period."""

    row: LedgerRow
    by_period: dict[int, Worth] = field(default_factory=dict)


@transaction.atomic
def book_items(item_ids: Sequence[int], *, run: ScoringRun, book: SchemeBook, schemes: Mapping[str, int]) -> int:
    """Bring the ledger of these items up to the facts; returns the number of rows written.

    `schemes`: code -> primary key. Idempotent: booking again writes nothing. The summaries of the receivers concerned
    are written in the same transaction.
    """
    calendar = Calendar()
    groups = load_facts(item_ids)
    booked = _booked([str(pk) for pk in item_ids])
    wanted = {Place(row.fact, row.clause, row.receiver): (key, row)
              for key, facts in groups.items() for row in evaluate_group(book, facts)}  # fmt: skip
    rows: list[LedgerRow] = []
    for place in sorted({*wanted, *booked}):
        group, row = wanted.get(place, ("", None))
        template = _ledger_row(row, group, schemes) if row else booked[place].row
        worth = Worth(row.points, row.tally) if row else Worth()
        before = booked[place].by_period if place in booked else {}
        for period_id, difference in _differences(worth, before, template, calendar):
            rows.append(_copy(template, run, calendar, period_id, difference))
    LedgerRow.objects.bulk_create(rows, batch_size=BATCH)
    refresh_totals({(row.period_id, row.receiver) for row in rows})
    return len(rows)


def _differences(
    worth: Worth, before: Mapping[int, Worth], row: LedgerRow, calendar: Calendar
) -> Iterator[tuple[int, Worth]]:
    """What must be added in which period. Closed periods stay as they are; everything else stands in one open period."""
    home = calendar.home_of(row.happened_on).pk
    target = worth
    for period_id, stands in before.items():
        if period_id == home:
            continue
        if calendar.is_closed(period_id):
            target = target.minus(stands)
        elif stands != Worth():
            yield period_id, Worth().minus(stands)
    difference = target.minus(before.get(home, Worth()))
    if difference != Worth() or not before:
        yield home, difference


def _booked(group_keys: Sequence[str]) -> dict[Place, Booked]:
    found: dict[Place, Booked] = {}
    for row in LedgerRow.objects.filter(group_key__in=group_keys).order_by("pk"):
        place = Place(row.fact, row.clause, row.receiver)
        entry = found.setdefault(place, Booked(row))
        entry.row = row
        worth = entry.by_period.get(row.period_id, Worth())
        entry.by_period[row.period_id] = worth.plus(Worth(row.points, row.tally))
    return found


def _ledger_row(row: Row, group: str, schemes: Mapping[str, int]) -> LedgerRow:
    return LedgerRow(
        unit_id=int(row.unit),
        person_id=int(row.person) if row.person else None,
        receiver=row.receiver,
        group_key=group,
        item_key=row.item,
        fact=row.fact,
        kind=str(row.kind),
        happened_on=row.on,
        level=row.level,
        outlet=row.outlet,
        leader=row.leader,
        scheme_id=schemes.get(row.scheme),
        clause=row.clause,
        explanation=dict(row.explanation),
    )


COPIED = (
    "unit_id", "person_id", "receiver", "group_key", "item_key", "fact", "kind", "happened_on",
    "level", "outlet", "leader", "scheme_id", "clause", "explanation",
)  # fmt: skip


def _copy(template: LedgerRow, run: ScoringRun, calendar: Calendar, period_id: int, worth: Worth) -> LedgerRow:
    own = calendar.of_day(template.happened_on).pk
    return LedgerRow(
        **{name: getattr(template, name) for name in COPIED},
        run=run,
        period_id=period_id,
        fact_period_id=None if own == period_id else own,
        points=worth.points,
        tally=worth.tally,
    )
