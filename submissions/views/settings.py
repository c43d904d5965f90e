"""Settings of the items: types, topics, sign-off routes, chains of units. Registers use the settings' common screen and service."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from activity.clock import today
from organizations.models import Unit
from organizations.policy import access_or_404, visible_to
from organizations.views.base import SettingsView
from organizations.views.registers import RegisterView, in_use
from submissions.forms.settings import ChainForm, ItemTypeForm, RouteForm, TopicForm
from submissions.models import ItemType, SignOffRoute, Topic
from submissions.services import books


class ItemTypeView(RegisterView):
    action, model, form_class = "itemtype.manage", ItemType, ItemTypeForm
    url_name = "submissions:types"
    title = _("Item types")
    sentence = _(
        "What the slip offers as type; schemes give points by type. A type that is no longer in use is not offered any "
        "more, its items stay."
    )
    new_title = _("New type")
    columns = (
        (_("Name"), lambda row: row.name),
        (_("Code"), lambda row: row.code),
        (_("Facts, analysis, advice"), lambda row: _("yes") if row.wants_analysis else _("no")),
        (_("State"), in_use),
    )

    def is_quiet(self, row: ItemType) -> bool:
        return not row.is_active


class TopicView(RegisterView):
    action, model, form_class = "topic.manage", Topic, TopicForm
    url_name = "submissions:topics"
    title = _("Topics")
    sentence = _("Tags that a slip may carry. A topic that is no longer in use is not offered any more.")
    new_title = _("New topic")
    columns = ((_("Name"), lambda row: row.name), (_("State"), in_use))

    def is_quiet(self, row: Topic) -> bool:
        return not row.is_active


def _any(value: Any) -> Any:
    return value or _("Any")


class RouteView(RegisterView):
    action, model, form_class = "signoffroute.manage", SignOffRoute, RouteForm
    url_name = "submissions:routes"
    title = _("Sign-off routes")
    sentence = _(
        "Which leaders sign an item after the head of the comprehensive office. The first row that fits decides; without "
        "one the leader in charge signs. Counts for items that are approved from now on."
    )
    new_title = _("New route")
    empty_title = _("Every item is signed by the leader in charge.")
    drop_url_name = "submissions:route_drop"
    columns = (
        (_("Type"), lambda row: _any(row.item_type)),
        (_("Urgency"), lambda row: _any(row.get_urgency_display())),
        (_("Highest intended level"), lambda row: _any(row.level)),
        (_("Leader in charge"), lambda row: _("yes") if row.needs_deputy_leader else _("no")),
        (_("Principal leader"), lambda row: _("yes") if row.needs_principal_leader else _("no")),
    )

    def get_rows(self) -> QuerySet[SignOffRoute]:
        return super().get_rows().select_related("item_type", "level")


class RouteDropView(SettingsView):
    action = "signoffroute.manage"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        route = access_or_404(self.person, SignOffRoute.objects.all(), "manage", pk=pk)
        books.drop_route(route_id=route.pk, by=self.person)
        return redirect("submissions:routes")


class ChainListView(SettingsView):
    action = "unit.set_chains"
    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return show_chains(self, None, None)


class ChainView(SettingsView):
    """The chain of one unit, beside the list of those that the person may set."""

    action = "unit.set_chains"

    def _unit(self, pk: int) -> Unit:
        return access_or_404(self.person, Unit.objects.all(), "set_chain", pk=pk)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        unit = self._unit(pk)
        return show_chains(self, unit, ChainForm(unit=unit))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        unit = self._unit(pk)
        form = ChainForm(request.POST, unit=unit)
        if form.is_valid() and self.tried(
            lambda: books.set_chain(unit_id=unit.pk, by=self.person, steps=form.steps), form=form, done=_("Saved.")
        ):
            return redirect("submissions:chain", unit.pk)
        return show_chains(self, unit, form, status=422)


def show_chains(view: SettingsView, unit: Unit | None, form: ChainForm | None, *, status: int = 200) -> HttpResponse:
    """Units at the left, the chain of the chosen one at the right."""
    rows = Unit.objects.current(today()).filing().prefetch_related("chain_steps__person").in_printing_order()
    units = visible_to(view.person, rows, "set_chain")
    context = {"units": units, "unit": unit, "form": form}
    return render(view.request, "submissions/chains.html", context, status=status)
