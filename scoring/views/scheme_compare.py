"""Two schemes beside each other: what one says otherwise than the other, clause by clause, in words."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from activity.clock import today
from organizations.policy import visible_to
from scoring.models import Scheme, SchemeDraft
from scoring.services.comparing import compare_documents
from scoring.services.scheme_library import library
from scoring.services.validity import scheme_on
from scoring.views.access import ScorePage, reader
from scoring.wording import Names
from ui.words import date_cn


@dataclass(frozen=True)
class Side:
    """One of what may be compared; `key` names it in the address: `scheme-3`, `draft-5`, `library-demo-office`."""

    key: str
    label: str
    document: Any
    group: str


class CompareView(ScorePage):
    """`old` and `new` name the sides; without them the valid scheme and the draft changed last."""

    action = "schemedraft.view"

    def get(self, request: HttpRequest) -> HttpResponse:
        sides = self._sides()
        if not sides:
            return render(request, "scoring/scheme_compare.html", {"sides": []})
        old = _side(request.GET.get("old", ""), sides, self._usual_old(sides))
        new = _side(request.GET.get("new", ""), sides, sides[0])
        context = {
            "sides": sides,
            "old": old,
            "new": new,
            "differences": compare_documents(old.document, new.document, Names.load()),
        }
        return render(request, "scoring/scheme_compare.html", context)

    def _sides(self) -> list[Side]:
        drafts = visible_to(reader(self.request), SchemeDraft.objects.filter(adopted_as=None))
        return [
            *(Side(f"draft-{one.pk}", str(one), one.document, _("Drafts")) for one in drafts),
            *(
                Side(f"scheme-{one.pk}", _dated(one), one.document, pgettext("schemes", "Adopted"))
                for one in Scheme.objects.all()
            ),
            *(
                Side(f"library-{one.name}", one.title, one.document, pgettext("schemes", "Library"))
                for one in library()
            ),
        ]

    def _usual_old(self, sides: list[Side]) -> Side:
        valid = scheme_on(today())
        return next((side for side in sides if valid and side.key == f"scheme-{valid.pk}"), sides[0])


def _dated(scheme: Scheme) -> str:
    return _("%(title)s (from %(day)s)") % {"title": scheme.title, "day": date_cn(scheme.valid_from)}


def _side(key: str, sides: list[Side], usual: Side) -> Side:
    if not key:
        return usual
    found = next((side for side in sides if side.key == key), None)
    if found is None:
        raise Http404
    return found
