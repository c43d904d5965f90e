from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from scoring.querysets import PeriodQuerySet


class PeriodState(models.TextChoices):
    OPEN = "open", pgettext_lazy("period", "Open")
    PRELIMINARY = "preliminary", _("Preliminary, open for objections")
    CLOSED = "closed", pgettext_lazy("period", "Closed")


class Period(models.Model):
    """A month of scores. Its bounds are days of their own, so that an office may count from 26th to 25th.

    Only `scoring/services/periods.py` writes `state`.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    month = models.PositiveSmallIntegerField(_("month"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    state = models.CharField(
        _("state"), max_length=12, choices=PeriodState.choices, default=PeriodState.OPEN, editable=False
    )
    objections_until = models.DateField(_("objections until"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("closed by"),
    )  # fmt: skip

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["year", "month"], name="period_once"),
            models.CheckConstraint(condition=Q(month__gte=1) & Q(month__lte=12), name="period_month_in_year"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="period_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="period_closed_has_time"
            ),
        ]
        indexes = [models.Index(fields=["starts_on"], name="period_by_start")]

    def __str__(self) -> str:
        return gettext("%(month)d/%(year)d") % {"year": self.year, "month": self.month}

    @property
    def slug(self) -> str:
        """`2026-10`: how commands and addresses name a period."""
        return f"{self.year}-{self.month:02d}"

    @property
    def is_closed(self) -> bool:
        return self.state == PeriodState.CLOSED

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on
