"""How a refusal meets the person: at the form, as a message on the way back, or as a page of its own."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from ui.errors import DomainError

FORBIDDEN_CODES = frozenset({"forbidden", "not_allowed", "permission"})
"""Codes of refusals that are about the person, not about the state of things: they answer 403, the others 409."""


def refused_status(error: Any) -> int:
    """403 when the person may not, 409 when the thing is not in a state for it."""
    return 403 if error.code in FORBIDDEN_CODES else 409


def refused_page(request: HttpRequest, error: Any) -> HttpResponse:
    """A page that says the refusal's sentence and leads back; for htmx only its inner part, for the marked region."""
    context = {"error": error, "back": safe_back(request), "code": error.code}
    template = "ui/_refused.html" if getattr(request, "htmx", False) else "ui/refused.html"
    return render(request, template, context, status=refused_status(error))


def refuse_to(request: HttpRequest, error: DomainError, to: Any, *args: Any, **kwargs: Any) -> HttpResponseRedirect:
    """Go to a page (as `redirect` takes it) and say the refusal there."""
    messages.error(request, str(error.message))
    return redirect(to, *args, **kwargs)


def refuse_in_form(form: BaseForm, error: DomainError) -> None:
    """Say the refusal in the form: at the field that `error.field` names, else above it. Nothing typed is lost."""
    field = getattr(error, "field", None)
    form.add_error(field if field in form.fields else None, str(error.message))


def safe_back(request: HttpRequest) -> str:
    """Where the person came from, if that is a page of ours; else the desk."""
    came_from = request.META.get("HTTP_REFERER", "")
    ours = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return came_from if came_from and ours else "/"


def safe_next(request: HttpRequest) -> str:
    """The address in `next` (POST, then GET) if it is a page of ours, else the desk."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and ours else "/"
