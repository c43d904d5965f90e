"""A person's own language, kept on the person."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_POST

from ui.views.refusal import safe_next


@login_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Save the language in `language` if it is one of ours, and go back to `next`."""
    wanted = request.POST.get("language", "")
    user: Any = request.user
    if wanted in {code for code, _ in settings.LANGUAGES}:
        user.language = wanted
        user.save(update_fields=["language"])
    return HttpResponseRedirect(safe_next(request))
