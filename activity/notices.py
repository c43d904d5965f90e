"""Notices: a row in the inbox, in the transaction of the act, and a mail by a job where the office wants mail."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import models, transaction

from activity import clock, jobs
from activity.chain import plain_data
from activity.mail import MAIL_JOB
from activity.models import Event, Notice
from activity.notice_kinds import kind_of, register_kind
from activity.querysets import subject_of

__all__ = ["mark_read", "register_kind", "tell", "unread_count"]


def tell(
    users: Iterable[Any],
    *,
    kind: str,
    subject: models.Model,
    data: Mapping[str, Any],
    url: str,
    event: Event | None = None,
) -> list[Notice]:
    """Put one notice in the inbox of each active person, once an event; returns the new ones.

    `data` fills the placeholders of the kind's text, `url` is a path of this site where the subject is seen.
    Raises UnknownNameError for a kind that no app registered, KeyError for data that lacks a placeholder, ValueError
    for an address that leads elsewhere.
    """
    told_as = kind_of(kind)
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError(f"a notice leads to a path of this site, not to {url}")
    plain = plain_data(data)
    str(told_as.text) % plain  # a missing placeholder is found here and not by the reader
    with transaction.atomic(savepoint=False):
        told = _already_told(kind, subject, event)
        people = {user.pk: user for user in users if user.is_active and user.pk not in told}
        notices = Notice.objects.bulk_create(
            Notice(
                user=user, kind=kind, data=plain, url=url, event=event, created_at=clock.now(), **subject_of(subject)
            )
            for user in people.values()
        )  # fmt: skip
        if settings.NOTICE_MAIL and told_as.is_mailed:
            for notice in notices:
                if people[notice.user_id].email:
                    jobs.enqueue(MAIL_JOB, key=str(notice.pk), notice_id=notice.pk)
    return notices


def unread_count(user: Any) -> int:
    """How many notices the person has not read."""
    return Notice.objects.unread().filter(user=user).count()


def mark_read(user: Any, *, notice_id: int | None = None) -> int:
    """Mark one notice of the person as read, or all; returns how many were unread. Another's notice is left alone."""
    unread = Notice.objects.unread().filter(user=user)
    chosen = unread if notice_id is None else unread.filter(pk=notice_id)
    return chosen.update(read_at=clock.now())


def _already_told(kind: str, subject: models.Model, event: Event | None) -> set[int]:
    if event is None or event.is_untold:
        if event is not None:
            event.is_untold = False
        return set()
    return set(Notice.objects.filter(kind=kind, event=event, **subject_of(subject)).values_list("user_id", flat=True))
