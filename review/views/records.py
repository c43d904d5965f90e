"""Forms by which the office records what became of an item: forwarded, adopted, instructed, revoked."""

from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from documents.views import file_response
from organizations.policy import access_or_404
from review.forms.records import (
    AdoptionForm,
    FeedbackForm,
    ForwardForm,
    InstructionForm,
    OutletNoticeForm,
    SupplementaryForm,
)
from review.models import Adoption, Forwarding, Instruction
from review.services.adoption import enter_supplementary, record_adoption
from review.services.forwarding import forward_item, notify_outlet
from review.services.instruction import give_feedback, record_instructions
from review.services.records import revoke
from review.views.base import ItemFormView, joined, person, require, say, stored
from submissions.models import Item
from ui.listpage.bulk import ReasonForm

KINDS: dict[str, type[Forwarding] | type[Adoption] | type[Instruction]] = {
    "forwarding": Forwarding,
    "adoption": Adoption,
    "instruction": Instruction,
}


class ForwardView(ItemFormView):
    action = "item.record"
    title = gettext_lazy("Forward to outlets")
    hint = gettext_lazy("The present words are kept as the version that was forwarded.")
    label = gettext_lazy("Record the forwarding")
    form_class = ForwardForm

    def make_form(self, data: Any = None, files: Any = None) -> Form:
        return ForwardForm(data, initial={"outlets": self.item.intended_outlets.all()})

    def act(self, form: Form) -> Item:
        data = form.cleaned_data
        outlets = list(data["outlets"])
        forward_item(
            item_id=self.item.pk, outlets=outlets, by=person(self.request), at=data["forwarded_at"], note=data["note"]
        )
        say(self.request, _("Forwarded to %(outlets)s.") % {"outlets": joined(outlets)})
        return self.item


class AdoptView(ItemFormView):
    title = gettext_lazy("Record an adoption")
    hint = gettext_lazy("It counts in the period of the day on which it was adopted.")
    label = gettext_lazy("Record the adoption")
    form_class = AdoptionForm

    def act(self, form: Form) -> Item:
        data = dict(form.cleaned_data)
        data["evidence"] = stored(self.request, form, "evidence")
        record_adoption(item_id=self.item.pk, by=person(self.request), **data)
        say(self.request, _("The adoption by %(outlet)s is recorded.") % {"outlet": data["outlet"]})
        return self.item


class InstructView(ItemFormView):
    title = gettext_lazy("Record an instruction")
    hint = gettext_lazy("It counts on its date, also without an adoption.")
    label = gettext_lazy("Record the instruction")
    form_class = InstructionForm

    def act(self, form: Form) -> Item:
        data = dict(form.cleaned_data)
        leaders = list(data.pop("leaders"))
        data["scan"] = stored(self.request, form, "scan")
        record_instructions(item_id=self.item.pk, leaders=leaders, by=person(self.request), **data)
        say(self.request, _("The instruction of %(leaders)s is recorded.") % {"leaders": joined(leaders)})
        return self.item


class RevokeView(ItemFormView):
    """Write the counter-record of a fact."""

    title = gettext_lazy("Revoke a record")
    hint = gettext_lazy("The record stays with its counter-record and reason; it counts no more.")
    label = gettext_lazy("Revoke")
    form_class = ReasonForm

    def get_item(self) -> Item:
        model = KINDS.get(self.kwargs["kind"])
        if model is None:
            raise Http404
        rows: Any = model.objects.in_force().select_related("item__current", "item__unit", "item__editor")
        action = f"{self.kwargs['kind']}.revoke"
        self.row: Any = access_or_404(person(self.request), rows, action, pk=self.kwargs["pk"])
        return self.row.item

    def act(self, form: Form) -> Item:
        revoke(self.row, by=person(self.request), reason=form.cleaned_data["reason"])
        say(self.request, _("The record is revoked."))
        return self.item

    def extra_context(self) -> dict[str, Any]:
        return {"about": self.row}


class FeedbackView(ItemFormView):
    """批示反馈, by the office or by the unit that owes it."""

    title = gettext_lazy("Report how the instruction was carried out")
    label = gettext_lazy("Send the report")
    form_class = FeedbackForm

    def get_item(self) -> Item:
        rows = Instruction.objects.in_force().select_related("item__current", "item__unit", "item__editor", "leader")
        self.row = access_or_404(person(self.request), rows, "instruction.feedback", pk=self.kwargs["pk"])
        return self.row.item

    def act(self, form: Form) -> str:
        give_feedback(instruction_id=self.row.pk, by=person(self.request), **form.cleaned_data)
        say(self.request, _("The report is recorded."))
        return "review:instructions"

    def extra_context(self) -> dict[str, Any]:
        return {"instruction": self.row, "feedbacks": self.row.feedbacks.select_related("given_by")}


class OutletNoticeView(ItemFormView):
    """更正, 撤报 to one outlet."""

    title = gettext_lazy("Send a correction or a recall")
    label = gettext_lazy("Record what was sent")
    form_class = OutletNoticeForm

    def get_item(self) -> Item:
        rows = Forwarding.objects.in_force().select_related("item__current", "item__unit", "item__editor", "outlet")
        self.row = access_or_404(person(self.request), rows, "forwarding.revoke", pk=self.kwargs["pk"])
        return self.row.item

    def act(self, form: Form) -> Item:
        notify_outlet(forwarding_id=self.row.pk, by=person(self.request), **form.cleaned_data)
        say(self.request, _("Recorded for %(outlet)s.") % {"outlet": self.row.outlet})
        return self.item

    def extra_context(self) -> dict[str, Any]:
        return {"about": self.row}


class SupplementaryView(ItemFormView):
    """补录件: an adoption without a filing in the system."""

    title = gettext_lazy("Enter an item for an adoption")
    hint = gettext_lazy("For what an outlet printed after a call or on paper. It counts as adopted, not as filed.")
    label = gettext_lazy("Enter and record the adoption")
    form_class = SupplementaryForm

    def get_item(self) -> Any:
        require(self.request, "queue.view")
        return None

    def act(self, form: Form) -> HttpResponse | str:
        data = dict(form.cleaned_data)
        item = enter_supplementary(authors=list(data.pop("authors")), by=person(self.request), **data)
        return redirect("review:adopt", pk=item.pk).url


class EvidenceView(View):
    """The file that proves a record."""

    def get(self, request: HttpRequest, kind: str, pk: int) -> Any:
        fields = {"adoption": (Adoption, "evidence"), "instruction": (Instruction, "scan")}
        if kind not in fields:
            raise Http404
        model, field = fields[kind]
        row: Any = access_or_404(person(request), model.objects.select_related(field), f"{kind}.view", pk=pk)
        stored_file = getattr(row, field)
        if stored_file is None:
            raise Http404
        return file_response(stored_file)
