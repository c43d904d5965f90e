"""Booking: what the engine says is compared with what the ledger says, and only the differences are written."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import NamedTuple

from django.db import transaction

from activity.clock import now
from scoring.engine import Row, SchemeBook, evaluate_group
from scoring.engine.numbers import ZERO
from scoring.models import LedgerRow, ScoringRun
from scoring.services.calendar import Calendar
from scoring.services.dated_units import DatedUnits
from scoring.services.due import mark_due
from scoring.services.fact_sources import Group
from scoring.services.facts import load_facts
from scoring.services.receivers import parse_receiver
from scoring.services.summaries import TotalsUpdate
from scoring.services.writing import NewRow, insert


class Place(NamedTuple):
    """What one entry of the ledger is about; its rows in all runs and periods together are what it is worth."""

    fact: str
    clause: str
    receiver: str


class Traits(NamedTuple):
    """What a row says of its fact beside points. Quotas and limits count by it: where it changes, the rows that stand
    are countered as they are, and the new ones are booked whole."""

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


class Worth(NamedTuple):
    points: Decimal = ZERO
    tally: int = 0

    def plus(self, other: "Worth") -> "Worth":
        return Worth(self.points + other.points, self.tally + other.tally)

    def minus(self, other: "Worth") -> "Worth":
        return Worth(self.points - other.points, self.tally - other.tally)


NOTHING = Worth()


class Spot(NamedTuple):
    """Where a row is booked: in which period, and for which closed one it is late there (补计)."""

    period: int
    late_for: int | None


class Difference(NamedTuple):
    """A row to be written."""

    spot: Spot
    traits: Traits
    worth: Worth


@dataclass(slots=True)
class Booked:
    """What stands in the ledger for one place, by spot and traits, and the last row of each traits."""

    stands: dict[tuple[Spot, Traits], Worth] = field(default_factory=dict)
    last: dict[Traits, int] = field(default_factory=dict)


class Runs:
    """A run of one cause, and the runs of counter-rows that go with it: a place has one row a run and period."""

    def __init__(self, run: ScoringRun) -> None:
        self._runs = [run]

    def nth(self, number: int) -> ScoringRun:
        """The run for the n-th row of one place and period, made where it is the first that needs it."""
        while number >= len(self._runs):
            first = self._runs[0]
            self._runs.append(
                ScoringRun.objects.create(
                    cause=ScoringRun.Cause.COUNTER, period=first.period, started_at=now(),
                    started_by=first.started_by, finished_at=now(),
                )
            )  # fmt: skip
        return self._runs[number]


@dataclass(slots=True)
class Desk:
    """What one reckoning books with: schemes (`schemes`: code -> primary key), runs, units on their days."""

    book: SchemeBook
    schemes: Mapping[str, int]
    runs: Runs
    units: DatedUnits = field(default_factory=DatedUnits)

    @property
    def has_period_rules(self) -> bool:
        """Whether any scheme has clauses about periods."""
        return any(valid.scheme.period_rules for valid in self.book.schemes)


@transaction.atomic
def book_groups(groups: Sequence[Group], desk: Desk) -> int:
    """Bring the ledger of these groups up to the facts; returns the number of rows written.

    Idempotent: booking again writes nothing. The summaries of the receivers concerned are written in the same
    transaction, and it is noted that they are to be settled.
    """
    calendar = Calendar()
    wanted = {
        Place(row.fact, row.clause, row.receiver): (key, row)
        for key, facts in load_facts(groups, desk.units).items()
        for row in evaluate_group(desk.book, facts)
    }
    return book_rows(wanted, groups, desk, calendar)


def book_rows(
    wanted: Mapping[Place, tuple[Group, Row]], groups: Sequence[Group], desk: Desk, calendar: Calendar,
    *, settling: bool = False,
) -> int:  # fmt: skip
    """Write what `wanted` differs from everything that stands in these groups. Call it in a transaction.

    `settling`: the rows are those of clauses about periods: none is written that is worth nothing, and nobody needs to
    be settled for them.
    """
    booked = _booked(groups)
    rows: list[NewRow] = []
    for place in sorted({*wanted, *booked}):
        group, row = wanted.get(place, ("", None))
        rows += _rows_of(place, group, row, booked.get(place), desk, calendar, keep_zeros=not settling)
    rows = _explained(rows, booked)
    totals = TotalsUpdate(rows, desk.units)
    insert(rows)
    totals.write()
    if not settling and desk.has_period_rules:
        mark_due(rows, calendar)
    return len(rows)


def _rows_of(
    place: Place, group: Group, row: Row | None, booked: Booked | None, desk: Desk, calendar: Calendar,
    *, keep_zeros: bool,
) -> Iterator[NewRow]:  # fmt: skip
    wanted = None if row is None else (_traits(row, group, desk.schemes), Worth(row.points, row.tally))
    stands = booked.stands if booked else {}
    used: dict[int, int] = defaultdict(int)
    for (period, late_for), traits, worth in _differences(wanted, stands, calendar, keep_zeros=keep_zeros):
        unit, person = parse_receiver(place.receiver)
        told = dict(row.explanation) if row and wanted and traits == wanted[0] else {}
        yield NewRow(
            desk.runs.nth(used[period]).pk, period, late_for, unit, person, place.receiver,
            place.fact, place.clause, worth.points, worth.tally, told, *traits,
        )  # fmt: skip
        used[period] += 1


def _differences(
    wanted: tuple[Traits, Worth] | None, stands: Mapping[tuple[Spot, Traits], Worth], calendar: Calendar,
    *, keep_zeros: bool,
) -> Iterator[Difference]:  # fmt: skip
    """What must be added where. Closed periods stay as they are; everything else stands in one spot of an open period.

    A counter-row goes to the spot of the rows that it takes back, also where bounds have moved and the day of the fact
    lies in another period by now: what a period has late, and what it has of its own, adds up to nothing each.
    """
    # What is wanted comes first: it goes into the run itself, what is taken back into the one of counter-rows.
    wanted_first = [wanted[0]] if wanted else []
    for traits in dict.fromkeys([*wanted_first, *(traits for _spot, traits in stands)]):
        home = _home_of(traits.happened_on, calendar)
        target = wanted[1] if wanted and wanted[0] == traits else NOTHING
        before = {spot: worth for (spot, one), worth in stands.items() if one == traits}
        elsewhere = {spot: worth for spot, worth in before.items() if spot != home and worth != NOTHING}
        stays = [worth for spot, worth in elsewhere.items() if calendar.is_closed(spot.period)]
        difference = reduce(Worth.minus, stays, target).minus(before.get(home, NOTHING))
        if difference != NOTHING or (keep_zeros and not before):
            yield Difference(home, traits, difference)
        for spot, worth in elsewhere.items():
            if not calendar.is_closed(spot.period):
                yield Difference(spot, traits, NOTHING.minus(worth))


def _home_of(day: date, calendar: Calendar) -> Spot:
    home, own = calendar.home_of(day).pk, calendar.of_day(day).pk
    return Spot(home, None if own == home else own)


def _booked(groups: Sequence[Group]) -> dict[Place, Booked]:
    found: dict[Place, Booked] = {}
    rows = LedgerRow.objects.filter(group_key__in=groups).order_by("pk")
    for pk, period, late_for, points, tally, fact, clause, receiver, *told in rows.values_list(
        "pk", "period_id", "fact_period_id", "points", "tally", *Place._fields, *Traits._fields
    ).iterator(chunk_size=5000):
        entry = found.setdefault(Place(fact, clause, receiver), Booked())
        traits = Traits(*told)
        key = (Spot(period, late_for), traits)
        entry.stands[key] = entry.stands.get(key, NOTHING).plus(Worth(points, tally))
        entry.last[traits] = pk
    return found


def _explained(rows: list[NewRow], booked: Mapping[Place, Booked]) -> list[NewRow]:
    """The rows; a counter-row says what the row said that it takes back."""
    origin: dict[int, int] = {}
    for number, row in enumerate(rows):
        entry = None if row.explanation else booked.get(Place(row.fact, row.clause, row.receiver))
        if entry:
            origin[number] = entry.last.get(Traits._make(row[-len(Traits._fields) :]), 0)
    told = dict(LedgerRow.objects.filter(pk__in=set(origin.values())).values_list("pk", "explanation"))
    for number, pk in origin.items():
        rows[number] = rows[number]._replace(explanation=told.get(pk, {}))
    return rows


def _traits(row: Row, group: Group, schemes: Mapping[str, int]) -> Traits:
    return Traits(
        group_key=group, item_key=row.item, kind=str(row.kind), happened_on=row.on, level=row.level,
        outlet=row.outlet, leader=row.leader, item_type=row.item_type, fault=row.fault, padding=row.padding,
        scheme_id=schemes.get(row.scheme), account=row.account,
    )  # fmt: skip
