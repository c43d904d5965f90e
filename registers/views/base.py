"""What the views of the registers share."""

from abc import ABC, abstractmethod
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.policy import can
from review.views.base import REFUSALS, ItemFormView, person
from ui import once
from ui.listpage.bulk import ReasonForm

PLACES = (
    ("registers:faults", "fault.list", _("Faults")),
    ("registers:emergencies", "emergencyreport.list", _("Emergency reports")),
    ("registers:best", "bestitem.list", pgettext_lazy("register", "Best of the month")),
)


def places(request: HttpRequest) -> list[dict[str, Any]]:
    """The registers beside each other, as tabs above each of them."""
    return [
        {"label": label, "url": reverse(name), "active": request.path == reverse(name)}
        for name, action, label in PLACES
        if can(person(request), action)
    ]


class RegisterFormView(ABC, ItemFormView):
    """A form of the registers on a page of its own. `subject` is what it is about; GET shows the form, POST acts once."""

    template_name = "registers/form.html"
    subject: Any = None
    item: Any = None

    @abstractmethod
    def get_item(self) -> Any:
        """Fetch what the form is about, through the policy; keep it in `subject`. Raises Http404."""

    def back(self) -> str:
        """Where “Cancel” leads."""
        return str(self.subject.get_absolute_url()) if self.subject else reverse("registers:faults")

    def extra_context(self) -> dict[str, Any]:
        return {"back": self.back(), "subject": self.subject}


class ReasonView(RegisterFormView):
    """An act that only needs a reason; its page is also what the dialog falls back to."""

    form_class = ReasonForm


class ActView(RegisterFormView):
    """An act without questions, by POST; a refusal is said on the page that it came from."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.item = self.get_item()
        return redirect(self.back())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        done = once.first_result(request)
        if done:
            return redirect(done)
        self.item = self.get_item()
        try:
            return once.run(request, lambda: self.act(Form()))
        except REFUSALS as refusal:
            messages.error(request, str(refusal.message))
            return redirect(self.back())
