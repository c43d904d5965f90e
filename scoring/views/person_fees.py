"""What a person is paid: the lines of the lists, and what the ledger gives, month by month; oneself, office and leaders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from documents.xlsx import CONTENT_TYPE, Sheet, write_xlsx
from organizations.models import User
from organizations.policy import can, visible_to
from scoring.engine.numbers import ZERO, rounded
from scoring.models import FeeLine, FeeListState, Period, ScoreTotal
from scoring.services.validity import rounding_on
from scoring.views.access import ScorePage, all_periods, reader
from scoring.views.fee_lines import shown
from scoring.views.ledger_scope import figures_at


@dataclass(frozen=True)
class Month:
    """What the ledger gives in one period for one unit; `line`: that of the list in which the period stands."""

    period: Period
    unit: Any
    yuan: Decimal
    facts: str
    line: FeeLine | None


@dataclass(frozen=True)
class PersonFees:
    """A person's year. `paid`: by approved lists; `earned`: by the ledger, before any budget; `places`: printed digits."""

    person: User
    year: int
    years: list[int]
    lines: list[FeeLine]
    months: list[Month]
    places: int

    @property
    def paid(self) -> Decimal:
        approved = (line.amount for line in self.lines if line.fee_list.state == FeeListState.APPROVED)
        return rounded(sum(approved, ZERO), self.places)

    @property
    def earned(self) -> Decimal:
        return rounded(sum((month.yuan for month in self.months), ZERO), self.places)


class PersonFeesView(ScorePage):
    """For the person, the office and the leaders; for everybody else it does not exist: 404."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        fees = self.fees(pk)
        context = {
            "fees": fees,
            "person": fees.person,
            "is_own": fees.person == reader(request),
            "year": fees.year,
            "years": fees.years,
            "lines": [(line, shown(line)) for line in fees.lines],
            "months": [(month, rounded(month.yuan, fees.places)) for month in fees.months],
        }
        return render(request, "scoring/person_fees.html", context)

    def fees(self, pk: int) -> PersonFees:
        """The year that the address names, or the latest. Raises Http404."""
        person = get_object_or_404(User, pk=pk)
        if person != reader(self.request) and not can(reader(self.request), "feelist.open"):
            raise Http404
        periods = all_periods()
        years = sorted({period.year for period in periods}, reverse=True)
        wanted = self.request.GET.get("year", "")
        year = int(wanted) if wanted.isdecimal() and len(wanted) < 5 else years[0]
        if year not in years:
            raise Http404
        own = sorted((one for one in periods if one.year == year), key=lambda one: one.starts_on)
        lines = list(self._lines(person, year))
        places = rounding_on(own[-1].ends_on).yuan
        return PersonFees(person, year, years, lines, self._months(person, own, lines), places)

    def _lines(self, person: User, year: int) -> "QuerySet[FeeLine]":
        lines = visible_to(reader(self.request), FeeLine.objects.filter(person=person, fee_list__year=year))
        lines = lines.exclude(fee_list__state=FeeListState.DROPPED)
        return lines.select_related("unit", "fee_list__first", "fee_list__last").order_by(
            "fee_list__last__starts_on", "unit__sort_no", "unit"
        )

    def _months(self, person: User, periods: Sequence[Period], lines: Sequence[FeeLine]) -> list[Month]:
        totals = visible_to(reader(self.request), ScoreTotal.objects.filter(person=person, period__in=periods))
        found = totals.exclude(yuan=0).select_related("unit").order_by("period__starts_on", "unit__sort_no", "unit")
        by_pk = {period.pk: period for period in periods}
        return [
            Month(
                by_pk[total.period_id], total.unit, total.yuan,
                f"{figures_at(unit=total.unit_id, person=person.pk, period=by_pk[total.period_id].slug)}yuan",
                next((line for line in lines if _covers(line, by_pk[total.period_id], total.unit_id)), None),
            )
            for total in found
        ]  # fmt: skip


def _covers(line: FeeLine, period: Period, unit_id: int) -> bool:
    first, last = line.fee_list.first, line.fee_list.last
    return line.unit_id == unit_id and first.starts_on <= period.starts_on <= last.starts_on


class PersonFeesFileView(PersonFeesView):
    """The same as a workbook: the lines of the lists, and the months; numbers as values."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        fees = self.fees(pk)
        lists = [
            _("List"), _("Unit"), _("State"), _("Earned (yuan)"), _("Due since January (yuan)"), _("Paid before (yuan)"),
            _("Amount (yuan)"),
        ]  # fmt: skip
        months = [_("Period"), _("Unit"), _("By the ledger (yuan)"), _("List")]
        sheets = [
            Sheet(_("Lists of fees"), lists, _list_cells(fees)), Sheet(_("By the ledger"), months, _month_cells(fees)),
        ]  # fmt: skip
        response = HttpResponse(write_xlsx(sheets=sheets), content_type=CONTENT_TYPE)
        name = _("Fees of %(person)s %(year)d") % {"person": fees.person, "year": fees.year}
        response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")
        return response


def _list_cells(fees: PersonFees) -> Iterator[Sequence[Any]]:
    for line in fees.lines:
        told = shown(line)
        yield [
            str(line.fee_list), line.unit.name, line.fee_list.get_state_display(), told["earned"], told["due"],
            told["paid"], told["amount"],
        ]  # fmt: skip
    yield [_("Paid by approved lists"), "", "", None, None, None, fees.paid]


def _month_cells(fees: PersonFees) -> Iterator[Sequence[Any]]:
    for month in fees.months:
        told = str(month.line.fee_list) if month.line else ""
        yield [str(month.period), month.unit.name, rounded(month.yuan, fees.places), told]
    yield [_("Total"), "", fees.earned, ""]
