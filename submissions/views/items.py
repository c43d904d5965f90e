"""The list of items that a person may read, and the search page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from organizations.policy import can, visible_to
from organizations.standing import UNIT_ROLES, standing_of
from submissions.bigrams import plain, words_asked
from submissions.filters import ItemFilter
from submissions.models import Item
from submissions.services.moves import move_item
from submissions.states import Status, Urgency
from ui.listpage.bulk import BulkAct
from ui.listpage.columns import Column
from ui.listpage.page import ListPage
from ui.listpage.saved import Tab

SNIPPET = 90
HIDDEN_IN_SEARCH = frozenset({"drafter", "created_at", "number"})


def _move(name: str) -> Any:
    def run(row: Item, *, by: Any, batch: str, reason: str = "") -> None:
        move_item(item_id=row.pk, name=name, by=by, seen_version=row.version, reason=reason, batch=batch)

    return run


def in_a_unit(user: Any) -> bool:
    """Has a role in a unit that files."""
    return standing_of(user).has(*UNIT_ROLES)


COLUMNS = (
    Column("title", _("Title"), str, cell="submissions/cells/title.html", sort="title", main=True),
    Column("number", _("Number"), lambda item: item.number, sort="number", css="nowrap"),
    Column("unit", _("Unit"), lambda item: item.unit.name, sort="unit__sort_no", css="nowrap"),
    Column("item_type", _("Type"), lambda item: item.item_type and item.item_type.name, sort="item_type__sort_no", css="nowrap"),
    Column(
        "status", _("Status"), lambda item: item.outer_status, cell="submissions/cells/status.html", css="nowrap",
        sort="status",
    ),
    Column("urgency", _("Urgency"), lambda item: item.get_urgency_display(), shown=False),
    Column("nature", _("Nature"), lambda item: item.get_nature_display(), shown=False),
    Column("drafter", _("Drafter"), lambda item: item.drafter.name, css="nowrap"),
    Column("happened_at", _("Happened at"), lambda item: item.happened_at, sort="happened_at", shown=False),
    Column("created_at", _("Started at"), lambda item: item.created_at, sort="created_at", css="nowrap"),
    Column("first_filed_at", _("First filed"), lambda item: item.first_filed_at, sort="first_filed_at", css="nowrap"),
    Column("entered_at", _("In this status since"), lambda item: item.entered_at, sort="entered_at", shown=False),
    Column("editor", _("Editor"), lambda item: item.editor and item.editor.name, shown=False),
    Column("filing_count", _("Times filed"), lambda item: item.filing_count, numeric=True, shown=False),
)  # fmt: skip


class ItemList(ListPage):
    """Items, newest first."""

    title = _("Items")
    columns = COLUMNS
    filterset_class = ItemFilter
    ordering = ("-created_at", "-pk")
    page_key = "submissions.items"
    export_name = _("items")
    template_name = "submissions/items.html"
    empty_title = _("No items here.")
    empty_hint = _("Items of your unit appear here as soon as somebody starts one.")
    tabs: Sequence[Tab] = (
        Tab("drafts", _("Drafts"), "state=draft", shown=in_a_unit),
        Tab("returned", _("Returned"), "state=returned", shown=in_a_unit),
        Tab("review", _("Unit review"), "state=unit_review", shown=in_a_unit),
        Tab("in_hand", _("In hand"), "state=in_hand"),
        Tab("adopted", _("Adopted"), "state=adopted"),
    )
    bulk_acts: Sequence[BulkAct] = (
        BulkAct("pull_back", _("Pull back"), _move("pull_back"), needs_reason=True, icon="arrow-counterclockwise", shown=in_a_unit),
        BulkAct("void", _("Void"), _move("void"), needs_reason=True, icon="slash-circle", shown=in_a_unit),
    )  # fmt: skip

    def check_access(self) -> None:
        """Administrators see no items at all."""
        if not standing_of(self.request.user).has_business_role:  # type: ignore[arg-type]
            raise Http404

    def get_rows(self) -> QuerySet[Item]:
        """What the person may read, without the texts."""
        return visible_to(self.request.user, Item.objects.for_list())  # type: ignore[arg-type]

    def row_url(self, row: Item) -> str:
        """The item's page."""
        return row.get_absolute_url()

    def row_class(self, row: Item) -> str:
        """Urgent ones stand out, ended ones are muted."""
        if row.urgency != Urgency.ORDINARY and row.status not in {Status.VOIDED, Status.DECLINED, Status.CLOSED}:
            return "is-urgent"
        return "is-zero" if row.status == Status.VOIDED else ""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Whether the person may start an item."""
        return super().get_context_data(**context, may_draft=can(self.request.user, "item.draft"))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Found:
    """A title and the place in the text at which the words were found."""

    title: str
    place: SafeString | str


def snippet(item: Item, words: list[str]) -> SafeString | str:
    """A stretch of the text around the first word found, the word marked; the summary where only the title holds it."""
    text = item.text.replace("\n", " ")
    low = plain(text)
    if len(low) != len(text):
        return text[:SNIPPET]
    for word in words:
        at = low.find(word)
        if at >= 0:
            start, end = max(0, at - SNIPPET // 3), at + len(word)
            return format_html(
                "{}{}<mark>{}</mark>{}…",
                "…" if start else "",
                text[start:at],
                text[at:end],
                text[end : start + SNIPPET],
            )
    return item.summary or text[:SNIPPET]


class SearchPage(ItemList):
    """The page behind the search box: items whose words were found, with the place in the text."""

    title = _("Search")
    page_key = "submissions.search"
    tabs = ()
    bulk_acts = ()
    template_name = "submissions/search.html"
    empty_title = _("No item holds these words.")
    empty_hint = _("Try fewer or shorter words. A word of one character is looked for in titles only.")

    def get_columns(self) -> tuple[Column, ...]:
        """The list's columns, with the place found below the title."""
        words = words_asked(self.request.GET.get("q", ""))
        title = Column(
            "title", _("Title"), lambda item: Found(str(item), snippet(item, words)), cell="submissions/cells/found.html",
            main=True, sort="title", export_value=str,
        )  # fmt: skip
        return tuple(
            title
            if column.key == "title"
            else replace(column, shown=column.shown and column.key not in HIDDEN_IN_SEARCH)
            for column in COLUMNS
        )

    def get_rows(self) -> QuerySet[Item]:
        """Nothing before something was asked."""
        rows = super().get_rows().select_related("current")
        return rows if words_asked(self.request.GET.get("q", "")) else rows.none()


def search_url() -> str:
    """Where the search box leads."""
    return reverse("submissions:search")
