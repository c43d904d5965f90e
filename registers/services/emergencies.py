"""First reports of emergencies: put on record with the moment of the call or of the filing, and revoked."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now
from activity.notices import tell
from activity.services import record
from organizations.models import Unit, User
from organizations.policy import can
from registers.models import EmergencyReport
from registers.services.counters import counter_of
from registers.services.people import people_of_units
from review.errors import RecordRefused
from review.services.days import refuse_day
from submissions.errors import NotAllowed
from submissions.models import Item
from submissions.secrecy import refuse_secret
from submissions.states import ReportStage
from ui.words import as_day

Channel = EmergencyReport.Channel


@transaction.atomic
def record_report(
    *,
    unit: Unit,
    event_name: str,
    event_class: str,
    channel: str,
    happened_at: datetime,
    by: User,
    reported_at: datetime | None = None,
    item: Item | None = None,
    caller: str = "",
    note: str = "",
) -> EmergencyReport:
    """Put a unit's first report of an emergency on record; its people are told.

    A written report that was filed here names its `item`, and its moment is that of the first filing; any other needs
    `reported_at`. Raises NotAllowed; RecordRefused for a moment to come, long past or before the event, an item of
    another unit, a follow-up or final report, or the same report twice; SecretRefused.
    """
    if not can(by, "emergencyreport.record"):
        raise NotAllowed(_("Only the comprehensive office puts emergency reports on record."), code="not_allowed")
    refuse_secret(secrecy="", title=event_name, text=f"{caller}\n{note}")
    if item is not None:
        _check_item(item, unit, by)
    at = _moment(channel, item, reported_at)
    _check_moments(happened_at, at)
    _refuse_twice(unit, event_name.strip(), channel)
    report = EmergencyReport.objects.create(
        unit=unit, event_name=event_name.strip(), event_class=event_class, channel=channel, happened_at=happened_at,
        reported_at=at, item=item, caller=caller.strip(), note=note.strip(), recorded_by=by, recorded_at=now(),
    )  # fmt: skip
    record(
        "emergency.record", subject=report, by=by,
        data={"class": event_class, "channel": channel, "minutes": report.minutes, "item": item.pk if item else None},
    )  # fmt: skip
    _tell_unit(report, "emergency.recorded", by, minutes=str(report.minutes))
    return report


@transaction.atomic
def revoke_report(*, report_id: int, by: User, reason: str) -> EmergencyReport:
    """Write the counter-record: the report stays on record, and counts no more. Raises NotAllowed, RecordRefused."""
    rows = EmergencyReport.objects.select_for_update(of=("self",)).select_related("unit")
    report = rows.get(pk=report_id)
    if not can(by, "emergencyreport.revoke", report):
        raise NotAllowed(_("Only the comprehensive office revokes a report, and only once."), code="not_allowed")
    if not reason.strip():
        raise RecordRefused(_("Give the reason for revoking it."), code="reason", field="reason")
    counter = counter_of(report, by=by, reason=reason.strip())
    record("emergency.revoke", subject=report, by=by, reason=reason.strip(), data={"counter": counter.pk})
    _tell_unit(report, "emergency.revoked", by, reason=reason.strip())
    return counter


def _check_item(item: Item, unit: Unit, by: User) -> None:
    if not can(by, "item.view", item) or item.first_filed_at is None:
        raise RecordRefused(_("There is no such item."), code="item", field="item_number")
    if item.unit_id != unit.pk:
        raise RecordRefused(
            _("“%(title)s” is no item of %(unit)s.") % {"title": item.title, "unit": unit}, "item", "item_number"
        )
    if item.report_stage in (ReportStage.FOLLOW_UP, ReportStage.FINAL):
        raise RecordRefused(
            _("“%(title)s” is no first report. A late follow-up is put on record as a fault.") % {"title": item.title},
            "stage",
            "item_number",
        )


def _moment(channel: str, item: Item | None, typed: datetime | None) -> datetime:
    """That of the filing for what was filed here, else what the office noted."""
    if channel == Channel.WRITTEN and item is not None and item.first_filed_at is not None:
        if typed is not None:
            raise RecordRefused(
                _("Leave it empty: the moment at which the item was filed counts."), "filed", "reported_at"
            )
        return item.first_filed_at
    if typed is None:
        raise RecordRefused(_("Say when the report was received."), "reported_at", "reported_at")
    return typed


def _check_moments(happened_at: datetime, reported_at: datetime) -> None:
    if reported_at > now():
        raise RecordRefused(_("The moment lies in the future."), "future", "reported_at")
    refuse_day(as_day(reported_at), "reported_at")
    if happened_at > reported_at:
        raise RecordRefused(_("The event lies after its report."), "order", "happened_at")
    refuse_day(as_day(happened_at), "happened_at")


def _refuse_twice(unit: Unit, event_name: str, channel: str) -> None:
    # Two people who send the same report at once: the second waits here until the first one's row is there.
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    same = EmergencyReport.objects.in_force().filter(unit=unit, event_name=event_name, channel=channel)
    if same.exists():
        raise RecordRefused(
            _("The unit's first report of this event by this channel is on record already."), "twice", "event_name"
        )


def _tell_unit(report: EmergencyReport, kind: str, by: User, **data: str) -> None:
    data |= {"unit": str(report.unit), "event": report.event_name, "channel": str(report.get_channel_display())}
    people = sorted(people_of_units([report.unit_id], by), key=lambda one: one.pk)
    tell(people, kind=kind, subject=report, url=report.get_absolute_url(), data=data)
