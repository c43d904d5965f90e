"""Querysets of the app. Those of jobs take the real time, those of notices the reader."""

from datetime import datetime
from typing import Any, Self

from django.db import models


def subject_of(instance: models.Model) -> dict[str, str]:
    """The plain key by which events, notices and reminders know a subject."""
    return {"subject_kind": instance._meta.label_lower, "subject_key": str(instance.pk)}


class EventQuerySet(models.QuerySet):
    def about(self, instance: models.Model) -> Self:
        """Events of one subject, oldest first, with the people in them: a timeline in one query."""
        return self.filter(**subject_of(instance)).with_people().order_by("pk")

    def with_people(self) -> Self:
        return self.select_related("actor", "on_behalf_of")

    def within(self, start: datetime | None, end: datetime | None) -> Self:
        """Events from `start` up to, but without, `end`; None leaves that side open."""
        events = self if start is None else self.filter(at__gte=start)
        return events if end is None else events.filter(at__lt=end)

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class JobQuerySet(models.QuerySet):
    def unfinished(self) -> Self:
        return self.filter(state__in=("queued", "running"))

    def expired(self, real_now: datetime) -> Self:
        """Running by their row, but whoever worked on them let the lease run out."""
        return self.filter(state="running", lease_until__lt=real_now)

    def claimable(self, real_now: datetime) -> Self:
        """Jobs that a worker may take now."""
        return self.filter(models.Q(state="queued") | models.Q(state="running", lease_until__lt=real_now))

    def held_by(self, token: str) -> Self:
        """The job, as long as this lease is the one in force."""
        return self.filter(state="running", lease_token=token)


class NoticeQuerySet(models.QuerySet):
    def to(self, user: Any) -> Self:
        """The inbox of one person, newest first."""
        return self.filter(user=user).order_by("-pk")

    def unread(self) -> Self:
        return self.filter(read_at=None)
