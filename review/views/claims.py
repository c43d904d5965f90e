"""采用申报 of the unit: the list, the forms, taking a claim back; and the evidence for whoever may read the claim."""

from abc import ABC, abstractmethod
from typing import Any

from django.db.models import Case, QuerySet, When
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from documents.errors import FileRefused
from documents.kept import keep_upload, kept_upload
from documents.models import StoredFile
from documents.views import file_response
from organizations.models import Unit
from organizations.policy import access_or_404, can, visible_to
from organizations.standing import UNIT_ROLES, standing_of
from review.errors import ClaimedAlready
from review.filters import ClaimFilter
from review.forms.claims import ClaimForm, PaperClaimForm
from review.forms.records import AdoptionForm
from review.models import AdoptionClaim
from review.services.claims import PRINTED, claim_adoption, claim_without_filing, withdraw_claim
from review.views.base import ItemFormView, person, require, say, try_act
from ui.listpage import Column, ListPage, Tab


class ClaimsView(ListPage):
    """台账 of claims: the own unit's, or all for the office, what waits first."""

    title = gettext_lazy("Adoption claims")
    page_key = "review.claims"
    template_name = "review/claims.html"
    export_name = gettext_lazy("adoption claims")
    filterset_class = ClaimFilter
    ordering = ("is_settled", "-claimed_at", "-pk")
    empty_title = gettext_lazy("No adoption was claimed yet.")
    empty_hint = gettext_lazy("A unit claims on the page of its item, with a scan or clipping; the office confirms it.")
    tabs = (
        Tab("waiting", gettext_lazy("Waiting"), "state=waiting"),
        Tab("refused", gettext_lazy("Refused"), "state=refused"),
    )
    columns = (
        Column("title", gettext_lazy("Title"), lambda row: row.subject_title, main=True),
        Column("unit", gettext_lazy("Unit"), lambda row: row.unit.short_name, sort="unit__sort_no", css="nowrap"),
        Column("outlet", gettext_lazy("Outlet"), lambda row: row.outlet.name, sort="outlet__sort_no"),
        Column("issue", gettext_lazy("Issue number"), lambda row: row.issue_number, css="nowrap"),
        Column("adopted_on", gettext_lazy("Adopted on"), lambda row: row.adopted_on, sort="adopted_on", css="nowrap"),
        Column("state", gettext_lazy("State"), lambda row: row.get_state_display(), cell="review/_claim_state.html", css="nowrap"),
        Column("claimed_at", gettext_lazy("Claimed at"), lambda row: row.claimed_at, sort="claimed_at", css="nowrap"),
        Column("claimed_by", gettext_lazy("Claimed by"), lambda row: row.claimed_by.name, css="nowrap"),
        Column("decided_at", gettext_lazy("Decided at"), lambda row: row.decided_at, shown=False, css="nowrap"),
        Column("decided_by", gettext_lazy("Decided by"), lambda row: str(row.decided_by or ""), shown=False, css="nowrap"),
        Column("reason", gettext_lazy("Reason"), lambda row: row.reason, shown=False),
    )  # fmt: skip

    def check_access(self) -> None:
        require(self.request, "adoptionclaim.list")

    def get_rows(self) -> QuerySet[AdoptionClaim]:
        rows = AdoptionClaim.objects.select_related("item", "unit", "outlet", "claimed_by", "decided_by")
        settled = Case(When(state=AdoptionClaim.State.WAITING, then=0), default=1)
        return visible_to(person(self.request), rows.annotate(is_settled=settled))

    def row_url(self, row: AdoptionClaim) -> str:
        return row.get_absolute_url()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return {**context, "may_claim": can(person(self.request), "adoptionclaim.make")}


class _ClaimFormView(ABC, ItemFormView):
    """A claim with its evidence, which outlives the errors of the form."""

    template_name = "review/claim_form.html"
    title = gettext_lazy("Claim an adoption")
    hint = gettext_lazy("It counts once the comprehensive office has confirmed it.")
    label = gettext_lazy("Send to the office")
    kept: StoredFile | None = None
    existing: AdoptionClaim | None = None

    def evidence(self, data: Any, files: Any) -> str:
        """Find or keep the evidence; returns why a file was refused, if one was."""
        by = person(self.request)
        self.kept = kept_upload((data or {}).get("kept", ""), by)
        upload = (files or {}).get("evidence")
        if not upload:
            return ""
        try:
            self.kept = keep_upload(upload=upload, by=by)
        except FileRefused as refusal:
            return str(refusal.message)
        return ""

    def make_form(self, data: Any = None, files: Any = None) -> Form:
        refused = self.evidence(data, files)
        return self.bound(data, files, kept=self.kept, refused=refused, initial=self.again())

    def bound(self, *args: Any, **kwargs: Any) -> Form:
        """The form with what it needs besides."""
        return self.form_class(*args, **kwargs)

    def again(self) -> dict[str, Any]:
        """What a claim said that was refused or withdrawn: `?again=` its number."""
        sent = self.request.GET.get("again", "")
        if self.request.method != "GET" or not sent.isdecimal() or len(sent) > 15:
            return {}
        rows = visible_to(person(self.request), AdoptionClaim.objects.exclude(state="waiting"))
        claim = rows.filter(pk=sent).first()
        return self.words_of(claim) if claim else {}

    def words_of(self, claim: AdoptionClaim) -> dict[str, Any]:
        """The fields of an earlier claim."""
        names = [name for name in AdoptionForm.base_fields if name != "evidence"]
        return {"note": claim.note, **{name: getattr(claim, name) for name in names}}

    def act(self, form: Any) -> Any:
        data = dict(form.cleaned_data)
        printed = {name: data[name] for name in PRINTED if name in data}
        try:
            claim = self.claim(data, {"evidence": self.kept, "printed": printed, "note": data["note"]})
        except ClaimedAlready as refusal:
            self.existing = refusal.claim
            raise
        say(self.request, _("The claim is with the comprehensive office. You will be told what it decides."))
        return claim

    @abstractmethod
    def claim(self, data: dict[str, Any], given: dict[str, Any]) -> AdoptionClaim:
        """Call the service."""

    def extra_context(self) -> dict[str, Any]:
        seen = (
            self.existing if self.existing and can(person(self.request), "adoptionclaim.view", self.existing) else None
        )
        claims = visible_to(person(self.request), self.item.claims.select_related("outlet")) if self.item else ()
        adoptions = self.item.adoptions.in_force().select_related("outlet") if self.item else ()
        return {"kept": self.kept, "existing": seen, "claims": claims, "adoptions": adoptions}


class ClaimItemView(_ClaimFormView):
    """A claim about an item that is in the system."""

    action = "item.claim"
    form_class = ClaimForm

    def claim(self, data: dict[str, Any], given: dict[str, Any]) -> AdoptionClaim:
        return claim_adoption(item_id=self.item.pk, by=person(self.request), **given)


class ClaimNewView(_ClaimFormView):
    """A claim of what was printed without a filing."""

    form_class = PaperClaimForm
    title = gettext_lazy("Claim an adoption without a filing")

    def get_item(self) -> Any:
        require(self.request, "adoptionclaim.make")
        return None

    def bound(self, *args: Any, **kwargs: Any) -> Form:
        own = standing_of(person(self.request)).units(*UNIT_ROLES)
        return PaperClaimForm(*args, units=list(Unit.objects.filter(pk__in=own).in_printing_order()), **kwargs)

    def words_of(self, claim: AdoptionClaim) -> dict[str, Any]:
        authors = [author.pk for author in claim.authors_in_order()]
        about = {"title": claim.title, "item_type": claim.item_type_id, "unit": claim.unit_id, "authors": authors}
        return {**super().words_of(claim), **about}

    def claim(self, data: dict[str, Any], given: dict[str, Any]) -> AdoptionClaim:
        about = {name: data[name] for name in ("unit", "title", "item_type", "authors")}
        return claim_without_filing(by=person(self.request), **about, **given)


class ClaimWithdrawView(View):
    """Take a claim back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        claim = access_or_404(person(request), AdoptionClaim.objects.all(), "adoptionclaim.withdraw", pk=pk)

        def act() -> AdoptionClaim:
            withdraw_claim(claim_id=claim.pk, by=person(request))
            say(request, _("The claim is withdrawn."))
            return claim

        return try_act(request, act, claim)


class ClaimEvidenceView(View):
    """The file that a unit sent with its claim."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> Any:
        rows = AdoptionClaim.objects.select_related("evidence")
        return file_response(access_or_404(person(request), rows, "adoptionclaim.view", pk=pk).evidence)
