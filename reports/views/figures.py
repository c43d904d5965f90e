"""Behind a number of the reading page: the rows of the ledger, and whether they have moved since it was printed."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Outlet, OutletLevel
from organizations.policy import visible_to
from reports.models import Bulletin
from reports.services.behind import LEVEL, OFFICE, OUTLET, Behind, NothingBehind, open_number
from reports.services.behind_natures import NatureChange
from reports.services.behind_text import STEP, TEXT, Explained, explain, open_step
from reports.services.charts import STEP_HEADS, hours
from reports.services.fields import LABELS
from reports.services.ledger_links import Ledger
from reports.views.base import BulletinPage
from scoring.views.facts import FactLine, fact_lines
from scoring.views.pages import Page
from submissions.models import Item

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
SPANS = {"previous": gettext_lazy("the period before"), "last_year": gettext_lazy("a year before")}
MOST_LATER = 20
MOST_BESIDE = 20
"""Rows of one of several lists on a page; the rest stand behind the number itself."""


@dataclass(frozen=True)
class Beside:
    """One of the lists of rows that explain a figure."""

    name: str
    lines: list[FactLine]
    number: int
    page: Page | None


class FigureView(BulletinPage):
    """`of` (unit-KEY, class-KEY, all, office), `what`, `month` for a line of the months' table or a span that is compared
    with; `of=text` and a field of the text; `of=steps` and a step. What the person may not open, or the bulletin does not
    print: 404."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        bulletin = self.get_bulletin()
        scope, what = request.GET.get("of", ""), request.GET.get("what", "")
        ledger = Ledger(self.person, bulletin)
        if not ledger.opens(scope):
            raise Http404
        try:
            if scope == TEXT:
                return self._text(bulletin, ledger, what)
            if scope == STEP:
                return self._step(bulletin, what)
            return self._number(bulletin, ledger, scope, what)
        except NothingBehind as nothing:
            raise Http404 from nothing

    def _number(self, bulletin: Bulletin, ledger: Ledger, scope: str, what: str) -> HttpResponse:
        month = self.request.GET.get("month", "")
        behind = open_number(bulletin, scope, what, month)
        context = {
            "bulletin": bulletin,
            "behind": behind,
            "title": _title(what),
            "what": what,
            "month": SPANS.get(month, month),
            "counts_once": scope == OFFICE,
            "parts": [(part, ledger.address(f"unit-{part.unit_id}", what)) for part in behind.parts],
            "natures": self._natures(behind.natures),
            **self._rows(behind),
        }
        return render(self.request, "reports/figure.html", context)

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

    def _items(self, keys: list[int]) -> dict[int, Item]:
        return visible_to(self.person, Item.objects.filter(pk__in=keys)).in_bulk() if keys else {}

    def _natures(self, changes: list[NatureChange]) -> list[tuple[NatureChange, Item | None]]:
        items = self._items([one.item_id for one in changes])
        return [(one, items.get(one.item_id)) for one in changes]

    def _text(self, bulletin: Bulletin, ledger: Ledger, name: str) -> HttpResponse:
        explained = explain(bulletin, name)
        context = {
            "bulletin": bulletin,
            "explained": explained,
            "title": LABELS[name],
            "lines": [
                (LABELS[one.name] if one.is_field else one.name, one, ledger.address(*one.opens))
                for one in explained.lines
            ],
            "lists": self._lists(explained),
        }
        return render(self.request, "reports/text_figure.html", context)

    def _lists(self, explained: Explained) -> list[Beside]:
        """A single list in pages, of several the beginning of each."""
        found = []
        for name, counted in explained.rows:
            rows: Any = visible_to(self.person, counted).order_by("happened_on", "pk")
            number = rows.count()
            page = Page.of(self.request, number) if len(explained.rows) == 1 else None
            shown = rows.for_panel()[page.rows if page else slice(MOST_BESIDE)]
            found.append(Beside(name, fact_lines(list(shown), self.person), number, page))
        return found

    def _step(self, bulletin: Bulletin, step: str) -> HttpResponse:
        times = open_step(bulletin, step)
        page = Page.of(self.request, len(times.items))
        shown = times.items[page.rows]
        items = self._items([pk for pk, _minutes in shown])
        context = {
            "bulletin": bulletin,
            "times": times,
            "title": times.name,
            "heads": list(zip(STEP_HEADS[1:], times.printed, times.live, strict=True)),
            "page": page,
            "items": [(items.get(pk), hours(minutes)) for pk, minutes in shown],
        }
        return render(self.request, "reports/step_figure.html", context)


def _title(what: str) -> Any:
    """What the number counts; levels and outlets by their names."""
    if what.startswith(LEVEL):
        level = OutletLevel.objects.filter(code=what.removeprefix(LEVEL)).first()
        return _("Adopted, %(level)s") % {"level": level or what.removeprefix(LEVEL)}
    if what.startswith(OUTLET):
        outlet = Outlet.objects.filter(code=what.removeprefix(OUTLET)).first()
        return _("Adopted, %(level)s") % {"level": outlet or what.removeprefix(OUTLET)}
    return TITLES[what]
