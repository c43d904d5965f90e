"""Closing a month and opening it again: scoring freezes the figures, the snapshot keeps them for the bulletin."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now, today
from activity.notices import tell
from activity.services import record
from organizations.models import Role, User
from organizations.policy import can
from reports.errors import MonthRefused, NotAllowed
from reports.models import Snapshot
from reports.services import snapshots
from reports.services.acting import holders_of, principal_of
from reports.services.collecting import collect
from reports.services.spans import month_span
from review.models import Instruction
from scoring.models import Period, PeriodState
from scoring.services import periods
from submissions.models import Item
from submissions.states import OPEN_IN_OFFICE
from ui import words

FIRST_YEAR = 2000


@transaction.atomic
def close_month(*, year: int, month: int, by: User, prepared: bool = False) -> Snapshot:
    """Close the month: freeze its scores and write its snapshot, in one transaction.

    `prepared`: its scores have just been reckoned in portions (`closing_job`). Raises NotAllowed for anybody but the
    office head; MonthRefused where the month does not exist, has not ended, is closed already (says by whom and when),
    while objections run, or where an earlier month is open (scoring's refusal).
    """
    period = check_closing(year=year, month=month, by=by)
    snapshot = write_snapshot(periods.freeze(period, by=by, prepared=prepared), by=by)
    _announce(snapshot, period, by)
    return snapshot


@transaction.atomic
def check_closing(*, year: int, month: int, by: User) -> Period:
    """The month, if it can be closed as far as this app knows. Raises NotAllowed, MonthRefused."""
    period = _month(year, month, by=by, action="period.close")
    if period.is_closed:
        raise MonthRefused(
            _("%(month)s was closed by %(name)s at %(at)s.")
            % {
                "month": period,
                "name": period.closed_by or _("the system"),
                "at": words.absolute(period.closed_at or now()),
            },
            code="closed",
        )
    if period.state == PeriodState.PRELIMINARY and period.objections_until and today() <= period.objections_until:
        raise MonthRefused(
            _("The scores of %(month)s are open for objections until %(day)s.")
            % {"month": period, "day": words.date_cn(period.objections_until)},
            code="objections",
        )
    return period


def _announce(snapshot: Snapshot, period: Period, by: User) -> None:
    event = record(
        "month.close",
        subject=snapshot.period,
        by=by,
        on_behalf_of=principal_of(by, [Role.OFFICE_HEAD]),
        data={"snapshot": snapshot.pk, "sha256": snapshot.sha256},
    )
    others = [person for person in holders_of(Role.EDITOR, Role.OFFICE_HEAD) if person != by]
    tell(
        others,
        kind="month.closed",
        subject=period,
        data={"month": period.slug, "by": str(by)},
        url="/bulletins/months/",
        event=event,
    )


def write_snapshot(period: Period, *, by: User | None) -> Snapshot:
    """Write the next snapshot of a closed period. Raises MonthRefused while it is open."""
    if not period.is_closed:
        raise MonthRefused(_("%(month)s is not closed.") % {"month": period}, code="open")
    return snapshots.write(month_span(period), collect(period), by=by)


@transaction.atomic
def reopen_month(*, year: int, month: int, by: User, reason: str) -> Period:
    """Open a closed month again; the live bulletins that draw on it are superseded with the same reason.

    The snapshots stay on record.

    Raises NotAllowed for anybody but the office head; MonthRefused or scoring's PeriodRefused where the month is not
    closed or no reason is given.
    """
    from reports.services.bulletins import supersede_touching

    period = _month(year, month, by=by, action="period.reopen")
    if not period.is_closed:
        raise MonthRefused(_("%(month)s is not closed.") % {"month": period}, code="open")
    if not reason.strip():
        raise MonthRefused(_("Give the reason for opening the month again."), code="reason", field="reason")
    opened = periods.reopen(period, by=by, reason=reason)
    supersede_touching(opened, by=by, reason=reason.strip())
    record(
        "month.reopen",
        subject=opened,
        by=by,
        on_behalf_of=principal_of(by, [Role.OFFICE_HEAD]),
        reason=reason.strip(),
    )
    return opened


def is_month(year: int, month: int) -> bool:
    """Whether there is such a month, not before the year 2000 and not after this year."""
    return 1 <= month <= 12 and FIRST_YEAR <= year <= today().year


def _month(year: int, month: int, *, by: User, action: str) -> Period:
    """The month, locked, if the person may do that with months."""
    if not can(by, action):
        raise NotAllowed(_("Only the head of the comprehensive office closes months and opens them again."))
    if not is_month(year, month):
        raise MonthRefused(_("There is no such month to close."), code="unknown")
    periods.make_period(year, month)
    return Period.objects.select_for_update(of=("self",)).select_related("closed_by").get(year=year, month=month)


@dataclass(frozen=True)
class OpenWork:
    """What is not finished in a month that is to be closed: nothing of it forbids closing, all of it is worth a look."""

    items_in_hand: int
    in_signature: int
    feedback_overdue: int


def open_work(period: Period) -> OpenWork:
    """Items filed until the end of the period that the office has not finished; overdue feedback. Two statements."""
    items = Item.objects.filter(status__in=OPEN_IN_OFFICE, first_filed_at__date__lte=period.ends_on)
    statuses = list(items.values_list("status", flat=True))
    overdue = (
        Instruction.objects.in_force()
        .filter(feedback_due__lte=period.ends_on, feedback_due__lt=today())
        .exclude(feedbacks__is_final=True)
    )
    return OpenWork(len(statuses), statuses.count("signature"), overdue.count())
