"""The best items of the months: the register, choosing several at once or one, revoking."""

from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from activity.clock import today
from organizations.policy import access_or_404, can, visible_to
from registers.filters import BestFilter
from registers.forms.best import WhyForm, month_of
from registers.models import BestItem
from registers.services import best
from registers.views.base import ReasonView, RegisterFormView, places
from review.views.base import person, require, say
from submissions.models import Item
from ui.listpage import BulkAct, Column, ListPage
from ui.words import as_day


class BestView(ListPage):
    """What was chosen; the office and the leaders see all, a unit its own items."""

    title = pgettext_lazy("register", "Best of the month")
    page_key = "registers.best"
    template_name = "registers/best.html"
    export_name = gettext_lazy("best items of the months")
    filterset_class = BestFilter
    ordering = ("-month", "-pk")
    empty_title = gettext_lazy("No item was chosen yet.")
    empty_hint = gettext_lazy("The office chooses the best items of a month; scores count them.")
    columns = (
        Column("month", gettext_lazy("Month"), lambda row: f"{row.month:%Y-%m}", sort="month", css="nowrap"),
        Column("title", gettext_lazy("Title"), lambda row: row.item.title, main=True),
        Column("unit", gettext_lazy("Unit"), lambda row: row.item.unit.short_name, sort="item__unit__sort_no", css="nowrap"),
        Column("why", gettext_lazy("Why it was chosen"), lambda row: row.why),
        Column("act", gettext_lazy("Revoke"), lambda row: row.pk, cell="registers/_best_act.html", export=False, css="nowrap"),
        Column("recorded_by", gettext_lazy("Chosen by"), lambda row: str(row.recorded_by), shown=False, css="nowrap"),
        Column("number", gettext_lazy("Number"), lambda row: row.item.number or "", shown=False, css="nowrap"),
    )  # fmt: skip

    def check_access(self) -> None:
        require(self.request, "bestitem.list")

    def get_columns(self) -> list[Column]:
        may = can(person(self.request), "bestitem.choose")
        return [column for column in self.columns if may or column.key != "act"]

    def get_rows(self) -> QuerySet[BestItem]:
        rows = BestItem.objects.in_force().select_related("item__unit", "recorded_by")
        return visible_to(person(self.request), rows)

    def row_url(self, row: BestItem) -> str:
        return row.item.get_absolute_url()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        may_choose = can(person(self.request), "bestitem.choose")
        return {**context, "places": places(self.request), "may_choose": may_choose}


class _BulkWhy(forms.Form):
    """The one reason of several choices; the month is that of the list."""

    why = WhyForm.base_fields["why"]


class CandidatesView(ListPage):
    """`?month=2026-10`: what may be chosen of the month, the most printed first; several at once with one reason."""

    page_key = "registers.candidates"
    template_name = "registers/candidates.html"
    ordering = ("-printed", "-instructed", "first_filed_at", "pk")
    empty_title = gettext_lazy("Nothing was filed or printed in this month.")
    columns = (
        Column("title", gettext_lazy("Title"), lambda row: row.title, main=True),
        Column("unit", gettext_lazy("Unit"), lambda row: row.unit.short_name, sort="unit__sort_no", css="nowrap"),
        Column("item_type", gettext_lazy("Type"), lambda row: str(row.item_type or ""), css="nowrap"),
        Column("printed", gettext_lazy("Times printed"), lambda row: row.printed, numeric=True),
        Column("instructed", gettext_lazy("Instructions"), lambda row: row.instructed, numeric=True),
        Column("chosen", gettext_lazy("Chosen"), lambda row: row.is_chosen, cell="registers/_chosen_cell.html", css="nowrap"),
    )  # fmt: skip

    @cached_property
    def month(self) -> date:
        """The month asked for; this one where none can be read."""
        asked = month_of(self.request.GET.get("month", "") or self.request.POST.get("month", ""))
        return asked or today().replace(day=1)

    @property
    def title(self) -> str:  # type: ignore[override]
        """Which month it is about."""
        return _("Choose the best of %(month)s") % {"month": f"{self.month:%Y-%m}"}

    @cached_property
    def bulk_acts(self) -> tuple[BulkAct, ...]:  # type: ignore[override]
        """One act; the month of the list goes with it."""
        return (BulkAct("choose", gettext_lazy("Choose as best of the month"), self._choose, _BulkWhy, icon="award"),)

    def _choose(self, row: Item, *, by: Any, batch: str, why: str) -> BestItem:
        return best.choose_best(item_id=row.pk, month=self.month, why=why, by=by, batch=batch)

    def check_access(self) -> None:
        require(self.request, "bestitem.choose")

    def get_rows(self) -> QuerySet[Item]:
        chosen = BestItem.objects.in_force().filter(item=OuterRef("pk"), month=self.month)
        stands = {kind: Q(**{f"{kind}__isnull": False, f"{kind}__counters__isnull": True,
                             f"{kind}__countered_by__isnull": True}) for kind in ("adoptions", "instructions")}  # fmt: skip
        rows = best.candidates(self.month).select_related("unit", "item_type").annotate(
            printed=Count("adoptions", filter=stands["adoptions"], distinct=True),
            instructed=Count("instructions", filter=stands["instructions"], distinct=True),
            is_chosen=Exists(chosen),
        )  # fmt: skip
        return visible_to(person(self.request), rows)

    def row_url(self, row: Item) -> str:
        return row.get_absolute_url()

    def row_class(self, row: Any) -> str:
        return "is-zero" if row.is_chosen else ""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        before = self.month.replace(day=1).toordinal() - 1
        after = best.last_day(self.month).toordinal() + 1
        return {
            **context,
            "before": f"{date.fromordinal(before):%Y-%m}",
            "after": f"{date.fromordinal(after):%Y-%m}" if date.fromordinal(after) <= today() else "",
            "month": f"{self.month:%Y-%m}",
        }


class BestChooseView(RegisterFormView):
    """One item, from its page."""

    title = gettext_lazy("Choose as best of the month")
    hint = gettext_lazy(
        "It counts on the last day of the month, or today where that is earlier. Unit and authors are told."
    )
    label = gettext_lazy("Choose")
    form_class = WhyForm

    def get_item(self) -> Item:
        require(self.request, "bestitem.choose")
        rows = Item.objects.select_related("unit")
        return access_or_404(person(self.request), rows, "item.view", pk=self.kwargs["pk"])

    def back(self) -> str:
        return self.item.get_absolute_url()

    def make_form(self, data: Any = None, files: Any = None) -> Form:
        filed = self.item.first_filed_at
        return WhyForm(data, initial={"month": (as_day(filed) if filed else today()).replace(day=1)})

    def act(self, form: Form) -> Item:
        best.choose_best(item_id=self.item.pk, by=person(self.request), **form.cleaned_data)
        say(self.request, _("The item is chosen as one of the best of the month."))
        return self.item


class BestRevokeView(ReasonView):
    title = label = gettext_lazy("Revoke the choice")
    hint = gettext_lazy("It stays on the record with your reason, and counts no more.")

    def get_item(self) -> Any:
        rows = BestItem.objects.facts().select_related("item__unit", "countered_by")
        self.subject = access_or_404(person(self.request), rows, "bestitem.revoke", pk=self.kwargs["pk"])
        return self.subject.item

    def back(self) -> str:
        return reverse("registers:best")

    def act(self, form: Form) -> str:
        best.revoke_best(best_id=self.subject.pk, by=person(self.request), reason=form.cleaned_data["reason"])
        say(self.request, _("The choice is revoked."))
        return self.back()
