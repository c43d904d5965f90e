"""The page of one claim: evidence, item and what the office has beside each other; the office decides here."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from organizations.policy import access_or_404, can
from review.forms.claims import LABELS, DecisionForm, PaperDecisionForm
from review.models import Adoption, AdoptionChannel, AdoptionClaim
from review.services.claim_decisions import confirm_claim, refuse_claim
from review.services.claims import PRINTED, alike
from review.views.base import REFUSALS, add_refusal, person, say
from submissions.models import Item
from ui import once
from ui.listpage.bulk import ReasonForm
from ui.views.reason import ask_for_reason
from ui.words import date_cn, figure


@dataclass(frozen=True)
class Line:
    """What was claimed in one field, and what the office made of it."""

    label: Any
    was: Any
    now: Any = None
    is_changed: bool = False


def lines_of(claim: AdoptionClaim) -> list[Line]:
    """The fields that say something, with the corrections of the office beside them."""
    changed = {one["field"]: one for one in claim.corrections}
    names = (*(() if claim.item and not claim.title else ("title", "item_type", "authors")), *PRINTED, "target")
    found = []
    for name in names:
        value = _claimed(claim, name)
        if name in changed:
            now = changed[name]["now"]
            after = _as_kept(name, now)
            found.append(Line(LABELS[name], _shown(value), _shown(after), is_changed=True))
        elif value not in (None, "", False):
            found.append(Line(LABELS[name], _shown(value)))
    return found


def _as_kept(name: str, now: Any) -> Any:
    """From a correction, as JSON keeps it, to what is shown."""
    if name == "adopted_on":
        return date.fromisoformat(now)
    return AdoptionChannel(now).label if name == "channel" else now


def _claimed(claim: AdoptionClaim, name: str) -> Any:
    if name == "authors":
        return "、".join(str(author) for author in claim.authors_in_order())
    if name == "channel":
        return claim.get_channel_display() if claim.channel else ""
    return getattr(claim, name, "")


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_cn(value)
    return figure(value) if isinstance(value, Decimal) else value


class ClaimView(View):
    """GET: the page, for the unit and the office. POST: the office confirms what stands in the form."""

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        claim = access_or_404(person(request), claim_rows(), pk=pk)
        decides = claim.is_waiting and can(person(request), "adoptionclaim.decide", claim)
        return self.show(claim, decision_form(claim) if decides else None)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        claim = access_or_404(person(request), claim_rows(), "adoptionclaim.decide", pk=pk)
        done = once.first_result(request)
        if done:
            return redirect(done)
        form = decision_form(claim, request.POST)
        if not form.is_valid():
            return self.show(claim, form, status=422)
        try:
            return once.run(request, lambda: self.confirm(claim, form))
        except REFUSALS as refusal:
            add_refusal(form, refusal)
            return self.show(access_or_404(person(request), claim_rows(), pk=pk), form, status=422)

    def confirm(self, claim: AdoptionClaim, form: Any) -> AdoptionClaim:
        """Record the adoption and say so."""
        confirm_claim(
            claim_id=claim.pk, by=person(self.request), printed=form.printed,
            target=form.cleaned_data.get("target"), entered=form.entered,
        )  # fmt: skip
        say(self.request, _("Confirmed: the adoption is recorded, and the unit is told."))
        return claim

    def show(self, claim: AdoptionClaim, form: Any, status: int = 200) -> HttpResponse:
        """The page."""
        user = person(self.request)
        item = claim.item if claim.item and can(user, "item.view", claim.item) else None
        context = {
            "claim": claim, "form": form, "item": item, "lines": lines_of(claim),
            "is_picture": claim.evidence.content_type.startswith("image/"),
            "known": known_adoptions(claim, item), "item_status": _status(item, user),
            "may_withdraw": claim.is_waiting and can(user, "adoptionclaim.withdraw", claim),
            "may_decide": claim.is_waiting and can(user, "adoptionclaim.decide", claim),
            "may_claim_again": claim.state in ("refused", "withdrawn") and _may_claim_again(user, claim),
        }  # fmt: skip
        return render(self.request, "review/claim.html", context, status=status)


def claim_rows() -> Any:
    """Claims with what their page shows."""
    return AdoptionClaim.objects.select_related(
        "item__current", "item__unit", "item__composite", "item__item_type", "unit", "outlet__level", "evidence",
        "claimed_by", "decided_by", "adoption__item", "item_type",
    )  # fmt: skip


def decision_form(claim: AdoptionClaim, data: Any = None) -> DecisionForm:
    """The office's form, filled in with what was claimed."""
    if claim.item is None:
        return PaperDecisionForm(data, claim=claim, targets=alike(claim))
    return DecisionForm(data, claim=claim, targets=[claim.item.composite] if claim.item.composite else [])


def known_adoptions(claim: AdoptionClaim, item: Item | None) -> list[Adoption]:
    """What the office has for the item and for the composite that it went into."""
    if item is None:
        return []
    about = [pk for pk in (item.pk, item.composite_id) if pk]
    return list(Adoption.objects.in_force().filter(item__in=about).select_related("outlet", "item"))


def _status(item: Item | None, user: Any) -> Any:
    """The office's word, or the one that tells the unit what it means for them."""
    if item is None:
        return ""
    return item.get_status_display() if can(user, "adoptionclaim.decide") else item.outer_status


def _may_claim_again(user: Any, claim: AdoptionClaim) -> bool:
    if claim.item:
        return can(user, "item.claim", claim.item)
    return can(user, "adoptionclaim.withdraw", claim)


class ClaimRefuseView(View):
    """Refuse a claim with a reason."""

    http_method_names = ["get", "post"]
    label = gettext_lazy("Refuse the claim")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.ask(self.claim(pk), ReasonForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        claim, form = self.claim(pk), ReasonForm(request.POST)
        if not form.is_valid():
            return self.ask(claim, form)

        def act() -> AdoptionClaim:
            refuse_claim(claim_id=claim.pk, by=person(request), reason=form.cleaned_data["reason"])
            say(request, _("The claim is refused, and the unit is told why."))
            return claim

        try:
            return once.run(request, act)
        except REFUSALS as refusal:
            add_refusal(form, refusal)
            return self.ask(claim, form)

    def claim(self, pk: int) -> AdoptionClaim:
        """The claim, for the office."""
        return access_or_404(person(self.request), claim_rows(), "adoptionclaim.decide", pk=pk)

    def ask(self, claim: AdoptionClaim, form: Any) -> HttpResponse:
        """The reason on a page of its own."""
        return ask_for_reason(
            self.request, form, label=self.label, subject=str(claim), back=claim.get_absolute_url(),
            hint=_("The unit reads the reason and may claim again with better evidence."),
        )  # fmt: skip
