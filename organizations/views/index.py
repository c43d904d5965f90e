"""The door of the settings: the first screen that is open to the person."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from organizations.settings_menu import lines_for


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Redirect to the person's first screen; 404 for a person who has none."""
    lines = lines_for(request.user)
    if not lines:
        raise Http404
    return redirect(lines[0].url)
