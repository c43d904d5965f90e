"""What a closed month's snapshot holds, read from the ledger and the records behind it.

The ledger says which facts count in the month, so that the lists of a bulletin and its sums can never disagree.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from organizations.models import Unit, UnitKind
from review.models import Adoption, Instruction
from scoring.engine import FactKind
from scoring.engine.numbers import ZERO, exact
from scoring.models import LedgerRow, Period
from scoring.services.tables import ScoreTable, office_totals, score_table
from submissions.models import Item
from submissions.states import Nature

SCHEMA = 1
TREND_MONTHS = 12
LAST_DAYS = 5


@dataclass(slots=True)
class BookedFact:
    """A fact with the units for which it counts; `late_for` names the closed month in which it happened."""

    kind: str
    key: int
    item_key: str
    on: date
    units: dict[int, None] = field(default_factory=dict)
    late_for: str = ""


def collect(period: Period) -> dict[str, Any]:
    """The content of the period's snapshot; the period must be closed, so that nothing in it can move any more."""
    table = score_table(period)
    facts = _facts(period)
    units = {row.unit_id: row.unit for one in table.classes for row in one.rows}
    adopted = _adopted(facts, units)
    trend = _trend(period)
    return {
        "schema": SCHEMA,
        "organ": _organ(),
        "period": _named(period),
        "closed": {"at": period.closed_at, "by": str(period.closed_by or "")},
        "totals": {
            **asdict(office_totals(period)),
            "units": len(units),
            "units_filed": sum(row.filed > 0 for one in table.classes for row in one.rows),
        },
        "adopted_by_level": _by_level(adopted, table),
        "previous": _compared(table.previous),
        "last_year": _compared(Period.objects.filter(year=period.year - 1, month=period.month).first()),
        "year": _year(period),
        "trend": trend,
        "scores": table.as_dict(),
        "adopted": adopted,
        "instructions": _instructions(facts, units),
        "zero_filers": [row.unit for one in table.classes if one.is_ranked for row in one.rows if row.filed <= 0],
        "without_adoption": [
            row.unit for one in table.classes if one.is_ranked for row in one.rows if row.filed > 0 >= row.adoptions
        ],
        "balance": _balance(facts),
        "month_end": _month_end(facts, period),
        "late": _late(period),
    }


def _organ() -> dict[str, str]:
    names = dict(
        Unit.objects.filter(kind__in=[UnitKind.ORGAN, UnitKind.COMPREHENSIVE_OFFICE])
        .order_by("-sort_no", "-pk")
        .values_list("kind", "name")
    )
    return {"name": names.get(UnitKind.ORGAN, ""), "office": names.get(UnitKind.COMPREHENSIVE_OFFICE, "")}


def _named(period: Period) -> dict[str, Any]:
    return {
        "slug": period.slug,
        "year": period.year,
        "month": period.month,
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
    }


def _compared(period: Period | None) -> dict[str, Any] | None:
    return None if period is None else {**_named(period), **asdict(office_totals(period))}


def _year(period: Period) -> dict[str, int]:
    """Sums from January to the period. An item adopted in two months counts in both, as in the months' bulletins."""
    sums: dict[str, int] = defaultdict(int)
    for month in Period.objects.year_until(period.year, period.starts_on):
        for name, value in asdict(office_totals(month)).items():
            sums[name] += value
    return dict(sums)


def _trend(period: Period) -> list[dict[str, Any]]:
    """The last months up to this one, oldest first."""
    months = Period.objects.filter(starts_on__lte=period.starts_on).order_by("-starts_on")[:TREND_MONTHS]
    return [
        {"period": month.slug, "filed": total.filed, "adopted_items": total.adopted_items, "adoptions": total.adoptions}
        for month in reversed(months)
        for total in [office_totals(month)]
    ]


def _rows(period: Period) -> "QuerySet[LedgerRow]":
    return LedgerRow.objects.of_units().filter(period=period).order_by("happened_on", "pk")


def _facts(period: Period) -> list[BookedFact]:
    """Facts that count in the period after all corrections booked in it, by date."""
    net: dict[tuple[str, int], int] = defaultdict(int)
    found: dict[str, BookedFact] = {}
    rows = _rows(period).exclude(tally=0).select_related("fact_period")
    for row in rows:
        net[(row.fact, row.unit_id)] += row.tally
        fact = found.setdefault(row.fact, BookedFact(row.kind, _key_of(row.fact), row.item_key, row.happened_on))
        fact.late_for = row.fact_period.slug if row.fact_period else ""
    for (name, unit_id), tally in net.items():
        if tally > 0:
            found[name].units[unit_id] = None
    return [fact for fact in found.values() if fact.units]


def _key_of(fact: str) -> int:
    """The primary key in `adopted:12`."""
    return int(fact.rpartition(":")[2])


def _of_kind(facts: Iterable[BookedFact], kind: FactKind) -> dict[int, BookedFact]:
    return {fact.key: fact for fact in facts if fact.kind == kind}


def _unit_names(fact: BookedFact, item: Item, units: dict[int, str]) -> list[str]:
    """The lead unit first, then its partners, or the units of a composite's sources."""
    return [units[pk] for pk in sorted(fact.units, key=lambda pk: pk != item.unit_id) if pk in units]


def _adopted(facts: list[BookedFact], units: dict[int, str]) -> list[dict[str, Any]]:
    """Adopted items, highest level first, then by outlet and date."""
    booked = _of_kind(facts, FactKind.ADOPTED)
    rows = (
        Adoption.objects.filter(pk__in=booked)
        .select_related("item", "outlet__level")
        .order_by("-outlet__level__sort_no", "outlet__sort_no", "outlet", "adopted_on", "pk")
    )
    return [
        {
            "item": row.item_id,
            "title": row.printed_title or row.item.title,
            "units": _unit_names(booked[row.pk], row.item, units),
            "outlet": row.outlet.name,
            "level": row.outlet.level.code,
            "level_name": row.outlet.level.name,
            "issue_number": row.issue_number,
            "edition": row.edition,
            "adopted_on": row.adopted_on,
            "in_composite": row.in_composite,
            "late_for": booked[row.pk].late_for,
        }
        for row in rows
    ]


def _by_level(adopted: list[dict[str, Any]], table: ScoreTable) -> list[dict[str, Any]]:
    """Items and adoptions of each outlet level, highest first."""
    return [
        {
            "code": code,
            "name": name,
            "items": len({line["item"] for line in adopted if line["level"] == code}),
            "adoptions": sum(line["level"] == code for line in adopted),
        }
        for code, name in reversed(table.levels)
    ]


def _instructions(facts: list[BookedFact], units: dict[int, str]) -> list[dict[str, Any]]:
    """Who wrote on which item, and whether feedback is there. The words themselves are not for everybody."""
    booked = _of_kind(facts, FactKind.INSTRUCTED)
    rows = Instruction.objects.filter(pk__in=booked).select_related("item", "leader__level").defer("text")
    settled = set(rows.filter(feedbacks__is_final=True).values_list("pk", flat=True))
    return [
        {
            "item": row.item_id,
            "title": row.item.title,
            "units": _unit_names(booked[row.pk], row.item, units),
            "leader": str(row.leader),
            "level": row.leader.level.code,
            "instructed_on": row.instructed_on,
            "feedback_due": row.feedback_due,
            "is_settled": row.pk in settled,
            "late_for": booked[row.pk].late_for,
        }
        for row in rows.order_by("-leader__level__sort_no", "leader__sort_no", "instructed_on", "pk")
    ]


def _balance(facts: list[BookedFact]) -> dict[str, int]:
    """喜忧兼报: how many of the filed items tell of achievements, problems, advice."""
    filed = [int(fact.item_key) for fact in facts if fact.kind == FactKind.FILED]
    natures = list(Item.objects.filter(pk__in=filed).values_list("nature", flat=True))
    return {**{str(nature): natures.count(nature) for nature in Nature}, "total": len(natures)}


def _month_end(facts: list[BookedFact], period: Period) -> dict[str, int]:
    """Items filed in the last days of the period: the seed complains of bulk at the month's end."""
    start = period.ends_on - timedelta(days=LAST_DAYS - 1)
    filed = [fact for fact in facts if fact.kind == FactKind.FILED and start <= fact.on <= period.ends_on]
    return {"days": LAST_DAYS, "filed": len(filed)}


def _late(period: Period) -> list[dict[str, Any]]:
    """补计: what happened in a month closed earlier and is booked in this one, also taken back."""
    sums: dict[tuple[str, str, int], dict[str, Any]] = {}
    rows = _rows(period).filter(fact_period__isnull=False).select_related("fact_period", "unit")
    for row in rows:
        line = sums.setdefault(
            (row.fact_period.slug, row.fact, row.unit_id),  # type: ignore[union-attr]
            {
                "period": row.fact_period.slug,  # type: ignore[union-attr]
                "month": row.fact_period.month,  # type: ignore[union-attr]
                "unit": row.unit.name,
                "kind": row.kind,
                "item": int(row.item_key),
                "happened_on": row.happened_on,
                "points": ZERO,
                "tally": 0,
            },
        )
        line["points"] += exact(row.points)
        line["tally"] += row.tally
    found = [line for line in sums.values() if line["points"] or line["tally"]]
    titles = dict(Item.objects.filter(pk__in={line["item"] for line in found}).values_list("pk", "title"))
    return [{**line, "title": titles.get(line["item"], "")} for line in found]
