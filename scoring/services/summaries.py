"""The summary of each receiver and period: kept with every row that is written, and counted again to prove it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

from activity.clock import today
from scoring.engine import FactKind
from scoring.engine.numbers import ZERO, exact
from scoring.models import Account, LedgerRow, Period, ScoreTotal
from scoring.services.counting import net_number
from scoring.services.dated_units import DatedUnits
from scoring.services.receivers import parse_receiver
from scoring.services.since import carry
from scoring.services.writing import NewRow

Key = tuple[int, str]
"""A period's primary key and a receiver."""
COUNTED = {
    FactKind.FILED: "filed",
    FactKind.FORWARDED: "forwarded",
    FactKind.ADOPTED: "adoptions",
    FactKind.COMMISSION_DONE: "commissions_done",
    FactKind.COMMISSION_MISSED: "commissions_missed",
    FactKind.BEST: "best",
    FactKind.FAULT: "faults",
    FactKind.REPORTED: "reported",
}
BATCH = 200


@dataclass(slots=True)
class Figures:
    """What a ScoreTotal holds. A revocation booked late may make a count of its period negative."""

    points: Decimal = ZERO
    yuan: Decimal = ZERO
    target: Decimal = ZERO
    settled: Decimal = ZERO
    filed: int = 0
    forwarded: int = 0
    adopted_items: int = 0
    adoptions: int = 0
    adoptions_by_level: dict[str, int] = field(default_factory=dict)
    instruction_items: int = 0
    person_times: int = 0
    padding: int = 0
    commissions_done: int = 0
    commissions_missed: int = 0
    best: int = 0
    faults: int = 0
    reported: int = 0


FIELDS = tuple(Figures.__dataclass_fields__)
DISTINCT = {FactKind.ADOPTED: ("adopted_items", ""), FactKind.INSTRUCTED: ("instruction_items", "person_times")}
"""What counts distinct items, and distinct pairs of item and leader."""


@dataclass(slots=True)
class _Tallies:
    """Net counts of one receiver and period while its rows are read."""

    figures: Figures = field(default_factory=Figures)
    levels: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    items: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    pairs: dict[tuple[str, str, str], int] = field(default_factory=lambda: defaultdict(int))

    def add(
        self, kind: str, account: str, padding: bool, level: str, item: str, leader: str, points: Decimal, tally: int
    ) -> None:
        # SQLite adds decimals as binary floats: at six places the sum of a month is exact again.
        figures, points = self.figures, exact(points)
        if account != Account.COUNT:
            setattr(figures, account, getattr(figures, account) + points)
        if kind == FactKind.SETTLEMENT and account == Account.POINTS:
            figures.settled += points
        if not tally:
            return
        if kind in COUNTED:
            name = COUNTED[FactKind(kind)]
            setattr(figures, name, getattr(figures, name) + tally)
        if padding and kind == FactKind.FILED:
            figures.padding += tally
        if kind == FactKind.ADOPTED:
            self.levels[level] += tally
        if kind in DISTINCT:
            self.items[(kind, item)] += tally
            self.pairs[(kind, item, leader)] += tally

    def counted(self) -> Figures:
        """The figures with the distinct ones counted."""
        figures = self.figures
        figures.adoptions_by_level = {level: count for level, count in sorted(self.levels.items()) if count}
        for kind, (items, pairs) in DISTINCT.items():
            setattr(figures, items, net_number(net for (own, _item), net in self.items.items() if own == kind))
            if pairs:
                setattr(figures, pairs, net_number(net for (own, *_pair), net in self.pairs.items() if own == kind))
        return figures


def figures_from_ledger(rows: "QuerySet[LedgerRow]") -> dict[Key, Figures]:
    """(period, receiver) -> figures of all rows of the queryset, read in one statement."""
    tallies: dict[Key, _Tallies] = defaultdict(_Tallies)
    grouped = (
        rows.order_by()
        .values_list("period_id", "receiver", "kind", "account", "padding", "level", "item_key", "leader")
        .annotate(sum_points=Sum("points"), sum_tally=Sum("tally"))
    )
    for period_id, receiver, *told in grouped.iterator(chunk_size=5000):
        tallies[(period_id, receiver)].add(*told)
    return {key: tally.counted() for key, tally in tallies.items()}


class TotalsUpdate:
    """What rows that are about to be written add to the summaries of their receivers.

    Make it before the rows are written and call `write` after, in one transaction. It costs as much as there are rows,
    however many stand: only where distinct things are counted does it ask what stands of the same items.
    """

    def __init__(self, rows: Sequence[NewRow], units: DatedUnits) -> None:
        self._units = units
        before = self._standing(rows)
        changes: dict[Key, list[NewRow]] = defaultdict(list)
        for row in rows:
            changes[(row.period_id, row.receiver)].append(row)
        self._added = {key: self._added_by(own, before.get(key, _Tallies())) for key, own in changes.items()}

    @staticmethod
    def _standing(rows: Sequence[NewRow]) -> dict[Key, _Tallies]:
        """Net counts of the items concerned, as they stand."""
        distinct = [row for row in rows if row.kind in DISTINCT]
        keys = {(row.period_id, row.receiver) for row in distinct}
        found: dict[Key, _Tallies] = defaultdict(_Tallies)
        if not distinct:
            return found
        stands = (
            LedgerRow.objects.filter(item_key__in={row.item_key for row in distinct}, kind__in=list(DISTINCT))
            .exclude(tally=0)
            .order_by()
            .values_list("period_id", "receiver", "kind", "item_key", "leader")
            .annotate(net=Sum("tally"))
        )
        for period_id, receiver, kind, item, leader, net in stands.iterator(chunk_size=5000):
            if (period_id, receiver) in keys:
                found[(period_id, receiver)].add(kind, Account.POINTS, False, "", item, leader, ZERO, net)
        return found

    @staticmethod
    def _added_by(rows: Sequence[NewRow], before: _Tallies) -> Figures:
        stood = _Tallies(items=before.items.copy(), pairs=before.pairs.copy()).counted()
        after = _Tallies(items=before.items, pairs=before.pairs)
        for row in rows:
            after.add(
                row.kind, row.account, row.padding, row.level, row.item_key, row.leader, row.points, row.tally
            )  # fmt: skip
        added = after.counted()
        for names in DISTINCT.values():
            for name in filter(None, names):
                setattr(added, name, getattr(added, name) - getattr(stood, name))
        return added

    def write(self) -> None:
        """Add it to the summaries; those that are missing are made."""
        periods = {period_id for period_id, _receiver in self._added}
        receivers = {receiver for _period, receiver in self._added}
        found = ScoreTotal.objects.filter(period__in=periods, receiver__in=receivers)
        known = {(total.period_id, total.receiver): total for total in found}
        named = {period.pk: period for period in Period.objects.filter(pk__in=list(periods))}
        totals = []
        for key, added in sorted(self._added.items()):
            total = known.get(key) or _new_total(key)
            for name in FIELDS:
                setattr(total, name, _sum(getattr(total, name), getattr(added, name)))
            total.unit_class_id = self._units.class_of(total.unit_id, _last_day(named[key[0]]))
            totals.append(total)
        _store(totals)
        for year in {period.year for period in named.values()}:
            first = min(period.starts_on for period in named.values() if period.year == year)
            carry(year, first, receivers)


def _sum(stands: object, added: object) -> object:
    if isinstance(stands, dict) and isinstance(added, dict):
        levels = {level: stands.get(level, 0) + added.get(level, 0) for level in sorted({*stands, *added})}
        return {level: count for level, count in levels.items() if count}
    return stands + added  # type: ignore[operator]


def _last_day(period: Period) -> date:
    """The day whose class counts in the period: its last one, or today while it runs."""
    return min(period.ends_on, today())


def _new_total(key: Key) -> ScoreTotal:
    unit, person = parse_receiver(key[1])
    return ScoreTotal(period_id=key[0], receiver=key[1], unit_id=unit, person_id=person)


def _store(totals: Sequence[ScoreTotal]) -> None:
    """Written by period and receiver, whatever row of theirs stands."""
    for total in totals:
        total.pk = None
    ScoreTotal.objects.bulk_create(
        totals, batch_size=BATCH, update_conflicts=True, unique_fields=["period", "receiver"],
        update_fields=[*FIELDS, "unit_class"],
    )  # fmt: skip


def rewrite_totals(period: Period, units: DatedUnits) -> None:
    """Count all summaries of a period from its rows again, each with the class of the period's last day; and what they
    come to since January, here and in the later periods of the year."""
    truth = figures_from_ledger(LedgerRow.objects.filter(period=period))
    day = _last_day(period)
    totals = []
    for key in sorted(truth.keys() | {(period.pk, receiver) for receiver in _receivers(period)}):
        total = _new_total(key)
        for name, value in asdict(truth.get(key, Figures())).items():
            setattr(total, name, value)
        total.unit_class_id = units.class_of(total.unit_id, day)
        totals.append(total)
    _store(totals)
    carry(period.year, period.starts_on)


def _receivers(period: Period) -> Iterator[str]:
    yield from ScoreTotal.objects.filter(period=period).order_by().values_list("receiver", flat=True)


def wrong_totals() -> list[str]:
    """The recount: a line for each summary that differs from the ledger, is missing, or has no rows behind it."""
    lines: list[str] = []
    since: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for pk, year in Period.objects.order_by("starts_on").values_list("pk", "year"):
        lines += _wrong_in(pk, since[year])
    return lines


def _wrong_in(period_id: int, since: dict[str, Decimal]) -> Iterator[str]:
    """`since`: what the ledger says of the earlier periods of the year, by receiver; this period is added to it."""
    truth = figures_from_ledger(LedgerRow.objects.filter(period=period_id))
    for (_period, receiver), figures in truth.items():
        since[receiver] = since.get(receiver, ZERO) + figures.points
    for total in ScoreTotal.objects.filter(period=period_id).order_by("receiver").iterator(chunk_size=2000):
        expected = truth.pop((period_id, total.receiver), Figures())
        for name, value in {**asdict(expected), "since": since.get(total.receiver, ZERO)}.items():
            if getattr(total, name) != value:
                yield (
                    f"period {period_id}, {total.receiver}: {name} is {getattr(total, name)}, the ledger says {value}"
                )
    for _period, receiver in sorted(truth):
        yield f"period {period_id}, {receiver}: no summary"
