"""The view of a list. An app says which rows and columns; everything that lists have in common is here."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from django_filters import FilterSet

from activity.services import record
from ui.errors import DomainError
from ui.listpage import bulk, keyset, saved
from ui.listpage.bulk import BulkAct
from ui.listpage.columns import Column, picked
from ui.listpage.export import FORMATS, export_response
from ui.listpage.filters import chips_of, prepare, without
from ui.listpage.rows import rows_html
from ui.listpage.saved import Tab
from ui.rail import Words

COUNTED = 1000
"""Rows are counted up to this many: an exact number of a large set costs more than the page, and nobody needs it."""


@method_decorator(never_cache, name="dispatch")
class ListPage(ABC, LoginRequiredMixin, View):
    """A list of rows that were cut down by rights (`get_rows`), filtered, sorted, paged, exported and acted upon.

    The same filtered set serves page, count, export and bulk act. `page_key` names the list for saved filters and
    events. Subclasses may override `row_url`, `preview_url`, `row_title`, `row_class`, `check_access`,
    `get_filterset_kwargs` and `get_context_data`; their templates extend `ui/list.html`.
    """

    title: Words = ""
    columns: Sequence[Column] = ()
    filterset_class: type[FilterSet] | None = None
    bulk_acts: Sequence[BulkAct] = ()
    tabs: Sequence[Tab] = ()
    ordering: str | Sequence[str] = ("-pk",)
    page_size = 50
    page_key = ""
    export_name: Words = ""
    filters_in_row = 5
    template_name = "ui/list.html"
    empty_title: Words = gettext_lazy("Nothing is here yet.")
    empty_hint: Words = ""
    empty_act: tuple[Words, str] | None = None

    # What an app says about its rows

    @abstractmethod
    def get_rows(self) -> QuerySet[Any]:
        """The rows that this person may see, with what the columns need already joined."""

    def check_access(self) -> None:
        """Raise PermissionDenied or Http404 where the person has no business with the list at all."""

    def row_url(self, row: Any) -> str | None:
        """Where the row's main column leads."""
        return None

    def preview_url(self, row: Any) -> str | None:
        """A fragment about the row for the preview pane; None for a list without previews."""
        return None

    def row_title(self, row: Any) -> str:
        """How a message names the row."""
        return str(row)

    def row_class(self, row: Any) -> str:
        """Classes of the row, such as is-urgent or is-zero."""
        return ""

    def get_filterset_kwargs(self) -> dict[str, Any]:
        """Further arguments of the filter set; it always has `request`."""
        return {}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The template's context; call super() with what is to be added."""
        return context

    # The filtered set

    @cached_property
    def key(self) -> str:
        """The list's name in saved filters and events."""
        return self.page_key or f"{type(self).__module__.split('.')[0]}.{type(self).__name__}"[:60]

    @cached_property
    def filterset(self) -> FilterSet | None:
        """The filter set with its form made ready, or None for a list without filters."""
        if self.filterset_class is None:
            return None
        kwargs = {"request": self.request, **self.get_filterset_kwargs()}
        filterset = self.filterset_class(self.request.GET, queryset=self.get_rows(), **kwargs)
        prepare(filterset.form)
        return filterset

    @cached_property
    def filtered(self) -> QuerySet[Any]:
        """Exactly the rows that page, count, export and bulk act mean. A filter that cannot be read finds nothing."""
        if self.filterset is None:
            return self.get_rows()
        return self.filterset.qs if self.filterset.is_valid() else self.get_rows().none()

    @cached_property
    def shown_columns(self) -> list[Column]:
        """The columns that the person picked, else those shown by default."""
        return picked(self.get_columns(), self.request.GET.getlist("cols"))

    def get_columns(self) -> Sequence[Column]:
        """All columns that this person may pick from."""
        return self.columns

    @cached_property
    def sort(self) -> str:
        """The sort that was asked for, if a column allows it: “key” or “-key”, else an empty string."""
        asked = self.request.GET.get("sort", "")
        allowed = {column.key for column in self.get_columns() if column.sort}
        return asked if asked.removeprefix("-") in allowed else ""

    @cached_property
    def order(self) -> Sequence[str]:
        """Field paths of the present order."""
        if not self.sort:
            return (self.ordering,) if isinstance(self.ordering, str) else self.ordering
        key = self.sort.removeprefix("-")
        paths = next(column.sort_paths for column in self.get_columns() if column.key == key)
        if not self.sort.startswith("-"):
            return paths
        return tuple(path.removeprefix("-") if path.startswith("-") else f"-{path}" for path in paths)

    def count(self, rows: QuerySet[Any]) -> int:
        """How many rows, counted up to one more than COUNTED."""
        return rows.order_by()[: COUNTED + 1].count()

    # Answers

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            self.check_access()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        kind = request.GET.get("export", "")
        if kind in FORMATS:
            return self.export(kind)
        if request.GET.get("part") == "tabs":
            return render(request, "ui/list/_tab_counts.html", {"tabs": self._counted_tabs(), "cap": COUNTED})
        return self._answer()

    def _answer(self) -> HttpResponse:
        request: Any = self.request
        part = bool(request.htmx) and request.htmx.target == "list-body"
        template = "ui/list/_body.html" if part else self.template_name
        response = render(request, template, self.get_context_data(**self._own_context(part=part)))
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        if part:
            query = without(request.GET)
            for name in ("after", "before"):
                if request.GET.get(name):
                    query[name] = request.GET[name]
            response["HX-Push-Url"] = f"{request.path}?{query.urlencode()}" if query else request.path
        return response

    def _own_context(self, *, part: bool) -> dict[str, Any]:
        query = self.request.GET
        page = keyset.page_of(
            self.filtered,
            ordering=self.order,
            size=self.page_size,
            after=query.get("after", ""),
            before=query.get("before", ""),
            sort=self.sort,
        )
        acts = bulk.acts_for(self.bulk_acts, self.request.user)
        kept = without(query, "sort", "cols")
        return {
            "page": self,
            "title": self.title,
            "filterset": self.filterset,
            "chips": chips_of(self.filterset, query) if self.filterset else [],
            "is_filtered": bool(kept),
            "heads": self._heads(),
            "rows": rows_html(self, page.rows, self.shown_columns, ticks=bool(acts)),
            "row_count": len(page.rows),
            "total": self.count(self.filtered),
            "cap": COUNTED,
            "acts": acts,
            "older": self._with("after", page.after),
            "newer": self._with("before", page.before),
            "first": f"?{without(query).urlencode()}" if query.get("after") or query.get("before") else "",
            "exports": [(kind, f"?{self._query_for_export(kind)}") for kind in FORMATS] if self.export_name else [],
            "choices": self._column_choices(),
            "kept_names": [(name, value) for name in ("sort", "cols") for value in query.getlist(name) if value],
            "filter_names": [(name, value) for name, values in without(query, "cols").lists() for value in values],
            "part": part,
            "tabs": saved.tabs_for(self.request.user, self.key, self.tabs, query),
            "has_preview": type(self).preview_url is not ListPage.preview_url,
        }

    def _with(self, name: str, cursor: str) -> str:
        if not cursor:
            return ""
        query = without(self.request.GET)
        query[name] = cursor
        return f"?{query.urlencode()}"

    def _query_for_export(self, kind: str) -> str:
        query = without(self.request.GET)
        query["export"] = kind
        return query.urlencode()

    def _heads(self) -> list[dict[str, Any]]:
        heads = []
        for column in self.shown_columns:
            now = self.sort.removeprefix("-") == column.key
            down = now and self.sort.startswith("-")
            query = without(self.request.GET, "sort")
            query["sort"] = column.key if not now or down else f"-{column.key}"
            heads.append(
                {
                    "column": column,
                    "url": f"?{query.urlencode()}" if column.sort else "",
                    "direction": ("descending" if down else "ascending") if now else "",
                }
            )
        return heads

    def _column_choices(self) -> list[tuple[Column, bool]]:
        columns = self.get_columns()
        return (
            [(column, column in self.shown_columns) for column in columns] if not all(c.shown for c in columns) else []
        )

    def _counted_tabs(self) -> list[tuple[saved.ShownTab, int | None]]:
        tabs = saved.tabs_for(self.request.user, self.key, self.tabs, self.request.GET)
        if self.filterset_class is None:
            return [(tab, None) for tab in tabs]
        kwargs = {"request": self.request, **self.get_filterset_kwargs()}
        counted: list[tuple[saved.ShownTab, int | None]] = []
        for tab in tabs:
            filterset = self.filterset_class(QueryDict(tab.query), queryset=self.get_rows(), **kwargs)
            counted.append((tab, self.count(filterset.qs) if filterset.is_valid() else None))
        return counted

    def export(self, kind: str) -> HttpResponseBase:
        """The filtered set as a file; the audit trail keeps who took which list when."""
        if not self.export_name:
            return HttpResponseBadRequest()
        user: Any = self.request.user
        data = {"list": self.key, "format": kind, "query": without(self.request.GET).urlencode()}
        record("list.export", subject=None, by=user, data=data)
        rows = keyset.ordered(self.filtered, self.order)
        return export_response(rows=rows, columns=self.shown_columns, name=str(self.export_name), kind=kind)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        do = request.POST.get("list_do", "bulk")
        if do == "bulk":
            return self._bulk()
        query = request.GET
        back = f"{request.path}?{without(query).urlencode()}"
        try:
            if do == "keep":
                kept = saved.keep(user=request.user, page=self.key, name=request.POST.get("name", ""), query=query)
                messages.success(request, _("The filter “%(name)s” is saved.") % {"name": kept.name})
            elif do == "rename":
                saved.rename(
                    user=request.user, page=self.key, pk=request.POST.get("filter"), name=request.POST.get("name", "")
                )
            elif do == "drop":
                saved.drop(user=request.user, page=self.key, pk=request.POST.get("filter"))
                back = request.path
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        return redirect(back)

    # Bulk acts

    def _bulk(self) -> HttpResponseBase:
        request = self.request
        act = next(
            (act for act in bulk.acts_for(self.bulk_acts, request.user) if act.key == request.POST.get("act")), None
        )
        if act is None:
            messages.error(request, _("This act is not open to you on this list."))
            return self._back()
        rows = self._chosen()
        if not rows:
            messages.error(request, _("Choose at least one row first."))
            return self._back()
        if len(rows) > bulk.MOST:
            messages.error(
                request, _("At most %(most)d rows can be handled at once. Narrow the filter.") % {"most": bulk.MOST}
            )
            return self._back()
        confirmed = "confirmed" in request.POST
        form = act.form(request.POST if confirmed else None)
        if act.asks and not (confirmed and form.is_valid()):
            return self._ask(act, form, rows, invalid=confirmed)
        data = form.cleaned_data if act.asks else {}
        outcome = bulk.act_on(act, rows, by=request.user, data=data, title=self.row_title)
        level = messages.WARNING if outcome.refusals else messages.SUCCESS
        messages.add_message(request, level, outcome.as_note(str(act.label)))
        return self._back()

    def _chosen(self) -> list[Any]:
        """The rows meant, at most one more than may be handled; ticked ones only if the person may still see them."""
        if self.request.POST.get("all"):
            rows = self.filtered
        else:
            rows = self.get_rows().filter(pk__in=bulk.keys_of(self.get_rows().model, self.request.POST.getlist("pk")))
        return list(keyset.ordered(rows, self.order)[: bulk.MOST + 1])

    def _ask(self, act: BulkAct, form: Any, rows: list[Any], *, invalid: bool) -> HttpResponse:
        context = {
            "page": self,
            "act": act,
            "form": form,
            "titles": [self.row_title(row) for row in rows[:10]],
            "number": len(rows),
            "more": max(0, len(rows) - 10),
            "keys": [] if self.request.POST.get("all") else [row.pk for row in rows],
            "back": self.request.get_full_path(),
        }
        return render(self.request, "ui/list/bulk.html", context, status=422 if invalid else 200)

    def _back(self) -> HttpResponseRedirect:
        return redirect(self.request.get_full_path())
