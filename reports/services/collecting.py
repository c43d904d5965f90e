"""What the snapshot of a closed span holds, read from the ledger and the records behind it.

The ledger says which facts count in the span, so that the lists of a bulletin and its sums can never disagree.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from organizations.services.papers import printed_names
from reports.services.booked_faults import booked_faults
from reports.services.quotas import below_quota
from reports.services.spans import Span, before, month_span, year_before
from reports.services.step_times import step_times
from reports.services.tables import filed_items, levels_of, rows_since_january, table_of, totals_of
from reports.states import Kind, Roll
from review.models import Adoption, Instruction
from scoring.engine import FactKind
from scoring.engine.numbers import ZERO, exact
from scoring.engine.scheme import Rounding
from scoring.models import Account, LedgerRow, Period
from scoring.services.office_totals import OfficeTotals, office_totals
from scoring.services.tables import Counts, ScoreTable
from submissions.models import Item
from submissions.states import Nature

SCHEMA = 7
TREND_MONTHS = 12
LAST_DAYS = 5


@dataclass(slots=True)
class BookedFact:
    """A fact with the units for which it counts; `late_for` names the closed month in which it happened."""

    kind: str
    name: str
    key: int
    item_key: str
    on: date
    units: dict[int, None] = field(default_factory=dict)
    late_for: str = ""


def collect(span: Span | Period) -> dict[str, Any]:
    """The content of the snapshot of a span, or a month; its months must be closed, so that nothing in it can move."""
    span = month_span(span) if isinstance(span, Period) else span
    table = table_of(span)
    rows, within = _rows(span), _within(span)
    facts = _facts(rows, within)
    natures, taken_back = map(_natures, filed_items(span.rows()))
    units = {row.unit_id: row.unit for one in table.classes for row in one.rows}
    adopted = _adopted(facts, units)
    ranked = table.ranked_rows
    zero = [row for row in ranked if row.filed <= 0]
    return {
        **_head(span),
        "totals": {
            **asdict(totals_of(span.rows())),
            "units": len(units),
            "units_filed": sum(row.filed > 0 for one in table.classes for row in one.rows),
        },
        "adopted_by_level": _by_level(levels_of(span.rows()), table),
        "previous": _compared(before(span)),
        "last_year": _compared(year_before(span)),
        "year": asdict(totals_of(rows_since_january(span))),
        "trend": _trend(span.last),
        "steps": step_times(span),
        "scores": table.as_dict(),
        "adopted": adopted,
        "instructions": _instructions(facts, units),
        "faults": booked_faults(facts, units, span),
        "zero_filers": [row.unit for row in zero],
        "rolls": {
            str(Roll.ZERO): [{"id": row.unit_id, "unit": row.unit} for row in zero],
            str(Roll.BELOW): below_quota(table, span),
        },
        "without_adoption": [row.unit for row in ranked if row.filed > 0 >= row.adoptions],
        "balance": _balance(natures, taken_back),
        "natures": natures,
        "taken_back": taken_back,
        "month_end": month_end(facts, span),
        "late": [] if span.by_date else late_bookings(rows, within),
    }


def collect_topical(period: Period, day: date) -> dict[str, Any]:
    """The content for a bulletin on one matter, which quotes no figures: the same shape with nothing in it."""
    span = Span(Kind.TOPICAL, day, day, (period,))
    nothing = asdict(OfficeTotals(0, 0, 0, 0, 0, 0))
    table = ScoreTable(period, None, None, Rounding(), [], [], Counts())
    return {
        **_head(span),
        "has_figures": False,
        "totals": {**nothing, "units": 0, "units_filed": 0},
        "previous": None,
        "last_year": None,
        "year": {},
        "scores": table.as_dict(),
        "rolls": {str(Roll.ZERO): [], str(Roll.BELOW): []},
        "balance": {**{str(nature): 0 for nature in Nature}, "total": 0},
        "natures": {str(nature): [] for nature in Nature},
        "taken_back": {str(nature): [] for nature in Nature},
        "month_end": {"days": LAST_DAYS, "filed": 0},
        **{
            name: []
            for name in (
                "adopted_by_level",
                "trend",
                "steps",
                "adopted",
                "instructions",
                "faults",
                "zero_filers",
                "without_adoption",
                "late",
            )
        },
    }


def _head(span: Span) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "kind": str(span.kind),
        "has_figures": True,
        "organ": organ_words(),
        "period": _named(span.last),
        "span": span.words(),
        "closed": {"at": span.last.closed_at, "by": str(span.last.closed_by or "")},
    }


def organ_words() -> dict[str, str]:
    """The organ and its comprehensive office as they are printed."""
    name, office = printed_names()
    return {"name": name, "office": office}


def _named(period: Period) -> dict[str, Any]:
    return {
        "slug": period.slug,
        "year": period.year,
        "month": period.month,
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
    }


def _compared(span: Span | None) -> dict[str, Any] | None:
    """None where nothing is there to compare with: a paper says so and reckons no growth from nought."""
    if span is None:
        return None
    return {**_named(span.last), "name": span.name, **asdict(totals_of(span.rows()))}


def _trend(period: Period) -> list[dict[str, Any]]:
    """The last months up to this one, oldest first."""
    months = list(Period.objects.filter(starts_on__lte=period.starts_on).order_by("-starts_on")[:TREND_MONTHS])[::-1]
    return [
        {
            "period": month.slug,
            "filed": total.filed,
            "adopted_items": total.adopted_items,
            "adoptions": total.adoptions,
            "by_level": {level: adoptions for level, (_items, adoptions) in levels.items()},
        }
        for month in months
        for total, levels in [(office_totals(month), levels_of(LedgerRow.objects.of_units().filter(period=month)))]
    ]


def _rows(span: Span) -> list[LedgerRow]:
    """Those that count a fact or were booked late, by date: the others only move points, which the table has summed."""
    rows = span.rows().exclude(tally=0, fact_period__isnull=True).select_related("fact_period", "unit")
    return list(rows.defer("explanation").order_by("happened_on", "pk"))


def _within(span: Span) -> frozenset[int]:
    """What was booked late for a month of the same span is late for its month only, and not for the span."""
    return frozenset(month.pk for month in span.months)


def facts_in(span: Span) -> list[BookedFact]:
    """The facts that count in the span by the ledger of today."""
    return _facts(_rows(span), _within(span))


def late_in(span: Span) -> list[dict[str, Any]]:
    """补计 of the span by the ledger of today, as the snapshot lists it."""
    return [] if span.by_date else late_bookings(_rows(span), _within(span))


def _facts(rows: list[LedgerRow], within: frozenset[int]) -> list[BookedFact]:
    """Facts that count after all corrections among the rows, by date."""
    net: dict[tuple[str, int], int] = defaultdict(int)
    found: dict[str, BookedFact] = {}
    for row in rows:
        if not row.tally:
            continue
        net[(row.fact, row.unit_id)] += row.tally
        fact = found.setdefault(
            row.fact, BookedFact(row.kind, row.fact, _key_of(row.fact), row.item_key, row.happened_on)
        )
        is_late = row.fact_period is not None and row.fact_period_id not in within
        fact.late_for = row.fact_period.slug if is_late and row.fact_period else ""
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
            "outlet_code": row.outlet.code,
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


def _by_level(counted: Mapping[str, tuple[int, int]], table: ScoreTable) -> list[dict[str, Any]]:
    """Items and adoptions of each outlet level, highest first."""
    return [
        {"code": code, "name": name, "items": items, "adoptions": adoptions}
        for code, name in reversed(table.levels)
        for items, adoptions in [counted.get(code, (0, 0))]
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


def _natures(filed: Iterable[int]) -> dict[str, list[int]]:
    """喜忧兼报: which of the filed items tell of achievements, problems, advice; under `` those that say nothing of it."""
    found: dict[str, list[int]] = {str(nature): [] for nature in Nature}
    for pk, nature in Item.objects.filter(pk__in=filed).order_by("pk").values_list("pk", "nature"):
        found.setdefault(nature, []).append(pk)
    return found


def _balance(natures: Mapping[str, list[int]], taken_back: Mapping[str, list[int]]) -> dict[str, int]:
    """How many items of each nature, and of all, less those that an earlier month counted and that are taken back."""
    net = {key: len(natures.get(key, ())) - len(taken_back.get(key, ())) for key in {*natures, *taken_back}}
    return {**{str(nature): net[nature] for nature in Nature}, "total": sum(net.values())}


def month_end(facts: list[BookedFact], span: Span) -> dict[str, int]:
    """Items filed in the last days of a month: the seed complains of bulk at the month's end."""
    late = timedelta(days=LAST_DAYS - 1)
    filed = sum(
        any(month.ends_on - late <= fact.on <= month.ends_on for month in span.months)
        for fact in facts
        if fact.kind == FactKind.FILED
    )
    return {"days": LAST_DAYS, "filed": filed}


def late_bookings(rows: list[LedgerRow], within: frozenset[int]) -> list[dict[str, Any]]:
    """补计: what happened in a month closed earlier and was booked in a later one, also taken back."""
    sums: dict[tuple[str, str, int], dict[str, Any]] = {}
    for row in rows:
        if row.fact_period is None or row.fact_period_id in within:
            continue
        line = sums.setdefault(
            (row.fact_period.slug, row.fact, row.unit_id),
            {
                "period": row.fact_period.slug,
                "month": row.fact_period.month,
                "unit": row.unit.name,
                "kind": row.kind,
                # Clauses about periods, and faults, speak of no item.
                "item": int(row.item_key or 0),
                "happened_on": row.happened_on,
                "points": ZERO,
                "tally": 0,
            },
        )
        if row.account == Account.POINTS:
            line["points"] += exact(row.points)
        line["tally"] += row.tally
    found = [line for line in sums.values() if line["points"] or line["tally"]]
    titles = dict(Item.objects.filter(pk__in={line["item"] for line in found}).values_list("pk", "title"))
    return [{**line, "title": titles.get(line["item"], "")} for line in found]
