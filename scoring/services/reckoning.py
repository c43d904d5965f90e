"""Reckoning: which items are booked when. Everything here may run twice, or be cut off, without harm.

Items are booked in portions, each in a transaction of its own with its summaries; so a long run lets others write
between portions, and one that is cut off has booked some items and not yet others.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from activity.clock import now
from activity.models import Event
from organizations.models import User
from scoring.engine import SchemeBook, parse_scheme
from scoring.engine.evaluation import Valid
from scoring.models import LedgerRow, Period, Scheme, ScoringRun
from scoring.services.booking import book_items
from scoring.services.facts import changed_item_ids, item_ids_of
from scoring.services.validity import dated_schemes

PORTION = 1000
Progress = Callable[[int, int], None]


def reckon_period(
    period: Period, *, by: User | None, cause: str = ScoringRun.Cause.PERIOD, progress: Progress | None = None
) -> int:
    """Score everything that happened in the period, and take back what is booked in it and no longer holds.

    Returns the number of ledger rows written: 0 where the ledger was right already. Facts of closed periods among the
    items are booked in an open one.
    """
    ids = item_ids_of(period) | _booked_in(period)
    return _reckon(sorted(ids), cause=cause, period=period, by=by, progress=progress, last_event_id=0)


def reckon_changes(*, by: User | None = None, progress: Progress | None = None) -> int:
    """Score every item with events since the last such reckoning; returns the number of ledger rows written."""
    after, until = scored_until(), last_event_id()
    if until == after:
        return 0
    ids = changed_item_ids(after=after, until=until)
    return _reckon(
        sorted(ids), cause=ScoringRun.Cause.CHANGES, period=None, by=by, progress=progress, last_event_id=until
    )


def scored_until() -> int:
    """The number of the last event that is in the ledger."""
    last = ScoringRun.objects.filter(cause=ScoringRun.Cause.CHANGES).order_by("-last_event_id").first()
    return last.last_event_id if last else 0


def has_news() -> bool:
    """Whether items changed since the scores were reckoned."""
    return Event.objects.filter(subject_kind="submissions.item", pk__gt=scored_until()).exists()


def _reckon(
    ids: Sequence[int],
    *,
    cause: str,
    period: Period | None,
    by: User | None,
    progress: Progress | None,
    last_event_id: int,
) -> int:
    book, schemes = _book()
    run = ScoringRun.objects.create(cause=cause, period=period, started_at=now(), started_by=by)
    written = 0
    for start in range(0, len(ids), PORTION):
        written += book_items(ids[start : start + PORTION], run=run, book=book, schemes=schemes)
        if progress:
            progress(min(start + PORTION, len(ids)), len(ids))
    if last_event_id:
        # Written last: a run that was cut off leaves its events to the next one.
        run.last_event_id = last_event_id
        run.save(update_fields=["last_event_id"])
    return written


def _book() -> tuple[SchemeBook, dict[str, int]]:
    """All schemes with their days, each under its stored code, and code -> primary key."""
    dated = dated_schemes(Scheme.objects.all())
    book = SchemeBook(
        Valid(replace(parse_scheme(scheme.document), code=scheme.code), start, end) for scheme, start, end in dated
    )
    return book, {scheme.code: scheme.pk for scheme, _start, _end in dated}


def _booked_in(period: Period) -> set[int]:
    keys = LedgerRow.objects.filter(period=period).order_by().values_list("group_key", flat=True).distinct()
    return {int(key) for key in keys}


def last_event_id() -> int:
    """The number of the last event of all."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
