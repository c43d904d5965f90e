"""Behind a number of the reading page: the rows of the ledger, and whether they have moved since it was printed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Outlet, OutletLevel
from organizations.policy import visible_to
from reports.services.behind import LEVEL, OFFICE, OUTLET, Behind, NothingBehind, open_number
from reports.services.ledger_links import Ledger
from reports.views.base import BulletinPage
from scoring.views.facts import fact_lines
from scoring.views.pages import Page

TITLES = {
    "filed": gettext_lazy("Filed"),
    "filed_cumulative": gettext_lazy("Filed since January"),
    "forwarded": gettext_lazy("Forwarded"),
    "adopted_items": gettext_lazy("Items adopted"),
    "adoptions": gettext_lazy("Adoptions"),
    "rate": gettext_lazy("Adoption rate"),
    "instructions": gettext_lazy("Instructions (items/person-times)"),
    "instruction_items": gettext_lazy("Instructions (items)"),
    "person_times": gettext_lazy("Instructions (person-times)"),
    "score": gettext_lazy("Score"),
    "cumulative": gettext_lazy("Score since January"),
    "filed_year": gettext_lazy("Items filed since January"),
    "adopted_items_year": gettext_lazy("Items adopted since January"),
    "nature-achievement": gettext_lazy("Items on achievements"),
    "nature-problem": gettext_lazy("Items on problems"),
    "nature-advice": gettext_lazy("Items with advice"),
}
MOST_LATER = 20


class FigureView(BulletinPage):
    """`of` (unit-KEY, class-KEY, all, office), `what`, `month` for a line of the months' table. What the person may not
    open, or the bulletin does not print: 404."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        bulletin = self.get_bulletin()
        scope, what = request.GET.get("of", ""), request.GET.get("what", "")
        month = request.GET.get("month", "")
        ledger = Ledger(self.person, bulletin)
        if not ledger.opens(scope):
            raise Http404
        try:
            behind = open_number(bulletin, scope, what, month)
        except NothingBehind as nothing:
            raise Http404 from nothing
        context = {
            "bulletin": bulletin,
            "behind": behind,
            "title": _title(what),
            "what": what,
            "month": month,
            "counts_once": scope == OFFICE,
            "parts": [(part, ledger.address(f"unit-{part.unit_id}", what)) for part in behind.parts],
            **self._rows(behind),
        }
        return render(request, "reports/figure.html", context)

    def _rows(self, behind: Behind) -> dict[str, Any]:
        """The page of rows, and the first of what was booked later."""
        rows: Any = visible_to(self.person, behind.rows).order_by("happened_on", "pk")
        page = Page.of(self.request, 0 if behind.parts else rows.count())
        later: Any = visible_to(self.person, behind.later).order_by("happened_on", "pk")
        shown = [] if behind.parts else list(rows.for_panel()[page.rows])
        return {
            "page": page,
            "lines": fact_lines(shown, self.person) if shown else [],
            "later": fact_lines(list(later.for_panel()[:MOST_LATER]), self.person),
        }


def _title(what: str) -> Any:
    """What the number counts; levels and outlets by their names."""
    if what.startswith(LEVEL):
        level = OutletLevel.objects.filter(code=what.removeprefix(LEVEL)).first()
        return _("Adopted, %(level)s") % {"level": level or what.removeprefix(LEVEL)}
    if what.startswith(OUTLET):
        outlet = Outlet.objects.filter(code=what.removeprefix(OUTLET)).first()
        return _("Adopted, %(level)s") % {"level": outlet or what.removeprefix(OUTLET)}
    return TITLES[what]
