"""The page that a reason dialog falls back to, for browsers without script and for acts refused with errors."""

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ui.rail import Words
from ui.views.refusal import safe_back


def ask_for_reason(
    request: HttpRequest,
    form: BaseForm,
    *,
    label: Words,
    back: str = "",
    hint: Words = "",
    subject: Words = "",
) -> HttpResponse:
    """The form of an act on a page of its own; 422 when it was sent with errors, so that htmx shows it in place."""
    context = {
        "form": form,
        "label": label,
        "url": request.get_full_path(),
        "back": back or safe_back(request),
        "hint": hint,
        "subject": subject,
    }
    return render(request, "ui/reason.html", context, status=422 if form.is_bound and form.errors else 200)
