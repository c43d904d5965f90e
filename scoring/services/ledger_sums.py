"""The ledger added up for clauses about periods, and what the engine says of the sums. Facts are not read again."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter

from django.db.models import Case, F, IntegerField, Max, QuerySet, Sum, Value, When
from django.db.models.expressions import Combinable

from activity.clock import today
from scoring.engine import FactKind, Row, SchemeBook
from scoring.engine.numbers import exact
from scoring.engine.rows import row_of
from scoring.engine.settlement import Settled, Settler, Slot
from scoring.models import LedgerRow, Period
from scoring.services.booking import Desk
from scoring.services.calendar import first_day
from scoring.services.due import WEEK_EDGE
from scoring.services.profiles import Profiles
from scoring.services.receivers import parse_receiver

DAY = timedelta(days=1)
REMEMBERED = (FactKind.FAULT, FactKind.COMMISSION_MISSED)
"""Facts that thresholds name: their rows are few, and taken in one by one."""


def periods_of(year: int) -> list[Period]:
    """The periods that end in the year and have begun, by date."""
    return list(Period.objects.filter(ends_on__year=year, starts_on__lte=today()).order_by("starts_on"))


def slots_of(periods: Sequence[Period]) -> list[Slot]:
    """Periods as the engine knows them."""
    return [Slot(period.slug, period.starts_on, period.ends_on) for period in periods]


def _is_followed(last: Period) -> bool:
    """Whether the period after the last one of a year is there and ends in another year, so that no more comes to this
    one: December may be counted together with January."""
    return Period.objects.filter(starts_on=last.ends_on + DAY, ends_on__year__gt=last.ends_on.year).exists()


def settled_from_ledger(receivers: Sequence[str], periods: Sequence[Period], desk: Desk) -> Settled:
    """What the engine says of these receivers in these periods (of one year), from the rows that stand.

    Spans that end today or later are running: what misses a quota is known only when its day is over.
    """
    if not periods:
        return Settled([], [], [])
    profiles = Profiles(receivers, periods, desk.units)
    settler = Settler(
        desk.book, slots_of(periods), profiles, until=today() - DAY, is_followed=_is_followed(periods[-1])
    )
    for receiver in receivers:
        unit, person = parse_receiver(receiver)
        settler.know(str(unit), str(person or ""))
    first = first_day() or periods[0].starts_on
    # What happened before all periods counts in the first one.
    since = date.min if periods[0].starts_on == first else periods[0].starts_on - WEEK_EDGE
    days = (since, periods[-1].ends_on + WEEK_EDGE)
    rows = LedgerRow.objects.filter(receiver__in=receivers, happened_on__range=days)
    rows = rows.exclude(kind=FactKind.SETTLEMENT).order_by()
    weekly = any(rule.per == "week" for valid in desk.book.schemes for rule in valid.scheme.period_rules)
    rows = rows.annotate(stretch=F("happened_on") if weekly else _stretch(periods, desk.book))
    adopted = rows.filter(kind=FactKind.ADOPTED)
    settler.take(_sums(rows.exclude(kind__in=(FactKind.ADOPTED, *REMEMBERED)), first))
    for _item, sums in groupby(_sums(adopted, first, by_item=True), key=attrgetter("item")):
        settler.take(sums)
    settler.take(_remembered(rows.filter(kind__in=REMEMBERED), first))
    return settler.settle()


SHOWN = (
    "unit", "person", "scheme__code", "clause", "kind", "item_type", "level", "outlet", "fault", "account", "padding",
)  # fmt: skip


def _stretch(periods: Sequence[Period], book: SchemeBook) -> Combinable:
    """Which stretch of days a row's fact lies in: stretches end where a period or a scheme does, so that all days of one
    are the same to every clause. They are told from the day of the fact and the bounds of now: a row that was booked
    under other bounds stands where it stood then, beside the counter-row that took it back."""
    edges = {*(one.starts_on for one in periods), *(one.ends_on + DAY for one in periods)}
    for valid in book.schemes:
        edges.add(valid.starts_on)
        if valid.ends_on and valid.ends_on < date.max:
            edges.add(valid.ends_on + DAY)
    numbered = enumerate(sorted(edges))
    whens = [When(happened_on__lt=day, then=Value(number)) for number, day in numbered]
    return Case(*whens, default=Value(len(whens)), output_field=IntegerField())


def _sums(rows: "QuerySet[LedgerRow]", first: date, *, by_item: bool = False) -> Iterator[Row]:
    """Added up by the database as finely as clauses may ask: by `stretch`, a day where weeks are counted.

    `by_item`: item by item, because rates count an item once. `first`: the first day of all periods.
    """
    item_key = ["item_key"] if by_item else []
    grouped = (
        rows.values_list(*SHOWN, *item_key, "stretch")
        .order_by(*item_key)
        .annotate(day=Max("happened_on"), points_sum=Sum("points"), tally_sum=Sum("tally"))
    )
    for unit, person, scheme, clause, kind, *told in grouped.iterator(chunk_size=5000):
        item_type, level, outlet, fault, account, padding, *item, _stretch, day, points, tally = told
        yield row_of(
            str(unit), str(person or ""), max(day, first), scheme or "", exact(points), tally, kind=FactKind(kind),
            clause=clause, item_type=item_type, level=level, outlet=outlet, fault=fault, account=account, padding=padding,
            item=item[0] if item else "",
        )  # fmt: skip


def _remembered(rows: "QuerySet[LedgerRow]", first: date) -> Iterator[Row]:
    """Rows as the engine gave them, with the counter-rows among them."""
    for row in rows.select_related("scheme").order_by("pk").iterator(chunk_size=2000):
        yield row_of(
            str(row.unit_id), str(row.person_id or ""), max(row.happened_on, first), row.scheme.code if row.scheme else "",
            row.points, row.tally, kind=FactKind(row.kind), fact=row.fact, clause=row.clause, item=row.item_key,
            leader=row.leader, account=row.account, item_type=row.item_type, level=row.level, outlet=row.outlet,
            fault=row.fault, padding=row.padding,
        )  # fmt: skip
