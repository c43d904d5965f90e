"""紧急信息: how soon a unit's first report of an emergency reached the office. A fact, revoked by a counter-record."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from review.models import Record, counter_needs_reason


class EmergencyReport(Record):
    """A first report of an event, by telephone or in writing. It counts on the day of `reported_at`; what it took is
    reckoned, never typed. Follow-up and final reports have no limit: a late one is a fault."""

    class EventClass(models.TextChoices):
        PARTICULARLY_MAJOR = "particularly_major", _("particularly major")
        MAJOR = "major", pgettext_lazy("emergency", "major")
        LARGE = "large", _("fairly large")
        GENERAL = "general", _("ordinary")

    class Channel(models.TextChoices):
        PHONE = "phone", _("by telephone")
        WRITTEN = "written", _("in writing")

    unit = models.ForeignKey(
        "organizations.Unit", models.PROTECT, related_name="emergency_reports", verbose_name=_("unit")
    )
    event_name = models.CharField(_("emergency event"), max_length=80)
    event_class = models.CharField(_("class of the event"), max_length=20, choices=EventClass.choices)
    channel = models.CharField(pgettext_lazy("of a report", "channel"), max_length=10, choices=Channel.choices)
    happened_at = models.DateTimeField(_("happened or learnt at"))
    reported_at = models.DateTimeField(_("report received at"))
    item = models.ForeignKey(
        "submissions.Item",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="emergency_reports",
        verbose_name=_("item"),
    )
    caller = models.CharField(_("who reported"), max_length=60, blank=True)
    note = models.TextField(_("note"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("emergency report")
        verbose_name_plural = _("emergency reports")
        ordering = ["-reported_at", "-pk"]
        constraints = [
            counter_needs_reason("emergency_counter_has_reason"),
            models.CheckConstraint(
                condition=Q(reported_at__gte=F("happened_at")), name="emergency_reported_after_it_happened"
            ),
        ]
        indexes = [models.Index(fields=["reported_at", "unit"], name="emergency_by_time")]

    def __str__(self) -> str:
        return f"{self.unit} {self.event_name}"

    def get_absolute_url(self) -> str:
        return reverse("registers:emergency", args=[self.pk])

    @property
    def minutes(self) -> int:
        """How long the report took, as two clocks show it: seconds do not count."""
        return minutes_between(self.happened_at, self.reported_at)

    @property
    def is_revoked(self) -> bool:
        return hasattr(self, "countered_by")


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes between the minutes in which two moments lie."""
    first, last = (moment.replace(second=0, microsecond=0) for moment in (start, end))
    return (last - first) // timedelta(minutes=1)
