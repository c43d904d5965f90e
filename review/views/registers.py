"""The registers: what was adopted, and what leaders wrote (台账)."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activity.clock import today
from organizations.policy import can, visible_to
from organizations.standing import standing_of
from review.filters import AdoptionFilter, InstructionFilter
from review.models import Adoption, Instruction, InstructionFeedback
from review.views.base import person
from ui.listpage import Column, ListPage, Tab


class _Register(ListPage):
    """A list for everybody with a role; administrators have no business here."""

    def check_access(self) -> None:
        if not standing_of(self.request.user).has_business_role:  # type: ignore[arg-type]
            raise Http404


class AdoptionsView(_Register):
    title = _("Adopted")
    page_key = "review.adoptions"
    template_name = "review/adoptions.html"
    export_name = _("adopted items")
    filterset_class = AdoptionFilter
    ordering = ("-adopted_on", "-pk")
    empty_title = _("Nothing was adopted yet.")
    empty_hint = _("Adoptions appear here when the office has recorded them.")
    columns = (
        Column("title", _("Title"), lambda row: row.item.title, sort="item__title", main=True),
        Column("unit", _("Unit"), lambda row: row.item.unit.short_name, sort="item__unit__sort_no", css="nowrap"),
        Column("outlet", _("Outlet"), lambda row: row.outlet.name, sort="outlet__sort_no"),
        Column("level", _("Level"), lambda row: row.outlet.level.name, sort="outlet__level__sort_no", css="nowrap"),
        Column("issue", _("Issue number"), lambda row: row.issue_number, css="nowrap"),
        Column("adopted_on", _("Adopted on"), lambda row: row.adopted_on, sort="adopted_on", css="nowrap"),
        Column("number", _("Number"), lambda row: row.item.number, shown=False, css="nowrap"),
    )

    def get_rows(self) -> QuerySet[Adoption]:
        rows = Adoption.objects.in_force().select_related("item__unit", "outlet__level")
        return visible_to(person(self.request), rows)

    def row_url(self, row: Adoption) -> str:
        return row.item.get_absolute_url()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return {**context, "may_packages": can(person(self.request), "package.list")}


class InstructionsView(_Register):
    """One line a leader and item; the office sees all, a unit its own and those it reports on."""

    title = _("Instructions")
    page_key = "review.instructions"
    export_name = _("instructions")
    filterset_class = InstructionFilter
    ordering = ("-instructed_on", "-pk")
    empty_title = _("No leader has written an instruction yet.")
    empty_hint = _("Instructions appear here when the office has recorded them.")
    tabs = (Tab("owed", _("Feedback owed"), "open=owed"), Tab("overdue", _("Overdue"), "open=overdue"))
    columns = (
        Column("title", _("Title"), lambda row: row.item.title, main=True),
        Column("leader", _("Leader"), lambda row: str(row.leader), css="nowrap"),
        Column("text", _("Words of the instruction"), lambda row: row.text),
        Column("unit", _("Unit"), lambda row: row.item.unit.short_name, sort="item__unit__sort_no", css="nowrap"),
        Column("instructed_on", _("Date"), lambda row: row.instructed_on, sort="instructed_on", css="nowrap"),
        Column("feedback", _("Feedback"), lambda row: feedback_words(row), cell="review/_feedback_cell.html"),
    )

    def get_rows(self) -> QuerySet[Instruction]:
        settled = InstructionFeedback.objects.filter(instruction=OuterRef("pk"), is_final=True)
        rows = Instruction.objects.in_force().select_related("item__unit", "leader__level", "feedback_unit")
        return visible_to(person(self.request), rows.annotate(settled=Exists(settled)))

    def row_url(self, row: Instruction) -> str:
        if can(person(self.request), "item.view", row.item):
            return row.item.get_absolute_url()
        return reverse("review:feedback", args=[row.pk])

    def row_class(self, row: Any) -> str:
        return "is-urgent" if row.feedback_due and not row.settled and row.feedback_due < today() else ""


def feedback_words(row: Any) -> str:
    """Settled, due on a day, overdue, or none asked for."""
    if row.settled:
        return str(_("settled"))
    if row.feedback_due is None:
        return str(_("none asked for"))
    words = _("overdue since %(day)s") if row.feedback_due < today() else _("due on %(day)s")
    return str(words) % {"day": row.feedback_due.isoformat()}
