"""Pages that only tests see: a list over the people of the office, and a form that must be acted upon once."""

from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, URLResolver, include, path
from django.utils.html import format_html
from django.views.generic import FormView

from documents.errors import FileRefused
from ui import once
from ui.errors import DomainError
from ui.listpage import BulkAct, Column, ListPage, Tab
from ui.models import SavedFilter
from ui.views.reason import ask_for_reason

User = get_user_model()


class PersonFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains", label="姓名")
    language = django_filters.ChoiceFilter(choices=[("zh-hans", "中文"), ("en", "英文")], label="语言")
    seen = django_filters.DateFromToRangeFilter(field_name="desk_seen_at", label="上次登录")
    number = django_filters.NumberFilter(field_name="sort_no", label="序号")

    class Meta:
        model = User
        fields: list[str] = []


def rename(row: Any, *, by: Any, batch: str, reason: str = "") -> None:
    if row.post == "不可":
        raise DomainError(f"{row.name} 不可修改", code="no")
    row.phone = reason or batch[:20]
    row.save(update_fields=["phone"])


class TextForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=20)
    post = forms.CharField(label="职务", max_length=60, required=False, widget=forms.Textarea)


class PeoplePage(ListPage):
    title = "人员"
    page_key = "tests.people"
    export_name = "人员"
    columns = (
        Column("name", "姓名", lambda row: row.name, sort="name", main=True),
        Column("post", "职务", lambda row: row.post, cell="ui/_test_cell.html"),
        Column("no", "序号", lambda row: row.sort_no, sort=("sort_no", "name"), numeric=True),
        Column("seen", "上次登录", lambda row: row.desk_seen_at, sort="desk_seen_at"),
        Column("language", "语言", lambda row: row.get_language_display(), shown=False),
    )
    filterset_class = PersonFilter
    ordering = ("sort_no",)
    page_size = 5
    tabs = (Tab("english", "读英文的", "language=en"),)
    bulk_acts = (
        BulkAct("mark", "标记", rename, icon="check2"),
        BulkAct("why", "说明", rename, needs_reason=True),
        BulkAct("sure", "确认", rename, confirm="确定吗？"),
        BulkAct("hidden", "隐藏", rename, shown=lambda user: False),
    )

    def get_rows(self) -> QuerySet[Any]:
        return User._default_manager.exclude(username="secret")

    def check_access(self) -> None:
        if self.request.user.username == "stranger":  # type: ignore[union-attr]
            raise Http404

    def row_url(self, row: Any) -> str:
        return f"/tests/people/{row.pk}"

    def preview_url(self, row: Any) -> str:
        return f"/tests/people/{row.pk}?preview"

    def row_class(self, row: Any) -> str:
        return "is-urgent" if row.post == "急" else ""


class AnnotatedPage(PeoplePage):
    """Sorts by an annotation, has no filter, no bulk act and no export."""

    filterset_class = None
    bulk_acts = ()
    tabs = ()
    export_name = ""
    ordering = "-place"
    empty_act = ("添加人员", "/tests/add")

    def get_rows(self) -> QuerySet[Any]:
        return super().get_rows().annotate(place=F("desk_seen_at"))


class EmptyPage(AnnotatedPage):
    ordering = ("pk",)

    def get_rows(self) -> QuerySet[Any]:
        return User._default_manager.none()


def refuse(request: HttpRequest) -> HttpResponse:
    if "file" in request.GET:
        raise FileRefused("文件打不开")
    raise DomainError("事项已由张三办结", code=request.GET.get("code", ""))


def break_down(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


def add_filter(request: HttpRequest) -> HttpResponseBase:
    """Saves a row by a form; acting twice with one token makes one row."""
    if request.method != "POST":
        return render(request, "ui/_test_form.html")

    def act() -> str:
        if request.POST.get("name") == "refused":
            raise DomainError("不行")
        kept = SavedFilter.objects.create(user_id=request.user.pk, page="tests.add", name=request.POST["name"])
        return f"/tests/made/{kept.pk}"

    return once.run(request, act)


class AddPerson(once.OnceMixin, FormView):
    form_class = TextForm
    template_name = "ui/_test_form.html"

    def form_valid(self, form: Any) -> HttpResponse:
        kept = SavedFilter.objects.create(
            user_id=self.request.user.pk, page="tests.form", name=form.cleaned_data["name"]
        )
        self.success_url = f"/tests/made/{kept.pk}"
        return super().form_valid(form)


class Why(forms.Form):
    reason = forms.CharField(label="理由", max_length=20)


def why(request: HttpRequest) -> HttpResponse:
    form = Why(request.POST or None)
    if form.is_valid():
        return HttpResponse(form.cleaned_data["reason"])
    return ask_for_reason(
        request, form, label="退回", back="/tests/people", hint="将退回报送单位。", subject="一件信息"
    )


def made(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(str(pk))


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """A person as a fragment for the preview pane, or as a page."""
    shown = get_object_or_404(User, pk=pk)
    if "preview" in request.GET:
        return HttpResponse(format_html("<h2>{}</h2><p>{}</p>", shown, shown.get_username()))
    return HttpResponse(str(shown))


def components(request: HttpRequest) -> HttpResponse:
    from tests.ui.showcase import showcase_context

    return render(request, "ui/_test_components.html", showcase_context())


urlpatterns: list[URLPattern | URLResolver] = [
    path("tests/people", PeoplePage.as_view(), name="test-people"),
    path("tests/people/<int:pk>", person),
    path("tests/annotated", AnnotatedPage.as_view()),
    path("tests/empty", EmptyPage.as_view()),
    path("tests/refuse", refuse),
    path("tests/break", break_down),
    path("tests/add", add_filter),
    path("tests/form", AddPerson.as_view()),
    path("tests/why", why),
    path("tests/made/<int:pk>", made),
    path("tests/components", components),
    path("", include("govinfo.urls")),
]

handler400 = "ui.views.failures.bad_request"
handler403 = "ui.views.failures.forbidden"
handler404 = "ui.views.failures.not_found"
handler500 = "ui.views.failures.server_error"
