"""Making a move from the item's page, and giving a draft to another officer."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views import View

from organizations.policy import access_or_404
from submissions.forms.moves import MoveForm
from submissions.forms.reassign import ReassignForm
from submissions.models import Item
from submissions.moves.table import MOVES, Move
from submissions.services.drafts import reassign_draft
from submissions.services.moves import allowed_moves, move_item
from ui import once
from ui.errors import DomainError
from ui.views.reason import ask_for_reason
from ui.views.refusal import refuse_in_form, refuse_to


class MoveView(LoginRequiredMixin, View):
    """One move of the table: GET asks for what it needs (the page behind a dialog), POST makes it."""

    http_method_names = ["get", "post"]

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            self.item = access_or_404(request.user, Item.objects.select_related("current", "unit"), pk=kwargs["pk"])
            move = MOVES.get(kwargs["name"])
            if move is None or move.is_internal:
                raise Http404
            self.move: Move = move

    def get(self, request: Any, pk: int, name: str) -> HttpResponseBase:
        """The form on a page of its own; a move that is not open leads back to the item with the reason."""
        if self.move not in allowed_moves(self.item, request.user):
            messages.error(request, _("This step is not open to you where the item stands now."))
            return redirect(self.item)
        return self.ask(MoveForm(move=self.move, item=self.item))

    def post(self, request: Any, pk: int, name: str) -> HttpResponseBase:
        """Make the move once; a refusal stands in the form, or on the item's page where there is no form."""
        done = once.first_result(request)
        if done:
            return redirect(done)
        form = MoveForm(request.POST, move=self.move, item=self.item)
        if not form.is_valid():
            return self.ask(form) if form.asks else redirect(self.item)
        try:
            return once.run(request, lambda: self.make(form))
        except DomainError as refusal:
            if not form.asks:
                return refuse_to(request, refusal, self.item)
            refuse_in_form(form, refusal)
            return self.ask(form)

    def make(self, form: MoveForm) -> str:
        """The move itself; the address of the item's page, or the list where the person no longer reads the item."""
        moved = move_item(
            item_id=self.item.pk,
            name=self.move.name,
            by=self.request.user,  # type: ignore[arg-type]
            seen_version=form.cleaned_data["seen_version"],
            reason=form.cleaned_data.get("reason", ""),
            **form.given,
        )
        messages.success(self.request, _("%(move)s: “%(title)s”.") % {"move": self.move.label, "title": moved.title})
        return moved.get_absolute_url()

    def ask(self, form: MoveForm) -> HttpResponse:
        """The page that asks."""
        return ask_for_reason(
            self.request, form, label=self.move.label, back=self.item.get_absolute_url(), hint=self.move.next,
            subject=str(self.item),
        )  # fmt: skip


class ReassignView(LoginRequiredMixin, View):
    """The head gives a draft to another officer of the unit."""

    http_method_names = ["get", "post"]

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            rows = Item.objects.select_related("unit", "current")
            self.item = access_or_404(request.user, rows, "reassign_draft", pk=kwargs["pk"])

    def get(self, request: Any, pk: int) -> HttpResponse:
        """The form."""
        return self.ask(ReassignForm(item=self.item))

    def post(self, request: Any, pk: int) -> HttpResponseBase:
        """Give it away."""
        form = ReassignForm(request.POST, item=self.item)
        if form.is_valid():
            data = form.cleaned_data
            try:
                item = reassign_draft(item_id=pk, by=request.user, to=data["to"], seen_version=data["seen_version"])
            except DomainError as refusal:
                refuse_in_form(form, refusal)
            else:
                messages.success(request, _("The draft is now with %(person)s.") % {"person": item.drafter})
                return redirect(item)
        return self.ask(form)

    def ask(self, form: ReassignForm) -> HttpResponse:
        """The page of the form."""
        return ask_for_reason(
            self.request, form, label=_("Give to another officer"), back=self.item.get_absolute_url(),
            subject=str(self.item), hint=_("The other officer goes on writing; the authors stay as named."),
        )  # fmt: skip
