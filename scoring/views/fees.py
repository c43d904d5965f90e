"""Lists of fees: the head of the office makes them, a leader approves; who sees every ledger reads them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from documents.xlsx import CONTENT_TYPE, Sheet, write_xlsx
from organizations.policy import access_or_404, can, visible_to
from scoring.engine.numbers import ZERO, rounded
from scoring.errors import FeesRefused
from scoring.forms.fees import FeeListForm, ReturnForm
from scoring.models import FeeLine, FeeList
from scoring.services import fee_lists
from scoring.views.access import ScorePage, reader
from scoring.views.fee_lines import shown
from ui import once
from ui.errors import DomainError
from ui.views.refusal import refuse_in_form, refuse_to

ACTS: Mapping[str, tuple[Callable[..., FeeList], str]] = {
    "reckon": (fee_lists.reckon_list, "feelist.write"),
    "submit": (fee_lists.submit_list, "feelist.write"),
    "drop": (fee_lists.drop_list, "feelist.write"),
    "return": (fee_lists.return_list, "feelist.approve"),
    "approve": (fee_lists.approve_list, "feelist.approve"),
}
"""What may be done with a list, and the row of the policy table that it needs."""


class FeeListsView(ScorePage):
    """All lists, and for the office the form for the next one. Authors are led to their own fees."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not can(reader(request), "feelist.open"):
            return redirect("scoring:person_fees", reader(request).pk)
        return self.answer()

    def answer(self, refused: FeeListForm | None = None) -> HttpResponse:
        lists = visible_to(reader(self.request), FeeList.objects.for_page().live())
        free = fee_lists.open_periods() if can(reader(self.request), "feelist.make") else []
        context = {
            "lists": [(one, rounded(one.total, one.places)) for one in lists.annotate(total=Sum("lines__amount", default=0))],
            "form": refused or (FeeListForm(periods=free) if free else None),
            "may_make": can(reader(self.request), "feelist.make"),
        }  # fmt: skip
        return render(self.request, "scoring/fee_lists.html", context, status=422 if refused else 200)


class NewFeeListView(FeeListsView):
    """Make the next list."""

    action = "feelist.make"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = FeeListForm(request.POST, periods=fee_lists.open_periods())
        if not form.is_valid():
            return self.answer(form)
        try:
            return once.run(request, lambda: self._made(form))
        except DomainError as refusal:
            refuse_in_form(form, refusal)
            return self.answer(form)

    def _made(self, form: FeeListForm) -> str:
        return fee_lists.make_list(**form.cleaned_data, by=reader(self.request)).get_absolute_url()


class FeeListView(ScorePage):
    """One list with its lines."""

    action = "feelist.open"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.answer(pk)

    def answer(self, pk: int, refused: ReturnForm | None = None) -> HttpResponse:
        user = reader(self.request)
        fees = access_or_404(user, FeeList.objects.for_page(), "feelist.view", pk=pk)
        lines = list(lines_of(fees))
        context = {
            "fees": fees,
            "lines": [(line, shown(line)) for line in lines],
            "total": rounded(sum((line.amount for line in lines), ZERO), fees.places),
            "may_write": can(user, "feelist.write", fees),
            "may_approve": can(user, "feelist.approve", fees),
            "return_form": refused or ReturnForm(),
        }
        return render(self.request, "scoring/fee_list.html", context, status=422 if refused else 200)


class FeeListActView(FeeListView):
    """Work out again, submit, throw away, give back, approve."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, act: str) -> HttpResponseBase:
        run, action = ACTS[act]
        fees = access_or_404(reader(request), FeeList.objects.all(), action, pk=pk)
        told: dict[str, Any] = {"pk": fees.pk, "version": _version(request), "by": reader(request)}
        form = ReturnForm(request.POST)
        if act == "return":
            if not form.is_valid():
                return self.answer(pk, form)
            told["reason"] = form.cleaned_data["reason"]
        try:
            return once.run(request, lambda: self._done(run(**told), act))
        except FeesRefused as refusal:
            return refuse_to(request, refusal, "scoring:fee_list", fees.pk)

    def _done(self, fees: FeeList, act: str) -> str:
        said = {
            "reckon": _("The list is worked out again."),
            "submit": _("The list waits for approval; the leaders have been told."),
            "drop": _("The list is thrown away; its periods are free for another one."),
            "return": _("The list is given back to the office."),
            "approve": _("The list is approved."),
        }
        messages.success(self.request, said[act])
        return reverse("scoring:fee_lists") if act == "drop" else fees.get_absolute_url()


class FeeListFileView(ScorePage):
    """The list as a workbook: numbers as values, nothing a formula."""

    action = "feelist.open"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        fees = access_or_404(reader(request), FeeList.objects.for_page(), "feelist.view", pk=pk)
        headings = [
            _("Unit"), _("Person"), _("Earned (yuan)"), _("Due since January (yuan)"), _("Paid before (yuan)"),
            _("Amount (yuan)"),
        ]  # fmt: skip
        name = _("List of fees %(periods)s") % {"periods": fees}
        response = HttpResponse(write_xlsx(sheets=[Sheet(name, headings, _cells(fees))]), content_type=CONTENT_TYPE)
        response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")
        return response


def lines_of(fees: FeeList) -> "QuerySet[FeeLine]":
    """The lines with names, in printing order."""
    return fees.lines.select_related("unit", "person", "fee_list__first", "fee_list__last")


def _cells(fees: FeeList) -> Iterator[Sequence[Any]]:
    total = rounded(fees.lines.aggregate(total=Sum("amount", default=0))["total"], fees.places)
    for line in lines_of(fees):
        amounts = (line.earned, line.due, line.paid, line.amount)
        yield [line.unit.name, line.person.name, *(rounded(amount, fees.places) for amount in amounts)]
    yield [_("Total"), "", None, None, None, total]


def _version(request: HttpRequest) -> int:
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0
