"""Schemes, for everybody to read: each clause as a sentence."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from organizations.policy import access_or_404
from scoring.engine.scheme import parse_scheme
from scoring.models import Scheme
from scoring.services.validity import dated_schemes
from scoring.views.access import ScorePage, reader
from scoring.wording import Names, clauses_in_words, sharing_in_words


class SchemeView(ScorePage):
    """One scheme, by default the latest; the others are linked."""

    action = "scheme.view"

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        dated = dated_schemes(Scheme.objects.select_related("adopted_by"))[::-1]
        if not dated:
            return render(request, "scoring/scheme.html", {"dated": []})
        wanted = dated[0][0].pk if pk is None else pk
        scheme = access_or_404(reader(request), Scheme.objects.all(), pk=wanted)
        rules = parse_scheme(scheme.document)
        context = {
            "dated": dated,
            "chosen": next(entry for entry in dated if entry[0].pk == scheme.pk),
            "clauses": clauses_in_words(rules, Names.load()),
            "sharing": sharing_in_words(rules.sharing),
            "rounding": rules.rounding,
        }
        return render(request, "scoring/scheme.html", context)
