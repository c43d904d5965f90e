"""The kinds of this floor, the watch over secrecy marks, and the mark on the item's page."""

from typing import Any

from django.http import HttpRequest

from activity.models import Event
from organizations.models import ImportedRow, PastImport
from organizations.past import kinds
from organizations.policy import can
from review.past import adoptions, filings, instructions
from submissions.secrecy import MARK_MESSAGE, find_marks
from ui import panels


def _watch(text: str) -> None:
    """Most texts hold no such sign at all, and the marks are costly to look for."""
    if "密" not in text:
        return
    marks = find_marks("", text)
    if marks:
        raise kinds.MarkedSecret(MARK_MESSAGE % {"mark": marks[0]}, code="secret")


def _origin(request: HttpRequest, item: Any) -> dict[str, Any] | None:
    """From which row of which file the item came."""
    if not item.is_imported:
        return None
    event = Event.objects.about(item).filter(verb="item.import").first()
    data = event.data if event else {}
    past = PastImport.objects.filter(pk=data.get("import") or 0).select_related("imported_by").first()
    row = ImportedRow.objects.filter(subject_kind=filings.SUBJECT, subject_key=str(item.pk)).first()
    user: Any = request.user
    return {
        "item": item, "past": past, "place": data.get("place", ""), "number": row.number if row else "",
        "may_open": past is not None and can(user, "pastimport.view", past),
    }  # fmt: skip


def register_all() -> None:
    """Called once, when the apps are ready."""
    for kind in (filings.KIND, adoptions.KIND, instructions.KIND):
        kinds.register(kind)
    kinds.register_watch(_watch)
    panels.register(panels.Panel("item", "past", 15, "review/past/_panel_origin.html", _origin))
