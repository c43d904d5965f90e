"""The ranking of units by class, as page and as workbook."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from documents.svg import bar_chart
from documents.xlsx import Sheet, write_xlsx
from organizations.models import Unit
from organizations.policy import can
from organizations.standing import UNIT_ROLES
from scoring.engine.numbers import ZERO, rounded
from scoring.models import Period, Scheme
from scoring.services.class_pages import ClassStanding, PeriodClasses
from scoring.services.receivers import receiver_of
from scoring.services.refreshing import reckon_again
from scoring.services.tables import ClassTable, Counts, ScoreRow, ScoreTable, score_table
from scoring.views.access import ScorePage, all_periods, may_open, period_of, reader
from scoring.views.ledger_scope import figures_at, figures_of_units
from scoring.views.pages import Page
from scoring.views.targets import target_column, targets_at

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHARTED = 30
DETAIL = " score-detail"


class RankingView(ScorePage):
    """One class at a time; the class of the reader's own unit first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not can(reader(request), "score.compare"):
            return self._own_page()
        periods = all_periods()
        period = period_of(request.GET.get("period", ""), periods)
        mine = self.standing.units(*UNIT_ROLES)
        table = PeriodClasses(period, periods, list(Scheme.objects.order_by("valid_from")), mine)
        chosen = self._chosen(table)
        page = Page.of(request, chosen.number) if chosen else None
        rows, total = table.rows(chosen, page.rows) if chosen and page else ([], Counts())
        targets = target_column(period, periods, table.schemes, person=None, unit__in=[row.unit_id for row in rows])
        lines = _lines(request, rows, table, targets, mine)
        context = {
            "period": period,
            "periods": periods,
            "table": table,
            "chosen": chosen,
            "page": page,
            "tabs": _tabs(table, chosen),
            "rows": lines,
            "levels": table.levels,
            "ranks": f"{reverse('scoring:rank')}?period={period.slug}&unit=",
            "has_targets": targets is not None,
            "sum": _Sum(total, table, self._facts_of_class(chosen, period, lines)) if chosen else None,
            "chart": _chart(rows, table) if chosen else "",
            "sets_periods": can(reader(request), "period.bounds"),
            "sees_appraisal": can(reader(request), "score.appraisal"),
            "sees_fees": can(reader(request), "feelist.open"),
            "has_own_fees": bool(mine),
            "may_reckon": can(reader(request), "score.reckon") and not period.is_closed,
        }  # fmt: skip
        return render(request, "scoring/ranking.html", context)

    def _own_page(self) -> HttpResponse:
        """Where the office keeps the ranking to itself, the own unit's page stands in its place."""
        unit = Unit.objects.filter(pk__in=self.standing.units(*UNIT_ROLES)).in_printing_order().first()
        if unit is None:
            raise Http404
        return redirect("scoring:unit", unit.pk)

    def _chosen(self, table: PeriodClasses) -> ClassStanding | None:
        named = table.find(self.request.GET.get("class", ""))
        return named or next((one for one in table.classes if one.is_own), next(iter(table.classes), None))

    def _facts_of_class(self, one: ClassStanding, period: Period, lines: list["_Line"]) -> str:
        """Where the numbers of the sum open: for who may open those of every unit of the class, also on other pages."""
        is_whole = len(lines) == one.number or can(reader(self.request), "score.appraisal")
        opens = is_whole and all(line.facts for line in lines)
        return figures_at(**{"class": one.class_id, "period": period.slug}) if opens else ""


class RankingFileView(ScorePage):
    """The whole table as a workbook, one sheet a class; values, no formulas."""

    action = "score.compare"

    def get(self, request: HttpRequest) -> HttpResponse:
        periods = all_periods()
        table = score_table(period_of(request.GET.get("period", ""), periods))
        targets = target_column(table.period, periods, table.schemes, person=None)
        sheets = [
            Sheet(name=class_name(one), headings=headings(table, targets), rows=sheet_rows(one, table, targets))
            for one in table.classes
        ]
        if not sheets:
            return redirect("scoring:ranking")
        response = HttpResponse(write_xlsx(sheets=sheets), content_type=XLSX_TYPE)
        name = _("Scores %(period)s") % {"period": table.period.slug}
        response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
        response["X-Content-Type-Options"] = "nosniff"
        return response


class ReckonView(ScorePage):
    """Have the scores of an open period reckoned again."""

    action = "score.reckon"

    def post(self, request: HttpRequest) -> HttpResponse:
        period = period_of(request.POST.get("period", ""), all_periods())
        job = reckon_again(period, by=reader(request))
        return redirect("activity:job", job.pk)


def class_name(one: ClassTable | ClassStanding) -> str:
    """The name of a class; units without one stand outside the ranking."""
    return one.name or _("Outside the ranking")


Targets = Mapping[str, Decimal] | None
"""Receiver -> target points since January; None where the scheme knows none."""


def headings(table: ScoreTable, targets: Targets) -> list[str]:
    """The headings of the workbook."""
    return [
        _("Rank"), _("Rank before"), _("Unit"), _("Filed"), _("Filed, padding or duplicate"), _("Filed since January"),
        _("Forwarded"), _("Items adopted"), _("Adoptions"), *(name for _code, name in table.levels), _("Adoption rate (%)"), _("Items instructed"),
        _("Person-times"), _("Score"), _("Score since January"),
        *([_("Target points since January")] if targets is not None else []),
    ]  # fmt: skip


def sheet_rows(one: ClassTable, table: ScoreTable, targets: Targets) -> Iterator[list[Any]]:
    """The rows of a class and their sum."""
    for row in one.rows:
        target = [] if targets is None else [targets.get(receiver_of(row.unit_id), ZERO)]
        yield [row.rank, row.previous_rank, row.unit, *_cells(row, table), *target]
    yield [None, None, _("Total"), *_cells(one.total, table)]


def _cells(counts: Counts, table: ScoreTable) -> list[Any]:
    return [
        counts.filed, counts.padding, counts.filed_cumulative, counts.forwarded, counts.adopted_items, counts.adoptions,
        *(counts.adoptions_by_level.get(code, 0) for code, _name in table.levels),
        rounded(counts.rate, table.rounding.rate), counts.instruction_items, counts.person_times,
        rounded(counts.score, table.rounding.unit), rounded(counts.cumulative, table.rounding.unit),
    ]  # fmt: skip


class _Sum:
    """A row's figures as they are printed; `facts` is where they open, empty for who may not open them."""

    def __init__(self, counts: Counts, table: PeriodClasses, facts: str) -> None:
        self.counts = counts
        self.facts = facts
        self.score = str(rounded(counts.score, table.rounding.unit))
        self.cumulative = str(rounded(counts.cumulative, table.rounding.unit))
        self.rate = f"{rounded(counts.rate, table.rounding.rate)}%"
        # What stands before the score: the value, the figure that opens, a class.
        self.cells: list[tuple[Any, str, str]] = [
            (counts.filed, "filed", ""),
            (counts.adopted_items, "adopted", ""),
            *((counts.adoptions_by_level.get(code, 0), f"level-{code}", DETAIL) for code, _name in table.levels),
            (self.rate, "rate", DETAIL),
            (counts.instructions, "instructed", DETAIL),
        ]
        self.since = [(self.cumulative, "cumulative", "")]


class _Line(_Sum):
    """A unit's line."""

    def __init__(
        self, row: ScoreRow, table: PeriodClasses, targets: Targets, *, facts: str, url: str, is_own: bool
    ) -> None:
        super().__init__(row, table, facts)
        self.row = row
        self.url = url
        self.is_own = is_own
        self.target = (targets or {}).get(receiver_of(row.unit_id), ZERO)
        self.target_url = targets_at(table.period, row.unit_id) if facts and targets is not None else ""


def _lines(
    request: HttpRequest, rows: list[ScoreRow], table: PeriodClasses, targets: Targets, mine: Collection[int]
) -> list[_Line]:
    sees_all = can(reader(request), "score.appraisal")
    facts, unit = figures_of_units(table.period), reverse("scoring:unit", args=[0])
    return [
        _Line(
            row, table, targets, is_own=row.unit_id in mine, url=unit.replace("/0/", f"/{row.unit_id}/"),
            facts=facts(row.unit_id) if sees_all or may_open(request, unit_id=row.unit_id) else "",
        )
        for row in rows
    ]  # fmt: skip


def _tabs(table: PeriodClasses, chosen: ClassStanding | None) -> list[dict[str, Any]]:
    return [
        {
            "label": class_name(one),
            "url": f"?period={table.period.slug}&class={one.class_id}",
            "active": one is chosen,
            "count": one.number,
        }
        for one in table.classes
    ]


def _chart(rows: list[ScoreRow], table: PeriodClasses) -> str:
    bars = [(row.short_name or row.unit, rounded(row.score, table.rounding.unit)) for row in rows[:CHARTED]]
    # The writer escapes every text that it is given.
    return mark_safe(bar_chart(bars, title=_("Scores"), width=460))  # noqa: S308
