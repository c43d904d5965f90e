"""Target points (考核分) on pages: the lines of an account, where they open, and how they come about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from documents.xlsx import Sheet
from organizations.models import Unit, User
from scoring.engine.numbers import plain, rounded
from scoring.engine.scheme import Rounding
from scoring.models import Period, Scheme
from scoring.services.receivers import receiver_of
from scoring.services.tables import scheme_of
from scoring.services.target_points import Target, sum_of, target_points
from scoring.services.validity import rules_of
from scoring.views.access import ScorePage, all_periods, may_open, period_of
from scoring.views.ledger_scope import figures_at, number
from scoring.wording import Names
from scoring.wording_head import conversion_in_words
from scoring.wording_periods import span_names


@dataclass(frozen=True)
class TargetLine:
    """One span in words: how the points became target points, the sentence of the scheme, where the rows stand."""

    target: Target
    span: str
    told: str
    result: Decimal
    rule: list[str]
    scheme: str
    facts: str


@dataclass(frozen=True)
class TargetBox:
    """The target points of an account: its spans, what they come to as it is printed, and where that opens."""

    lines: list[TargetLine]
    total: Decimal
    url: str


class TargetsView(ScorePage):
    """How the target points of a `unit`, or of a `person` in it, come about from January to `period`. A fragment for the
    side panel, else a page. Accounts that the reader may not open: 404."""

    def get(self, request: HttpRequest) -> HttpResponse:
        unit = get_object_or_404(Unit, pk=number(request.GET.get("unit")))
        person = get_object_or_404(User, pk=number(request.GET["person"])) if request.GET.get("person") else None
        if not may_open(request, unit_id=unit.pk, person_id=person.pk if person else None):
            raise Http404
        periods = all_periods()
        period = period_of(request.GET.get("period", ""), periods)
        box = target_box(until(period, periods), unit.pk, person.pk if person else None)
        context = {"unit": unit, "person": person, "period": period, "box": box}
        part = request.headers.get("HX-Target") == "score-panel"
        return render(request, "scoring/_targets.html" if part else "scoring/targets.html", context)


def until(period: Period, periods: Sequence[Period]) -> list[Period]:
    """The periods of its year up to the period, by date."""
    own = [one for one in periods if one.year == period.year and one.starts_on <= period.starts_on]
    return sorted(own, key=lambda one: one.starts_on)


def target_box(
    periods: Sequence[Period], unit_id: int, person_id: int | None = None, schemes: Sequence[Scheme] | None = None
) -> TargetBox | None:
    """The target points of one account over these periods of a year; None where no scheme knows any."""
    if schemes is None:
        schemes = list(Scheme.objects.order_by("valid_from"))
    found = target_points(periods, schemes, unit=unit_id, person=person_id)
    if found is None:
        return None
    own = found.get(receiver_of(unit_id, person_id), [])
    digits = digits_of(periods, schemes)
    names = span_names((one.second.span, one.second.starts_on, one.second.ends_on) for one in own)
    return TargetBox(
        lines=[_line(one, digits, names[one.second.span, one.second.starts_on]) for one in own],
        total=rounded(sum_of(own), digits.target),
        url=targets_at(periods[-1], unit_id, person_id),
    )


def target_column(
    period: Period, periods: Sequence[Period], schemes: Sequence[Scheme], **accounts: Any
) -> dict[str, Decimal] | None:
    """Receiver -> target points since January as they are printed; None where no scheme of the year knows any."""
    own = until(period, periods)
    found = target_points(own, schemes, **accounts)
    if found is None:
        return None
    digits = digits_of(own, schemes).target
    return {receiver: rounded(sum_of(spans), digits) for receiver, spans in found.items()}


def digits_of(periods: Sequence[Period], schemes: Sequence[Scheme]) -> Rounding:
    """The printed digits of the scheme of the last day."""
    return scheme_of(periods[-1], schemes)[1].rounding


def targets_at(period: Period, unit_id: int, person_id: int | None = None) -> str:
    """Where the target points of an account open."""
    person = {"person": person_id} if person_id else {}
    return f"{reverse('scoring:targets')}?{urlencode({'unit': unit_id, **person, 'period': period.slug})}"


def _line(one: Target, digits: Rounding, span: str) -> TargetLine:
    second = one.second
    person = {"person": second.person} if second.person else {}
    bounds = {"first": one.periods[0].slug, "period": one.periods[-1].slug} if one.periods else {}
    return TargetLine(
        target=one,
        span=span,
        told=_told(one),
        result=rounded(second.result, digits.target),
        rule=conversion_in_words(rules_of(one.scheme), Names()),
        scheme=one.scheme.title,
        facts=figures_at(unit=second.unit, **person, **bounds) if bounds else "",
    )


def _told(one: Target) -> str:
    """463.92 × 0.01 = 4.6392, at most 4."""
    if one.conversion is None:
        return ""
    points, times = plain(one.points), plain(one.conversion.times)
    said = f"{points} × {times} = {plain(one.converted)}"
    if one.is_capped and one.conversion.at_most is not None:
        said += _(", at most %(most)s") % {"most": plain(one.conversion.at_most)}
    return said


def target_sheet(box: TargetBox, unit: str = "") -> Sheet:
    """The spans of an account as a sheet of a workbook; numbers as values. `unit` is named where there are several."""
    headings = [
        _("Span"), _("Score"), _("Times"), _("Converted"), _("At most"), _("Given directly"), _("Target points"),
    ]  # fmt: skip
    return Sheet(" ".join(filter(None, (_("Target points"), unit))), headings, _cells(box))


def _cells(box: TargetBox) -> Iterator[Sequence[Any]]:
    for line in box.lines:
        one, conversion = line.target, line.target.conversion
        yield [
            line.span, one.points, conversion.times if conversion else None,
            one.converted if conversion else None, conversion.at_most if conversion else None, one.given,
            line.result,
        ]  # fmt: skip
    yield [_("Total"), None, None, None, None, None, box.total]
