"""What happened to an item, as a reader of its page sees it: who, when, what, why, and how long each step took."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity.clock import now
from activity.models import Event
from activity.verbs import label_of
from submissions.models import Item
from submissions.states import Status

QUIET = frozenset({"item.tick_figures", "item.lease", "item.attach", "item.detach"})
"""Verbs that change nothing a reader waits for."""

OFFICE_ONLY = frozenset(
    {"item.assign", "item.put_back", "item.return_to_editor", "item.call_back", "item.edit_in_office", "item.shares"}
)
"""How the office shares its own work is not the unit's business; that it has the item in hand is."""

REFUSALS = frozenset({"item.return_in_unit", "item.send_back", "item.decline", "item.refuse", "item.decline_to"})
BESIDE = frozenset({"item.countersign", "item.decline_to", "item.drop_partner", "item.ask_withdrawal"})
"""Moves beside the chain: the item goes on waiting where it was."""

ENDS = frozenset({Status.DECLINED, Status.CLOSED, Status.VOIDED, Status.MERGED})


@dataclass
class Step:
    """One line of the timeline, as components/timeline.html wants it."""

    what: str
    at: datetime
    who: Any = ""
    on_behalf_of: Any = ""
    reason: str = ""
    spent: str = ""
    tone: str = ""
    note: str = ""
    verb: str = ""
    moves: bool = field(default=False, repr=False)


def timeline_of(item: Item, *, for_office: bool) -> list[Step]:
    """The steps of the item from its start, the present one last."""
    events = Event.objects.about(item).select_related("actor", "on_behalf_of").order_by("pk")
    hidden = QUIET if for_office else QUIET | OFFICE_ONLY
    steps = [_step(event) for event in events if event.verb not in hidden]
    steps = _joined(steps)
    _measure(steps, item)
    return steps


def _step(event: Event) -> Step:
    data = event.data or {}
    return Step(
        what=label_of(event.verb),
        at=event.at,
        who=event.actor or "",
        on_behalf_of=event.on_behalf_of or "",
        reason=event.reason,
        tone="refused" if event.verb in REFUSALS else "",
        note=_note(data),
        verb=event.verb,
        moves=event.verb == "item.create" or ("to" in data and event.verb not in BESIDE),
    )


def _note(data: dict[str, Any]) -> str:
    notes = []
    if data.get("number"):
        notes.append(_("Number %(number)s") % {"number": data["number"]})
    if (data.get("filing") or 0) > 1:
        notes.append(_("filed for the %(count)d. time") % {"count": data["filing"]})
    if data.get("changed_words"):
        notes.append(_("with changes to the words"))
    if data.get("on_paper"):
        notes.append(_("decided on paper or by phone, recorded afterwards"))
    return " · ".join(notes)


def _joined(steps: Iterable[Step]) -> list[Step]:
    """Saves one after the other by the same hand are one line: the last of them."""
    found: list[Step] = []
    for step in steps:
        if found and step.verb == found[-1].verb == "item.edit" and step.who == found[-1].who:
            found[-1] = step
        else:
            found.append(step)
    return found


def _measure(steps: list[Step], item: Item) -> None:
    movers = [step for step in steps if step.moves]
    for step, following in pairwise(movers):
        step.spent = duration(following.at - step.at)
    if movers and item.status not in ENDS:
        movers[-1].tone = movers[-1].tone or "now"
        if not item.signed_at:
            movers[-1].spent = duration(now() - movers[-1].at)


def duration(span: timedelta) -> str:
    """The two largest units that say something: 2 days 3 hours."""
    minutes = max(0, int(span.total_seconds() // 60))
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    parts = [
        ngettext("%(count)d day", "%(count)d days", days) % {"count": days} if days else "",
        ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours} if hours else "",
        ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest} if rest and not days else "",
    ]
    return " ".join(filter(None, parts)) or _("less than a minute")
