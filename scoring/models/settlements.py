"""What clauses about periods came to: derived from the ledger, written anew whenever a receiver is settled."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scoring.querysets import SettledQuerySet


class Settled(models.Model):
    """What a clause about periods says of one receiver and span. `period` is the one in which the span stands or ended.

    `span`: `2026-W41`, `2026-10`, `2026-Q4`, `2026-H2`, `2026`, with `~code` where a scheme begins inside it. `year`: that of the last day of `period`; a receiver is
    settled by years.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    period = models.ForeignKey("scoring.Period", models.CASCADE, related_name="+", verbose_name=_("period"))
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("person")
    )
    receiver = models.CharField(max_length=60)
    scheme = models.ForeignKey("scoring.Scheme", models.PROTECT, related_name="+", verbose_name=_("scheme"))
    clause = models.CharField(_("clause"), max_length=60)
    span = models.CharField(_("span"), max_length=80)
    counted = models.DecimalField(_("counted"), max_digits=18, decimal_places=6)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.receiver} {self.clause} {self.span} {self.counted}"


class QuotaStanding(Settled):
    """How far a receiver is with a quota (F10), and what it brought so far (F11)."""

    class State(models.TextChoices):
        RUNNING = "running", pgettext_lazy("quota", "Under way")
        MET = "met", pgettext_lazy("quota", "Met")
        MISSED = "missed", pgettext_lazy("quota", "Missed")
        # The unit was dissolved before the span was over: what it had by then, and nothing more is asked for.
        OVER = "over", pgettext_lazy("quota", "Over with the unit")

    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    demand = models.DecimalField(_("demand"), max_digits=18, decimal_places=6)
    is_optional = models.BooleanField(_("optional"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=State.choices)
    points = models.DecimalField(_("points"), max_digits=18, decimal_places=6)

    objects = SettledQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing of a quota")
        verbose_name_plural = _("standings of quotas")
        ordering = ["ends_on", "clause", "receiver"]
        constraints = [
            models.UniqueConstraint(fields=["receiver", "scheme", "clause", "span", "starts_on"], name="quota_once")
        ]
        indexes = [
            models.Index(fields=["period", "receiver"], name="quota_by_period"),
            models.Index(fields=["unit", "year"], name="quota_by_unit"),
        ]


class SettledEffect(Settled):
    """What a threshold does (F14) from `period` on: zero, withhold, no_prize, failed, named, minus. `facts`: the
    keys of the facts that were counted, where the clause counts facts."""

    effects = models.JSONField(default=list)
    facts = models.JSONField(default=list)

    objects = SettledQuerySet.as_manager()

    class Meta:
        verbose_name = _("effect of a threshold")
        verbose_name_plural = _("effects of thresholds")
        ordering = ["period", "clause", "receiver"]
        constraints = [models.UniqueConstraint(fields=["receiver", "scheme", "clause", "span"], name="effect_once")]
        indexes = [
            models.Index(fields=["period", "receiver"], name="effect_by_period"),
            models.Index(fields=["unit", "year"], name="effect_by_unit"),
        ]


class SettlementDue(models.Model):
    """A receiver whose year is to be settled. Written in the transaction that booked the rows, deleted in the one that
    settled them: work that is cut off in between is found again."""

    receiver = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["year", "receiver"]
        constraints = [models.UniqueConstraint(fields=["year", "receiver"], name="settlement_due_once")]

    def __str__(self) -> str:
        return f"{self.receiver} {self.year}"
