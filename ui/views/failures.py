"""The pages for what went wrong: 400, 403, 404, 500 and a form that came too late. Each has an id to quote."""

import logging
import secrets
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import translation
from django.views.decorators.csrf import requires_csrf_token

logger = logging.getLogger("govinfo.failures")

NEVER_SHOWN = ("password", "token", "secret", "code")
"""Fields whose names hold one of these words are not shown again on the page of a refused form."""

MOST_KEPT = 200_000
"""Characters of typed text that the page of a refused form gives back at most."""


def new_failure_id() -> str:
    """Eight characters that a person can read out on the telephone and an operator can find in the log."""
    return secrets.token_hex(4).upper()


def _failure(request: HttpRequest, status: int, template: str, **context: Any) -> HttpResponse:
    failure_id = new_failure_id()
    logger.warning("failure %s: status %s at %s", failure_id, status, request.path)
    return render(request, template, {"failure_id": failure_id, **context}, status=status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be read."""
    return _failure(request, 400, "400.html")


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the person may not see this."""
    return _failure(request, 403, "403.html")


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing is there, or nothing that this person may see (we do not tell which)."""
    return _failure(request, 404, "404.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our mistake. The page asks nothing of database, session or person, since any of them may be what broke."""
    failure_id = new_failure_id()
    logger.error("failure %s: status 500 at %s", failure_id, request.path)
    chosen = translation.get_language() or "zh-hans"
    page = loader.get_template("500.html").render({"failure_id": failure_id, "LANGUAGE_CODE": chosen})
    return HttpResponse(page, status=500, headers={"Cache-Control": "no-store"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's token is too old. What was typed is given back, and may be sent again when it came from our page.

    Only a POST whose Origin is ours gets the button: a form on a foreign site must not be one click from being sent.
    """
    kept = _kept_fields(request)
    ours = _is_from_us(request)
    context = {
        "kept": kept,
        "may_resend": ours and not request.FILES,
        "action": request.get_full_path(),
        "had_files": bool(request.FILES),
    }
    return _failure(request, 403, "ui/csrf.html", **context)


def _is_from_us(request: HttpRequest) -> bool:
    origin = request.META.get("HTTP_ORIGIN") or request.META.get("HTTP_REFERER") or ""
    return bool(origin) and urlsplit(origin).netloc == request.get_host()


def _kept_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """(name, value) of what was typed, without tokens and passwords, cut off at a length that a browser can show."""
    room = MOST_KEPT
    kept: list[tuple[str, str]] = []
    for name, values in request.POST.lists():
        if any(word in name.lower() for word in NEVER_SHOWN):
            continue
        for value in values:
            room -= len(str(value))
            if room >= 0:
                kept.append((name, str(value)))
    return kept
