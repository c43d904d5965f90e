"""Reminders of commissions, asked by beat: once a day before the due time, once after it. Never twice, never lost."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from activity.models import Reminder
from activity.reminders import remind_once
from registers.models import CommissionTarget
from registers.services.answers import Outcome, answers_of
from registers.services.people import people_of_units
from ui.words import as_day, day_time

SOON = timedelta(hours=24)


def remind_of_commissions(now: datetime) -> int:
    """Tell units with less than a day left, and those whose time has passed, while nothing is filed; says how many notices
    went out. A target of which its people were reminded costs nothing any more, however long it stays open."""
    targets = CommissionTarget.objects.standing().select_related("commission", "unit")
    near = [target for target in targets if target.due_at <= now + SOON]
    done = _reminded(near)
    sent = 0
    for answer in answers_of(near, now):
        if answer.outcome not in (Outcome.OPEN, Outcome.MISSED):
            continue
        kind = "commission.overdue" if answer.outcome == Outcome.MISSED else "commission.due_soon"
        if (kind, str(answer.target.pk), as_day(answer.target.due_at)) not in done:
            sent += _remind(answer.target, kind)
    return sent


def _reminded(targets: Sequence[CommissionTarget]) -> set[tuple[str, str, date]]:
    """(kind of notice, key of the target, due day) of what was told already. One statement."""
    rows = Reminder.objects.filter(
        subject_kind=CommissionTarget._meta.label_lower, subject_key__in=[str(target.pk) for target in targets]
    )
    return set(rows.values_list("kind", "subject_key", "due_on").distinct().order_by())


@transaction.atomic
def _remind(target: CommissionTarget, kind: str) -> int:
    """All people of the unit, or none: whoever was left out would be skipped the next time."""
    data = {"topic": target.commission.topic, "number": target.commission.number, "due": day_time(target.due_at)}
    return sum(
        remind_once(
            user=person, kind=kind, subject=target, due_on=as_day(target.due_at), data=data,
            url=target.commission.get_absolute_url(),
        )
        for person in people_of_units([target.unit_id])
    )  # fmt: skip
