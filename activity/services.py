"""Recording events and proving that the chain of them is whole."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from activity import clock, verbs
from activity.chain import FIRST_HASH, plain_data, plain_text
from activity.context import client_address
from activity.models import ChainHead, Event
from activity.querysets import subject_of

BULK_SIZE = 500

MISSING = _("Event %(id)d is missing.")
CHANGED = _("Event %(id)d has been changed.")
UNLINKED = _("Event %(id)d does not follow from the event before it.")
UNREADABLE = _("Event %(id)d can no longer be read.")
PAST_THE_HEAD = _("Event %(id)d was put in after the end of the chain.")
NOT_THE_HEAD = _("Event %(id)d is not the one in which the chain should end.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One event of the bulk path. Keys are plain; `at` None means now."""

    verb: str
    subject_kind: str = ""
    subject_key: str = ""
    actor_id: int | None = None
    on_behalf_of_id: int | None = None
    at: datetime | None = None
    unit_key: str = ""
    reason: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    batch: str = ""


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What `verify_chain` found: rows checked, and the number and fault of the first broken one."""

    checked: int
    last_hash: str
    broken_id: int | None = None
    why: Any = ""

    @property
    def is_whole(self) -> bool:
        return self.broken_id is None

    @property
    def sentence(self) -> str:
        """What is wrong with the broken event, in the language of this moment; empty when the chain is whole."""
        return "" if self.is_whole else str(self.why) % {"id": self.broken_id}


def new_batch() -> str:
    """An id that groups the events of one bulk act."""
    return uuid4().hex


def record(
    verb: str,
    *,
    subject: models.Model | None,
    by: AbstractBaseUser | None,
    on_behalf_of: AbstractBaseUser | None = None,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    batch: str = "",
    unit_key: str | None = None,
) -> Event:
    """Append one event, in the transaction of the act. Call it last in a service: it locks the head of the chain.

    `data` holds keys, names, old and new values of fields and hashes; never the text of an item.
    `unit_key` is taken from the subject's `unit_id` when not given.
    Raises UnknownNameError for a verb that no app registered; TypeError, ValueError as `chain.plain_data`.
    """
    kind, key = subject_of(subject).values() if subject is not None else ("", "")
    row = EventRow(
        verb=verb,
        subject_kind=kind,
        subject_key=key,
        actor_id=_key(by),
        on_behalf_of_id=_key(on_behalf_of),
        unit_key=_unit_key(subject) if unit_key is None else unit_key,
        reason=reason,
        data=plain_data(data or {}),
        batch=batch,
    )
    verbs.require(verb)
    # Without a savepoint of its own: an act whose event cannot be written fails as a whole.
    with transaction.atomic(savepoint=False):
        return _append([row])[0]


def record_many(rows: Iterable[EventRow]) -> int:
    """Append many events in one transaction, a few statements per 500 rows; returns how many. For loading in bulk."""
    count = 0
    with transaction.atomic():
        for portion in _portions(rows):
            count += len(_append(portion))
    return count


def verify_chain() -> ChainReport:
    """Walk the whole chain in order of numbers, memory bounded, and report the first row that does not fit.

    Finds a changed field, a missing row, a row put in or renumbered, rows cut off at the end, and a row that can no
    longer be read.
    """
    head = _head()  # rows recorded from now on are left to the next check
    checked, last_hash = 0, FIRST_HASH
    events = Event.objects.order_by("pk").iterator(chunk_size=2000)
    while True:
        try:
            event = next(events, None)
        except ValueError:
            return ChainReport(checked, last_hash, checked + 1, UNREADABLE)
        if event is None:
            break
        if checked == head.last_event_id:
            if _head().last_event_id < event.pk:
                return ChainReport(checked, last_hash, event.pk, PAST_THE_HEAD)
            break
        why = _fault(event, expected_id=checked + 1, previous_hash=last_hash)
        if why:
            return ChainReport(checked, last_hash, checked + 1, why)
        checked, last_hash = checked + 1, event.hash
    return _compared_with_head(head, checked, last_hash)


def _head() -> ChainHead:
    return ChainHead.objects.filter(pk=ChainHead.THE_ONE).first() or ChainHead()


def _append(rows: list[EventRow]) -> list[Event]:
    for row in rows:
        verbs.require(row.verb)
    last_number, last_hash = _locked_head()
    events = []
    for number, row in enumerate(rows, start=last_number + 1):
        event = _event(row, number=number, previous_hash=last_hash)
        last_hash = event.hash
        events.append(event)
    Event.objects.bulk_create(events, batch_size=BULK_SIZE)
    _write_head(last_number + len(events), last_hash)
    for event in events:
        event.is_untold = True
    return events


# Every act of everybody passes these two statements: written out, they cost a twentieth of what the ORM takes for them.
_TABLE = ChainHead._meta.db_table
_READ_HEAD = f"SELECT last_event_id, last_hash FROM {_TABLE} WHERE id = %s"  # noqa: S608 (a name of ours)
_WRITE_HEAD = f"UPDATE {_TABLE} SET last_event_id = %s, last_hash = %s WHERE id = %s"  # noqa: S608


def _locked_head() -> tuple[int, str]:
    """Number and hash of the last event; the row is locked until the transaction ends."""
    for_update = connection.ops.for_update_sql() if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(f"{_READ_HEAD} {for_update}", [ChainHead.THE_ONE])
        row = cursor.fetchone()
    if row is not None:
        return row[0], row[1]
    head, _is_new = ChainHead.objects.select_for_update().get_or_create(pk=ChainHead.THE_ONE)
    return head.last_event_id, head.last_hash


def _write_head(number: int, last_hash: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_HEAD, [number, last_hash, ChainHead.THE_ONE])


def _event(row: EventRow, *, number: int, previous_hash: str) -> Event:
    event = Event(
        id=number,
        at=row.at or clock.now(),
        verb=row.verb,
        actor_id=row.actor_id,
        on_behalf_of_id=row.on_behalf_of_id,
        subject_kind=row.subject_kind,
        subject_key=row.subject_key,
        unit_key=row.unit_key,
        reason=plain_text(str(row.reason)),
        data=plain_data(row.data),
        batch=row.batch,
        ip=client_address(),
        previous_hash=previous_hash,
    )
    event.hash = event.expected_hash()
    return event


def _fault(event: Event, *, expected_id: int, previous_hash: str) -> Any:
    if event.pk != expected_id:
        return MISSING
    if event.previous_hash != previous_hash:
        return UNLINKED
    if event.hash != event.expected_hash():
        return CHANGED
    return ""


def _compared_with_head(head: ChainHead, checked: int, last_hash: str) -> ChainReport:
    if checked < head.last_event_id:
        return ChainReport(checked, last_hash, checked + 1, MISSING)
    if last_hash != head.last_hash:
        return ChainReport(checked, last_hash, checked, NOT_THE_HEAD)
    return ChainReport(checked, last_hash)


def _portions(rows: Iterable[EventRow]) -> Iterator[list[EventRow]]:
    iterator = iter(rows)
    while portion := list(islice(iterator, BULK_SIZE)):
        yield portion


def _key(user: AbstractBaseUser | None) -> int | None:
    return None if user is None else user.pk


def _unit_key(subject: models.Model | None) -> str:
    unit_id = getattr(subject, "unit_id", None)
    return "" if unit_id is None else str(unit_id)
