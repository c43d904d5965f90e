"""Free bounds of periods: an office counts from the 26th to the 25th, or two months together (F22).

Periods leave no day out and share none, so a period that is set moves the end of the one before or the first day of the
one after. A period has the name of the month in which it ends. What is booked moves by differences at the next
reckoning; a closed period is never touched.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity.clock import today
from activity.services import record
from organizations.models import User
from organizations.policy import can
from scoring.errors import PeriodRefused
from scoring.models import LedgerRow, Period
from scoring.services.periods import ensure_periods
from scoring.services.refreshing import reckon_again
from scoring.services.settling import mark_settled
from scoring.services.since import carry_years
from scoring.services.spans import (
    DAY,
    LAST_SHORT_DAY,
    MOST_MONTHS,
    Bounds,
    after,
    earliest_start,
    is_month_end,
    is_too_long,
    latest_end,
)
from ui.words import date_cn

MOST_AHEAD = 12
"""Periods that may be made before they begin."""


@transaction.atomic
def set_bounds(*, period_id: int, starts_on: date, ends_on: date, by: User) -> Period:
    """Give an open or future period these days, and have it and its neighbours reckoned again.

    Raises PeriodRefused with what to do instead: for a closed period, a closed neighbour that would have to move, a
    period that would be swallowed with rows in it, and bounds that are none or that no office would mean.
    """
    row = list(Period.objects.select_for_update().order_by("starts_on"))
    _refuse_stranger(by)
    at = next(number for number, period in enumerate(row) if period.pk == period_id)
    before = {one.pk: Bounds(one.starts_on, one.ends_on) for one in row}
    period, wanted = row[at], Bounds(starts_on, ends_on)
    _refuse_closed(period)
    if wanted == before[period_id]:
        return period
    _refuse_bounds(period, wanted)
    if starts_on != period.starts_on:
        _begin(row, at, starts_on)
    if ends_on != period.ends_on:
        _end(row, at, ends_on)
    days = [[day.isoformat() for day in bounds] for bounds in (before[period_id], wanted)]
    record("period.bounds", subject=period, by=by, data={"days": days})
    ensure_periods()
    _reckon_moved(row, before, by)
    return period


def _reckon_moved(row: Sequence[Period], before: Mapping[int, Bounds], by: User) -> None:
    """What follows from other days: points since January, who is to be settled, what is to be reckoned."""
    moved = [one for one in row if one.pk and Bounds(one.starts_on, one.ends_on) != before[one.pk]]
    renamed = [one for one in moved if one.year != before[one.pk].name[0]]
    carry_years(year for one in renamed for year in (one.year, before[one.pk].name[0]))
    first = min(min(one.starts_on, before[one.pk].starts_on) for one in moved)
    if first <= today():
        # The spans of these years are others now, also for who has no row that moves.
        mark_settled({year for one in moved for year in (one.year, before[one.pk].name[0])})
    for one in Period.objects.unclosed().filter(starts_on__gte=first, starts_on__lte=today()):
        reckon_again(one, by=by, anew=True)


@transaction.atomic
def plan_next(*, by: User) -> Period:
    """Make the period after the last one, in the same rhythm, so that its bounds can be set before it begins."""
    _refuse_stranger(by)
    ensure_periods()
    last = Period.objects.order_by("starts_on").last()
    assert last is not None
    ahead = Period.objects.filter(starts_on__gt=today()).count()
    if ahead >= MOST_AHEAD:
        raise PeriodRefused(_("There are %(count)d future periods already.") % {"count": ahead}, code="far")
    bounds = after(last)
    year, month = bounds.name
    period = Period.objects.create(year=year, month=month, **bounds._asdict())
    record("period.plan", subject=period, by=by)
    return period


def _begin(row: list[Period], at: int, starts_on: date) -> None:
    """Another first day: the period before ends the day before it."""
    if at:
        _refuse_length(row[at - 1], Bounds(row[at - 1].starts_on, starts_on - DAY), "starts_on")
        _refuse_closed_neighbour(row[at - 1], field="starts_on")
        _end(row, at - 1, starts_on - DAY, field="starts_on")
    else:
        _refuse_name_before(row[at], starts_on - DAY)
    row[at].starts_on = starts_on
    row[at].save(update_fields=["starts_on"])


def _end(row: list[Period], at: int, ends_on: date, field: str = "ends_on") -> None:
    """Another last day: the period after begins the day after it; those that lie before that day are dissolved."""
    period = row[at]
    _refuse_day(period, ends_on, field)
    later = row[at + 1 :]
    for one in later:
        if one.starts_on <= ends_on:
            _refuse_closed_neighbour(one, field)
    following = next((one for one in later if one.ends_on > ends_on), None)
    for one in later:
        if one.ends_on <= ends_on:
            _dissolve(one, field)
    _refuse_name(period, ends_on, field)
    if following and following.starts_on != ends_on + DAY:
        _refuse_closed_neighbour(following, field)
        _refuse_length(following, Bounds(ends_on + DAY, following.ends_on), field)
        following.starts_on = ends_on + DAY
        following.save(update_fields=["starts_on"])
    period.ends_on, period.year, period.month = ends_on, ends_on.year, ends_on.month
    period.save(update_fields=["ends_on", "year", "month"])


def _dissolve(period: Period, field: str) -> None:
    """Take a period away whose days go to another; one in which rows stand must keep at least a day."""
    booked = LedgerRow.objects.filter(period=period).count()
    if booked:
        raise PeriodRefused(
            ngettext(
                "%(count)d row is booked in %(period)s, and rows are never moved: leave it at least one day, or begin to "
                "count several months together with a later period.",
                "%(count)d rows are booked in %(period)s, and rows are never moved: leave it at least one day, or begin "
                "to count several months together with a later period.",
                booked,
            )
            % {"count": booked, "period": period},
            code="has_rows",
            field=field,
        )
    try:
        period.totals.all().delete()
        period.delete()
    except ProtectedError as error:
        raise PeriodRefused(
            _("%(period)s is in use already: leave it at least one day.") % {"period": period},
            code="in_use",
            field=field,
        ) from error


def _refuse_stranger(by: User) -> None:
    if not can(by, "period.bounds"):
        raise PeriodRefused(
            _("Only the head of the comprehensive office sets the days of periods."), code="not_allowed"
        )


def _refuse_closed(period: Period) -> None:
    if period.is_closed:
        raise PeriodRefused(
            _("%(period)s is closed. Open it again first, with a reason, on the page of months.") % {"period": period},
            code="closed",
        )


def _refuse_closed_neighbour(period: Period, field: str) -> None:
    """Rows of a closed period stay in it, and its bulletin tells its days: they are not changed from outside."""
    if not period.is_closed:
        return
    booked = LedgerRow.objects.filter(period=period).count()
    raise PeriodRefused(
        _(
            "%(period)s is closed, with %(count)d rows booked from %(start)s to %(end)s. Open it again first on the page "
            "of months, or choose days that leave it as it is."
        )
        % {"period": period, "count": booked, "start": date_cn(period.starts_on), "end": date_cn(period.ends_on)},
        code="neighbour_closed",
        field=field,
    )


def _refuse_bounds(period: Period, wanted: Bounds) -> None:
    """Days in the wrong order, and those of a slip of the pen: another year or month than the one that was meant."""
    if wanted.starts_on > wanted.ends_on:
        raise PeriodRefused(_("The last day is before the first."), code="order", field="ends_on")
    _refuse_length(period, wanted, "starts_on" if wanted.ends_on == period.ends_on else "ends_on")
    if wanted.starts_on > period.ends_on or wanted.ends_on < period.starts_on:
        told = {"period": period, "start": date_cn(period.starts_on), "end": date_cn(period.ends_on)}
        raise PeriodRefused(
            _("%(period)s is from %(start)s to %(end)s now: it must keep at least one of these days.") % told,
            code="elsewhere",
            field="starts_on" if wanted.starts_on > period.ends_on else "ends_on",
        )


def _refuse_length(period: Period, wanted: Bounds, field: str) -> None:
    """A period that is too long already may become shorter little by little."""
    if not is_too_long(wanted) or wanted.ends_on - wanted.starts_on < period.ends_on - period.starts_on:
        return
    told = {
        "period": period, "months": MOST_MONTHS, "start": date_cn(wanted.starts_on), "end": date_cn(wanted.ends_on),
        "latest": date_cn(latest_end(wanted.starts_on)), "earliest": date_cn(earliest_start(wanted.ends_on)),
    }  # fmt: skip
    said = _(
        "A period has at most %(months)d months; %(period)s would be from %(start)s to %(end)s. With this first day the "
        "last one is %(latest)s or earlier; with this last day the first one is %(earliest)s or later."
    )
    raise PeriodRefused(said % told, code="too_long", field=field)


def _refuse_day(period: Period, ends_on: date, field: str) -> None:
    if ends_on < period.starts_on:
        raise PeriodRefused(_("%(period)s would have no day left.") % {"period": period}, code="no_day", field=field)
    if ends_on.day > LAST_SHORT_DAY and not is_month_end(ends_on):
        raise PeriodRefused(
            _("Let a period end on one of the days 1 to 28, or on the last day of a month."), code="day", field=field
        )


def _refuse_name(period: Period, ends_on: date, field: str) -> None:
    """Two periods that end in one month could not be told apart."""
    same = Period.objects.filter(year=ends_on.year, month=ends_on.month).exclude(pk=period.pk).first()
    if same:
        raise PeriodRefused(
            _("%(other)s ends in that month already, from %(start)s to %(end)s. Set its last day first.")
            % {"other": same, "start": date_cn(same.starts_on), "end": date_cn(same.ends_on)},
            code="name",
            field=field,
        )


def _refuse_name_before(period: Period, last_day_before: date) -> None:
    """Days before the first of all periods are counted in one that is made for them: it needs a name of its own."""
    if (last_day_before.year, last_day_before.month) == (period.year, period.month):
        raise PeriodRefused(
            _("%(period)s is the first period: let it begin on the first day of its month, or in the month before.")
            % {"period": period},
            code="first",
            field="starts_on",
        )
