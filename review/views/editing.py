"""Editing: the original left, the edited text right, every save a version; then put back, send back, or pass on."""

import contextlib
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from organizations.policy import access_or_404
from review.errors import RecordRefused
from review.forms.editing import EditForm
from review.services.editing import LeaseHeld, live_lease, save_edit, take_lease
from review.views.base import REFUSALS, add_refusal, item_rows, person, say
from submissions.differences import compare, counts, side_by_side
from submissions.errors import StaleItem
from submissions.figures import find_figures
from submissions.models import Item, Revision
from submissions.services.moves import move_item
from submissions.services.ticks import tick_figures, ticks_of
from ui import once


class EditView(View):
    """GET takes the lease and shows both texts; POST saves a version, or saves and submits for approval."""

    item: Item

    def fetch(self) -> Item:
        return access_or_404(person(self.request), item_rows(), "item.edit_in_office", pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.item = self.fetch()
        self._open()
        return self.show(self._unbound())

    def _unbound(self) -> EditForm:
        item = self.item
        return EditForm(
            initial={"title": item.title, "text": item.text, "summary": item.summary, "seen_version": item.version}
        )

    def _open(self) -> None:
        try:
            take_lease(item_id=self.item.pk, by=person(self.request))
        except LeaseHeld as refusal:
            messages.warning(self.request, str(refusal.message))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        done = once.first_result(request)
        if done:
            return redirect(done)
        self.item = self.fetch()
        form = EditForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            return once.run(request, lambda: self._save(form))
        except StaleItem as refusal:
            return self._show_stale(form, refusal)
        except REFUSALS as refusal:
            add_refusal(form, refusal)
            return self.show(form, status=422)

    def _save(self, form: Form) -> str:
        data, by = form.cleaned_data, person(self.request)
        words = {key: data[key] for key in ("title", "text", "summary", "note")}
        item = save_edit(item_id=self.item.pk, by=by, seen_version=data["seen_version"], **words)
        self._tick(item)
        if "submit" in self.request.POST:
            item = move_item(item_id=item.pk, name="submit_for_approval", by=by, seen_version=item.version)
            say(self.request, _("“%(title)s” waits for the head of the office.") % {"title": item.title})
            return f"{reverse('review:queue')}?status=editing"
        say(self.request, _("Version %(no)d is saved.") % {"no": item.current.no if item.current else 0})
        return reverse("review:edit", args=[item.pk])

    def _tick(self, item: Item) -> None:
        """The hand that changed a figure ticks it again; keys come as value|occurrence."""
        keys = []
        for sent in self.request.POST.getlist("tick"):
            value, _bar, occurrence = sent.rpartition("|")
            if occurrence.isdecimal() and len(occurrence) < 6:
                keys.append((value, int(occurrence)))
        if keys:
            tick_figures(item_id=item.pk, by=person(self.request), keys=keys)

    def _show_stale(self, form: Form, refusal: StaleItem) -> HttpResponse:
        theirs = refusal.item
        form.add_error(None, str(refusal.message))
        self.item = self.fetch()
        sides = side_by_side(theirs.text, form.cleaned_data["text"])
        # Saving again means: with the other text in view. The typed words stay in the form.
        typed: Any = form.data
        form.data = {**typed.dict(), "seen_version": str(theirs.version)}
        return self.show(form, status=409, stale={"item": theirs, "sides": sides})

    def show(self, form: Form, status: int = 200, **extra: Any) -> HttpResponse:
        item = self.item
        original = original_of(item)
        runs = compare(original.text, item.text) if original else []
        ticked = ticks_of(item)
        context = {
            "form": form, "item": item, "original": original, "lease": live_lease(item), "runs": runs,
            "changes": counts(runs), "sides": side_by_side(original.text, item.text) if original else None,
            "figures": [(figure, figure.key in ticked) for figure in find_figures(item.text)],
            "versions": item.revisions.select_related("created_by").order_by("-no"), **extra,
        }  # fmt: skip
        return render(self.request, "review/edit.html", context, status=status)


def original_of(item: Item) -> Revision | None:
    """What the unit filed last; of a composite its first text."""
    rows = item.revisions.order_by("-no")
    return rows.filter(kind=Revision.Kind.AS_UNIT_SIGNED).first() or rows.last()


class TakeOverView(View):
    """Take the lease over from somebody else, with a reason."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        item = access_or_404(person(request), item_rows(), "item.edit_in_office", pk=pk)
        reason = request.POST.get("reason", "").strip()
        try:
            if not reason:
                raise RecordRefused(_("Give a reason for taking the item over."), code="reason")
            take_lease(item_id=item.pk, by=person(request), reason=reason)
        except REFUSALS as refusal:
            messages.error(request, str(refusal.message))
        return redirect("review:edit", pk=item.pk)


class RenewView(View):
    """The open page renews its lease every few minutes."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        item = access_or_404(person(request), item_rows(), "item.edit_in_office", pk=pk)
        with contextlib.suppress(LeaseHeld):
            take_lease(item_id=item.pk, by=person(request))
        return render(request, "review/_lease.html", {"lease": live_lease(item), "item": item, "user": request.user})
