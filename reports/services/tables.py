"""The table of scores of a span of several months, and its totals, from one read of the ledger rows that count in it.

A month's table stands in scoring (it is the ranking page); this one has the same shape, so that papers are drawn alike.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from organizations.models import OutletLevel, Unit, UnitClass
from reports.services.spans import Span, before
from reports.states import Kind
from scoring.engine import FactKind
from scoring.engine.numbers import ZERO, exact
from scoring.engine.scheme import EMPTY
from scoring.engine.scheme import Scheme as Rules
from scoring.models import Account, LedgerRow, Scheme, ScoreTotal
from scoring.services.counting import net_number, sign
from scoring.services.office_totals import OfficeTotals, distinct_totals
from scoring.services.tables import ScoreRow, ScoreTable, classes_of, places_of, rank_rows, score_table, sum_of
from scoring.services.validity import rules_of, scheme_on

# Fees and target points stand in the ledger beside the points, and are never printed among them.
POINTS = Q(account=Account.POINTS)


@dataclass(slots=True)
class Tally:
    """Net counts of one unit while the rows are read. An item counts once, in however many months it was adopted."""

    points: Decimal = ZERO
    padding: int = 0
    kinds: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    levels: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    adopted: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    instructed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    pairs: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def add(self, kind: str, padding: bool, item: str, level: str, leader: str, points: Decimal, tally: int) -> None:
        # SQLite adds decimals as binary floats: at six places the sum is exact again.
        self.points += exact(points)
        self.kinds[kind] += tally
        if padding and kind == FactKind.FILED:
            self.padding += tally
        if kind == FactKind.ADOPTED:
            self.levels[level] += tally
            self.adopted[item] += tally
        if kind == FactKind.INSTRUCTED:
            self.instructed[item] += tally
            self.pairs[(item, leader)] += tally

    def fill(self, row: ScoreRow) -> None:
        """Write the counts into the unit's line."""
        row.score = self.points
        row.filed, row.padding, row.forwarded = (
            self.kinds[FactKind.FILED], self.padding, self.kinds[FactKind.FORWARDED],
        )  # fmt: skip
        row.adoptions = self.kinds[FactKind.ADOPTED]
        row.adopted_items = net_number(self.adopted.values())
        row.adoptions_by_level = {level: count for level, count in sorted(self.levels.items()) if count}
        row.instruction_items, row.person_times = net_number(self.instructed.values()), net_number(self.pairs.values())


def tallies_of(rows: "QuerySet[LedgerRow]") -> dict[int, Tally]:
    """Unit -> counts of all rows, in one statement."""
    tallies: dict[int, Tally] = defaultdict(Tally)
    grouped = (
        rows.order_by()
        .values_list("unit_id", "kind", "padding", "item_key", "level", "leader")
        .annotate(sum_points=Sum("points", filter=POINTS, default=ZERO), sum_tally=Sum("tally"))
    )
    for unit_id, *told in grouped.iterator(chunk_size=5000):
        tallies[unit_id].add(*told)
    return tallies


def totals_of(rows: "QuerySet[LedgerRow]", *, net: bool = True) -> OfficeTotals:
    """Distinct things of the rows: a joint item counts once here and once for each of its units in their lines. Without
    `net` as snapshots before NET counted them."""
    return distinct_totals(rows, net=net)


def filed_items(rows: "QuerySet[LedgerRow]") -> tuple[list[int], list[int]]:
    """The items whose filing counts by these rows; and those that were counted elsewhere and are only taken back here."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    told = rows.filter(kind=FactKind.FILED).exclude(tally=0).order_by().values_list("item_key", "fact", "tally")
    for item, fact, tally in told.iterator(chunk_size=5000):
        sums[(item, fact)] += tally
    counted, taken_back = (
        sorted({int(item) for (item, _fact), tally in sums.items() if sign(tally) == wanted}) for wanted in (1, -1)
    )
    return counted, taken_back


def levels_of(rows: "QuerySet[LedgerRow]") -> dict[str, tuple[int, int]]:
    """Level -> items and adoptions; a joint item's adoption counts once, so that levels add up to the office's number."""
    sums: dict[tuple[str, str, str], int] = defaultdict(int)
    told = (
        rows.filter(kind=FactKind.ADOPTED)
        .exclude(tally=0)
        .order_by()
        .values_list("level", "group_key", "fact", "tally")
    )
    for level, group, fact, tally in told.iterator(chunk_size=5000):
        sums[(level, group, fact)] += tally
    items: dict[tuple[str, str], int] = defaultdict(int)
    adoptions: dict[str, int] = defaultdict(int)
    for (level, group, _fact), tally in sums.items():
        items[(level, group)] += sign(tally)
        adoptions[level] += sign(tally)
    return {
        one: (net_number(net for (level, _), net in items.items() if level == one), adoptions[one]) for one in adoptions
    }


def table_of(span: Span) -> ScoreTable:
    """The table of any span: of a month the one that the ranking page shows, of others their own."""
    if span.kind == Kind.MONTHLY:
        return score_table(span.last)
    members = _members(span)
    rows = _lines(span, members)
    classes = {pk: one for pk, (_unit, one) in members.items()}
    scheme, rules = _rules_at_the_end_of(span)
    rank_rows(rows, classes, _places_in(before(span)), rules.ranking)
    tables = classes_of(rows, classes, rules.ranking)
    return ScoreTable(
        period=span.last,
        previous=None,
        scheme=scheme,
        rounding=rules.rounding,
        levels=list(OutletLevel.objects.values_list("code", "name")),
        classes=tables,
        total=sum_of(one.total for one in tables),
    )


def _members(span: Span) -> dict[int, tuple[Unit, UnitClass | None]]:
    """Every unit that had a line in one of the months, in printing order, with its class when the last of them closed."""
    totals = (
        ScoreTotal.objects.of_units()
        .filter(period__in=span.months)
        .select_related("unit", "unit_class")
        .order_by("unit__sort_no", "unit", "period__starts_on")
    )
    return {total.unit_id: (total.unit, total.unit_class) for total in totals}


def _lines(span: Span, members: Mapping[int, tuple[Unit, UnitClass | None]]) -> dict[int, ScoreRow]:
    tallies, year = tallies_of(span.rows()), tallies_of(rows_since_january(span))
    lines = {}
    for pk, (unit, _class) in members.items():
        row = ScoreRow(unit_id=pk, unit=unit.name, short_name=unit.short_name, code=unit.code)
        tallies.get(pk, Tally()).fill(row)
        so_far = year.get(pk, Tally())
        row.filed_cumulative, row.cumulative = so_far.kinds[FactKind.FILED], so_far.points
        lines[pk] = row
    return lines


def rows_since_january(span: Span) -> "QuerySet[LedgerRow]":
    """累计: the rows of units from January to the end of the span."""
    rows = LedgerRow.objects.of_units()
    if span.by_date:
        return span.rows_by_day(date(span.ends_on.year, 1, 1))
    return rows.filter(period__year=span.last.year, period__starts_on__lte=span.last.starts_on)


def _places_in(span: Span | None) -> dict[int, int]:
    """Unit -> rank in the span, by the classes and the scheme of its end."""
    if span is None:
        return {}
    tallies = tallies_of(span.rows())
    class_of = {pk: one for pk, (_unit, one) in _members(span).items()}
    points = {pk: tally.points for pk, tally in tallies.items()}
    filed = {pk: tally.kinds[FactKind.FILED] for pk, tally in tallies.items()}
    return places_of(points, filed, class_of, _rules_at_the_end_of(span)[1].ranking)


def _rules_at_the_end_of(span: Span) -> tuple[Scheme | None, Rules]:
    scheme = scheme_on(span.ends_on)
    return scheme, rules_of(scheme) if scheme else EMPTY
