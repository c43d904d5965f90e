"""Periods: making them, putting scores up for objections, closing and opening again.

Closing as an act of the office (snapshot, bulletin) belongs to `reports`, which calls `freeze` and `reopen`.
"""

from bisect import bisect_right
from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now, today
from activity.services import record
from organizations.models import User
from scoring.errors import PeriodRefused
from scoring.models import Period, PeriodState, ScoreTotal, ScoringRun
from scoring.services.dated_units import DatedUnits
from scoring.services.receivers import receiver_of
from scoring.services.since import carry
from scoring.services.spans import DAY, Bounds, after, before, is_plain_month, month_bounds
from scoring.services.summaries import rewrite_totals
from scoring.services.units import units_in

OBJECTION_WORKING_DAYS = 3
Progress = Callable[[int, int], None]


def ensure_periods(*, since: date | None = None, until: date | None = None) -> list[Period]:
    """The periods from `since` (default: the first day of the earliest) to `until` (default: today), made where missing."""
    until = until or today()
    row = _Row()
    day = since or (row.periods[0].starts_on if row.periods else until)
    found: list[Period] = []
    while day <= until:
        found.append(row.covering(day))
        day = found[-1].ends_on + DAY
    return found


def period_covering(day: date) -> Period:
    """The period in which the day lies, made if need be, with those between it and the ones that stand."""
    return _Row().covering(day)


def make_period(year: int, month: int) -> Period:
    """The period of that name; the one that stands already, whatever its bounds.

    Raises PeriodRefused where the office counts longer periods and that month lies inside another one.
    """
    found = Period.objects.filter(year=year, month=month).first()
    if found:
        return found
    bounds = month_bounds(year, month)
    nearest = Period.objects.filter(ends_on__lt=bounds.ends_on).order_by("starts_on").last()
    around = Period.objects.covering(bounds.ends_on).first()
    if around is None and (nearest is None or is_plain_month(nearest)):
        return _make(bounds)
    around = around or period_covering(bounds.starts_on)
    if (around.year, around.month) == (year, month):
        return around
    told = {"month": f"{year}-{month:02d}", "period": around, "start": around.starts_on, "end": around.ends_on}
    raise PeriodRefused(
        _("%(month)s is counted in the period %(period)s, from %(start)s to %(end)s.") % told, code="inside_another"
    )


class _Row:
    """All periods in order, and those that are made between, before and after them."""

    def __init__(self) -> None:
        self.periods = list(Period.objects.order_by("starts_on"))

    def covering(self, day: date) -> Period:
        while True:
            at = bisect_right(self.periods, day, key=lambda period: period.starts_on)
            earlier = self.periods[at - 1] if at else None
            if earlier and earlier.covers(day):
                return earlier
            self.periods.insert(at, _make(self._next(earlier, at, day)))

    def _next(self, earlier: Period | None, at: int, day: date) -> Bounds:
        """One more period on the way to the day."""
        later = self.periods[at] if at < len(self.periods) else None
        if earlier is None:
            return before(later) if later else month_bounds(day.year, day.month)
        bounds = after(earlier)
        return Bounds(bounds.starts_on, min(bounds.ends_on, later.starts_on - DAY)) if later else bounds


def _make(bounds: Bounds) -> Period:
    """Raises PeriodRefused where another period has the name: then somebody left days out between two periods."""
    year, month = bounds.name
    made = Period.objects.get_or_create(year=year, month=month, defaults=bounds._asdict())[0]
    if not made.covers(bounds.ends_on):
        told = {"start": bounds.starts_on, "end": bounds.ends_on}
        raise PeriodRefused(_("No period holds the days from %(start)s to %(end)s.") % told, code="gap")
    return made


def current_period() -> Period:
    """The period of today, made if need be."""
    return period_covering(today())


def last_closed() -> Period | None:
    """The latest closed period."""
    return Period.objects.closed().order_by("starts_on").last()


@transaction.atomic
def begin_objections(*, period_id: int, by: User, until: date) -> Period:
    """核对异议: put the preliminary scores of an ended month up for objections until the day given."""
    period = _locked(period_id)
    if period.state != PeriodState.OPEN:
        raise PeriodRefused(_("Only an open period can be put up for objections."), code="wrong_state")
    _refuse_unfinished(period)
    period.state, period.objections_until = PeriodState.PRELIMINARY, until
    period.save(update_fields=["state", "objections_until"])
    record("period.objections", subject=period, by=by, data={"until": until.isoformat()})
    return period


@transaction.atomic
def freeze(period: Period, *, by: User | None, prepared: bool = False) -> Period:
    """Reckon the period once more and close it: from now on nothing is booked in it.

    Every unit that could have filed has its summary row, also with zeros, and keeps its class of the last day.
    `prepared`: `prepare` has just reckoned it in portions, so that only what happened since is looked at.
    Raises PeriodRefused when it is closed already, has not ended, or an earlier one is still open.
    """
    from scoring.services import reckoning

    frozen = _locked(period.pk)
    _refuse_freezing(frozen)
    ensure_periods()
    if not prepared:
        reckoning.reckon_period(frozen, by=by, cause=ScoringRun.Cause.CLOSING)
    reckoning.reckon_changes(by=by)
    units = DatedUnits()
    rewrite_totals(frozen, units)
    write_zero_rows(frozen, units)
    frozen.state, frozen.closed_at, frozen.closed_by = PeriodState.CLOSED, now(), by
    frozen.save(update_fields=["state", "closed_at", "closed_by"])
    record("period.freeze", subject=frozen, by=by)
    return frozen


def prepare(period: Period, *, by: User | None, progress: Progress | None = None) -> int:
    """Everything long about closing, in portions that are right in themselves: it may be cut off and done again.

    Raises PeriodRefused as `freeze` does. Returns the number of ledger rows written.
    """
    from scoring.services import reckoning

    _refuse_freezing(period)
    ensure_periods()
    return reckoning.reckon_period(period, by=by, cause=ScoringRun.Cause.CLOSING, progress=progress)


@transaction.atomic
def reopen(period: Period, *, by: User, reason: str) -> Period:
    """Open a closed period again; what was booked late for it elsewhere moves back at the next reckoning."""
    opened = _locked(period.pk)
    if not opened.is_closed:
        raise PeriodRefused(_("The period %(period)s is not closed.") % {"period": opened}, code="wrong_state")
    if not reason.strip():
        raise PeriodRefused(_("Give the reason for opening the period again."), code="reason", field="reason")
    opened.state, opened.closed_at, opened.closed_by = PeriodState.OPEN, None, None
    opened.objections_until = None
    opened.save(update_fields=["state", "closed_at", "closed_by", "objections_until"])
    record("period.reopen", subject=opened, by=by, reason=reason.strip())
    return opened


def write_zero_rows(period: Period, units: DatedUnits) -> None:
    """A summary row for every unit that files in the period, with its class on the last day and its points since January."""
    have = set(ScoreTotal.objects.of_units().filter(period=period).values_list("unit_id", flat=True))
    ScoreTotal.objects.bulk_create(
        ScoreTotal(
            period=period, unit=unit, receiver=receiver_of(unit.pk),
            unit_class_id=units.class_of(unit.pk, period.ends_on),
        )
        for unit in units_in(period)
        if unit.pk not in have
    )  # fmt: skip
    carry(period.year, period.starts_on)


def _refuse_freezing(period: Period) -> None:
    if period.is_closed:
        raise PeriodRefused(_("The period %(period)s is closed already.") % {"period": period}, code="wrong_state")
    _refuse_unfinished(period)
    earlier = Period.objects.unclosed().filter(starts_on__lt=period.starts_on).order_by("starts_on").first()
    if earlier:
        raise PeriodRefused(
            _("The earlier period %(period)s is still open.") % {"period": earlier}, code="earlier_open"
        )


def _locked(period_id: int) -> Period:
    return Period.objects.select_for_update().get(pk=period_id)


def _refuse_unfinished(period: Period) -> None:
    if today() <= period.ends_on:
        raise PeriodRefused(_("The period %(period)s has not ended yet.") % {"period": period}, code="not_ended")
