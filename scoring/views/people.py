"""The table of persons, as a page and as a workbook."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from documents.xlsx import CONTENT_TYPE, Sheet, write_xlsx
from organizations.policy import visible_to
from scoring.engine.numbers import ZERO, rounded
from scoring.engine.scheme import Scheme as Rules
from scoring.models import Period, Scheme, ScoreTotal
from scoring.services.people_tables import PeopleTable, PersonRow
from scoring.services.tables import scheme_of
from scoring.views.access import ScorePage, all_periods, period_of, reader
from scoring.views.ledger_scope import figures_at
from scoring.views.pages import Page
from scoring.views.targets import target_column, targets_at

NAME = 40
"""Letters of a name that is looked for."""


class PeopleView(ScorePage):
    """Persons by score: all for the office and the leaders, those of the unit for its head, oneself for everybody."""

    def get(self, request: HttpRequest) -> HttpResponse:
        periods = all_periods()
        period = period_of(request.GET.get("period", ""), periods)
        schemes = list(Scheme.objects.order_by("valid_from"))
        rules = scheme_of(period, schemes)[1]
        name = request.GET.get("name", "").replace("\0", "").strip()[:NAME]
        table = self.table(period, rules, name)
        page = Page.of(request, table.number)
        rows = table.rows(page.rows)
        targets = _targets(rows, period, periods, schemes)
        lines = [(row, _shown(row, rules.rounding.person, targets), _facts(row)) for row in rows]
        context = {
            "period": period, "periods": periods, "lines": lines, "has_targets": targets is not None, "page": page,
            "name": name, "longest": NAME,
        }  # fmt: skip
        return render(request, "scoring/people.html", context)

    def table(self, period: Period, rules: Rules, name: str = "") -> PeopleTable:
        seen = visible_to(reader(self.request), ScoreTotal.objects.of_people())
        return PeopleTable(seen, period, rules.ranking, name)


class PeopleFileView(PeopleView):
    """Everybody of them as a workbook; numbers as values."""

    def get(self, request: HttpRequest) -> HttpResponse:
        periods = all_periods()
        period = period_of(request.GET.get("period", ""), periods)
        schemes = list(Scheme.objects.order_by("valid_from"))
        rules = scheme_of(period, schemes)[1]
        rows = self.table(period, rules).rows(slice(None))
        targets = _targets(rows, period, periods, schemes)
        headings = [
            _("Rank"), _("Person"), _("Unit"), _("Filed"), _("Items adopted"), _("Adoptions"), _("Instructions (items)"),
            _("Instructions (person-times)"), _("Score"), _("Score since January"),
            *([_("Target points since January")] if targets is not None else []),
        ]  # fmt: skip
        name = _("Scores of persons %(period)s") % {"period": period.slug}
        sheet = Sheet(name, headings, _cells(rows, rules.rounding.person, targets))
        response = HttpResponse(write_xlsx(sheets=[sheet]), content_type=CONTENT_TYPE)
        response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")
        return response


Targets = Mapping[str, Decimal] | None


def _targets(
    rows: Sequence[PersonRow], period: Period, periods: Sequence[Period], schemes: Sequence[Scheme]
) -> Targets:
    """The target points of these persons since January; None where the scheme knows none."""
    return target_column(period, periods, schemes, person__in={row.person.pk for row in rows})


def _shown(row: PersonRow, places: int, targets: Targets) -> dict[str, Any]:
    return {
        "target": (targets or {}).get(row.total.receiver, ZERO),
        "target_url": targets_at(row.total.period, row.unit.pk, row.person.pk),
        "score": rounded(row.total.points, places),
        "cumulative": rounded(row.total.since, places),
        "instructions": f"{row.total.instruction_items}/{row.total.person_times}",
    }


def _facts(row: PersonRow) -> str:
    return figures_at(unit=row.unit.pk, person=row.person.pk, period=row.total.period.slug)


def _cells(rows: Sequence[PersonRow], places: int, targets: Targets) -> Iterator[Sequence[Any]]:
    for row in rows:
        total = row.total
        yield [
            row.rank, row.person.name, row.unit.name, total.filed, total.adopted_items, total.adoptions,
            total.instruction_items, total.person_times, rounded(total.points, places), rounded(row.total.since, places),
            *([] if targets is None else [targets.get(total.receiver, ZERO)]),
        ]  # fmt: skip
