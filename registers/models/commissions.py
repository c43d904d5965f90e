"""约稿: what the office asks units to write, by when, and what came of it."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CommissionQuerySet(models.QuerySet):
    """Commissions."""

    def standing(self) -> Self:
        """Neither closed nor withdrawn."""
        return self.filter(closed_at__isnull=True, withdrawn_at__isnull=True)

    def with_last_due(self) -> Self:
        """Each with `last_due_at`: the latest time that a unit has which is not excused."""
        extended = CommissionTarget.objects.filter(
            commission=models.OuterRef("pk"), extended_to__isnull=False, excuse_reason=""
        )
        latest = models.Subquery(extended.order_by("-extended_to").values("extended_to")[:1])
        return self.annotate(last_due_at=Coalesce(latest, models.F("due_at")))

    def to_close(self, moment: datetime) -> Self:
        """Standing ones for which no unit has time at that moment any more, with `last_due_at`."""
        return self.standing().with_last_due().filter(last_due_at__lt=moment)


class Commission(models.Model):
    """One order to one or several units. Its number is what an item names that answers it (`Item.commission_no`)."""

    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    topic = models.CharField(_("topic"), max_length=120)
    wanted = models.TextField(_("what is wanted"), max_length=2000, blank=True)
    asked_by = models.CharField(_("asked for by"), max_length=80, blank=True)
    due_at = models.DateTimeField(_("due at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(_("made at"), editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    withdraw_reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)

    objects = CommissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("commission")
        verbose_name_plural = _("commissions")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | (~Q(withdraw_reason="") & Q(closed_at__isnull=True)),
                name="commission_withdrawn_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="commission_by_due")]

    def __str__(self) -> str:
        return f"{self.number} {self.topic}"

    def get_absolute_url(self) -> str:
        return reverse("registers:commission", args=[self.pk])

    @property
    def is_standing(self) -> bool:
        return self.closed_at is None and self.withdrawn_at is None


class TargetQuerySet(models.QuerySet):
    """What single units are asked for."""

    def standing(self) -> Self:
        """Of commissions that are neither closed nor withdrawn, and not excused."""
        return self.filter(commission__closed_at__isnull=True, commission__withdrawn_at__isnull=True, excuse_reason="")


class CommissionTarget(models.Model):
    """One unit of a commission. `outcome` and `item` are written when the office closes it, worked out from what was filed."""

    class Outcome(models.TextChoices):
        OPEN = "", pgettext_lazy("commission", "Open")
        DONE = "done", pgettext_lazy("commission", "Done")
        LATE = "late", pgettext_lazy("commission", "Done late")
        MISSED = "missed", pgettext_lazy("commission", "Missed")
        EXCUSED = "excused", pgettext_lazy("commission", "Excused")

    commission = models.ForeignKey(Commission, models.PROTECT, related_name="targets")
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, related_name="commissions", verbose_name=_("unit"))
    extended_to = models.DateTimeField(_("extended to"), null=True, editable=False)
    extension_reason = models.CharField(_("reason of the extension"), max_length=500, blank=True, editable=False)
    excuse_reason = models.CharField(_("why the unit is excused"), max_length=500, blank=True, editable=False)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, blank=True, default=Outcome.OPEN, editable=False
    )
    item = models.ForeignKey("submissions.Item", models.PROTECT, null=True, related_name="+", editable=False)
    happened_on = models.DateField(null=True, editable=False)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit of a commission")
        verbose_name_plural = _("units of commissions")
        ordering = ["commission", "unit__sort_no", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["commission", "unit"], name="commission_asks_a_unit_once"),
            models.CheckConstraint(
                condition=Q(extended_to__isnull=True) | ~Q(extension_reason=""), name="commission_extension_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["done", "late"]) | Q(item__isnull=False), name="commission_done_by_an_item"
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["done", "late", "missed"]) | Q(happened_on__isnull=False),
                name="commission_outcome_has_day",
            ),
        ]
        indexes = [models.Index(fields=["happened_on"], name="commission_outcome_by_day")]

    def __str__(self) -> str:
        return f"{self.commission} {self.unit}"

    @property
    def due_at(self) -> datetime:
        """When this unit's answer is due."""
        return self.extended_to or self.commission.due_at
