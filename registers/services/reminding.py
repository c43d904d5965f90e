"""Reminders of commissions, asked by beat: once a day before the due time, once after it. Never twice, never lost."""

from datetime import datetime, timedelta

from activity.reminders import remind_once
from registers.models import CommissionTarget
from registers.services.answers import Outcome, answers_of
from registers.services.people import people_of_units
from ui.words import as_day, day_time

SOON = timedelta(hours=24)


def remind_of_commissions(now: datetime) -> int:
    """Tell units with less than a day left, and those whose time has passed, while nothing is filed; says how many notices
    went out."""
    targets = CommissionTarget.objects.standing().select_related("commission", "unit")
    near = [target for target in targets if target.due_at <= now + SOON]
    sent = 0
    for answer in answers_of(near, now):
        if answer.outcome not in (Outcome.OPEN, Outcome.MISSED):
            continue
        target = answer.target
        kind = "commission.overdue" if answer.outcome == Outcome.MISSED else "commission.due_soon"
        data = {
            "topic": target.commission.topic,
            "number": target.commission.number,
            "due": day_time(target.due_at),
        }
        for person in people_of_units([target.unit_id]):
            sent += remind_once(
                user=person, kind=kind, subject=target, due_on=as_day(target.due_at), data=data,
                url=target.commission.get_absolute_url(),
            )  # fmt: skip
    return sent
