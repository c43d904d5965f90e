"""Behind a printed number: what the snapshot printed, what the ledger comes to today, and the rows that it counts.

A closed month is not booked in again, so both agree until something is booked late for it (补计) or it is opened again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from django.db.models import Q, QuerySet

from reports.models import Bulletin
from reports.models.snapshots import NET, YEAR_ONCE
from reports.services.behind_natures import NatureChange, changes_between, natures_then, natures_today
from reports.services.fields import rate_of
from reports.services.paper import cells_of, score_table_of
from reports.services.spans import Span, before, month_span, year_before
from reports.services.tables import Tally, filed_items, rows_since_january, tallies_of, totals_of
from scoring.engine import FactKind
from scoring.engine.scheme import Rounding
from scoring.models import Account, LedgerRow, Period
from scoring.services.counting import sign
from scoring.services.office_totals import office_totals
from scoring.services.tables import Counts, ScoreRow, ScoreTable
from submissions.states import Nature

OFFICE, ALL, UNIT, CLASS = "office", "all", "unit-", "class-"
LEVEL, OUTLET, NATURE = "level-", "outlet-", "nature-"
YEAR_FIGURES = {"filed_year": "filed", "adopted_items_year": "adopted_items"}
"""Sums of the months since January, as the snapshot adds them up."""
KINDS = {
    "filed": (FactKind.FILED,),
    "filed_cumulative": (FactKind.FILED,),
    "forwarded": (FactKind.FORWARDED,),
    "adopted_items": (FactKind.ADOPTED,),
    "adoptions": (FactKind.ADOPTED,),
    "instructions": (FactKind.INSTRUCTED,),
    "instruction_items": (FactKind.INSTRUCTED,),
    "person_times": (FactKind.INSTRUCTED,),
    "rate": (FactKind.ADOPTED, FactKind.FILED),
}
POINTS = ("score", "cumulative")
SINCE_JANUARY = ("filed_cumulative", "cumulative")
OFFICE_FIGURES = ("filed", "forwarded", "adopted_items", "adoptions", "instruction_items", "person_times", "rate")
EARLIER = {"previous": before, "last_year": year_before}
"""The spans with which a bulletin compares, by their names in the snapshot."""
FIELD_FIGURES = {
    "filed.total": "filed",
    "forwarded.total": "forwarded",
    "adopted.items": "adopted_items",
    "adopted.adoptions": "adoptions",
    "adopted.rate": "rate",
    "instructed.items": "instruction_items",
    "instructed.person_times": "person_times",
    "filed.year": "filed_year",
    "adopted.year": "adopted_items_year",
    "balance.achievement": "nature-achievement",
    "balance.problem": "nature-problem",
    "balance.advice": "nature-advice",
}
"""Fields of the text that are figures of the whole office."""

Data = Mapping[str, Any]


class NothingBehind(Exception):
    """The bulletin has no such number."""


@dataclass(frozen=True)
class Part:
    """A unit's share of a sum."""

    unit_id: int
    unit: str
    printed: str


@dataclass(frozen=True)
class Behind:
    """`printed` by the bulletin and what the ledger comes to now, `live`; `rows` that it counts, or the `parts` of a sum.

    `later`: what was booked for the same days in another period since (补计). `natures`: items that it counted and whose
    nature was changed since.
    """

    name: str
    printed: str
    live: str
    rows: "QuerySet[LedgerRow]"
    later: "QuerySet[LedgerRow]"
    parts: list[Part] = field(default_factory=list)
    natures: list[NatureChange] = field(default_factory=list)
    has_same_rows: bool = False
    """Whether it is certain that the ledger was not written again since."""

    @property
    def has_moved(self) -> bool:
        return self.printed != self.live


def span_of(bulletin: Bulletin) -> Span:
    """The span of the bulletin with its months as they are now, drawn when its snapshot was made."""
    months = Period.objects.filter(starts_on__lte=bulletin.ends_on, ends_on__gte=bulletin.starts_on)
    return Span(
        bulletin.kind, bulletin.starts_on, bulletin.ends_on, tuple(months.order_by("starts_on")),
        drawn_at=bulletin.snapshot.made_at,
    )  # fmt: skip


def later_rows(span: Span) -> "QuerySet[LedgerRow]":
    """What happened in the span and was booked where it does not count in it."""
    rows = LedgerRow.objects.of_units().exclude(tally=0, points=0)
    if span.by_date:
        return rows.filter(happened_on__range=(span.starts_on, span.ends_on)).exclude(period__in=span.closed_months())
    return rows.filter(fact_period__in=span.months).exclude(period__in=span.months)


def rows_behind(rows: "QuerySet[LedgerRow]", what: str, *, leaves_out: bool = True) -> "QuerySet[LedgerRow]":
    """Those of the rows that the figure counts. Raises NothingBehind for a figure that there is not.

    `leaves_out`: the rate does not divide by filings that were padding or duplicates.
    """
    if what in POINTS:
        return rows.filter(account=Account.POINTS).exclude(points=0)
    counting = rows.exclude(tally=0)
    if "\x00" not in what:
        if what.startswith(LEVEL):
            return counting.filter(kind=FactKind.ADOPTED, level=what.removeprefix(LEVEL))
        if what.startswith(OUTLET):
            return counting.filter(kind=FactKind.ADOPTED, outlet=what.removeprefix(OUTLET))
    if what not in KINDS:
        raise NothingBehind
    counted = counting.filter(kind__in=KINDS[what])
    return counted.exclude(kind=FactKind.FILED, padding=True) if what == "rate" and leaves_out else counted


def is_net(data: Data) -> bool:
    """Whether the snapshot's numbers of the office subtract what an earlier span counted and this one took back."""
    return bool(data["schema"] >= NET)


def _leaves_out(data: Data) -> bool:
    """Whether the rates of the snapshot leave out padding; older ones divided by everything that was filed."""
    return "padding" in data["totals"]


def open_number(bulletin: Bulletin, scope: str, what: str, month: str = "") -> Behind:
    """The number of that scope (`unit-7`, `class-2`, `all`, `office`) and figure; `month` for a line of the months' table.

    Raises NothingBehind where the bulletin prints no such number.
    """
    data = bulletin.snapshot.data
    if not data["has_figures"]:
        raise NothingBehind
    if scope == OFFICE and not month and what in YEAR_FIGURES:
        return _of_year(data, span_of(bulletin), what)
    if scope == OFFICE and not month and what.startswith(NATURE):
        return _of_nature(bulletin, what.removeprefix(NATURE))
    if scope == OFFICE:
        return _of_office(data, _span_named(bulletin, month), what, month)
    if month:
        raise NothingBehind
    return _of_units(data, span_of(bulletin), scope, what)


def _span_named(bulletin: Bulletin, name: str) -> Span:
    """The span of the bulletin, of a line of its months' table, or the one that it is compared with."""
    if name not in EARLIER:
        return _month_of(bulletin.snapshot.data, name) if name else span_of(bulletin)
    found = EARLIER[name](span_of(bulletin)) if bulletin.snapshot.data[name] else None
    if found is None:
        raise NothingBehind
    return found


def _month_of(data: Data, slug: str) -> Span:
    if slug not in {line["period"] for line in data["trend"]}:
        raise NothingBehind
    found = Period.objects.filter(year=int(slug[:4]), month=int(slug[5:])).first()
    if found is None:
        raise NothingBehind
    return month_span(found)


def _of_units(data: Data, span: Span, scope: str, what: str) -> Behind:
    table = score_table_of(data)
    if what not in table["whats"]:
        raise NothingBehind
    place = table["whats"].index(what)
    lines = [(line, one) for one in table["classes"] for line in one["rows"]]
    if scope == ALL:
        name, printed, members = "", table["total"][place], [line for line, _one in lines]
    elif scope.startswith(CLASS):
        one = next((each for each in table["classes"] if each["scope"] == scope), None)
        if one is None:
            raise NothingBehind
        name, printed, members = one["name"], one["total"][place], one["rows"]
    else:
        members = [line for line, _one in lines if line["scope"] == scope]
        if not members:
            raise NothingBehind
        name, printed = members[0]["unit"], members[0]["cells"][place]
    units = [int(line["scope"].removeprefix(UNIT)) for line in members]
    rows = (rows_since_january(span) if what in SINCE_JANUARY else span.rows()).filter(unit__in=units)
    parts = [
        Part(unit, line["unit"], line["cells"][place]) for unit, line in zip(units, members, strict=True)
    ]  # fmt: skip
    leaves_out = _leaves_out(data)
    return Behind(
        name, printed, _live(data, span, units)[place], rows_behind(rows, what, leaves_out=leaves_out),
        rows_behind(later_rows(span).filter(unit__in=units), what, leaves_out=leaves_out), [] if scope.startswith(UNIT) else parts,
    )  # fmt: skip


def _live(data: Data, span: Span, units: Iterable[int]) -> list[str]:
    """The cells of the line of these units together, from the ledger of today, printed as the snapshot prints."""
    wanted = list(units)
    now = tallies_of(span.rows().filter(unit__in=wanted))
    year = tallies_of(rows_since_january(span).filter(unit__in=wanted))
    counts = Counts()
    for unit in wanted:
        row, so_far = ScoreRow(unit_id=unit), year.get(unit, Tally())
        now.get(unit, Tally()).fill(row)
        row.padding = row.padding if _leaves_out(data) else 0
        row.filed_cumulative, row.cumulative = so_far.kinds[FactKind.FILED], so_far.points
        counts.add(row)
    known = {one.name for one in fields(Rounding)}
    digits = Rounding(**{name: value for name, value in data["scores"]["rounding"].items() if name in known})
    levels = [(level["code"], level["name"]) for level in data["scores"]["levels"]]
    table = ScoreTable(span.last, None, None, digits, levels, [], counts)
    return cells_of(table.as_dict()["total"], [code for code, _name in levels])


def _of_office(data: Data, span: Span, what: str, month: str) -> Behind:
    leaves_out = _leaves_out(data)
    rows = rows_behind(span.rows(), what, leaves_out=leaves_out)
    printed = _printed(data, what, month)
    later = rows_behind(later_rows(span), what, leaves_out=leaves_out)
    live = _counted(span, rows, what, leaves_out=leaves_out, net=is_net(data))
    return Behind("", printed, live, rows, later)


def _of_year(data: Data, span: Span, what: str) -> Behind:
    figure = YEAR_FIGURES[what]
    months = list(Period.objects.year_until(span.last.year, span.last.starts_on))
    later = LedgerRow.objects.of_units().exclude(tally=0, points=0)
    later = later.filter(fact_period__in=months).exclude(period__in=months)
    rows = rows_since_january(span)
    printed = data["year"].get(figure, data["totals"][figure])
    if data["schema"] >= YEAR_ONCE:
        live = getattr(totals_of(rows, net=is_net(data)), figure)
    else:
        live = sum(getattr(office_totals(month, net=False), figure) for month in months)
    return Behind("", str(printed), str(live), rows_behind(rows, figure), rows_behind(later, figure))


def _of_nature(bulletin: Bulletin, nature: str) -> Behind:
    """喜忧: the filed items that told of achievements, of problems, or gave advice when the bulletin counted them."""
    if nature not in Nature.values:
        raise NothingBehind
    data, span, since = bulletin.snapshot.data, span_of(bulletin), bulletin.snapshot.made_at
    filed, later = (rows_behind(rows, "filed") for rows in (span.rows(), later_rows(span)))
    counted, taken_back = filed_items(filed)
    today = natures_today({*counted, *filed_items(later)[0]})
    then = natures_then(data, today, since)
    changes = changes_between(then, {pk: today[pk] for pk in counted if pk in today}, since)
    live = sum(today.get(pk) == nature for pk in counted)
    told = [str(pk) for pk, was in then.items() if was == nature]
    if is_net(data):
        live -= sum(one == nature for one in natures_today(taken_back).values())
        told += [str(pk) for pk in data["taken_back"].get(nature, ())]
    of_late = [str(pk) for pk, is_now in today.items() if is_now == nature]
    return Behind(
        "", str(data["balance"][nature]), str(live), filed.filter(item_key__in=told), later.filter(item_key__in=of_late),
        natures=[one for one in changes if nature in (one.was, one.now)],
        has_same_rows=not rewritten_since(bulletin, span, Q()),
    )  # fmt: skip


def _printed(data: Data, what: str, month: str) -> str:
    if month in EARLIER:
        line = data[month]
    else:
        line = next((one for one in data["trend"] if one["period"] == month), None) if month else data["totals"]
    if what.startswith(LEVEL) and not month:
        return _of_level(data, what.removeprefix(LEVEL))
    if what.startswith(LEVEL):
        if line is None or line.get("by_level") is None:
            raise NothingBehind
        return str(line["by_level"].get(what.removeprefix(LEVEL), 0))
    if what.startswith(OUTLET) and not month:
        return str(sum(one["outlet_code"] == what.removeprefix(OUTLET) for one in data["adopted"]))
    if what == "rate" and not month:
        return rate_of(data["totals"])
    if line is None or what not in OFFICE_FIGURES or what not in line:
        raise NothingBehind
    return str(line[what])


def _of_level(data: Data, code: str) -> str:
    found = next((one for one in data["adopted_by_level"] if one["code"] == code), None)
    if found is None:
        raise NothingBehind
    return str(found["adoptions"])


def _counted(span: Span, rows: "QuerySet[LedgerRow]", what: str, *, leaves_out: bool, net: bool) -> str:
    if what.startswith((LEVEL, OUTLET)):
        sums: dict[str, int] = {}
        for fact, tally in rows.order_by().values_list("fact", "tally"):
            sums[fact] = sums.get(fact, 0) + tally
        # The number of an outlet is that of its adoptions in the list, from which nothing is subtracted.
        is_net = net and what.startswith(LEVEL)
        return str(sum(sign(tally) if is_net else tally > 0 for tally in sums.values()))
    totals = totals_of(span.rows(), net=net)
    if what == "rate":
        return rate_of(asdict(totals if leaves_out else replace(totals, padding=0)))
    return str(getattr(totals, what))


def rewritten_since(bulletin: Bulletin, span: Span, units: Q) -> bool:
    """Whether the ledger of the months was written again after the snapshot was made: a month was opened again."""
    rows = LedgerRow.objects.of_units().filter(units, period__in=span.months)
    return rows.filter(run__started_at__gt=bulletin.snapshot.made_at).exists()
