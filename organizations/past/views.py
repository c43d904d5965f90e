"""Screens of the import: which kinds there are, sending a file, its preview, importing it, and what was imported."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.models import JobState
from documents.errors import FileRefused
from documents.views import file_response
from documents.xlsx import CONTENT_TYPE, Sheet, write_xlsx
from organizations.filters import PastFilter
from organizations.models import ImportState, PastImport
from organizations.past import services
from organizations.past.forms import PastFileForm
from organizations.past.kinds import ImportKind, all_kinds, kind_of
from organizations.past.template_file import template_name, template_of
from organizations.policy import access_or_404, can, visible_to
from organizations.views.base import SettingsView
from ui import once
from ui.errors import DomainError
from ui.listpage import Column, ListPage

SHOWN_PROBLEMS = 100


def kind_label(past: PastImport) -> str:
    """The name of its kind."""
    kind = kind_of(past.kind)
    return str(kind.label) if kind else past.kind


class PastImportsView(ListPage):
    """台账 of imports: every file that was sent, with its result; above it the kinds that this person imports."""

    title = gettext_lazy("Import of the past")
    export_name = gettext_lazy("imports of the past")
    page_key = "organizations.past"
    template_name = "organizations/past/list.html"
    filterset_class = PastFilter
    ordering = ("-pk",)
    empty_title = gettext_lazy("Nothing was imported yet.")
    empty_hint = gettext_lazy("Choose above what you have, take the template, or send the table as it is.")
    columns = (
        Column("file", gettext_lazy("File"), lambda past: past.file_name, main=True),
        Column("kind", gettext_lazy("Kind"), kind_label, css="nowrap"),
        Column("state", gettext_lazy("State"), lambda past: past.get_state_display(), css="nowrap"),
        Column("new", gettext_lazy("New rows"), lambda past: past.rows_new, numeric=True),
        Column("known", gettext_lazy("There already"), lambda past: past.rows_known, numeric=True),
        Column("errors", gettext_lazy("Errors"), lambda past: past.errors, numeric=True),
        Column("by", gettext_lazy("Sent by"), lambda past: past.uploaded_by.name, css="nowrap"),
        Column("at", gettext_lazy("Sent at"), lambda past: past.uploaded_at, sort="uploaded_at", css="nowrap"),
        Column("imported_at", gettext_lazy("Imported at"), lambda past: past.imported_at, css="nowrap"),
        Column("sha256", gettext_lazy("SHA-256"), lambda past: past.sha256, shown=False),
    )

    def check_access(self) -> None:
        if not can(self.request.user, "pastimport.open"):  # type: ignore[arg-type]
            raise Http404

    def get_rows(self) -> QuerySet[PastImport]:
        rows = PastImport.objects.select_related("uploaded_by").defer("report")
        return visible_to(self.request.user, rows)  # type: ignore[arg-type]

    def row_url(self, row: PastImport) -> str:
        return services.address_of(row)

    def row_class(self, row: PastImport) -> str:
        return "" if row.state == ImportState.DONE else "is-zero"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        kinds = [kind for kind in all_kinds() if can(self.request.user, kind.action)]  # type: ignore[arg-type]
        done = PastImport.objects.filter(state=ImportState.DONE, kind__in=[kind.key for kind in kinds])
        stored = dict(done.order_by().values_list("kind").annotate(rows=Sum("rows_new")))
        cards = [{"kind": kind, "stored": stored.get(kind.key, 0)} for kind in kinds]
        return super().get_context_data(**context, cards=cards)


class PastView(SettingsView):
    """Base: closed to whoever imports nothing."""

    action = "pastimport.open"

    def kind(self, key: str) -> ImportKind:
        """The kind, if the person imports it."""
        kind = kind_of(key)
        if kind is None or not can(self.person, kind.action):
            raise Http404
        return kind

    def past(self, pk: int) -> PastImport:
        """The import, if the person sees it."""
        rows = PastImport.objects.select_related("file", "uploaded_by", "imported_by")
        return access_or_404(self.person, rows, pk=pk)


class PastNewView(PastView):
    """Send a table of one kind."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        return self.answer(self.kind(kind), PastFileForm())

    def post(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        chosen = self.kind(kind)
        done = once.first_result(request)
        if done:
            return redirect(done)
        form = PastFileForm(request.POST, request.FILES)
        if form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                return once.run(
                    request,
                    lambda: services.address_of(services.receive_file(kind=chosen, upload=upload, by=self.person)),
                )
            except (FileRefused, DomainError) as refusal:
                form.add_error("file", str(refusal.message))
        return self.answer(chosen, form, status=422)

    def answer(self, kind: ImportKind, form: PastFileForm, *, status: int = 200) -> HttpResponse:
        """The page with the form at the left and the columns at the right."""
        return render(self.request, "organizations/past/new.html", {"kind": kind, "form": form}, status=status)


class PastTemplateView(PastView):
    """The template as a file."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        chosen = self.kind(kind)
        return workbook(template_of(chosen), template_name(chosen))


class PastImportView(PastView):
    """What was found in the file, or how far the work is."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        past = self.past(pk)
        job = services.latest_job(past)
        report = past.report
        kind = kind_of(past.kind)
        heads = [kind.column(key).label for key in report.get("keys", ())] if kind else []
        is_working = past.state in (ImportState.READING, ImportState.STORING)
        context = {
            "past": past, "kind": kind, "report": report, "heads": heads, "job": job,
            "is_working": is_working and job is not None and job.state != JobState.FAILED,
            "has_failed": is_working and job is not None and job.state == JobState.FAILED,
            "errors": report.get("errors", [])[:SHOWN_PROBLEMS], "notes": report.get("notes", [])[:SHOWN_PROBLEMS],
            "may_import": past.state == ImportState.CHECKED and not past.errors and past.rows_new > 0,
            "months": months_of(report),
        }  # fmt: skip
        return render(request, "organizations/past/import.html", context)


def months_of(report: dict[str, Any]) -> list[tuple[str, int]]:
    """Months of the facts with their counts; years in place of months where there are many."""
    months = [(str(month), int(count)) for month, count in report.get("months", ())]
    if len(months) <= 24:
        return months
    years: dict[str, int] = {}
    for month, count in months:
        years[month[:4]] = years.get(month[:4], 0) + count
    return list(years.items())


class PastStoreView(PastView):
    """Import what the preview showed."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        past = self.past(pk)
        try:
            services.begin_storing(past_id=past.pk, by=self.person)
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        return redirect("organizations:past_import", pk=past.pk)


class PastFileView(PastView):
    """The file as it was sent."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        past = self.past(pk)
        if past.file is None:
            raise Http404
        return file_response(past.file)


class PastProblemsView(PastView):
    """Errors and notes as a workbook, to work through beside the file."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        past = self.past(pk)
        heads = [_("Sheet"), _("Cell"), _("Value"), _("What is wrong"), _("What to do")]
        sheets = [
            Sheet(name, heads, [[one[key] for key in ("sheet", "cell", "value", "what", "advice")] for one in rows])
            for name, rows in ((_("Errors"), past.report.get("errors", [])), (_("Notes"), past.report.get("notes", [])))
        ]
        return workbook(write_xlsx(sheets=sheets), _("Problems of %(file)s") % {"file": past.file_name} + ".xlsx")


def workbook(content: bytes, name: str) -> HttpResponse:
    """A download."""
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
