"""The register of faults: the list, the form, one fault with its objections, revoking, the evidence."""

from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from activity.clock import today
from documents.errors import FileRefused
from documents.kept import keep_upload, kept_upload
from documents.models import StoredFile
from documents.views import file_response
from organizations.policy import access_or_404, can, visible_to
from registers.filters import FaultFilter
from registers.forms.faults import SEVERITIES, FaultForm, ObjectionForm, RectificationForm
from registers.models import Fault, FaultObjection, FaultRectification
from registers.services import faults
from registers.views.base import ReasonView, RegisterFormView, places
from review.fault_kinds import fault_labels
from review.views.base import person, require, say
from submissions.models import Item
from ui.listpage import Column, ListPage, Tab

SHOWN = ("unit", "person", "item", "countered_by")
WAITING = FaultObjection.objects.filter(fault=OuterRef("pk"), outcome=FaultObjection.Outcome.WAITING)


class FaultsView(ListPage):
    """Own faults for a unit, all for the office and the leaders; revoked ones stay, marked."""

    title = gettext_lazy("Faults")
    page_key = "registers.faults"
    template_name = "registers/faults.html"
    export_name = gettext_lazy("faults")
    filterset_class = FaultFilter
    ordering = ("-happened_on", "-pk")
    empty_title = gettext_lazy("No fault is on record.")
    empty_hint = gettext_lazy("The office records what a unit reported late, left out or got wrong; scores count it.")
    tabs = (
        Tab("stands", gettext_lazy("In force"), "state=stands"),
        Tab("objected", gettext_lazy("Objection waiting"), "state=objected"),
        Tab("revoked", gettext_lazy("Revoked"), "state=revoked"),
    )

    def check_access(self) -> None:
        require(self.request, "fault.list")

    @cached_property
    def labels(self) -> dict[str, str]:
        """The kinds of faults in words, asked for once."""
        return fault_labels()

    def get_columns(self) -> list[Column]:
        return [
            Column("code", gettext_lazy("Kind of fault"), lambda row: self.labels.get(row.code, row.code), sort="code", main=True, css="nowrap"),
            Column("unit", gettext_lazy("Unit"), lambda row: row.unit.short_name or row.unit.name, sort="unit__sort_no", css="nowrap"),
            Column("person", gettext_lazy("Person"), lambda row: str(row.person or ""), css="nowrap"),
            Column("happened_on", gettext_lazy("Happened on"), lambda row: row.happened_on, sort="happened_on", css="nowrap"),
            Column("severity", gettext_lazy("Severity"), lambda row: row.severity, css="nowrap"),
            Column("note", gettext_lazy("What happened"), lambda row: row.note, cell="registers/_note_cell.html"),
            Column("state", gettext_lazy("State"), state_words, cell="registers/_state_cell.html", css="nowrap"),
            Column("item", gettext_lazy("Item"), lambda row: row.item.title if row.item else "", shown=False),
            Column("recorded_at", gettext_lazy("Recorded at"), lambda row: row.recorded_at, shown=False, css="nowrap"),
        ]  # fmt: skip

    def get_rows(self) -> QuerySet[Fault]:
        rows = Fault.objects.facts().select_related(*SHOWN).annotate(is_objected=Exists(WAITING))
        return visible_to(person(self.request), rows)

    def row_url(self, row: Fault) -> str:
        return row.get_absolute_url()

    def row_class(self, row: Any) -> str:
        return "is-zero" if row.is_revoked else "is-urgent" if row.is_objected else ""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        may_record = can(person(self.request), "fault.record")
        return {**context, "places": places(self.request), "may_record": may_record}


def state_words(row: Any) -> str:
    """In force, objected to, or revoked."""
    if row.is_revoked:
        return str(_("revoked"))
    return str(_("objection waiting")) if row.is_objected else str(_("in force"))


class FaultNewView(RegisterFormView):
    """`?item=7` begins with an item and its unit; who empties its number records no item."""

    title = gettext_lazy("Put a fault on record")
    hint = gettext_lazy("The unit is told and may object. Once recorded it counts by the scheme of its day.")
    label = gettext_lazy("Put on record")
    form_class = FaultForm

    def get_item(self) -> Any:
        require(self.request, "fault.record")
        asked = self.request.GET.get("item", "")
        if not asked:
            return None
        return access_or_404(person(self.request), Item.objects.select_related("unit"), "item.view", pk=asked)

    def back(self) -> str:
        return self.item.get_absolute_url() if self.item else reverse("registers:faults")

    def make_form(self, data: Any = None, files: Any = None) -> Form:
        """The form; a file that was sent is kept for its next try."""
        refused = self._keep(data, files)
        initial = {"unit": self.item.unit_id, "item_number": self.item.number or ""} if self.item else {}
        form = FaultForm(data, files, initial=initial)
        if refused:
            form.add_error("evidence", refused)
        return form

    kept: StoredFile | None = None

    def _keep(self, data: Any, files: Any) -> str:
        by = person(self.request)
        self.kept = kept_upload((data or {}).get("kept", ""), by)
        upload = (files or {}).get("evidence")
        try:
            self.kept = keep_upload(upload=upload, by=by) if upload else self.kept
        except FileRefused as refusal:
            return str(refusal.message)
        return ""

    def act(self, form: Form) -> Fault:
        given = dict(form.cleaned_data)
        item = given.pop("item_number")
        given["evidence"] = self.kept
        fault = faults.record_fault(by=person(self.request), item=item, **given)
        say(self.request, _("The fault is on record; %(unit)s is told.") % {"unit": fault.unit})
        return fault

    def extra_context(self) -> dict[str, Any]:
        return {**super().extra_context(), "suggestions": {"severities": SEVERITIES}, "kept": self.kept}


def _fault(request: HttpRequest, pk: int, action: str = "fault.view") -> Fault:
    rows = Fault.objects.facts().select_related(*SHOWN, "recorded_by", "evidence", "countered_by__recorded_by")
    return access_or_404(person(request), rows, action, pk=pk)


class FaultView(View):
    """One fault: what happened, what the unit said, what became of it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        fault, user = _fault(request, pk), person(request)
        until = faults.objections_until(fault)
        objections = list(fault.objections.select_related("objected_by", "decided_by"))
        rectified = FaultRectification.objects.select_related("recorded_by").filter(fault=fault).first()
        waiting = any(one.outcome == FaultObjection.Outcome.WAITING for one in objections)
        context = {
            "fault": fault,
            "item": fault.item if fault.item and can(user, "item.view", fault.item) else None,
            "objections": objections,
            "until": until,
            "rectified": rectified,
            "may_rectify": can(user, "fault.rectify", fault) and not waiting and rectified is None,
            "may_object": can(user, "fault.object", fault) and not waiting and today() <= until,
            "may_decide": can(user, "fault.decide", fault) and waiting,
            "may_revoke": can(user, "fault.revoke", fault),
        }
        return render(request, "registers/fault.html", context)


class FaultObjectView(RegisterFormView):
    title = gettext_lazy("Object to the record of a fault")
    hint = gettext_lazy("The comprehensive office decides; until then the fault goes on counting.")
    label = gettext_lazy("Send the objection")
    form_class = ObjectionForm

    def get_item(self) -> Any:
        self.subject = _fault(self.request, self.kwargs["pk"], "fault.object")
        return None

    def act(self, form: Form) -> Fault:
        faults.object_to_fault(fault_id=self.subject.pk, by=person(self.request), text=form.cleaned_data["text"])
        say(self.request, _("The objection is with the comprehensive office."))
        return self.subject


class FaultRectifyView(RegisterFormView):
    title = label = gettext_lazy("Record the rectification")
    hint = gettext_lazy("The fault goes on counting; bulletins of months closed from now on say that it was set right.")
    form_class = RectificationForm

    def get_item(self) -> Any:
        self.subject = _fault(self.request, self.kwargs["pk"], "fault.rectify")
        return None

    def act(self, form: Form) -> Fault:
        faults.rectify_fault(fault_id=self.subject.pk, by=person(self.request), text=form.cleaned_data["text"])
        say(self.request, _("The rectification is on record; the unit is told."))
        return self.subject


class FaultRevokeView(ReasonView):
    title = label = gettext_lazy("Revoke the record")
    hint = gettext_lazy("It stays in the register, marked, with your reason; it counts no more. The unit is told.")

    def get_item(self) -> Any:
        self.subject = _fault(self.request, self.kwargs["pk"], "fault.revoke")
        return None

    def act(self, form: Form) -> Fault:
        faults.revoke_fault(fault_id=self.subject.pk, by=person(self.request), reason=form.cleaned_data["reason"])
        say(self.request, _("The record is revoked."))
        return self.subject


class FaultUpholdView(ReasonView):
    title = label = gettext_lazy("Let the record stand")
    hint = gettext_lazy("The unit reads your answer.")

    def get_item(self) -> Any:
        self.subject = _fault(self.request, self.kwargs["pk"], "fault.decide")
        return None

    def act(self, form: Form) -> Fault:
        faults.uphold_fault(fault_id=self.subject.pk, by=person(self.request), answer=form.cleaned_data["reason"])
        say(self.request, _("The record stands; the unit is told."))
        return self.subject


class FaultEvidenceView(View):
    """The file that proves a fault."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        fault = _fault(request, pk)
        if fault.evidence is None:
            raise Http404
        return file_response(fault.evidence)
