"""喜忧: which items a bulletin counted as achievements, problems or advice, and whose nature was changed since.

The ledger knows nothing of natures. So where the number is another one today, either an item's slip was changed, which its
events tell, or the ledger counts other items, because a month was opened again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from activity.models import Event
from submissions.models import Item
from submissions.states import Nature

EDITED = "item.edit"
KIND = Item._meta.label_lower

Data = Mapping[str, Any]


@dataclass(frozen=True)
class NatureChange:
    """An item that was counted under one nature and has another one now; `at` and `by` where that was recorded."""

    item_id: int
    was: str
    now: str
    at: datetime | None
    by: Any

    @property
    def words(self) -> tuple[str, str]:
        """Both natures as people read them."""
        return _label(self.was), _label(self.now)


def _label(nature: str) -> str:
    return str(Nature(nature).label) if nature in Nature.values else "—"


def natures_today(items: Iterable[int]) -> dict[int, str]:
    """Item -> its nature as its slip says now."""
    return dict(Item.objects.filter(pk__in=set(items)).values_list("pk", "nature"))


def natures_then(data: Data, today: Mapping[int, str], since: datetime) -> dict[int, str]:
    """Item -> the nature under which the bulletin counted it. A snapshot of before does not name them: then what the
    events since it was made say of changes is taken back."""
    if data["natures"] is not None:
        return {pk: nature for nature, items in data["natures"].items() for pk in items}
    first: dict[int, str] = {}
    for event in _changes_of(today, since):
        first.setdefault(int(event.subject_key), event.data["nature"][0])
    return {**today, **first}


def changes_between(then: Mapping[int, str], today: Mapping[int, str], since: datetime) -> list[NatureChange]:
    """The items whose nature is another one now, with the last change of each."""
    moved = {pk: nature for pk, nature in today.items() if pk in then and then[pk] != nature}
    last = {int(event.subject_key): event for event in _changes_of(moved, since)}
    return [
        NatureChange(pk, then[pk], nature, last[pk].at if pk in last else None, last[pk].actor if pk in last else None)
        for pk, nature in sorted(moved.items())
    ]


def _changes_of(items: Iterable[int], since: datetime) -> list[Event]:
    keys = [str(pk) for pk in items]
    events = Event.objects.filter(verb=EDITED, subject_kind=KIND, subject_key__in=keys, at__gt=since)
    return [event for event in events.select_related("actor").order_by("pk") if "nature" in event.data]
