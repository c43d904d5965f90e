"""The signing desk (phone first): one item as paper, what the office changed folded out, sign or return; then the next."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from organizations.models import Membership, Role, User
from organizations.policy import access_or_404, visible_to
from organizations.standing import UNIT_ROLES
from review.forms.editing import OpinionForm, PaperForm
from review.views.base import REFUSALS, ItemFormView, add_refusal, item_rows, person, require, say, stored
from review.views.editing import original_of
from review.views.queue import BY_URGENCY
from submissions.differences import compare, counts, merged
from submissions.models import Item, PaperDecision
from submissions.moves.context import PaperRecord
from submissions.moves.table import MOVES
from submissions.services.moves import allowed_moves, move_item
from submissions.services.paper import confirm_paper_decision, may_record_paper
from ui import once

PHRASES = (
    gettext_lazy("Agreed. Please forward."),
    gettext_lazy("Agreed as changed. Please forward quickly."),
    gettext_lazy("Read. Please check the figures once more before forwarding."),
)


def waiting_for(user: User) -> QuerySet[Item]:
    """Items that wait for this person's decision as head of the office or as leader, the most urgent first."""
    rows = item_rows()
    waiting = visible_to(user, rows, "item.approve") | visible_to(user, rows, "item.sign")
    return waiting.annotate(urgency_rank=BY_URGENCY).order_by("urgency_rank", "entered_at", "pk")


class SignView(View):
    """GET shows one item (the one named, else the first that waits); POST makes the chosen move."""

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        require(request, "sign.view")
        waiting = waiting_for(person(request))
        item = waiting.first() if pk is None else waiting.filter(pk=pk).first()
        if pk is not None and item is None:
            # Decided meanwhile, by this person or another: the item's page says by whom.
            seen = access_or_404(person(request), item_rows(), pk=pk)
            messages.info(request, _("This item does not wait for you any more."))
            return redirect(seen)
        if item is None:
            return render(request, "review/sign_empty.html", {"confirmations": self._confirmations()})
        return self.show(item, self._unbound(item))

    def _unbound(self, item: Item) -> OpinionForm:
        return OpinionForm(initial={"seen_version": item.version, "title": item.title, "text": item.text})

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponseBase:
        require(request, "sign.view")
        if pk is None:
            return self.http_method_not_allowed(request)
        done = once.first_result(request)
        if done:
            return redirect(done)
        item = access_or_404(person(request), item_rows(), pk=pk)
        form = OpinionForm(request.POST)
        name = request.POST.get("move", "")
        if name not in MOVES or MOVES[name].is_internal:
            raise Http404
        if not form.is_valid():
            return self.show(item, form, status=422)
        try:
            return once.run(request, lambda: self._decide(item, name, form.cleaned_data))
        except REFUSALS as refusal:
            add_refusal(form, refusal)
            return self.show(access_or_404(person(request), item_rows(), pk=pk), form, status=422)

    def _decide(self, item: Item, name: str, data: Mapping[str, Any]) -> str:
        given: dict[str, Any] = {}
        move = MOVES[name]
        if "opinion" in move.offers:
            given["opinion"] = data["opinion"]
        if "words" in move.offers and "change_words" in self.request.POST:
            given.update(title=data["title"], text=data["text"])
        move_item(
            item_id=item.pk, name=name, by=person(self.request), seen_version=data["seen_version"],
            reason=data["opinion"] if "reason" in move.needs else "", **given,
        )  # fmt: skip
        say(self.request, _("%(move)s: %(title)s") % {"move": move.label, "title": item.title})
        return reverse("review:sign")

    def _confirmations(self) -> QuerySet[PaperDecision]:
        return PaperDecision.objects.filter(
            decided_by=person(self.request), channel=PaperDecision.Channel.PHONE, confirmed_at__isnull=True
        ).select_related("item", "recorded_by")

    def show(self, item: Item, form: Form, status: int = 200) -> HttpResponse:
        original = original_of(item)
        runs = compare(original.text, item.text) if original else []
        moves = [move for move in allowed_moves(item, person(self.request)) if move.is_awaited]
        others = list(waiting_for(person(self.request)).exclude(pk=item.pk)[:20])
        context = {
            "item": item, "form": form, "moves": moves, "original": original, "changes": counts(runs),
            "merged": merged(original.text, item.text) if original else [], "others": others, "phrases": PHRASES,
            "signatures": item.signatures.filter(voided_at__isnull=True).select_related("signed_by", "on_behalf_of"),
            "attachments": item.attachments.select_related("file"), "confirmations": self._confirmations(),
        }  # fmt: skip
        return render(self.request, "review/sign.html", context, status=status)


class ConfirmView(View):
    """The decider countersigns what a clerk recorded as decided by phone."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        decision = PaperDecision.objects.filter(pk=pk, decided_by=person(request)).first()
        if decision is None:
            raise Http404
        try:
            confirm_paper_decision(decision_id=decision.pk, by=person(request))
            say(request, _("You countersigned the record."))
        except REFUSALS as refusal:
            messages.error(request, str(refusal.message))
        return redirect("review:sign")


class PaperView(ItemFormView):
    """补录签批: record what was decided on paper or by phone."""

    action = "item.view"
    title = gettext_lazy("Record a decision made on paper or by phone")
    hint = gettext_lazy("Both names are kept: yours as the recorder, and that of the person who decided.")
    label = gettext_lazy("Record the decision")

    def get_item(self) -> Item:
        item = super().get_item()
        if not decision_moves(item) or not may_record_paper(person(self.request), item):
            raise Http404
        return item

    def make_form(self, data: Any = None, files: Any = None) -> Form:
        choices = [(move.name, move.label) for move in decision_moves(self.item)]
        initial = {"seen_version": self.item.version}
        return PaperForm(data, files, moves=choices, people=_deciders(self.item), initial=initial)

    def act(self, form: Form) -> Item:
        data = form.cleaned_data
        paper = PaperRecord(
            channel=data["channel"],
            decided_by=data["decided_by"],
            decided_at=data["decided_at"],
            scan=stored(self.request, form, "scan"),
        )
        given = {"opinion": data["reason"]} if "opinion" in MOVES[data["move"]].offers else {}
        item = move_item(
            item_id=self.item.pk, name=data["move"], by=person(self.request), seen_version=data["seen_version"],
            reason=data["reason"] if "reason" in MOVES[data["move"]].needs else "", on_paper=paper, **given,
        )  # fmt: skip
        say(self.request, _("The decision is recorded."))
        return item


def decision_moves(item: Item) -> list[Any]:
    """The decisions that are open where the item stands."""
    if not item.awaits_role:
        return []
    return [m for m in MOVES.values() if m.is_decision and item.status in m.sources and item.awaits_role in m.roles]


def _deciders(item: Item) -> QuerySet[User]:
    from activity.clock import today

    held = Membership.objects.current(today()).filter(role=item.awaits_role or Role.OFFICE_HEAD)
    if item.awaits_role in UNIT_ROLES:
        held = held.filter(unit_id=item.chain_unit_id)
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True).exclude(pk__in=item.writer_ids)
