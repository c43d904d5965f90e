"""The table of persons, as a page and as a workbook."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from documents.xlsx import CONTENT_TYPE, Sheet, write_xlsx
from organizations.policy import visible_to
from scoring.engine.numbers import rounded
from scoring.engine.scheme import Rounding
from scoring.models import Period, ScoreTotal
from scoring.services.people_tables import PersonRow, people_table
from scoring.services.validity import rules_of, scheme_on
from scoring.views.access import ScorePage, all_periods, period_of, reader


class PeopleView(ScorePage):
    """Persons by score: all for the office and the leaders, those of the unit for its head, oneself for everybody."""

    def get(self, request: HttpRequest) -> HttpResponse:
        periods = all_periods()
        period = period_of(request.GET.get("period", ""), periods)
        places = rounding_of(period).person
        lines = [(row, _shown(row, places), _facts(row)) for row in self.rows(period)]
        context = {"period": period, "periods": periods, "lines": lines}
        return render(request, "scoring/people.html", context)

    def rows(self, period: Period) -> list[PersonRow]:
        return people_table(visible_to(reader(self.request), ScoreTotal.objects.of_people()), period)


class PeopleFileView(PeopleView):
    """The same as a workbook; numbers as values."""

    def get(self, request: HttpRequest) -> HttpResponse:
        period = period_of(request.GET.get("period", ""), all_periods())
        headings = [
            _("Rank"), _("Person"), _("Unit"), _("Filed"), _("Items adopted"), _("Adoptions"), _("Instructions (items)"),
            _("Instructions (person-times)"), _("Score"), _("Score since January"),
        ]  # fmt: skip
        name = _("Scores of persons %(period)s") % {"period": period.slug}
        sheet = Sheet(name, headings, _cells(self.rows(period), rounding_of(period).person))
        response = HttpResponse(write_xlsx(sheets=[sheet]), content_type=CONTENT_TYPE)
        response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")
        return response


def rounding_of(period: Period) -> Rounding:
    """The printed digits of the scheme that is valid on the last day of the period."""
    scheme = scheme_on(period.ends_on)
    return rules_of(scheme).rounding if scheme else Rounding()


def _shown(row: PersonRow, places: int) -> dict[str, Any]:
    return {"score": rounded(row.total.points, places), "cumulative": rounded(row.cumulative, places)}


def _facts(row: PersonRow) -> str:
    query = f"unit={row.unit.pk}&person={row.person.pk}&period={row.total.period.slug}"
    return f"{reverse('scoring:facts')}?{query}&what="


def _cells(rows: Sequence[PersonRow], places: int) -> Iterator[Sequence[Any]]:
    for row in rows:
        total = row.total
        yield [
            row.rank, row.person.name, row.unit.name, total.filed, total.adopted_items, total.adoptions,
            total.instruction_items, total.person_times, rounded(total.points, places), rounded(row.cumulative, places),
        ]  # fmt: skip
