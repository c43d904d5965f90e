"""Beginning a bulletin: of a closed month, of a quarter or year that is complete, of any days, or on one matter."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from organizations.policy import access_or_404
from registers.models import Fault
from reports.forms import FreeForm, TopicalForm
from reports.models import Bulletin
from reports.services import bulletins
from reports.services.faults import words_of_fault
from reports.services.spans import Span, available_spans, calendar_span, free_span
from reports.states import MONTHS_OF, Kind
from reports.views.base import Page, act_or_say
from scoring.models import Period
from ui import once
from ui.errors import DomainError
from ui.views.refusal import refuse_in_form


class ProposeView(Page):
    """Propose the bulletin of a closed month, quarter, half-year or year, or go to the one that stands."""

    needs = "bulletin.propose"

    def post(self, request: HttpRequest) -> HttpResponseBase:
        year, _dash, month = request.POST.get("period", "").partition("-")
        kind = request.POST.get("kind", Kind.MONTHLY)
        if not (year.isdecimal() and month.isdecimal() and len(year) == 4 and len(month) <= 2) or kind not in MONTHS_OF:
            return self._unknown()
        period = Period.objects.filter(year=int(year), month=int(month)).first()
        if period is None:
            return self._unknown()

        def act() -> str:
            if kind == Kind.MONTHLY:
                bulletin = bulletins.propose(period=period, by=self.person)
            else:
                bulletin = bulletins.propose_span(span=calendar_span(kind, period.year, period.month), by=self.person)
            return reverse("reports:compose", args=[bulletin.pk])

        return act_or_say(request, act, done=_("The bulletin is proposed."), back="reports:list")

    def _unknown(self) -> HttpResponseBase:
        messages.error(self.request, _("There is no such month."))
        return redirect("reports:list")


@dataclass(frozen=True)
class SpanLine:
    """A span whose bulletin can be begun, or the one that stands."""

    span: Span
    kind: Any
    bulletin: Bulletin | None


class NewView(Page):
    """What can be begun: complete spans of the calendar, any days, one matter."""

    needs = "bulletin.propose"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show()

    def post(self, request: HttpRequest) -> HttpResponseBase:
        wants_matter = request.POST.get("kind") == Kind.TOPICAL
        form: Any = TopicalForm(request.POST) if wants_matter else FreeForm(request.POST)
        again = {"topical": form} if wants_matter else {"free": form}
        if not form.is_valid():
            return self._show(status=422, **again)
        begin: Callable[..., Bulletin] = self._matter if wants_matter else self._days

        def act() -> str:
            bulletin = begin(**form.cleaned_data)
            messages.success(request, _("The bulletin is proposed."))
            return reverse("reports:compose", args=[bulletin.pk])

        try:
            return once.run(request, act)
        except DomainError as refusal:
            refuse_in_form(form, refusal)
            return self._show(status=422, **again)

    def _days(self, starts_on: Any, ends_on: Any) -> Bulletin:
        return bulletins.propose_span(span=free_span(starts_on, ends_on), by=self.person)

    def _matter(self, title: str, matter: str) -> Bulletin:
        return bulletins.propose_topical(title=title, matter=matter, by=self.person)

    def _asked(self) -> dict[str, str]:
        """一事一通报: `?fault=7` begins with the fault, as far as the person may read it."""
        asked = self.request.GET.get("fault", "")
        if not asked:
            return {}
        fault = access_or_404(self.person, Fault.objects.select_related("unit"), "fault.view", pk=asked)
        return words_of_fault(fault)

    def _show(self, *, free: Any = None, topical: Any = None, status: int = 200) -> HttpResponse:
        context = {
            "lines": span_lines(),
            "free": free or FreeForm(),
            "topical": topical or TopicalForm(initial=self._asked()),
        }
        return render(self.request, "reports/new.html", context, status=status)


def span_lines() -> list[SpanLine]:
    """Complete spans, newest first, each with its live bulletin."""
    spans = available_spans()
    live = Bulletin.objects.live().filter(kind__in={span.kind for span in spans})
    standing = {(one.kind, one.starts_on, one.ends_on): one for one in live}
    return [SpanLine(span, Kind(span.kind), standing.get((span.kind, span.starts_on, span.ends_on))) for span in spans]
