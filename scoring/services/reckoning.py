"""Reckoning: which groups of facts are booked when, and who is settled after. Everything here may run twice, or be cut
off, without harm.

Groups are booked in portions, each in a transaction of its own with its summaries and the note of who is to be settled;
so a long run lets others write between portions, and what one that is cut off has not done, the next one does.
"""

from collections.abc import Callable, Sequence

from activity.clock import now
from activity.models import Event
from organizations.models import User
from scoring.models import LedgerRow, Period, ScoringRun, SettlementDue
from scoring.services.booking import Desk, Runs, book_groups
from scoring.services.fact_sources import Group, all_sources, item_pk, subject_kinds
from scoring.services.facts import ITEM_KIND, changed_groups, groups_of
from scoring.services.settling import mark_everybody, settle_due
from scoring.services.standings import SETTLED
from scoring.services.validity import scheme_book

PORTION = 1000
Progress = Callable[[int, int], None]


def reckon_period(
    period: Period, *, by: User | None, cause: str = ScoringRun.Cause.PERIOD, progress: Progress | None = None
) -> int:
    """Score everything that happened in the period, take back what is booked in it and no longer holds, settle everybody.

    Returns the number of ledger rows written: 0 where the ledger was right already. Facts of closed periods among the
    groups are booked in an open one.
    """
    run, desk = _begin(cause, by, period)
    groups = groups_of(period) | _booked_in(period)
    written = _book(sorted(groups, key=_order), desk, progress)
    mark_everybody(period.ends_on.year, desk)
    written += settle_due(desk, progress)
    _end(run)
    return written


def reckon_changes(*, by: User | None = None, progress: Progress | None = None) -> int:
    """Score every group with events since the last such reckoning, and settle who is due; returns the number of ledger
    rows written."""
    after, until = scored_until(), last_event_id()
    if until == after and not SettlementDue.objects.exists():
        return 0
    run, desk = _begin(ScoringRun.Cause.CHANGES, by)
    written = _book(sorted(changed_groups(after=after, until=until), key=_order), desk, progress)
    written += settle_due(desk, progress)
    # Written last: a run that was cut off leaves its events to the next one.
    run.last_event_id = until
    _end(run)
    return written


def settle_everybody(*, by: User | None = None, progress: Progress | None = None) -> int:
    """Settle the years that are not closed, for everybody: a day has passed, and with it spans have ended."""
    run, desk = _begin(ScoringRun.Cause.SETTLING, by)
    for year in sorted({period.ends_on.year for period in Period.objects.unclosed()}):
        mark_everybody(year, desk)
    written = settle_due(desk, progress)
    _end(run)
    return written


def scored_until() -> int:
    """The number of the last event that is in the ledger."""
    last = ScoringRun.objects.filter(cause=ScoringRun.Cause.CHANGES).order_by("-last_event_id").first()
    return last.last_event_id if last else 0


def has_news() -> bool:
    """Whether facts changed since the scores were reckoned, or somebody is still to be settled."""
    events = Event.objects.filter(subject_kind__in=[ITEM_KIND, *subject_kinds()], pk__gt=scored_until())
    return events.exists() or SettlementDue.objects.exists()


def reading_desk() -> Desk:
    """Schemes and units for whoever only compares: nothing may be booked with it."""
    book, schemes = scheme_book()
    return Desk(book, schemes, Runs(ScoringRun()))


def _begin(cause: str, by: User | None, period: Period | None = None) -> tuple[ScoringRun, Desk]:
    run = ScoringRun.objects.create(cause=cause, period=period, started_at=now(), started_by=by)
    book, schemes = scheme_book()
    return run, Desk(book, schemes, Runs(run))


def _end(run: ScoringRun) -> None:
    run.finished_at = now()
    run.save(update_fields=["finished_at", "last_event_id"])


def _book(groups: Sequence[Group], desk: Desk, progress: Progress | None) -> int:
    written = 0
    for start in range(0, len(groups), PORTION):
        written += book_groups(groups[start : start + PORTION], desk)
        if progress:
            progress(min(start + PORTION, len(groups)), len(groups))
    return written


def _order(group: Group) -> tuple[int, str]:
    """Items by number, then the others by name."""
    pk = item_pk(group)
    return (1, group) if pk is None else (0, f"{pk:020d}")


def _booked_in(period: Period) -> set[Group]:
    """Groups with rows in the period: all facts of items and of sources, not what was settled."""
    keys = LedgerRow.objects.filter(period=period).exclude(group_key__startswith=f"{SETTLED}:").order_by()
    known = {source.name for source in all_sources()}
    return {
        key for key in keys.values_list("group_key", flat=True).distinct().iterator(chunk_size=5000)
        if item_pk(key) is not None or key.partition(":")[0] in known
    }  # fmt: skip


def last_event_id() -> int:
    """The number of the last event of all."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
