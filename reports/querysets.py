"""Bulletins and snapshots, named as the office would say it."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef

from reports.states import FOR_LEADERS, LIVE, Kind, State


class SnapshotQuerySet(models.QuerySet):
    def latest_of(self, period: Any) -> Any:
        """The snapshot of the month's last closing, or None."""
        return self.filter(period=period, kind=Kind.MONTHLY).order_by("-version").first()

    def latest_between(self, kind: str, starts_on: date, ends_on: date) -> Any:
        """The last snapshot of that span, or None."""
        return self.filter(kind=kind, starts_on=starts_on, ends_on=ends_on).order_by("-version").first()


class BulletinQuerySet(models.QuerySet):
    def live(self) -> Self:
        """Neither withdrawn nor superseded: at most one a kind and span, but for topical ones."""
        return self.filter(state__in=LIVE)

    def published(self) -> Self:
        """Everybody may know of them: issued, also when withdrawn or superseded later."""
        return self.filter(issued_at__isnull=False)

    def in_force(self) -> Self:
        return self.filter(state=State.ISSUED)

    def under_way(self) -> Self:
        """Live and not yet issued."""
        return self.live().exclude(state=State.ISSUED)

    def newest_first(self) -> Self:
        return self.order_by("-ends_on", "-pk")

    def touching(self, starts_on: date, ends_on: date) -> Self:
        """Those that draw their figures on one of these days."""
        return self.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exclude(kind=Kind.TOPICAL)

    def for_list(self) -> Self:
        return self.select_related("period", "pdf", "xlsx", "signed_by", "words")

    def for_paper(self) -> Self:
        """With everything that the printed page needs."""
        return self.select_related("period", "snapshot", "checked_by", "signed_by", "corrects").prefetch_related(
            "sections", "comments__leader", "unnamed"
        )

    def awaiting_comment_of(self, user: Any) -> Self:
        """Before the leaders, and this one has written nothing yet."""
        from reports.models import BulletinComment

        own = BulletinComment.objects.filter(bulletin=OuterRef("pk"), leader=user)
        return self.filter(~Exists(own), state__in=FOR_LEADERS)

    def with_read_mark(self, user: Any) -> Self:
        """Adds `is_read`: whether the person has a receipt."""
        from reports.models import Receipt

        return self.annotate(is_read=Exists(Receipt.objects.filter(bulletin=OuterRef("pk"), user=user)))
