"""The office's queue: what waits, who has it, and acts on many at once."""

from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View

from organizations.policy import access_or_404, can, visible_to
from organizations.standing import standing_of
from review.filters import QueueFilter
from review.forms.editing import AssignForm, DeclineForm, SendBackForm
from review.views.base import person
from submissions.models import Item
from submissions.services.moves import allowed_moves, move_item
from submissions.states import OPEN_IN_OFFICE, Status, Urgency
from ui.listpage import BulkAct, Column, ListPage, Tab

BY_URGENCY = Case(
    When(urgency=Urgency.FLASH, then=Value(0)),
    When(urgency=Urgency.URGENT, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


def _mover(name: str) -> Any:
    def run(row: Item, *, by: Any, batch: str, **given: Any) -> Item:
        return move_item(item_id=row.pk, name=name, by=by, seen_version=row.version, batch=batch, **given)

    return run


def _heads_office(user: Any) -> bool:
    return standing_of(user).has("office_head")


class QueueView(ListPage):
    """待办队列. Tabs: what waits to be taken, my work, in review, at signature, signed and not yet forwarded."""

    title = _("Queue")
    page_key = "review.queue"
    export_name = _("queue")
    filterset_class = QueueFilter
    template_name = "review/queue.html"
    ordering = ("urgency_rank", "entered_at", "pk")
    empty_title = _("Nothing waits here.")
    empty_hint = _("Items that units file appear here, the most urgent and oldest first.")
    columns = (
        Column("title", _("Title"), lambda row: row.title, sort="title", cell="review/_queue_title.html", main=True),
        Column("unit", _("Unit"), lambda row: row.unit.short_name, sort="unit__sort_no", css="nowrap"),
        Column("type", _("Type"), lambda row: row.item_type and row.item_type.name, css="nowrap"),
        Column("status", _("Status"), lambda row: row.get_status_display(), sort="status", css="nowrap"),
        Column("editor", _("In whose hands"), lambda row: row.editor, css="nowrap"),
        Column("filed_at", _("Filed at"), lambda row: row.filed_at, sort="filed_at", css="nowrap"),
        Column("entered_at", _("Since"), lambda row: row.entered_at, sort="entered_at", css="nowrap"),
        Column("number", _("Number"), lambda row: row.number, shown=False, css="nowrap"),
    )
    bulk_acts = (
        BulkAct("take", _("Take"), _mover("take"), icon="hand-index"),
        BulkAct("assign", _("Assign"), _mover("assign"), form_class=AssignForm, shown=_heads_office),
        BulkAct("send_back", _("Send back to the unit"), _mover("send_back"), form_class=SendBackForm),
        BulkAct("decline", _("Decline"), _mover("decline"), form_class=DeclineForm),
    )
    tabs = (
        Tab("new", _("Waiting to be taken"), "status=filed"),
        Tab("editing", _("Being edited"), "status=editing"),
        Tab("review", _("In office review"), "status=office_review"),
        Tab("signature", _("Waiting for signature"), "status=signature"),
        Tab("signed", _("Signed, to be forwarded"), "status=signed"),
    )

    def check_access(self) -> None:
        if not can(person(self.request), "queue.view"):
            raise Http404

    def get_rows(self) -> QuerySet[Item]:
        rows = Item.objects.for_list().select_related("current")
        open_rows = rows.filter(status__in=OPEN_IN_OFFICE) | rows.filter(
            status=Status.SIGNED, forwarded_at__isnull=True, is_supplementary=False
        )
        return visible_to(person(self.request), open_rows).annotate(urgency_rank=BY_URGENCY)

    def row_url(self, row: Item) -> str:
        mine = row.status == Status.EDITING and row.editor_id == self.request.user.pk
        return reverse("review:edit", args=[row.pk]) if mine else row.get_absolute_url()

    def preview_url(self, row: Item) -> str:
        return reverse("review:preview", args=[row.pk])

    def row_class(self, row: Item) -> str:
        return "is-urgent" if row.urgency == Urgency.FLASH else ""


class PreviewView(View):
    """A fragment: the item as paper, with the acts that are possible now."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not can(person(request), "queue.view"):
            raise Http404
        item = access_or_404(person(request), Item.objects.select_related("current", "unit", "editor"), pk=pk)
        moves = allowed_moves(item, person(request))
        return render(request, "review/_preview.html", {"item": item, "moves": moves})
