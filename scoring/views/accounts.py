"""A unit's page and a person's page: the year by month, as table and chart."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from documents.svg import Series, line_chart
from documents.xlsx import CONTENT_TYPE, Sheet, write_xlsx
from organizations.models import Unit, User
from organizations.policy import visible_to
from scoring.engine.numbers import rounded
from scoring.engine.scheme import Rounding, parse_scheme
from scoring.models import Period, QuotaStanding, Scheme, ScoreTotal, SettledEffect
from scoring.services.accounts import Month, months_of, people_of, ranks_of, with_places
from scoring.services.quota_progress import running
from scoring.services.tables import Counts, scheme_of
from scoring.services.validity import scheme_on
from scoring.views.access import ScorePage, all_periods, may_open, reader
from scoring.views.quotas import effects_in_words, quota_lines


class UnitView(ScorePage):
    """The unit's year; below it its people, as far as the reader may see them."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        unit = get_object_or_404(Unit.objects.select_related("unit_class"), pk=pk)
        if not may_open(request, unit_id=unit.pk):
            raise Http404
        periods, years, year = _year(request)
        totals = ScoreTotal.objects.of_units().filter(unit=unit, period__in=periods)
        people = visible_to(
            reader(request),
            ScoreTotal.objects.of_people().filter(unit=unit, period__in=periods),
        )
        schemes = list(Scheme.objects.order_by("valid_from"))
        rounding = scheme_of(periods[-1], schemes)[1].rounding
        ranked = bool(unit.unit_class and unit.unit_class.is_ranked)
        placed = list(with_places(totals))
        months = months_of(placed, periods, ranks_of(placed, periods, schemes))
        context = {
            "unit": unit,
            "quotas": quota_lines(running(visible_to(reader(request), QuotaStanding.objects.filter(unit=unit)))),
            "effects": effects_in_words(
                visible_to(reader(request), SettledEffect.objects.of_units().filter(unit=unit, year=year))
            ),
            "year": year,
            "years": years,
            "ranked": ranked,
            "months": [_line(month, rounding.unit, f"{reverse('scoring:facts')}?unit={unit.pk}") for month in months],
            "sum": _sum(months, rounding.unit),
            "chart": _chart(months, rounding.unit),
            "people": [
                (person, counts, rounded(counts.score, rounding.person)) for person, counts in people_of(people)
            ],
        }
        return render(request, "scoring/unit.html", context)


class UnitFileView(ScorePage):
    """The unit's year as a workbook."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        unit = get_object_or_404(Unit, pk=pk)
        if not may_open(request, unit_id=unit.pk):
            raise Http404
        periods, _years, year = _year(request)
        totals = ScoreTotal.objects.of_units().filter(unit=unit, period__in=periods)
        return _workbook(f"{unit.name} {year}", months_of(totals, periods), _rounding(periods).unit)


class PersonView(ScorePage):
    """A person's year: only for that person, the head of the unit, the office and the leaders."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(User, pk=pk)
        periods, years, year = _year(request)
        totals = visible_to(
            reader(request),
            ScoreTotal.objects.of_people().filter(person=person),
        )
        units = list(Unit.objects.filter(pk__in=totals.values("unit")))
        if not units and person != reader(request):
            raise Http404
        rounding = _rounding(periods)
        months = months_of(totals.filter(period__in=periods), periods)
        facts = f"{reverse('scoring:facts')}?person={person.pk}&unit={units[0].pk}" if len(units) == 1 else ""
        context = {
            "person": person,
            "units": units,
            "year": year,
            "years": years,
            "months": [_line(month, rounding.person, facts) for month in months],
            "sum": _sum(months, rounding.person),
            "chart": _chart(months, rounding.person),
        }
        return render(request, "scoring/person.html", context)


class PersonFileView(ScorePage):
    """The person's year as a workbook."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(User, pk=pk)
        periods, _years, year = _year(request)
        totals = visible_to(reader(request), ScoreTotal.objects.of_people().filter(person=person))
        if not totals.exists() and person != reader(request):
            raise Http404
        months = months_of(totals.filter(period__in=periods), periods)
        return _workbook(f"{person.name} {year}", months, _rounding(periods).person)


def _workbook(name: str, months: list[Month], places: int) -> HttpResponse:
    """One line a month and their sum; numbers as values."""
    headings = [
        _("Period"), _("Filed"), _("Forwarded"), _("Items adopted"), _("Adoptions"), _("Instructions (items)"),
        _("Instructions (person-times)"), _("Score"),
    ]  # fmt: skip
    rows = [[str(month.period), *_cells(month.counts, places)] for month in months]
    total = Counts()
    for month in months:
        total.add(month.counts)
    sheet = Sheet(name, headings, [*rows, [_("Total"), *_cells(total, places)]])
    response = HttpResponse(write_xlsx(sheets=[sheet]), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")
    return response


def _cells(counts: Counts, places: int) -> list[Any]:
    return [
        counts.filed, counts.forwarded, counts.adopted_items, counts.adoptions, counts.instruction_items,
        counts.person_times, rounded(counts.score, places),
    ]  # fmt: skip


def _year(request: HttpRequest) -> tuple[list[Period], list[int], int]:
    """The periods of the chosen year in order, all years, the year. Raises Http404 for a year without periods."""
    periods = all_periods()
    years = sorted({period.year for period in periods}, reverse=True)
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdecimal() and len(wanted) < 5 else years[0]
    if year not in years:
        raise Http404
    return sorted((p for p in periods if p.year == year), key=lambda period: period.starts_on), years, year


def _rounding(periods: list[Period]) -> Rounding:
    scheme = scheme_on(periods[-1].ends_on)
    return parse_scheme(scheme.document).rounding if scheme else Rounding()


def _line(month: Month, places: int, facts: str) -> dict[str, Any]:
    shown = str(rounded(month.counts.score, places))
    address = f"{facts}&period={month.period.slug}&what=" if facts else ""
    return {"month": month, "counts": month.counts, "score": shown, "facts": address}


def _sum(months: list[Month], places: int) -> dict[str, Any]:
    total = Counts()
    for month in months:
        total.add(month.counts)
    return {"counts": total, "score": str(rounded(total.score, places))}


def _chart(months: list[Month], places: int) -> str:
    labels = [_("%(month)d") % {"month": month.period.month} for month in months]
    score = Series(_("Score"), [rounded(month.counts.score, places) for month in months])
    # The writer escapes every text that it is given.
    return mark_safe(line_chart(labels, [score], title=_("Score by month"), width=560, height=260))  # noqa: S308
