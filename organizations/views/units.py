"""The tree of units with its order at the left, the form of a unit at the right."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from activity.clock import today
from organizations.forms.units import EndUnitForm, NewUnitForm, RenameForm, UnitForm
from organizations.models import Membership, Role, Unit
from organizations.policy import access_or_404, visible_to
from organizations.services import units
from organizations.views.base import SettingsView


@dataclass(frozen=True)
class Branch:
    """A unit in the tree, with how deep it stands and what is wrong with it."""

    unit: Unit
    depth: int
    lacks_head: bool
    children: tuple["Branch", ...]


def tree_of(rows: list[Unit], headed: set[int]) -> tuple[Branch, ...]:
    """The units as a tree in printing order. One that hangs under a unit not among the rows stands at the top."""
    below: dict[int | None, list[Unit]] = {}
    known = {unit.pk for unit in rows}
    for unit in rows:
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)

    def grow(parent: int | None, depth: int) -> tuple[Branch, ...]:
        return tuple(
            Branch(unit, depth, unit.files_items and unit.pk not in headed, grow(unit.pk, depth + 1))
            for unit in below.get(parent, ())
        )

    return grow(None, 0)


def flattened(branches: tuple[Branch, ...]) -> Iterator[Branch]:
    """The tree from top to bottom, as it is printed."""
    for branch in branches:
        yield branch
        yield from flattened(branch.children)


class UnitsView(SettingsView):
    """The tree, and a form for a new unit or for the chosen one."""

    action = "unit.manage"

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponseBase:
        unit = self._unit(pk)
        return self.answer(unit, form=UnitForm(instance=unit) if unit else NewUnitForm())

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponseBase:
        unit = self._unit(pk)
        if unit is None:
            form: Any = NewUnitForm(request.POST)
            saved = form.is_valid() and self.tried(
                lambda: units.create_unit(by=self.person, **form.cleaned_data),
                form=form,
                done=_("The unit is entered."),
            )
        else:
            form = UnitForm(request.POST, instance=self._unit(pk))
            saved = form.is_valid() and self.tried(
                lambda: units.update_unit(unit_id=unit.pk, by=self.person, **form.cleaned_data),
                form=form,
                done=_("Saved."),
            )
        if saved:
            return redirect("organizations:unit", pk=pk) if pk else redirect("organizations:units")
        return self.answer(unit, form=form, status=422)

    def _unit(self, pk: int | None) -> Unit | None:
        return None if pk is None else self._chosen(pk)

    def _chosen(self, pk: int | None) -> Unit:
        return access_or_404(self.person, Unit.objects.all(), "manage", pk=pk)

    def answer(self, unit: Unit | None, *, status: int = 200, **bound: forms.BaseForm) -> HttpResponse:
        """The page, with the forms that are given in place of fresh ones."""
        rows = list(visible_to(self.person, Unit.objects.select_related("unit_class"), "manage"))
        heads = Membership.objects.current(today()).filter(role=Role.UNIT_HEAD, user__is_active=True)
        context: dict[str, Any] = {
            "unit": unit,
            "tree": tree_of([one for one in rows if not one.ends_on], set(heads.values_list("unit_id", flat=True))),
            "ended": [one for one in rows if one.ends_on],
            "former_names": unit.former_names.all() if unit else [],
        }
        if unit is not None and not unit.ends_on:
            context["rename_form"] = RenameForm(initial={"name": unit.name, "short_name": unit.short_name})
            context["end_form"] = EndUnitForm(unit=unit)
        context |= {"form": UnitForm(instance=unit) if unit else NewUnitForm()} | bound
        return render(self.request, "organizations/units.html", context, status=status)


class UnitRenameView(UnitsView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponseBase:
        unit = self._chosen(pk)
        form = RenameForm(request.POST)
        if form.is_valid() and self.tried(
            lambda: units.rename_unit(unit_id=unit.pk, by=self.person, **form.cleaned_data),
            form=form, done=_("The unit has its new name; the old one is kept with its dates."),
        ):  # fmt: skip
            return redirect("organizations:unit", pk=unit.pk)
        return self.answer(unit, rename_form=form, status=422)


class UnitEndView(UnitsView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponseBase:
        unit = self._chosen(pk)
        form = EndUnitForm(request.POST, unit=unit)
        if form.is_valid() and self.tried(
            lambda: units.end_unit(
                unit_id=unit.pk, on=form.cleaned_data["on"], by=self.person,
                successor_id=getattr(form.cleaned_data["successor"], "pk", None),
            ),
            form=form, done=_("The unit has ended; what it filed stays where it is."),
        ):  # fmt: skip
            return redirect("organizations:unit", pk=unit.pk)
        return self.answer(unit, end_form=form, status=422)


class UnitMoveView(SettingsView):
    """One place up or down: the way without script."""

    action = "unit.manage"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        unit = access_or_404(self.person, Unit.objects.all(), "manage", pk=pk)
        self.tried(lambda: units.move_unit(unit_id=unit.pk, up=request.POST.get("to") == "up", by=self.person))
        return redirect("organizations:units")


class UnitOrderView(SettingsView):
    """A whole row in a new order, as it was dragged."""

    action = "unit.manage"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        sent = [int(part) for part in request.POST.get("units", "").split(",") if part.isdecimal() and len(part) < 19]
        mine = visible_to(self.person, Unit.objects.filter(pk__in=sent), "manage")
        if sent and mine.count() == len(sent):
            self.tried(lambda: units.order_units(unit_ids=sent, by=self.person), done=_("The order is saved."))
        return redirect("organizations:units")
