"""What the office's views share: fetching through the policy, and refusals that become form errors."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from documents.errors import FileRefused
from documents.models import StoredFile
from documents.services import store_upload
from organizations.models import User
from organizations.policy import access_or_404, can
from submissions.models import Item
from ui import once
from ui.errors import DomainError

REFUSALS = (DomainError, FileRefused)


def person(request: HttpRequest) -> User:
    """The signed-in person."""
    user: Any = request.user
    return user


def item_rows() -> QuerySet[Item]:
    """Items with what an office page shows of them."""
    return Item.objects.select_related("current", "unit", "item_type", "editor", "drafter")


def require(request: HttpRequest, action: str) -> None:
    """Raise Http404 for whoever has no business here."""
    if not can(person(request), action):
        raise Http404


def add_refusal(form: Form, refusal: Any) -> None:
    """Put a refusal at the field it belongs to, else above the form."""
    field = getattr(refusal, "field", "") or None
    form.add_error(field if field in form.fields else None, str(refusal.message))


def stored(request: HttpRequest, form: Form, field: str) -> StoredFile | None:
    """The uploaded file of the field, kept behind the guard; None where none came. Raises FileRefused."""
    upload = form.cleaned_data.get(field)
    return store_upload(upload=upload, by=person(request)) if upload else None


class ItemFormView(View):
    """A form about one item: GET shows it, POST runs `act` once and goes back to the item."""

    action = "item.record_any"
    template_name = "review/item_form.html"
    title: Any = ""
    hint: Any = ""
    label: Any = ""
    form_class: type[Form]

    def get_item(self) -> Item:
        """The item, if the person may do the view's action on it."""
        return access_or_404(person(self.request), item_rows(), self.action, pk=self.kwargs["pk"])

    def make_form(self, data: Any = None, files: Any = None) -> Form:
        """The view's form, bound or not."""
        return self.form_class(data, files)

    act: Callable[[Any], Any]  # does it; returns where to go: an address or an object

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.item = self.get_item()
        return self.show(self.make_form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        done = once.first_result(request)
        if done:
            return redirect(done)
        self.item = self.get_item()
        form = self.make_form(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            return once.run(request, lambda: self.act(form))
        except REFUSALS as refusal:
            add_refusal(form, refusal)
            return self.show(form, status=422)

    def show(self, form: Form, status: int = 200) -> HttpResponse:
        """The page with the form, and the item beside it."""
        context = {
            "form": form, "item": self.item, "title": self.title, "hint": self.hint, "label": self.label or self.title,
            **self.extra_context(),
        }  # fmt: skip
        return render(self.request, self.template_name, context, status=status)

    def extra_context(self) -> dict[str, Any]:
        """What the template needs besides."""
        return {}


def say(request: HttpRequest, words: Any) -> None:
    """A sentence at the top of the next page."""
    messages.success(request, str(words))


def try_act(request: HttpRequest, act: Callable[[], Any], fallback: Any) -> HttpResponse:
    """Run an act that has no form of its own; a refusal is said at the top of the page that `fallback` names."""
    try:
        return once.run(request, act)
    except REFUSALS as refusal:
        messages.error(request, str(refusal.message))
        return redirect(fallback)


def joined(values: Iterable[Any]) -> str:
    """Names in a row, as Chinese texts enumerate."""
    return "、".join(str(value) for value in values)
