"""Registers with a list at the left and a form at the right: one view, one entry below for each register."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organizations.forms.registers import HolidayForm, OutletForm, OutletLevelForm, SuperiorLeaderForm
from organizations.forms.units import UnitClassForm
from organizations.models import Holiday, Outlet, OutletLevel, SuperiorLeader, UnitClass
from organizations.policy import access_or_404, visible_to
from organizations.services import registers, units
from organizations.views.base import SettingsView


class Row(NamedTuple):
    """A row of the list as the template shows it."""

    pk: Any
    url: str
    cells: list[Any]
    is_current: bool
    is_quiet: bool


def in_use(row: Any) -> Any:
    """The cell of a row that is put out of use instead of being deleted."""
    return _("in use") if row.is_active else _("no longer in use")


class RegisterView(SettingsView):
    """List, form for a new row, form for a row. The list is short: a register that an office keeps by hand."""

    model: ClassVar[type[Model]]
    form_class: ClassVar[type[forms.ModelForm]]
    url_name: ClassVar[str]
    title: ClassVar[Any]
    sentence: ClassVar[Any]
    new_title: ClassVar[Any]
    empty_title: ClassVar[Any] = _("Nothing is entered yet.")
    columns: ClassVar[Sequence[tuple[Any, Callable[[Any], Any]]]]
    drop_url_name: ClassVar[str] = ""
    template_name: ClassVar[str] = "organizations/register.html"

    def get_rows(self) -> QuerySet[Any]:
        """All rows of the register in their order, with what the columns need."""
        return visible_to(self.person, self.model._default_manager.all(), "manage")

    def is_quiet(self, row: Any) -> bool:
        """Whether the row is out of use and shown muted."""
        return False

    def get(self, request: HttpRequest, pk: Any = None) -> HttpResponseBase:
        row = self._row(pk)
        return self._answer(row, self.form_class(instance=row))

    def post(self, request: HttpRequest, pk: Any = None) -> HttpResponseBase:
        row = self._row(pk)
        form = self.form_class(request.POST, instance=self._row(pk))
        if form.is_valid() and self.tried(lambda: self.save(row, form.cleaned_data), form=form, done=_("Saved.")):
            return redirect(self.url_name)
        return self._answer(row, form, status=422)

    def save(self, row: Any, values: dict[str, Any]) -> Any:
        """Create (without a row) or change, through the service."""
        if row is None:
            return registers.add_row(self.model, by=self.person, **values)
        return registers.change_row(row, by=self.person, **values)

    def _row(self, pk: Any) -> Any:
        return None if pk is None else access_or_404(self.person, self.get_rows(), "manage", pk=pk)

    def extra_context(self, row: Any, **bound: forms.BaseForm) -> dict[str, Any]:
        """What the template needs besides, with the forms that are given in place of fresh ones."""
        return {}

    def _answer(self, row: Any, form: forms.ModelForm, *, status: int = 200, **bound: forms.BaseForm) -> HttpResponse:
        context = {
            "page": self,
            "heads": [label for label, _value in self.columns],
            "rows": [self._shown(one, row) for one in self.get_rows()],
            "form": form,
            "row": row,
            "new_url": reverse(self.url_name),
            **self.extra_context(row, **bound),
        }
        return render(self.request, self.template_name, context, status=status)

    def _shown(self, row: Any, current: Any) -> Row:
        url = reverse(f"{self.url_name}_row", args=[row.pk])
        cells = [value(row) for _label, value in self.columns]
        return Row(row.pk, url, cells, current is not None and row.pk == current.pk, self.is_quiet(row))


class UnitClassView(RegisterView):
    action, model, form_class = "unitclass.manage", UnitClass, UnitClassForm
    url_name = "organizations:unit_classes"
    title = _("Scoring classes")
    sentence = _(
        "Units of one class are ranked among themselves. A change counts from the next period that is closed; "
        "closed periods stay as they are."
    )
    new_title = _("New scoring class")
    columns = (
        (_("Name"), lambda c: c.name),
        (_("Code"), lambda c: c.code or "—"),
        (_("Ranked"), lambda c: _("yes") if c.is_ranked else _("no")),
    )

    def save(self, row: Any, values: dict[str, Any]) -> UnitClass:
        return units.save_unit_class(by=self.person, unit_class=row, **values)


class OutletLevelView(RegisterView):
    action, model, form_class = "outletlevel.manage", OutletLevel, OutletLevelForm
    url_name = "organizations:outlet_levels"
    title = _("Outlet levels")
    sentence = _("Levels order outlets and superior leaders, and schemes give points by them. A change counts at once.")
    new_title = _("New level")
    columns = ((_("Name"), lambda level: level.name), (_("Code"), lambda level: level.code))


class OutletView(RegisterView):
    action, model, form_class = "outlet.manage", Outlet, OutletForm
    url_name = "organizations:outlets"
    title = _("Outlets")
    sentence = _(
        "Journals, sites and accounts that items are forwarded to. An outlet that is no longer in use is not offered "
        "any more; what it printed stays."
    )
    new_title = _("New outlet")
    columns = (
        (_("Name"), lambda outlet: outlet.name),
        (_("Level"), lambda outlet: outlet.level.name),
        (_("Published by"), lambda outlet: outlet.publisher),
        (_("State"), in_use),
    )

    def get_rows(self) -> QuerySet[Outlet]:
        return super().get_rows().select_related("level")

    def is_quiet(self, row: Outlet) -> bool:
        return not row.is_active


class SuperiorLeaderView(RegisterView):
    action, model, form_class = "superiorleader.manage", SuperiorLeader, SuperiorLeaderForm
    url_name = "organizations:leaders"
    title = _("Superior leaders")
    sentence = _(
        "Leaders of superior bodies whose instructions are recorded. Post and level count for instructions given "
        "within the dates of office."
    )
    new_title = _("New leader")
    columns = (
        (_("Full name"), lambda leader: leader.name),
        (_("Post"), lambda leader: leader.post),
        (_("Level"), lambda leader: leader.level.name),
        (_("From"), lambda leader: leader.starts_on),
        (_("Until"), lambda leader: leader.ends_on),
    )

    def get_rows(self) -> QuerySet[SuperiorLeader]:
        return super().get_rows().select_related("level")

    def is_quiet(self, row: SuperiorLeader) -> bool:
        return row.ends_on is not None


class HolidayView(RegisterView):
    action, model, form_class = "holiday.manage", Holiday, HolidayForm
    url_name = "organizations:holidays"
    title = _("Working days")
    sentence = _(
        "Days on which the office departs from the published calendar. Time limits that run now are counted anew at once."
    )
    new_title = _("New day")
    empty_title = _("The published calendar counts on all days.")
    drop_url_name = "organizations:holiday_drop"
    columns = (
        (_("Day"), lambda holiday: holiday.day),
        (_("Kind of day"), lambda holiday: _("working day") if holiday.is_working_day else _("day off")),
        (_("Note"), lambda holiday: holiday.note),
    )

    def get_rows(self) -> QuerySet[Holiday]:
        return super().get_rows().order_by("-day")


class HolidayDropView(SettingsView):
    action = "holiday.manage"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        holiday = access_or_404(self.person, Holiday.objects.all(), "manage", pk=pk)
        registers.drop_holiday(holiday_id=holiday.pk, by=self.person)
        return redirect("organizations:holidays")
