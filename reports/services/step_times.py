"""How long items lay at each step: from the events of their moves and the first forwarding, frozen in the snapshot.

Elapsed time, nights and holidays included. An item counts once at each step, in the span in which it last left it, with
all its stays there together.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

from django.db.models import Min

from activity.clock import OFFICE_ZONE
from activity.models import Event
from reports.services.spans import ONE_DAY, Span
from review.models import Forwarding
from submissions.models import Item
from submissions.moves.table import MOVES
from submissions.states import Status

STEPS = (Status.FILED, Status.EDITING, Status.OFFICE_REVIEW, Status.SIGNATURE, Status.SIGNED)
"""Waiting to be taken, editing, review in the office, signature; then from the signature until it is forwarded."""
VERBS = tuple(f"item.{name}" for name in MOVES)
KIND = Item._meta.label_lower
MINUTE = timedelta(minutes=1)
PORTION = 1_000

Stay = tuple[str, datetime, datetime]
"""A status, when the item came to it and when it left."""
Way = list[tuple[datetime, str, str]]
"""The moves of an item: when, from, to."""


def step_times(span: Span) -> list[dict[str, Any]]:
    """One line a step in the order of the way: `items`, and their `median` and `longest` stay in whole minutes."""
    start, end = _midnight(span.starts_on), _midnight(span.ends_on + ONE_DAY)
    found: dict[str, list[int]] = defaultdict(list)
    for _key, stays in _stays(start, end):
        for status, minutes in _left_within(stays, start):
            found[status].append(minutes)
    return [step_line(str(step), found[step]) for step in STEPS]


def items_of_step(span: Span, step: str) -> list[tuple[int, int]]:
    """The items that last left the step in the span, with the minutes that they lay there; the longest first."""
    start, end = _midnight(span.starts_on), _midnight(span.ends_on + ONE_DAY)
    found = [
        (int(key), minutes)
        for key, stays in _stays(start, end)
        for status, minutes in _left_within(stays, start)
        if status == step
    ]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def step_line(step: str, minutes: Sequence[int]) -> dict[str, Any]:
    """The line of a step in the snapshot: `items`, their `median` and `longest` stay."""
    half = int(median(minutes)) if minutes else 0
    return {"step": step, "items": len(minutes), "median": half, "longest": max(minutes, default=0)}


def _left_within(stays: Iterable[Stay], start: datetime) -> Iterator[tuple[str, int]]:
    """Each status that was left for the last time after the start, with the minutes of all stays in it."""
    minutes: dict[str, int] = defaultdict(int)
    last: dict[str, datetime] = {}
    for status, came, left in stays:
        minutes[status] += (left - came) // MINUTE
        last[status] = left
    return ((status, minutes[status]) for status, left in last.items() if left >= start)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), OFFICE_ZONE)


def _stays(start: datetime, end: datetime) -> Iterator[tuple[str, list[Stay]]]:
    """Each item that moved or was first forwarded within the span, and its stays up to the end of the span."""
    moved = Event.objects.filter(verb__in=VERBS, at__gte=start, at__lt=end, subject_kind=KIND)
    forwarded = _first_forwarded(start, end)
    keys = sorted({*moved.order_by().values_list("subject_key", flat=True), *forwarded})
    for portion in (keys[at : at + PORTION] for at in range(0, len(keys), PORTION)):
        ways = _ways(portion, end)
        for key in portion:
            yield key, list(_stays_of(ways[key], forwarded.get(key)))


def _first_forwarded(start: datetime, end: datetime) -> dict[str, datetime]:
    rows = Forwarding.objects.in_force().filter(forwarded_at__lt=end).order_by().values("item_id")
    first = rows.annotate(first=Min("forwarded_at")).filter(first__gte=start)
    return {str(row["item_id"]): row["first"] for row in first}


def _ways(keys: Sequence[str], end: datetime) -> dict[str, Way]:
    ways: dict[str, Way] = defaultdict(list)
    events = Event.objects.filter(subject_kind=KIND, subject_key__in=keys, verb__in=VERBS, at__lt=end).order_by("pk")
    for key, at, data in events.values_list("subject_key", "at", "data"):
        ways[key].append((at, data.get("from", ""), data.get("to", "")))
    return ways


def _stays_of(way: Way, forwarded: datetime | None) -> Iterator[Stay]:
    """What lies between coming to a status and leaving it; what came before the first move is not known."""
    status, came = "", None
    for at, source, target in way:
        if source == target:
            continue
        if status == source and came is not None:
            yield status, came, at
        status, came = target, at
    if status == Status.SIGNED and came is not None and forwarded is not None and forwarded >= came:
        yield status, came, forwarded
