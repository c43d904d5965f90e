"""Behind the numbers of a line of a list of fees: ledger rows, the budget's cut, earlier lists, what is held back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.policy import access_or_404
from scoring.engine.numbers import ZERO, rounded
from scoring.models import FeeLine, FeeList, Period, Scheme
from scoring.querysets import LedgerQuerySet
from scoring.services.fee_reckoning import Share, lines_before, periods_of_year, reckon_fees, rows_of_fees, shares_of
from scoring.services.validity import rules_of
from scoring.views.access import ScorePage, reader
from scoring.views.facts import fact_lines
from scoring.views.pages import Page
from scoring.wording import Names
from scoring.wording_head import budget_in_words
from scoring.wording_periods import part_in_words

TITLES = {
    "earned": gettext_lazy("Earned"),
    "due": gettext_lazy("Due since January"),
    "paid": gettext_lazy("Paid before"),
    "amount": gettext_lazy("Amount (yuan)"),
}
HOW = {
    "earned": gettext_lazy("What the ledger gives in the periods of this list, before any budget."),
    "due": gettext_lazy("What the ledger gives since January, within the budget of the scheme."),
    "paid": gettext_lazy("What the approved lists of the year before this one paid."),
    "amount": gettext_lazy("What is due since January, less what was paid before."),
}


@dataclass(frozen=True)
class ShareLine:
    """A span of a budget in words."""

    span: str
    share: Share
    budget: list[str]


@dataclass(frozen=True)
class Step:
    """A line of a reckoning: what it is, and how much."""

    what: str
    amount: Decimal


@dataclass
class Behind:
    """What stands behind a number: rows of the ledger, spans of the budget, earlier lines, steps; what is not there is
    left empty."""

    rows: LedgerQuerySet | None = None
    shares: list[ShareLine] = field(default_factory=list)
    paid: list[FeeLine] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class FeeLineView(ScorePage):
    """One number of a line: `earned`, `due`, `paid` or `amount`. The own lines of approved lists for their person, all for
    who sees every ledger; other people's: 404. A fragment for the side panel, else a page."""

    def get(self, request: HttpRequest, pk: int, what: str) -> HttpResponse:
        lines = FeeLine.objects.select_related("person", "unit", "fee_list__first", "fee_list__last")
        line = access_or_404(reader(request), lines, "feeline.view", pk=pk)
        behind = BEHIND[what](line)
        number = behind.rows.count() if behind.rows is not None else 0
        page = Page.of(request, number)
        rows = list(behind.rows.for_panel()[page.rows]) if behind.rows is not None else []
        context = {
            "line": line,
            "what": what,
            "title": TITLES[what],
            "how": HOW[what],
            "printed": rounded(getattr(line, what), line.fee_list.places),
            "exact": getattr(line, what),
            "behind": behind,
            "page": page,
            "lines": fact_lines(rows, reader(request)),
        }
        part = request.headers.get("HX-Target") == "score-panel"
        return render(request, "scoring/_fee_line.html" if part else "scoring/fee_line.html", context)


def _earned(line: FeeLine) -> Behind:
    own = [one for one in periods_of_year(line.fee_list) if one.starts_on >= line.fee_list.first.starts_on]
    return Behind(rows=_rows(line, own))


def _due(line: FeeLine) -> Behind:
    fees = line.fee_list
    found = reckon_fees(fees, until=fees.rows_until)
    schemes, names = {scheme.code: scheme for scheme in Scheme.objects.all()}, Names.load()
    shares = [
        ShareLine(
            part_in_words(one.span, schemes[one.scheme].pk, names),
            one,
            budget_in_words(rules_of(schemes[one.scheme]), names),
        )
        for one in shares_of(line, found.seconds)
    ]
    return Behind(rows=_rows(line, periods_of_year(fees)), shares=shares)


def _paid(line: FeeLine) -> Behind:
    before = lines_before(line.fee_list).filter(person=line.person_id, unit=line.unit_id)
    ordered = before.select_related("fee_list__first", "fee_list__last").order_by("fee_list__last__starts_on")
    return Behind(paid=list(ordered))


def _amount(line: FeeLine) -> Behind:
    left = rounded(line.due - line.paid, line.fee_list.places)
    behind = Behind(
        steps=[
            Step(_("Due since January"), line.due),
            Step(_("Paid before"), -line.paid),
            Step(_("Left, rounded as it is paid"), left),
            Step(_("Paid by this list"), line.amount),
        ]
    )
    if left < ZERO:
        behind.notes.append(
            _("More was paid than is due: nothing is paid now, and the rest is held back from later lists.")
        )
    elif line.amount != left:
        behind.notes.append(_cut(line.fee_list))
    return behind


def _cut(fees: FeeList) -> str:
    """Why less is paid than is left: what other people got too much leaves less of the budget."""
    found = reckon_fees(fees, until=fees.rows_until)
    told = {"room": rounded(found.room or ZERO, fees.places), "wanted": rounded(found.wanted, fees.places)}
    return (
        _(
            "The lines of this list come to %(wanted)s yuan; what earlier lists paid leaves %(room)s yuan of the budget, so "
            "that all are cut alike."
        )
        % told
    )


BEHIND: Mapping[str, Callable[[FeeLine], Behind]] = {
    "earned": _earned, "due": _due, "paid": _paid, "amount": _amount,
}  # fmt: skip


def _rows(line: FeeLine, periods: list[Period]) -> LedgerQuerySet:
    """The rows of the person, as the ledger stood when the line was worked out."""
    return rows_of_fees(periods, line.fee_list.rows_until).filter(person=line.person_id, unit=line.unit_id)


def shown(line: FeeLine) -> dict[str, Any]:
    """The amounts of a line as they are printed; whether more was paid before than is due, or the budget leaves less."""
    places = line.fee_list.places
    amounts = {name: rounded(getattr(line, name), places) for name in TITLES}
    left = rounded(line.due - line.paid, places)
    return {**amounts, "is_held_back": left < ZERO, "is_cut": left > line.amount}
