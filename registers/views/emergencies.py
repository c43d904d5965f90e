"""The register of emergency reports: the list, the form, one report, revoking."""

from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views import View

from organizations.policy import access_or_404, can, visible_to
from registers.filters import EmergencyFilter
from registers.forms.emergencies import EmergencyForm
from registers.models import EmergencyReport
from registers.services import emergencies
from registers.views.base import ReasonView, RegisterFormView, places
from review.views.base import person, require, say
from submissions.models import Item
from ui.listpage import Column, ListPage, Tab


def minutes_words(row: EmergencyReport) -> str:
    """How long the report took."""
    return ngettext("%(minutes)d minute", "%(minutes)d minutes", row.minutes) % {"minutes": row.minutes}


class EmergenciesView(ListPage):
    """Own reports for a unit, all for the office and the leaders; revoked ones stay, marked."""

    title = gettext_lazy("Emergency reports")
    page_key = "registers.emergencies"
    template_name = "registers/emergencies.html"
    export_name = gettext_lazy("emergency reports")
    filterset_class = EmergencyFilter
    ordering = ("-reported_at", "-pk")
    empty_title = gettext_lazy("No emergency report is on record.")
    empty_hint = gettext_lazy(
        "The office records when a unit's first report of an emergency came; scores hold it to its time limit."
    )
    tabs = (
        Tab("stands", gettext_lazy("In force"), "state=stands"),
        Tab("revoked", gettext_lazy("Revoked"), "state=revoked"),
    )  # fmt: skip
    columns = (
        Column("event_name", gettext_lazy("Emergency event"), lambda row: row.event_name, sort="event_name", main=True),
        Column("event_class", gettext_lazy("Class of the event"), lambda row: row.get_event_class_display(), css="nowrap"),
        Column("unit", gettext_lazy("Unit"), lambda row: row.unit.short_name or row.unit.name, sort="unit__sort_no", css="nowrap"),
        Column("channel", pgettext_lazy("of a report", "Channel"), lambda row: row.get_channel_display(), css="nowrap"),
        Column("happened_at", gettext_lazy("Happened or learnt at"), lambda row: row.happened_at, sort="happened_at", css="nowrap"),
        Column("reported_at", gettext_lazy("Report received at"), lambda row: row.reported_at, sort="reported_at", css="nowrap"),
        Column("minutes", gettext_lazy("It took"), minutes_words, css="nowrap"),
        Column("state", gettext_lazy("State"), lambda row: _("revoked") if row.is_revoked else _("in force"), css="nowrap"),
        Column("caller", gettext_lazy("Who reported"), lambda row: row.caller, shown=False),
    )  # fmt: skip

    def check_access(self) -> None:
        require(self.request, "emergencyreport.list")

    def get_rows(self) -> QuerySet[EmergencyReport]:
        return visible_to(person(self.request), EmergencyReport.objects.facts().select_related("unit", "countered_by"))

    def row_url(self, row: EmergencyReport) -> str:
        return row.get_absolute_url()

    def row_class(self, row: Any) -> str:
        return "is-zero" if row.is_revoked else ""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        may_record = can(person(self.request), "emergencyreport.record")
        return {**context, "places": places(self.request), "may_record": may_record}


class EmergencyNewView(RegisterFormView):
    """`?item=7` begins with a written report that was filed here."""

    title = gettext_lazy("Put an emergency report on record")
    hint = gettext_lazy(
        "A unit's first report of an event, once for each channel. What it took is reckoned; the scheme says what was allowed."
    )
    label = gettext_lazy("Put on record")
    form_class = EmergencyForm

    def get_item(self) -> Any:
        require(self.request, "emergencyreport.record")
        asked = self.request.GET.get("item", "")
        if not asked:
            return None
        return access_or_404(person(self.request), Item.objects.select_related("unit"), "item.view", pk=asked)

    def back(self) -> str:
        return self.item.get_absolute_url() if self.item else reverse("registers:emergencies")

    def make_form(self, data: Any = None, files: Any = None) -> Form:
        """Filled in with what the slip of the item says."""
        item = self.item
        initial = {
            "unit": item.unit_id, "item_number": item.number or "", "event_name": item.event_name,
            "happened_at": item.happened_at, "channel": EmergencyReport.Channel.WRITTEN,
        } if item else {}  # fmt: skip
        return EmergencyForm(data, initial=initial)

    def act(self, form: Form) -> EmergencyReport:
        given = dict(form.cleaned_data)
        item = given.pop("item_number")
        report = emergencies.record_report(by=person(self.request), item=item, **given)
        say(
            self.request,
            _("The report is on record: it took %(minutes)s. %(unit)s is told.")
            % {"minutes": minutes_words(report), "unit": report.unit},
        )
        return report


def _report(request: HttpRequest, pk: int, action: str = "emergencyreport.view") -> EmergencyReport:
    rows = EmergencyReport.objects.facts().select_related("unit", "item", "recorded_by", "countered_by__recorded_by")
    return access_or_404(person(request), rows, action, pk=pk)


class EmergencyView(View):
    """One report: what, when, how long it took."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report, user = _report(request, pk), person(request)
        context = {
            "report": report,
            "item": report.item if report.item and can(user, "item.view", report.item) else None,
            "minutes": minutes_words(report),
            "may_revoke": can(user, "emergencyreport.revoke", report),
        }
        return render(request, "registers/emergency.html", context)


class EmergencyRevokeView(ReasonView):
    title = label = gettext_lazy("Revoke the record")
    hint = gettext_lazy("It stays in the register, marked, with your reason; it counts no more. The unit is told.")

    def get_item(self) -> Any:
        self.subject = _report(self.request, self.kwargs["pk"], "emergencyreport.revoke")
        return None

    def act(self, form: Form) -> EmergencyReport:
        emergencies.revoke_report(
            report_id=self.subject.pk, by=person(self.request), reason=form.cleaned_data["reason"]
        )
        say(self.request, _("The record is revoked."))
        return self.subject
