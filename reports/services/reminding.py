"""Asking for comments before the day they are due, after it, and whenever the office asks again; asking readers.

Nobody is reminded twice of the same: a row for person, kind and day keeps it (activity/reminders.py).
"""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from activity.clock import today
from activity.reminders import remind_once
from activity.services import record
from organizations.models import User
from organizations.policy import can
from organizations.standing import OFFICE_ROLES
from organizations.working_days import add_working_days
from reports.errors import BulletinRefused, NotAllowed
from reports.models import Bulletin
from reports.services import acting
from reports.services.writing import missing_comments
from reports.states import FOR_LEADERS, State


def remind_of_comments(now: datetime) -> int:
    """The rule of beat: leaders from one working day before the day on, and once more after it; says how many."""
    day = today()
    waiting = Bulletin.objects.filter(state__in=FOR_LEADERS, comments_due_on__isnull=False).prefetch_related("comments")
    told = 0
    for bulletin in waiting:
        due = bulletin.comments_due_on
        assert due is not None, "the query leaves out those without a day"
        if day < add_working_days(due, -1):
            continue
        kind = "bulletin.comment_overdue" if day > due else "bulletin.comment_due"
        told += sum(_ask(leader, kind, bulletin, due, due) for leader in missing_comments(bulletin))
    return told


def _ask(leader: User, kind: str, bulletin: Bulletin, key: date, due: date) -> bool:
    return remind_once(
        user=leader,
        kind=kind,
        subject=bulletin,
        due_on=key,
        data={"title": bulletin.title, "due": due.isoformat()},
        url=reverse("reports:comment", args=[bulletin.pk]),
    )


@transaction.atomic
def ask_leaders(*, bulletin_id: int, by: User) -> list[User]:
    """Ask those who have not commented once more, at most once a day each; returns whom this call asked.

    Raises NotAllowed; BulletinRefused where everybody has commented or comments are not taken.
    """
    bulletin = Bulletin.objects.select_for_update(of=("self",)).prefetch_related("comments").get(pk=bulletin_id)
    if not bulletin.takes_comments:
        raise BulletinRefused(_("Comments are taken between check and issue only."), code="wrong_state")
    if not can(by, "bulletin.record_comment", bulletin):
        raise NotAllowed(_("Only the comprehensive office asks for comments."))
    missing = missing_comments(bulletin)
    if not missing:
        raise BulletinRefused(_("All leaders have commented already."), code="none")
    due = bulletin.comments_due_on or today()
    asked = [leader for leader in missing if _ask(leader, "bulletin.comment_asked", bulletin, today(), due)]
    _record(bulletin, "bulletin.ask_leaders", asked, by)
    return asked


@transaction.atomic
def ask_readers(*, bulletin_id: int, by: User) -> list[User]:
    """Ask everybody who has not marked the issued bulletin as read, at most once a day each; returns whom.

    Raises NotAllowed; BulletinRefused where it is not in force or everybody has read it.
    """
    bulletin = Bulletin.objects.select_for_update(of=("self",)).get(pk=bulletin_id)
    if bulletin.state != State.ISSUED:
        raise BulletinRefused(_("Only a bulletin that is in force is asked to be read."), code="wrong_state")
    if not can(by, "bulletin.receipts", bulletin):
        raise NotAllowed(_("Only the comprehensive office asks for read receipts."))
    read = set(bulletin.receipts.values_list("user", flat=True))
    unread = [person for person in acting.everybody() if person.pk not in read]
    if not unread:
        raise BulletinRefused(_("Everybody has read it already."), code="none")
    asked = [
        person
        for person in unread
        if remind_once(
            user=person,
            kind="bulletin.read_asked",
            subject=bulletin,
            due_on=today(),
            data={"title": bulletin.title, "number": bulletin.number_line},
            url=bulletin.get_absolute_url(),
        )
    ]
    _record(bulletin, "bulletin.ask_readers", asked, by)
    return asked


def _record(bulletin: Bulletin, verb: str, asked: list[User], by: User) -> None:
    """An event for who was asked; none where everybody had been asked today."""
    if asked:
        record(
            verb, subject=bulletin, by=by, on_behalf_of=acting.principal_of(by, OFFICE_ROLES),
            data={"people": [person.pk for person in asked]},
        )  # fmt: skip
