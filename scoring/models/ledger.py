"""The ledger, append-only by database triggers, and the summary that is kept with it in the same transaction."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scoring.engine import FactKind
from scoring.querysets import LedgerQuerySet, ScoreTotalQuerySet

FACT_KINDS = {
    FactKind.FILED: _("Filed"),
    FactKind.FORWARDED: _("Forwarded"),
    FactKind.ADOPTED: _("Adopted"),
    FactKind.INSTRUCTED: _("Instructed"),
    FactKind.COMMISSION_DONE: _("Commission done"),
    FactKind.COMMISSION_MISSED: _("Commission missed"),
    FactKind.BEST: _("Best of the month"),
    FactKind.FAULT: _("Fault"),
    FactKind.REPORTED: _("Emergency reported"),
    FactKind.SETTLEMENT: _("Settlement of a span"),
}


class Account(models.TextChoices):
    """Three accounts of results that never mix; ranks go by points. `COUNT` is none: quotas alone look at it."""

    POINTS = "points", _("Points")
    YUAN = "yuan", _("Yuan")
    TARGET = "target", _("Target points")
    COUNT = "count", pgettext_lazy("account", "Counted items")


class ScoringRun(models.Model):
    """One reckoning. Its rows are the differences to what was booked before; a run that finds none has no rows."""

    class Cause(models.TextChoices):
        CHANGES = "changes", _("New or revoked facts")
        PERIOD = "period", _("The whole period")
        CLOSING = "closing", _("Closing of the period")
        SETTLING = "settling", _("Quotas and limits of a new day")
        COUNTER = "counter", _("Counter-rows of facts that changed")

    cause = models.CharField(_("cause"), max_length=10, choices=Cause.choices)
    period = models.ForeignKey(
        "scoring.Period", models.PROTECT, null=True, related_name="runs", verbose_name=_("period")
    )
    started_at = models.DateTimeField(_("started at"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by whom")
    )
    # Empty where the run was cut off: what it booked stands, and the next run does the rest.
    finished_at = models.DateTimeField(_("finished at"), null=True)
    # Every event up to this one is in the ledger; 0 where the run looked at one period only.
    last_event_id = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("scoring run")
        verbose_name_plural = _("scoring runs")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pk} {self.get_cause_display()}"


class LedgerRow(models.Model):
    """Who got how many points, by which clause, for which fact, in which period.

    A correction is a further row of a later run with the difference; `fact_period` is set where the fact counts in a
    period that was closed already (补计). `tally` says how often the row counts its fact (1, 0, or -1 when revoked).
    Rows of kind `settlement` are those of clauses about periods: `fact` is then clause, span and period.
    """

    # Foreign keys without an index of their own are the first column of one below, or never searched by.
    run = models.ForeignKey(ScoringRun, models.PROTECT, related_name="rows", db_index=False)
    period = models.ForeignKey(
        "scoring.Period", models.PROTECT, related_name="rows", verbose_name=_("period"), db_index=False
    )
    fact_period = models.ForeignKey(
        "scoring.Period", models.PROTECT, null=True, related_name="+", verbose_name=_("booked late for"),
        db_index=False,
    )  # fmt: skip
    unit = models.ForeignKey(
        "organizations.Unit", models.PROTECT, related_name="ledger_rows", verbose_name=_("unit"), db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="ledger_rows", verbose_name=_("person")
    )
    receiver = models.CharField(max_length=60)
    group_key = models.CharField(max_length=60)
    item_key = models.CharField(max_length=60)
    fact = models.CharField(_("fact"), max_length=160)
    kind = models.CharField(
        _("kind of fact"), max_length=20, choices=[(str(kind), label) for kind, label in FACT_KINDS.items()]
    )
    happened_on = models.DateField(_("date of the fact"))
    level = models.CharField(max_length=20, blank=True)
    outlet = models.CharField(max_length=30, blank=True)
    leader = models.CharField(max_length=20, blank=True)
    item_type = models.CharField(max_length=20, blank=True, default="")
    fault = models.CharField(max_length=40, blank=True, default="")
    # A filing declined as padding or as a duplicate: printed as filed, counted for no quota.
    padding = models.BooleanField(default=False)
    scheme = models.ForeignKey(
        "scoring.Scheme", models.PROTECT, null=True, related_name="rows", verbose_name=_("scheme"), db_index=False
    )
    clause = models.CharField(_("clause"), max_length=60, blank=True)
    account = models.CharField(_("account"), max_length=6, choices=Account.choices, default=Account.POINTS)
    points = models.DecimalField(_("points"), max_digits=18, decimal_places=6)
    tally = models.SmallIntegerField(default=0)
    explanation = models.JSONField(default=dict)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger row")
        verbose_name_plural = _("ledger rows")
        ordering = ["happened_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "fact", "clause", "receiver", "period"], name="ledger_once_a_run"),
            models.CheckConstraint(condition=Q(tally__gte=-1) & Q(tally__lte=1), name="ledger_tally_is_one"),
        ]
        indexes = [
            models.Index(fields=["group_key"], name="ledger_by_group"),
            models.Index(fields=["item_key"], name="ledger_by_item"),
            models.Index(fields=["period", "receiver"], name="ledger_by_receiver"),
            models.Index(fields=["unit", "period"], name="ledger_by_unit"),
            models.Index(fields=["receiver", "happened_on"], name="ledger_by_account"),
            models.Index(fields=["fact_period"], name="ledger_booked_late", condition=Q(fact_period__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.receiver} {self.points} {self.clause} {self.fact}"


class ScoreTotal(models.Model):
    """A receiver's figures of one period, written with the ledger rows in one transaction. See `score_recount`."""

    period = models.ForeignKey("scoring.Period", models.PROTECT, related_name="totals")
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, related_name="score_totals")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="score_totals")
    receiver = models.CharField(max_length=60)
    # The class of the unit at that time: a unit that changes class keeps its place in closed periods.
    unit_class = models.ForeignKey("organizations.UnitClass", models.PROTECT, null=True, related_name="+")
    points = models.DecimalField(max_digits=18, decimal_places=6, default=0)
    yuan = models.DecimalField(max_digits=18, decimal_places=6, default=0)
    target = models.DecimalField(max_digits=18, decimal_places=6, default=0)
    # How many of the points came from clauses about periods: bases, quotas, rates, limits, thresholds.
    settled = models.DecimalField(max_digits=18, decimal_places=6, default=0)
    # The points of the year until the end of this period (累计), this period included.
    since = models.DecimalField(max_digits=18, decimal_places=6, default=0)
    filed = models.IntegerField(default=0)
    forwarded = models.IntegerField(default=0)
    adopted_items = models.IntegerField(default=0)
    adoptions = models.IntegerField(default=0)
    adoptions_by_level = models.JSONField(default=dict)
    instruction_items = models.IntegerField(default=0)
    person_times = models.IntegerField(default=0)
    padding = models.IntegerField(default=0)
    commissions_done = models.IntegerField(default=0)
    commissions_missed = models.IntegerField(default=0)
    best = models.IntegerField(default=0)
    faults = models.IntegerField(default=0)
    reported = models.IntegerField(default=0)

    objects = ScoreTotalQuerySet.as_manager()

    class Meta:
        verbose_name = _("score of a period")
        verbose_name_plural = _("scores of periods")
        ordering = ["period", "receiver"]
        constraints = [models.UniqueConstraint(fields=["period", "receiver"], name="score_total_once")]
        indexes = [
            models.Index(fields=["unit", "period"], name="score_total_by_unit"),
            models.Index(
                fields=["period", "unit_class"], name="score_total_by_class", condition=Q(person__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.receiver} {self.points}"
