"""差错: what a unit, or a person in it, did wrong. A fact: revoked by a counter-record with a reason, never edited."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from review.fault_kinds import fault_labels
from review.models import Record, counter_needs_reason


class Fault(Record):
    """One fault on record; it counts on `happened_on`. `code` is one of `review.fault_kinds.fault_labels()`."""

    code = models.CharField(_("kind of fault"), max_length=60)
    unit = models.ForeignKey(
        "organizations.Unit", models.PROTECT, related_name="faults", verbose_name=_("unit at fault")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    happened_on = models.DateField(_("happened on"))
    item = models.ForeignKey(
        "submissions.Item", models.PROTECT, null=True, blank=True, related_name="faults", verbose_name=_("item")
    )
    severity = models.CharField(_("severity"), max_length=40, blank=True)
    note = models.TextField(_("what happened"), max_length=1000)
    evidence = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence")
    )

    class Meta:
        verbose_name = _("fault")
        verbose_name_plural = _("faults")
        ordering = ["-happened_on", "-pk"]
        constraints = [counter_needs_reason("fault_counter_has_reason")]
        indexes = [models.Index(fields=["happened_on", "unit"], name="fault_by_date")]

    def __str__(self) -> str:
        return f"{self.unit} {self.label}"

    def get_absolute_url(self) -> str:
        return reverse("registers:fault", args=[self.pk])

    @property
    def label(self) -> str:
        """The kind of fault in words; its code where nobody names it any more."""
        return fault_labels().get(self.code, self.code)

    @property
    def is_revoked(self) -> bool:
        return hasattr(self, "countered_by")


class FaultObjection(models.Model):
    """异议: what the unit says against a fault, and what the office makes of it. One waits at a time."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("objection", "Waiting for the office")
        UPHELD = "upheld", pgettext_lazy("objection", "The record stands")
        DROPPED = "dropped", pgettext_lazy("objection", "The record is revoked")

    fault = models.ForeignKey(Fault, models.PROTECT, related_name="objections")
    text = models.TextField(_("why the unit objects"), max_length=1000)
    objected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    objected_at = models.DateTimeField(editable=False)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.WAITING, editable=False
    )
    answer = models.CharField(_("answer of the office"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("objection to a fault")
        verbose_name_plural = _("objections to faults")
        ordering = ["objected_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fault"], condition=Q(outcome="waiting"), name="fault_objection_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome="waiting") | ~Q(answer=""), name="fault_objection_decided_has_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fault} {self.get_outcome_display()}"


class FaultRectification(models.Model):
    """整改: what the unit did about a fault, put on record by the office once it has seen it. Once a fault."""

    fault = models.OneToOneField(Fault, models.PROTECT, related_name="rectification")
    text = models.TextField(_("what was done about it"), max_length=1000)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("rectification of a fault")
        verbose_name_plural = _("rectifications of faults")
        ordering = ["recorded_at", "pk"]

    def __str__(self) -> str:
        return str(self.fault)
