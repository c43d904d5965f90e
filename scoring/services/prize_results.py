"""Prizes by rule (先进集体, 先进个人, 优秀信息) of a year: who has won, who is kept from it, and why."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, Sum

from activity.clock import today
from scoring.engine import FactKind, Row
from scoring.engine.brought import BY, OF, brought_by
from scoring.engine.holdings import Standing
from scoring.engine.numbers import ZERO, exact
from scoring.engine.prizes import PrizeResult, prizes
from scoring.engine.rows import row_of
from scoring.engine.settlement import Effect
from scoring.engine.settlement.thresholds import ThresholdRule
from scoring.models import Account, LedgerRow, Period, ScoreTotal, SettledEffect
from scoring.querysets import LedgerQuerySet
from scoring.services.dated_units import DatedUnits
from scoring.services.ledger_sums import periods_of, slots_of
from scoring.services.profiles import Profiles
from scoring.services.receivers import receiver_of
from scoring.services.validity import scheme_book
from submissions.models import ItemSource

DAY = timedelta(days=1)


def prizes_of(year: int) -> list[PrizeResult]:
    """The prizes of the schemes that were valid in the year, with winners and with those who are blocked.

    Points are those of the printed tables: what is booked in a period counts on its last day, by the scheme of that day.
    """
    periods = periods_of(year)
    if not periods:
        return []
    book, _keys = scheme_book()
    standing = Standing(book, slots_of(periods), until=today() - DAY)
    totals = list(ScoreTotal.objects.filter(period__in=periods).select_related("period"))
    scheme_of = {period.pk: book.on(period.ends_on).code for period in periods}
    standing.take(_sum(total, scheme_of[total.period_id]) for total in totals)
    if any(prize.to == "items" for valid in book.schemes for prize in valid.scheme.prizes):
        standing.add_items(_items(periods, scheme_of))
    receivers = {receiver_of(total.unit_id, total.person_id) for total in totals}
    profiles = Profiles(receivers, periods, DatedUnits())
    return [one for one in prizes(standing, _effects(year, standing), profiles) if one.starts_on <= today()]


def _sum(total: ScoreTotal, scheme: str) -> Row:
    """A receiver's points and filings of one period."""
    return row_of(
        str(total.unit_id), str(total.person_id or ""), total.period.ends_on, scheme, total.points, total.filed
    )  # fmt: skip


def rows_of_items(periods: Iterable[Period]) -> "LedgerQuerySet":
    """The rows of units that say what items brought in these periods."""
    rows = LedgerRow.objects.of_units().filter(period__in=list(periods), account=Account.POINTS)
    return rows.exclude(kind=FactKind.SETTLEMENT).exclude(item_key="")


def rows_of_item(item_id: int, periods: Iterable[Period]) -> "LedgerQuerySet":
    """Those that say what this item brought: its own, and those of composites of which it is a further source."""
    composites = ItemSource.objects.filter(item=item_id).values_list("composite_id", flat=True)
    of_others = Q(group_key__in=[str(pk) for pk in composites], explanation__has_key=f"{BY}{item_id}")
    return rows_of_items(periods).filter(Q(item_key=str(item_id)) | of_others)


def points_of_item(item_id: int, periods: Sequence[Period]) -> Decimal:
    """What the item counts with for a prize over these periods."""
    brought = _brought(rows_of_item(item_id, periods))
    return sum((points for (_period, item), points in brought.items() if item == str(item_id)), ZERO)


def _items(periods: Sequence[Period], scheme_of: dict[int, str]) -> Iterator[Row]:
    """What each item brought in each period."""
    ends = {period.pk: period.ends_on for period in periods}
    for (period, item), points in sorted(_brought(rows_of_items(periods)).items()):
        yield row_of("", "", ends[period], scheme_of[period], points, fact=item, item=item)


def _brought(rows: "LedgerQuerySet") -> dict[tuple[int, str], Decimal]:
    """(period, item) -> what it brought. Nearly all rows are added up by the database; those that tell what several items
    have of them, or that others tell of the same points, are looked at one by one."""
    found: dict[tuple[int, str], Decimal] = defaultdict(lambda: ZERO)
    simple = rows.exclude(explanation__has_key=OF).order_by().values_list("period", "item_key")
    for period, item, points in simple.annotate(Sum("points")):
        found[period, item] += exact(points)
    shared = rows.filter(explanation__has_key=OF).order_by()
    for period, own, points, told in shared.values_list("period", "item_key", "points", "explanation").iterator():
        for item, amount in brought_by(told, own, points):
            found[period, item] += amount
    return found


def _effects(year: int, standing: Standing) -> list[Effect]:
    """What thresholds did in the year, each for the days on which it bears."""
    rows = SettledEffect.objects.filter(year=year).select_related("period", "scheme")
    spans = _spans_of_thresholds(standing)
    found = []
    for row in rows:
        # Where the periods have other days by now, and the receiver is not settled yet, the span may be there no more.
        starts_on, ends_on = spans.get((row.scheme.code, row.clause, row.span), (date.min, row.period.ends_on))
        found.append(
            Effect(
                clause=row.clause, span=row.span, unit=str(row.unit_id), person=str(row.person_id or ""),
                slot=row.period.slug, effects=tuple(row.effects), counted=row.counted, facts=tuple(row.facts),
                scheme=row.scheme.code, on=max(row.period.starts_on, starts_on), ends_on=ends_on,
            )
        )  # fmt: skip
    return found


def _spans_of_thresholds(standing: Standing) -> dict[tuple[str, str, str], tuple[date, date]]:
    """(scheme, clause, key of the span) -> its first and last day."""
    return {
        (tenure.scheme.code, rule.id, span.key): (span.starts_on, span.ends_on)
        for tenure in standing.tenures
        for rule in tenure.scheme.period_rules
        if isinstance(rule, ThresholdRule)
        for span in tenure.cut.spans(rule.per)
    }
