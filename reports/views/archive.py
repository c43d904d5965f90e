"""The archive, the reading page and the files."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.models import Event
from documents.views import file_response
from organizations.policy import can, visible_to
from reports.filters import BulletinFilter
from reports.models import Bulletin, Receipt
from reports.services import building, bulletins
from reports.services.paper import context_of
from reports.states import TONES, State
from reports.views.base import BulletinPage, act_or_say
from ui.listpage import Column, ListPage, Tab


class ArchiveView(ListPage):
    """All bulletins that the person may read, newest first; everybody with a role reads the issued ones."""

    title = gettext_lazy("Bulletins")
    page_key = "reports.bulletins"
    export_name = gettext_lazy("bulletins")
    filterset_class = BulletinFilter
    template_name = "reports/list.html"
    ordering = ("-period__starts_on", "-pk")
    empty_title = gettext_lazy("No bulletin was issued yet.")
    empty_hint = gettext_lazy("The first one appears when a month is closed and its bulletin signed and issued.")
    tabs = (Tab("unread", gettext_lazy("Not read yet"), "state=issued&read=no"),)
    columns = (
        Column("title", gettext_lazy("Title"), lambda row: row.title, sort="title", main=True),
        Column("number", gettext_lazy("Issue number"), lambda row: row.number_line, sort=("issue_year", "issue_no")),
        Column("period", gettext_lazy("Month"), lambda row: row.period.slug, sort="period__starts_on", css="nowrap"),
        Column(
            "state", gettext_lazy("State"), lambda row: row.get_state_display(), sort="state",
            cell="reports/_state_cell.html",
        ),
        Column("dated_on", gettext_lazy("Date"), lambda row: row.dated_on, sort="dated_on", css="nowrap"),
        Column("signer", gettext_lazy("Bulletin signed by"), lambda row: row.signed_by or "", css="nowrap"),
        Column("is_read", gettext_lazy("Read by me"), lambda row: row.is_read, css="nowrap"),
    )  # fmt: skip

    def check_access(self) -> None:
        if not can(self._person, "bulletin.list"):
            raise Http404

    @property
    def _person(self) -> Any:
        return self.request.user

    def get_rows(self) -> QuerySet[Bulletin]:
        return visible_to(self._person, Bulletin.objects.for_list().with_read_mark(self._person))

    def row_url(self, row: Bulletin) -> str:
        return row.get_absolute_url()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return {**context, "may_manage": can(self._person, "period.manage")}


class ReadView(BulletinPage):
    """The paper as a page, from the same values and template parts as the PDF."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        bulletin = self.get_bulletin()
        context = {
            **context_of(bulletin),
            "bulletin": bulletin,
            "chart": building.trend_chart(bulletin),
            "tone": TONES[State(bulletin.state)],
            "receipt": Receipt.objects.filter(bulletin=bulletin, user=self.person).first(),
            "corrections": list(visible_to(self.person, bulletin.corrections.all())),
            "may_download": bulletin.pdf_id is not None and self.may("bulletin.download", bulletin),
            "may_mark": self.may("bulletin.read_mark", bulletin),
            "may_compose": self.may("bulletin.open_composing", bulletin),
            "may_comment": self.may("bulletin.comment", bulletin),
            "receipts": self._receipts(bulletin),
            "steps": self._timeline(bulletin) if self.may("bulletin.under_way") else [],
        }
        return render(request, "reports/read.html", context)

    def _receipts(self, bulletin: Bulletin) -> list[Receipt]:
        if not self.may("bulletin.receipts", bulletin):
            return []
        return list(bulletin.receipts.select_related("user"))

    def _timeline(self, bulletin: Bulletin) -> list[dict[str, Any]]:
        events = Event.objects.about(bulletin).exclude(verb__in=("bulletin.read", "bulletin.edit"))
        return [
            {
                "what": event.verb_label,
                "at": event.at,
                "who": event.actor,
                "on_behalf_of": event.on_behalf_of,
                "reason": event.reason,
            }
            for event in events
        ]


class FileView(BulletinPage):
    """The PDF or the workbook. Reading a file leaves no trace in the bulletin: the receipt is an act of its own."""

    action = "bulletin.download"

    def rows(self) -> QuerySet[Bulletin]:
        return Bulletin.objects.select_related("pdf", "xlsx")

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
        bulletin = self.get_bulletin()
        stored = bulletin.pdf if kind == "pdf" else bulletin.xlsx
        if stored is None:
            raise Http404
        return file_response(stored)


class MarkReadView(BulletinPage):
    """已阅."""

    action = "bulletin.read_mark"

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        bulletin = self.get_bulletin()

        def act() -> str:
            bulletins.mark_read(bulletin_id=bulletin.pk, by=self.person)
            return reverse("reports:read", args=[bulletin.pk])

        return act_or_say(request, act, done=_("Marked as read."), back=bulletin)
