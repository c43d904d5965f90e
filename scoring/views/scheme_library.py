"""A published scheme of the library in words, as a starting point."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from organizations.policy import can
from scoring.services.scheme_library import library_scheme
from scoring.views.access import ScorePage, reader
from scoring.views.scheme_shown import shown_scheme
from scoring.wording import Names


class LibraryView(ScorePage):
    """Read it, and begin a draft with it."""

    action = "schemedraft.view"

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        found = library_scheme(name)
        if found is None:
            raise Http404
        context = {
            "entry": found,
            "scheme": shown_scheme(found.document, Names.load()),
            "may_write": can(reader(request), "schemedraft.manage"),
        }
        return render(request, "scoring/scheme_library.html", context)
