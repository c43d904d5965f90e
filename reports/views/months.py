"""The months: what is closed by whom, what is still open in the one that comes next, closing and opening again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.clock import today
from reports.forms import ReasonForm
from reports.models import Bulletin
from reports.services import closing, closing_job
from reports.services.year_end import year_still_open
from reports.states import TONES, Kind, State
from reports.views.base import Page, act_or_say
from scoring.models import Period
from ui.views.reason import ask_for_reason

SHOWN = 24
REOPEN = gettext_lazy("Open again")
IN_PORTIONS = gettext_lazy("The month is being closed in portions. This page may be left.")


@dataclass
class MonthLine:
    """A month as the page shows it; `period` is None where nothing was booked in it yet."""

    year: int
    month: int
    period: Period | None
    bulletin: Bulletin | None = None
    tone: str = ""
    may_close: bool = False
    work: closing.OpenWork | None = None

    @property
    def slug(self) -> str:
        return f"{self.year}-{self.month:02d}"

    @property
    def name(self) -> str:
        """2026年10月, or 10/2026."""
        return _name(self.year, self.month)


def _name(year: int, month: int) -> str:
    return str(Period(year=year, month=month))


class MonthsView(Page):
    """Newest first. Only the earliest open month that has ended can be closed; what is unfinished in it is counted."""

    needs = "period.manage"

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "reports/months.html", {"months": month_lines(), "year_end": year_still_open()})


def month_lines() -> list[MonthLine]:
    """The last months up to this one. Reads only: a month without a row is made when it is closed."""
    periods = {(one.year, one.month): one for one in Period.objects.select_related("closed_by")}
    last = today().year * 12 + today().month - 1
    first = max(min([year * 12 + month - 1 for year, month in periods] or [last - 1]), last - SHOWN + 1)
    wanted = [divmod(number, 12) for number in range(first, last + 1)]
    lines = [MonthLine(year, month + 1, periods.get((year, month + 1))) for year, month in wanted]
    # Where several months are counted together, those inside the period are no months of their own.
    lines = [line for line in lines if line.period or not _is_inside(line, periods.values())]
    _add_bulletins(lines)
    _add_next(lines)
    return lines[::-1]


def _is_inside(line: MonthLine, periods: Iterable[Period]) -> bool:
    return any(period.covers(date(line.year, line.month, 1)) for period in periods)


def _add_bulletins(lines: list[MonthLine]) -> None:
    live = Bulletin.objects.live().filter(kind=Kind.MONTHLY, period__in=[line.period for line in lines if line.period])
    of_period = {bulletin.period_id: bulletin for bulletin in live}
    for line in lines:
        line.bulletin = of_period.get(line.period.pk) if line.period else None
        line.tone = TONES[State(line.bulletin.state)] if line.bulletin else ""


def _add_next(lines: list[MonthLine]) -> None:
    """The earliest open month, if it has ended."""
    line = next((one for one in lines if not (one.period and one.period.is_closed)), None)
    day = today()
    ended = line is not None and (
        line.period.ends_on < day if line.period else (line.year, line.month) < (day.year, day.month)
    )
    if line is None or not ended:
        return
    line.may_close = True
    line.work = closing.open_work(line.period) if line.period else None


class MonthPage(Page):
    """A page about one month of the calendar; a number that is no month is not found."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not closing.is_month(kwargs["year"], kwargs["month"]):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class CloseView(MonthPage):
    """Close a month."""

    needs = "period.close"

    def post(self, request: HttpRequest, year: int, month: int) -> HttpResponseBase:
        if closing_job.is_large(year, month):
            return act_or_say(request, lambda: self._by_job(year, month), done=IN_PORTIONS, back="reports:months")

        def act() -> str:
            closing.close_month(year=year, month=month, by=self.person)
            return reverse("reports:months")

        said = _("%(month)s is closed. Its bulletin can be proposed now.") % {"month": _name(year, month)}
        return act_or_say(request, act, done=said, back="reports:months")

    def _by_job(self, year: int, month: int) -> str:
        return reverse("activity:job", args=[closing_job.close_by_job(year=year, month=month, by=self.person).pk])


class ReopenView(MonthPage):
    """Open a closed month again, with a reason."""

    needs = "period.reopen"

    def get(self, request: HttpRequest, year: int, month: int) -> HttpResponse:
        return self._ask(ReasonForm(), year, month)

    def post(self, request: HttpRequest, year: int, month: int) -> HttpResponseBase:
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._ask(form, year, month)

        def act() -> str:
            closing.reopen_month(year=year, month=month, by=self.person, reason=form.cleaned_data["reason"])
            return reverse("reports:months")

        said = _("%(month)s is open again.") % {"month": _name(year, month)}
        return act_or_say(request, act, done=said, back="reports:months")

    def _ask(self, form: Any, year: int, month: int) -> HttpResponse:
        return ask_for_reason(
            self.request,
            form,
            label=REOPEN,
            hint=_reopening(year, month),
            back=reverse("reports:months"),
            subject=_name(year, month),
        )


def _reopening(year: int, month: int) -> str:
    """What opening the month again does, with the bulletins that it ends: its own and those of its quarter and year."""
    told = _("Its bulletin is marked as superseded; after closing again a new one is proposed.")
    period = Period.objects.filter(year=year, month=month).first()
    if period is None:
        return told
    ended = Bulletin.objects.live().touching(period.starts_on, period.ends_on).order_by("starts_on", "pk")
    names = "；".join(f"{one.title} {one.number_line}".strip() for one in ended)
    return _("%(told)s These are marked: %(names)s.") % {"told": told, "names": names} if names else told
