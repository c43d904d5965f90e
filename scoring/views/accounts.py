"""A unit's page and a person's page: the year by month, as table and chart."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from documents.charts import LINES, Chart
from documents.svg import Series
from organizations.models import Unit, User
from organizations.policy import can, visible_to
from scoring.engine.numbers import rounded
from scoring.engine.scheme import Rounding
from scoring.models import Period, QuotaStanding, Scheme, ScoreTotal, SettledEffect
from scoring.services.accounts import Month, months_of, people_of, ranks_of, with_places
from scoring.services.quota_progress import of_year
from scoring.services.tables import Counts, scheme_of
from scoring.views.access import ScorePage, all_periods, may_open, reader
from scoring.views.account_files import account_workbook
from scoring.views.ledger_scope import figures_at
from scoring.views.quotas import Articles, effects_in_words, quota_lines
from scoring.views.targets import TargetBox, target_box, target_sheet


@dataclass(frozen=True)
class Year:
    """The periods of the chosen year in order, with the digits that each prints; all years."""

    number: int
    others: list[int]
    periods: list[Period]
    schemes: list[Scheme]

    @classmethod
    def asked(cls, request: HttpRequest) -> "Year":
        """The year of the address, or the latest. Raises Http404 for a year without periods."""
        periods = all_periods()
        years = sorted({period.year for period in periods}, reverse=True)
        wanted = request.GET.get("year", "")
        year = int(wanted) if wanted.isdecimal() and len(wanted) < 5 else years[0]
        if year not in years:
            raise Http404
        own = sorted((p for p in periods if p.year == year), key=lambda period: period.starts_on)
        return cls(year, years, own, list(Scheme.objects.order_by("valid_from")))

    def digits(self, period: Period) -> Rounding:
        return scheme_of(period, self.schemes)[1].rounding

    @property
    def bounds(self) -> dict[str, str]:
        """The whole year, as addresses of figures name it."""
        return {"first": self.periods[0].slug, "period": self.periods[-1].slug}


class UnitView(ScorePage):
    """The unit's year; below it its people, as far as the reader may see them."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        unit = _unit(request, pk)
        year = Year.asked(request)
        placed = list(with_places(_unit_totals(unit, year)))
        months = months_of(placed, year.periods, ranks_of(placed, year.periods, year.schemes))
        classes = {total.period_id: total.unit_class_id for total in placed}
        context = {
            **_context(months, year, is_person=False, unit=unit.pk),
            "unit": unit,
            "ranked": bool(unit.unit_class and unit.unit_class.is_ranked),
            **self._settled(unit, year),
            "targets": target_box(year.periods, unit.pk, schemes=year.schemes),
            "people": self._people(unit, year),
        }
        if can(reader(request), "score.compare"):
            for line in context["months"]:
                line["table"] = _table_of(line["month"], classes.get(line["month"].period.pk))
        return render(request, "scoring/unit.html", context)

    def _settled(self, unit: Unit, year: Year) -> dict[str, Any]:
        """Quotas that run and that are over, and what thresholds did."""
        quotas = visible_to(reader(self.request), QuotaStanding.objects.filter(unit=unit))
        effects = SettledEffect.objects.of_units().filter(unit=unit, year=year.number)
        articles = Articles()
        lines = quota_lines(of_year(quotas, year.number), articles)
        return {
            "quotas": [line for line in lines if not line.progress.is_over],
            "ended": [line for line in lines if line.progress.is_over],
            "effects": effects_in_words(visible_to(reader(self.request), effects), articles),
        }

    def _people(self, unit: Unit, year: Year) -> list[dict[str, Any]]:
        totals = ScoreTotal.objects.of_people().filter(unit=unit, period__in=year.periods)
        places = year.digits(year.periods[-1]).person
        return [
            {
                "person": person,
                "counts": counts,
                "score": rounded(counts.score, places),
                "facts": figures_at(unit=unit.pk, person=person.pk, **year.bounds),
            }
            for person, counts in people_of(visible_to(reader(self.request), totals))
        ]


class UnitFileView(ScorePage):
    """The unit's year as a workbook."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        unit = _unit(request, pk)
        year = Year.asked(request)
        placed = list(with_places(_unit_totals(unit, year)))
        months = months_of(placed, year.periods, ranks_of(placed, year.periods, year.schemes))
        digits = year.digits(year.periods[-1])
        box = target_box(year.periods, unit.pk, schemes=year.schemes)
        more = [target_sheet(box)] if box else []
        return account_workbook(f"{unit.name} {year.number}", months, digits.unit, digits.rate, ranked=True, more=more)


class PersonView(ScorePage):
    """A person's year: only for that person, the head of the unit, the office and the leaders."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        person, totals = account_of_person(request, pk)
        year = Year.asked(request)
        months = months_of(totals.filter(period__in=year.periods), year.periods)
        units = list(Unit.objects.filter(pk__in=totals.values("unit")))
        context = {
            **_context(months, year, is_person=True, person=person.pk),
            "person": person,
            "units": units,
            "targets": _targets(person, units, year),
            "opens_fees": person == reader(request) or can(reader(request), "feelist.open"),
        }
        return render(request, "scoring/person.html", context)


class PersonFileView(ScorePage):
    """The person's year as a workbook."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        person, totals = account_of_person(request, pk)
        year = Year.asked(request)
        months = months_of(totals.filter(period__in=year.periods), year.periods)
        digits = year.digits(year.periods[-1])
        units = list(Unit.objects.filter(pk__in=totals.values("unit")))
        boxes = _targets(person, units, year)
        more = [target_sheet(box, unit.name if len(boxes) > 1 else "") for unit, box in boxes]
        return account_workbook(f"{person.name} {year.number}", months, digits.person, digits.rate, more=more)


def _targets(person: User, units: list[Unit], year: Year) -> list[tuple[Unit, TargetBox]]:
    """The person's target points, unit by unit."""
    boxes = [(unit, target_box(year.periods, unit.pk, person.pk, year.schemes)) for unit in units]
    return [(unit, box) for unit, box in boxes if box]


def _unit(request: HttpRequest, pk: int) -> Unit:
    """The unit whose account the reader may open. Raises Http404."""
    unit = get_object_or_404(Unit.objects.select_related("unit_class"), pk=pk)
    if not may_open(request, unit_id=unit.pk):
        raise Http404
    return unit


def _unit_totals(unit: Unit, year: Year) -> "QuerySet[ScoreTotal]":
    return ScoreTotal.objects.of_units().filter(unit=unit, period__in=year.periods)


def account_of_person(request: HttpRequest, pk: int) -> tuple[User, "QuerySet[ScoreTotal]"]:
    """The person with the totals that the reader may see. Raises Http404 where there are none, but for oneself."""
    person = get_object_or_404(User, pk=pk)
    totals = visible_to(reader(request), ScoreTotal.objects.of_people().filter(person=person))
    if person != reader(request) and not totals.exists():
        raise Http404
    return person, totals


def _table_of(month: Month, class_id: int | None) -> str:
    """Where the rank of a month was read."""
    return f"{reverse('scoring:ranking')}?period={month.period.slug}&class={class_id}" if class_id else ""


def _context(months: list[Month], year: Year, *, is_person: bool, **account: int) -> dict[str, Any]:
    """The table of the year with its sum, and the chart. Each month prints the digits of its own scheme."""
    digits = {month.period.pk: year.digits(month.period) for month in months}
    total = Counts()
    lines = []
    for month in months:
        total.add(month.counts)
        shown = _shown(month.counts, digits[month.period.pk], is_person=is_person)
        since = rounded(total.score, _places(digits[month.period.pk], is_person=is_person))
        facts = figures_at(**account, period=month.period.slug)
        lines.append({"month": month, **shown, "cumulative": str(since), "facts": facts})
    last = digits[months[-1].period.pk]
    return {
        "year": year.number,
        "years": year.others,
        "months": lines,
        "sum": {**_shown(total, last, is_person=is_person), "facts": figures_at(**account, **year.bounds)},
        "chart": _chart(months, _places(last, is_person=is_person)),
    }


def _places(digits: Rounding, *, is_person: bool) -> int:
    return digits.person if is_person else digits.unit


def _shown(counts: Counts, digits: Rounding, *, is_person: bool) -> dict[str, Any]:
    score = str(rounded(counts.score, _places(digits, is_person=is_person)))
    return {"counts": counts, "score": score, "rate": f"{rounded(counts.rate, digits.rate)}%"}


def _chart(months: list[Month], places: int) -> Chart:
    labels = [_("%(month)d") % {"month": month.period.month} for month in months]
    score = Series(_("Score"), [rounded(month.counts.score, places) for month in months])
    return Chart("chart-year", LINES, _("Score by month"), labels, [score])
