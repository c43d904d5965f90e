"""Standings of quotas and effects of thresholds: stored whenever a receiver is settled, and compared by the recount."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from scoring.engine import FactKind
from scoring.engine.numbers import ZERO
from scoring.engine.settlement import Effect, QuotaResult, Settled
from scoring.models import LedgerRow, QuotaStanding, SettledEffect
from scoring.services.booking import Desk
from scoring.services.ledger_sums import periods_of, settled_from_ledger
from scoring.services.quota_rows import close_with_units
from scoring.services.receivers import receiver_of

PORTION = 500
SETTLED = "settled"
Stored = QuotaStanding | SettledEffect
MODELS: tuple[type[Stored], ...] = (QuotaStanding, SettledEffect)


def store(settled: Settled, receivers: Sequence[str], year: int, desk: Desk, slots: Mapping[str, int]) -> None:
    """Write those of the receivers' year anew; `slots`: key -> primary key of the period."""
    rows = standing_rows(settled, year, desk, slots)
    for model in MODELS:
        model.objects.filter(year=year, receiver__in=receivers).delete()
    QuotaStanding.objects.bulk_create((row for row in rows if isinstance(row, QuotaStanding)), batch_size=PORTION)
    SettledEffect.objects.bulk_create((row for row in rows if isinstance(row, SettledEffect)), batch_size=PORTION)


def standing_rows(settled: Settled, year: int, desk: Desk, slots: Mapping[str, int]) -> list[Stored]:
    """The rows that are stored for what the engine says."""
    quotas = [
        QuotaStanding(
            **_common(one, year, desk, slots), starts_on=one.starts_on, ends_on=one.ends_on, demand=one.demand,
            is_optional=one.optional, state=one.state, points=one.points,
        )
        for one in settled.quotas
    ]  # fmt: skip
    close_with_units(quotas)
    effects: list[Stored] = [
        SettledEffect(**_common(one, year, desk, slots), effects=list(one.effects), facts=list(one.facts))
        for one in settled.effects
    ]
    return [*quotas, *effects]


def _common(one: QuotaResult | Effect, year: int, desk: Desk, slots: Mapping[str, int]) -> dict[str, Any]:
    unit, person = int(one.unit), int(one.person) if one.person else None
    return {
        "year": year, "period_id": slots[one.slot], "unit_id": unit, "person_id": person,
        "receiver": receiver_of(unit, person), "scheme_id": desk.schemes[one.scheme], "clause": one.clause,
        "span": one.span, "counted": Decimal(one.counted),
    }  # fmt: skip


def wrong_standings(desk: Desk) -> list[str]:
    """The recount: a line for each receiver whose settlement in the ledger, or whose stored standings, differ from what
    the engine says of the rows that stand."""
    lines: list[str] = []
    for year, receivers in sorted(settled_years().items()):
        ordered = sorted(receivers)
        for start in range(0, len(ordered), PORTION):
            lines += _wrong(ordered[start : start + PORTION], year, desk)
    return lines


def settled_years() -> dict[int, set[str]]:
    """Year -> everybody who has been settled for it."""
    years: dict[int, set[str]] = defaultdict(set)
    for model in MODELS:
        for year, receiver in model.objects.order_by().values_list("year", "receiver").distinct():
            years[year].add(receiver)
    rows = LedgerRow.objects.filter(kind=FactKind.SETTLEMENT).order_by()
    for key, receiver in rows.values_list("group_key", "receiver").distinct():
        years[int(key.rpartition(":")[2])].add(receiver)
    return years


def _wrong(receivers: Sequence[str], year: int, desk: Desk) -> Iterator[str]:
    periods = periods_of(year)
    settled = settled_from_ledger(receivers, periods, desk)
    missing: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for row in settled.rows:
        missing[(row.receiver, row.fact)] += row.points
    booked = LedgerRow.objects.filter(group_key__in=[group_of(receiver, year) for receiver in receivers])
    for receiver, fact, points in booked.order_by().values_list("receiver", "fact", "points"):
        missing[(receiver, fact)] -= points
    for (receiver, fact), points in sorted(missing.items()):
        if points:
            yield f"{receiver}: {fact} lacks {points}"
    wanted = Counter(map(_told, standing_rows(settled, year, desk, {period.slug: period.pk for period in periods})))
    stored = Counter(_told(row) for model in MODELS for row in model.objects.filter(year=year, receiver__in=receivers))
    for told in sorted((wanted - stored) + (stored - wanted)):
        yield f"{told[1]}: the standing of {told[2]} in {told[3]} differs"


def group_of(receiver: str, year: int) -> str:
    """The group key of the rows that settle the receiver's year."""
    return f"{SETTLED}:{receiver}:{year}"


def _told(row: Stored) -> tuple[str, ...]:
    """All that the row says, for comparing."""
    told = (
        type(row).__name__,
        row.receiver,
        row.clause,
        row.span,
        row.scheme_id,
        row.period_id,
        row.counted.normalize(),
    )
    if isinstance(row, SettledEffect):
        return (*map(str, told), str(row.effects), str(row.facts))
    own = (row.starts_on, row.ends_on, row.demand.normalize(), row.is_optional, row.state, row.points.normalize())
    return (*map(str, told), *map(str, own))
