"""Periods: making them, putting scores up for objections, closing and opening again.

Closing as an act of the office (snapshot, bulletin) belongs to `reports`, which calls `freeze` and `reopen`.
"""

from calendar import monthrange
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now, today
from activity.services import record
from organizations.models import User
from scoring.errors import PeriodRefused
from scoring.models import Period, PeriodState, ScoringRun

OBJECTION_WORKING_DAYS = 3


def ensure_periods(*, since: date | None = None, until: date | None = None) -> list[Period]:
    """The months from `since` (default: the earliest there is) to `until` (default: today), made where missing."""
    until = until or today()
    first = Period.objects.order_by("starts_on").first()
    start = since or (first.starts_on if first else until)
    known = {(period.year, period.month): period for period in Period.objects.all()}
    wanted = [(m // 12, m % 12 + 1) for m in range(start.year * 12 + start.month - 1, until.year * 12 + until.month)]
    return [known.get(key) or make_period(*key) for key in wanted]


def make_period(year: int, month: int) -> Period:
    """The period of that calendar month; the one that stands already, whatever its bounds."""
    bounds = {"starts_on": date(year, month, 1), "ends_on": date(year, month, monthrange(year, month)[1])}
    return Period.objects.get_or_create(year=year, month=month, defaults=bounds)[0]


def current_period() -> Period:
    """The period of today, made if need be."""
    return Period.objects.covering(today()).order_by("starts_on").first() or make_period(today().year, today().month)


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
def freeze(period: Period, *, by: User | None) -> Period:
    """Reckon the period once more and close it: from now on nothing is booked in it.

    Every unit that could have filed has its summary row, also with zeros, and keeps its class of today.
    Raises PeriodRefused when it is closed already, has not ended, or an earlier one is still open.
    """
    from scoring.services.reckoning import reckon_changes, reckon_period

    frozen = _locked(period.pk)
    if frozen.is_closed:
        raise PeriodRefused(_("The period %(period)s is closed already.") % {"period": frozen}, code="wrong_state")
    _refuse_unfinished(frozen)
    earlier = Period.objects.unclosed().filter(starts_on__lt=frozen.starts_on).order_by("starts_on").first()
    if earlier:
        raise PeriodRefused(
            _("The earlier period %(period)s is still open.") % {"period": earlier}, code="earlier_open"
        )
    ensure_periods()
    reckon_changes(by=by)
    reckon_period(frozen, by=by, cause=ScoringRun.Cause.CLOSING)
    write_zero_rows(frozen)
    frozen.state, frozen.closed_at, frozen.closed_by = PeriodState.CLOSED, now(), by
    frozen.save(update_fields=["state", "closed_at", "closed_by"])
    record("period.freeze", subject=frozen, by=by)
    return frozen


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


def write_zero_rows(period: Period) -> None:
    """A summary row for every unit that files in the period, and the unit's class as it is now on each of them."""
    from scoring.models import ScoreTotal
    from scoring.services.units import units_in

    have = {
        total.unit_id: total for total in ScoreTotal.objects.of_units().filter(period=period).select_related("unit")
    }
    units = units_in(period)
    ScoreTotal.objects.bulk_create(
        ScoreTotal(period=period, unit=unit, receiver=f"unit:{unit.pk}", unit_class_id=unit.unit_class_id)
        for unit in units
        if unit.pk not in have
    )
    for total in have.values():
        total.unit_class_id = total.unit.unit_class_id
    ScoreTotal.objects.bulk_update(have.values(), ["unit_class"], batch_size=500)


def _locked(period_id: int) -> Period:
    return Period.objects.select_for_update().get(pk=period_id)


def _refuse_unfinished(period: Period) -> None:
    if today() <= period.ends_on:
        raise PeriodRefused(_("The period %(period)s has not ended yet.") % {"period": period}, code="not_ended")
