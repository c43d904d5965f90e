"""The days of open and future periods: for the head of the comprehensive office."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from activity.clock import today
from organizations.policy import access_or_404
from scoring.forms.periods import BoundsForm
from scoring.models import Period
from scoring.services import bounds
from scoring.views.access import ScorePage, reader
from ui import once
from ui.errors import DomainError
from ui.views.refusal import refuse_in_form, refuse_to


@dataclass
class PeriodLine:
    """A period that may still be given other days."""

    period: Period
    form: BoundsForm
    is_future: bool


class PeriodsView(ScorePage):
    """Open and future periods by date, below them the last closed one, after which the first open one begins."""

    action = "period.bounds"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.answer()

    def answer(self, refused: BoundsForm | None = None, pk: int = 0) -> HttpResponse:
        periods = Period.objects.unclosed().order_by("starts_on")
        lines = [
            PeriodLine(one, refused if refused and one.pk == pk else _form(one), one.starts_on > today())
            for one in periods
        ]
        context = {"lines": lines, "closed": Period.objects.closed().order_by("starts_on").last()}
        return render(self.request, "scoring/periods.html", context, status=422 if refused else 200)


class BoundsView(PeriodsView):
    """Set the days of one period."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        period = access_or_404(reader(request), Period.objects.all(), "period.bounds", pk=pk)
        form = BoundsForm(request.POST, prefix=f"p{pk}")
        if not form.is_valid():
            return self.answer(form, pk)
        try:
            return once.run(request, lambda: self._set(period, form))
        except DomainError as refusal:
            if period.is_closed:
                return refuse_to(request, refusal, "scoring:periods")
            refuse_in_form(form, refusal)
            return self.answer(form, pk)

    def _set(self, period: Period, form: BoundsForm) -> str:
        bounds.set_bounds(period_id=period.pk, by=reader(self.request), **form.cleaned_data)
        messages.success(self.request, _("The days are set; the scores of the open periods are being reckoned again."))
        return reverse("scoring:periods")


class PlanView(ScorePage):
    """Make the next future period."""

    action = "period.bounds"

    def post(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return once.run(request, self._plan)
        except DomainError as refusal:
            return refuse_to(request, refusal, "scoring:periods")

    def _plan(self) -> str:
        bounds.plan_next(by=reader(self.request))
        return reverse("scoring:periods")


def _form(period: Period) -> BoundsForm:
    return BoundsForm(initial={"starts_on": period.starts_on, "ends_on": period.ends_on}, prefix=f"p{period.pk}")
