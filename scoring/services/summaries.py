"""The summary of each receiver and period, always worked out from the ledger rows themselves."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from organizations.models import Unit
from scoring.engine import FactKind
from scoring.engine.numbers import exact
from scoring.models import LedgerRow, ScoreTotal

Key = tuple[int, str]
"""A period's primary key and a receiver."""
FIELDS = (
    "points", "filed", "forwarded", "adopted_items", "adoptions", "adoptions_by_level", "instruction_items", "person_times",
)  # fmt: skip


@dataclass(slots=True)
class Figures:
    """What a ScoreTotal holds. A revocation booked late may make a count of its period negative."""

    points: Decimal = Decimal(0)
    filed: int = 0
    forwarded: int = 0
    adopted_items: int = 0
    adoptions: int = 0
    adoptions_by_level: dict[str, int] = field(default_factory=dict)
    instruction_items: int = 0
    person_times: int = 0


@dataclass(slots=True)
class _Tallies:
    """Net counts of one receiver and period while its rows are read."""

    points: Decimal = Decimal(0)
    kinds: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    levels: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    adopted: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    instructed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    pairs: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def add(self, kind: str, item: str, level: str, leader: str, points: Decimal, tally: int) -> None:
        # SQLite adds decimals as binary floats: at six places the sum of a month is exact again.
        self.points += exact(points)
        self.kinds[kind] += tally
        if kind == FactKind.ADOPTED:
            self.levels[level] += tally
            self.adopted[item] += tally
        if kind == FactKind.INSTRUCTED:
            self.instructed[item] += tally
            self.pairs[(item, leader)] += tally

    def figures(self) -> Figures:
        return Figures(
            points=self.points,
            filed=self.kinds[FactKind.FILED],
            forwarded=self.kinds[FactKind.FORWARDED],
            adopted_items=_distinct(self.adopted.values()),
            adoptions=self.kinds[FactKind.ADOPTED],
            adoptions_by_level={level: count for level, count in sorted(self.levels.items()) if count},
            instruction_items=_distinct(self.instructed.values()),
            person_times=_distinct(self.pairs.values()),
        )


def _distinct(counts: Iterable[int]) -> int:
    """Things counted at least once, less those that are only taken back here."""
    return sum((count > 0) - (count < 0) for count in counts)


def figures_from_ledger(rows: "QuerySet[LedgerRow]") -> dict[Key, Figures]:
    """(period, receiver) -> figures of all rows of the queryset, read in one statement."""
    tallies: dict[Key, _Tallies] = defaultdict(_Tallies)
    grouped = (
        rows.order_by()
        .values_list("period_id", "receiver", "kind", "item_key", "level", "leader")
        .annotate(sum_points=Sum("points"), sum_tally=Sum("tally"))
    )
    for period_id, receiver, *told in grouped.iterator(chunk_size=5000):
        tallies[(period_id, receiver)].add(*told)
    return {key: tally.figures() for key, tally in tallies.items()}


def refresh_totals(keys: set[Key]) -> None:
    """Write the summaries of these receivers anew. Call it in the transaction that wrote their rows."""
    if not keys:
        return
    by_period: dict[int, set[str]] = defaultdict(set)
    for period_id, receiver in keys:
        by_period[period_id].add(receiver)
    where = Q()
    for period_id, receivers in by_period.items():
        where |= Q(period=period_id, receiver__in=receivers)
    figures = figures_from_ledger(LedgerRow.objects.filter(where))
    units = {key: _parse(key[1]) for key in keys}
    classes = dict(
        Unit.objects.filter(pk__in={unit for unit, _person in units.values()}).values_list("pk", "unit_class")
    )
    totals = [
        ScoreTotal(
            period_id=period_id, receiver=receiver, unit_id=units[(period_id, receiver)][0],
            person_id=units[(period_id, receiver)][1], unit_class_id=classes.get(units[(period_id, receiver)][0]),
            **asdict(figures.get((period_id, receiver), Figures())),
        )
        for period_id, receiver in sorted(keys)
    ]  # fmt: skip
    ScoreTotal.objects.bulk_create(
        totals, batch_size=200, update_conflicts=True, unique_fields=["period", "receiver"],
        update_fields=[*FIELDS, "unit_class"],
    )  # fmt: skip


def _parse(receiver: str) -> tuple[int, int | None]:
    """Unit and person of `unit:7` or `person:12@7`."""
    kind, _colon, rest = receiver.partition(":")
    if kind == "unit":
        return int(rest), None
    person, _at, unit = rest.partition("@")
    return int(unit), int(person)


def wrong_totals() -> list[str]:
    """The recount: a line for each summary that differs from the ledger, is missing, or has no rows behind it."""
    truth = figures_from_ledger(LedgerRow.objects.all())
    lines = []
    seen: set[Key] = set()
    for total in ScoreTotal.objects.order_by("period", "receiver").iterator(chunk_size=2000):
        key = (total.period_id, total.receiver)
        seen.add(key)
        expected = asdict(truth.get(key, Figures()))
        wrong = {name: value for name, value in expected.items() if getattr(total, name) != value}
        lines += [
            f"period {key[0]}, {key[1]}: {name} is {getattr(total, name)}, the ledger says {value}"
            for name, value in wrong.items()
        ]
    return lines + [f"period {key[0]}, {key[1]}: no summary" for key in sorted(set(truth) - seen)]
