"""The archive, the reading page and the files."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from activity.models import Event, Job
from documents.docx import CONTENT_TYPE as DOCX_TYPE
from documents.errors import RenderFailed, TextRefused
from documents.views import file_response, refused_file
from organizations.policy import can, visible_to
from reports.filters import BulletinFilter
from reports.models import Bulletin, Receipt
from reports.services import bulletins, rectifying
from reports.services.archive import excerpts
from reports.services.distribution import readers_by_unit
from reports.services.ledger_links import Ledger
from reports.services.paper import context_of
from reports.services.rectifying import has_untold, notices_of
from reports.services.spans import Span
from reports.services.word import docx_of
from reports.states import TONES, Kind, State
from reports.views.base import BulletinPage, act_or_say
from ui.listpage import Column, ListPage, Tab
from ui.words import date_cn


class ArchiveView(ListPage):
    """All bulletins that the person may read, newest first; everybody with a role reads the issued ones."""

    title = gettext_lazy("Bulletins")
    page_key = "reports.bulletins"
    export_name = gettext_lazy("bulletins")
    filterset_class = BulletinFilter
    template_name = "reports/list.html"
    ordering = ("-ends_on", "-pk")
    empty_title = gettext_lazy("No bulletin was issued yet.")
    empty_hint = gettext_lazy("The first one appears when a month is closed and its bulletin signed and issued.")
    tabs = (
        Tab("unread", gettext_lazy("Not read yet"), "state=issued&read=no"),
        Tab("issued", gettext_lazy("In force"), "state=issued"),
    )
    columns: Any = (
        Column("title", gettext_lazy("Title"), lambda row: row.title, sort="title", main=True),
        Column("number", gettext_lazy("Issue number"), lambda row: row.number_line, sort=("issue_year", "issue_no")),
        Column("kind", gettext_lazy("Kind"), lambda row: row.get_kind_display(), sort="kind", css="nowrap"),
        Column("period", gettext_lazy("Period"), lambda row: span_words(row), sort="ends_on", css="nowrap"),
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

    def row_class(self, row: Bulletin) -> str:
        return "is-ended" if row.ended_at else ""

    def get_columns(self) -> Any:
        """With words to be looked for, also where they stand."""
        words = self.request.GET.get("words", "")
        if not words.strip():
            return self.columns
        found = Column("found", _("Found in the text"), lambda row: excerpts(row, words), export=False)
        return (self.columns[0], found, *self.columns[1:])

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return {
            **context,
            "may_manage": can(self._person, "period.manage"),
            "may_begin": can(self._person, "bulletin.propose"),
            "years": years_of(visible_to(self._person, Bulletin.objects.all())),
            "year": self.request.GET.get("year", ""),
        }


def span_words(bulletin: Bulletin) -> str:
    """2026年10月, 2026年第三季度; in English 10/2026, or the days."""
    if bulletin.kind == Kind.MONTHLY:
        return str(bulletin.period)
    if bulletin.kind == Kind.TOPICAL:
        return ""
    if get_language() == "zh-hans":
        return Span(bulletin.kind, bulletin.starts_on, bulletin.ends_on, (bulletin.period,)).name
    return f"{date_cn(bulletin.starts_on)} – {date_cn(bulletin.ends_on)}"


def years_of(bulletins: QuerySet[Bulletin]) -> list[tuple[int, int]]:
    """The years of the archive, newest first, with how many bulletins each has."""
    counted = bulletins.order_by().values("ends_on__year").annotate(number=Count("pk"))
    return sorted(((row["ends_on__year"], row["number"]) for row in counted), reverse=True)


class ReadView(BulletinPage):
    """The paper as a page, from the same values and template parts as the PDF."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        bulletin = self.get_bulletin()
        context = {
            **context_of(bulletin),
            "bulletin": bulletin,
            "is_drawn_anew": bulletin.is_published and bulletin.printed_paper is None,
            "ledger": Ledger(self.person, bulletin),
            "tone": TONES[State(bulletin.state)],
            "receipt": Receipt.objects.filter(bulletin=bulletin, user=self.person).first(),
            "corrections": list(visible_to(self.person, bulletin.corrections.all())),
            "may_download": bulletin.pdf_id is not None and self.may("bulletin.download", bulletin),
            "may_mark": self.may("bulletin.read_mark", bulletin),
            "may_compose": self.may("bulletin.open_composing", bulletin),
            "may_comment": self.may("bulletin.comment", bulletin),
            "reading": self._reading(bulletin),
            "notices": list(visible_to(self.person, notices_of(bulletin), "rectificationnotice.view")),
            "may_rectify": self.may("bulletin.rectify", bulletin) and has_untold(bulletin),
            "notices_job": self._notices_job(bulletin),
            "steps": self._timeline(bulletin) if self.may("bulletin.under_way") else [],
        }
        return render(request, "reports/read.html", context)

    def _reading(self, bulletin: Bulletin) -> dict[str, int] | None:
        if not self.may("bulletin.receipts", bulletin):
            return None
        units = readers_by_unit(bulletin)
        return {"read": sum(unit.read_count for unit in units), "all": sum(len(unit.readers) for unit in units)}

    def _notices_job(self, bulletin: Bulletin) -> Job | None:
        job = rectifying.latest_job(bulletin) if self.may("bulletin.rectify", bulletin) else None
        return job if job is not None and not job.is_finished else None

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
        response = file_response(stored)
        if bulletin.mark:
            # The archived bytes never change; the name says what became of the bulletin.
            name = f"（{bulletin.mark}）{stored.name}"
            response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
        return response


class WordView(BulletinPage):
    """The same words and figures as DOCX, made when it is asked for: a copy to go on with, not the archived paper."""

    action = "bulletin.download"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        bulletin = self.get_bulletin()
        try:
            content = docx_of(bulletin)
        except (RenderFailed, TextRefused) as refusal:
            return refused_file(request, refusal, about=bulletin, name="DOCX")
        response = HttpResponse(content, content_type=DOCX_TYPE)
        mark = f"（{bulletin.mark}）" if bulletin.mark else ""
        name = f"{mark}{bulletin.title} {bulletin.number_line}".strip()
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.docx") or ""
        return response


class MarkReadView(BulletinPage):
    """已阅."""

    action = "bulletin.read_mark"

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        bulletin = self.get_bulletin()

        def act() -> str:
            bulletins.mark_read(bulletin_id=bulletin.pk, by=self.person)
            return reverse("reports:read", args=[bulletin.pk])

        return act_or_say(request, act, done=_("Marked as read."), back=bulletin)
