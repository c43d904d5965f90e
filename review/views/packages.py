"""Papers on which items leave the office: the list with editions to be printed, the form, one paper, its PDF."""

from contextlib import suppress
from dataclasses import asdict
from typing import Any

from django.db.models import Count, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from documents.docx import CONTENT_TYPE as DOCX_TYPE
from documents.errors import RenderFailed, TextRefused
from documents.services import open_file
from documents.views import file_response, refused_file
from organizations.models import Outlet
from organizations.policy import access_or_404, can, visible_to
from review.forms.packages import PackageForm
from review.models import Package
from review.services import packages
from review.services.package_paper import context_of, docx_of, items_in_order
from review.views.base import ItemFormView, person, require, say
from ui.listpage import Column, ListPage
from ui.listpage.bulk import ReasonForm


class PackagesView(ListPage):
    """All papers, newest first; above them what the register knows as printed and has no paper yet."""

    title = gettext_lazy("Papers for forwarding")
    page_key = "review.packages"
    export_name = gettext_lazy("papers for forwarding")
    template_name = "review/packages.html"
    ordering = ("-dated_on", "-pk")
    empty_title = gettext_lazy("No paper was made yet.")
    empty_hint = gettext_lazy("A special report is made from signed items, an edition from the register of adoptions.")
    columns = (
        Column("title", gettext_lazy("Title"), lambda row: row.title, sort="title", main=True),
        Column("masthead", gettext_lazy("Masthead"), lambda row: row.masthead, sort="masthead", css="nowrap"),
        Column("number", gettext_lazy("Issue number"), lambda row: row.number_line, css="nowrap"),
        Column("kind", gettext_lazy("Kind"), lambda row: row.get_kind_display(), css="nowrap"),
        Column("items", gettext_lazy("Items"), lambda row: row.item_count, css="nowrap"),
        Column("dated_on", gettext_lazy("Date"), lambda row: row.dated_on, sort="dated_on", css="nowrap"),
        Column("state", gettext_lazy("State"), lambda row: state_words(row), css="nowrap"),
    )

    def check_access(self) -> None:
        require(self.request, "package.list")

    def get_rows(self) -> QuerySet[Package]:
        rows = Package.objects.defer("content").annotate(item_count=Count("items"))
        return visible_to(person(self.request), rows)

    def row_url(self, row: Package) -> str:
        return row.get_absolute_url()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        may_make = can(person(self.request), "package.make")
        editions = packages.editions_without_paper() if may_make else []
        return {**context, "may_make": may_make, "editions": editions}


def state_words(row: Package) -> str:
    """Void, made, or under way."""
    if row.voided_at:
        return str(_("void"))
    return str(_("PDF made")) if row.pdf_id else str(_("PDF under way"))


class PackageNewView(ItemFormView):
    """`?item=7` for a special report, `?outlet=2&number=第8期` for an edition of an own journal."""

    template_name = "review/package_form.html"
    title = gettext_lazy("Paper for forwarding")
    label = gettext_lazy("Make the PDF")
    hint = gettext_lazy("The words are taken down as they are now; later changes of an item do not change the paper.")

    def get_item(self) -> Any:
        require(self.request, "package.make")
        return None

    @cached_property
    def outlet(self) -> Outlet | None:
        asked = self.request.GET.get("outlet", "")
        return Outlet.objects.filter(is_own=True, pk=asked).first() if _is_key(asked) else None

    @property
    def kind(self) -> str:
        return Package.Kind.EDITION if self.outlet else Package.Kind.SPECIAL

    @cached_property
    def chosen(self) -> list[int]:
        if self.outlet:
            number = self.request.GET.get("number", "")
            return list(packages.items_of_edition(self.outlet, number).values_list("pk", flat=True))
        asked = self.request.GET.get("item", "")
        return [int(asked)] if _is_key(asked) else []

    def make_form(self, data: Any = None, files: Any = None) -> Form:
        head = asdict(packages.proposed_head(self.kind, self.outlet))
        if self.outlet:
            head |= {"outlet": self.outlet.pk, "number_line": self.request.GET.get("number") or head["number_line"]}
        return PackageForm(data, kind=self.kind, chosen=self.chosen, initial=head)

    def act(self, form: Form) -> Package:
        given = dict(form.cleaned_data)
        items, outlet = list(given.pop("items")), given.pop("outlet")
        items.sort(key=lambda item: (item.pk not in self.chosen, item.signed_at, item.pk))
        package = packages.make_package(
            kind=self.kind, head=packages.Head(**given), items=items, by=person(self.request), outlet=outlet
        )
        say(self.request, _("%(paper)s is made; its PDF follows.") % {"paper": package})
        return package


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def _package(request: HttpRequest, pk: int, action: str = "package.view") -> Package:
    rows = Package.objects.select_related("outlet", "made_by", "voided_by", "pdf")
    return access_or_404(person(request), rows, action, pk=pk)


class PackageView(View):
    """What one paper says, and its PDF."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        package = _package(request, pk)
        user = person(request)
        context = {
            "package": package,
            "printed": context_of(package),
            "items": items_in_order(package, visible_to(user, package.items.all(), "view")),
            "others": visible_to(user, packages.under_the_same_number(package)),
            "job": None if package.pdf_id else packages.latest_job(package),
            "may_void": can(user, "package.void", package),
        }
        return render(request, "review/package.html", context)


class PackageFileView(View):
    """The PDF."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        package = _package(request, pk)
        if package.pdf is None:
            raise Http404
        return file_response(package.pdf)


class PackageWordView(View):
    """The same paper as DOCX, made when it is asked for: a copy to go on with."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        package = _package(request, pk)
        pdf = b""
        if package.pdf is not None:
            with suppress(FileNotFoundError), open_file(package.pdf) as file:
                pdf = file.read()
        try:
            content = docx_of(package, pdf)
        except (RenderFailed, TextRefused) as refusal:
            return refused_file(request, refusal, about=package, name="DOCX")
        response = HttpResponse(content, content_type=DOCX_TYPE)
        name = f"{package}.docx"
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
        return response


class PackageVoidView(ItemFormView):
    """Make a paper void, with a reason."""

    title = gettext_lazy("Make the paper void")
    hint = gettext_lazy("It stays in the list, marked as void, and its number may be taken again.")
    label = gettext_lazy("Make void")
    form_class = ReasonForm

    def get_item(self) -> Any:
        self.package = _package(self.request, self.kwargs["pk"], "package.void")
        return None

    def act(self, form: Form) -> Package:
        packages.void_package(package_id=self.package.pk, by=person(self.request), reason=form.cleaned_data["reason"])
        say(self.request, _("%(paper)s is void.") % {"paper": self.package})
        return self.package

    def extra_context(self) -> dict[str, Any]:
        return {"about": self.package}
