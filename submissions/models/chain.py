"""The chain inside a unit, the route of signatures above it, and the signatures themselves."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from submissions.states import Urgency


class UnitChainStep(models.Model):
    """One step of a unit's chain. A unit without rows has one step: the unit head."""

    unit = models.ForeignKey("organizations.Unit", models.CASCADE, related_name="chain_steps", verbose_name=_("unit"))
    step = models.PositiveSmallIntegerField(_("step"))
    role = models.CharField(
        _("signed by"),
        max_length=20,
        choices=[(Role.UNIT_SIGNER, Role.UNIT_SIGNER.label), (Role.UNIT_HEAD, Role.UNIT_HEAD.label)],
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only this person"),
    )

    class Meta:
        verbose_name = _("step of a unit's chain")
        verbose_name_plural = _("steps of a unit's chain")
        ordering = ["unit", "step"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "step"], name="unit_chain_step_once"),
            models.CheckConstraint(condition=Q(step__gte=1), name="unit_chain_step_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.step}"


class SignOffRoute(models.Model):
    """Which signatures an item needs after the office head: the first row that matches, by `sort_no`, decides."""

    sort_no = models.PositiveIntegerField(_("order of looking"), default=0)
    item_type = models.ForeignKey("submissions.ItemType", models.CASCADE, null=True, blank=True, verbose_name=_("type"))
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency.choices, blank=True)
    level = models.ForeignKey(
        "organizations.OutletLevel",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("highest intended level"),
    )
    needs_deputy_leader = models.BooleanField(_("leader in charge signs"), default=True)
    needs_principal_leader = models.BooleanField(_("principal leader signs"), default=False)

    class Meta:
        verbose_name = _("sign-off route")
        verbose_name_plural = _("sign-off routes")
        ordering = ["sort_no", "pk"]

    def __str__(self) -> str:
        return f"{self.item_type or '*'} · {self.get_urgency_display() or '*'} · {self.level or '*'}"


class Signature(models.Model):
    """签: binds one version. A later change to the text voids it."""

    class Stage(models.TextChoices):
        UNIT = "unit", _("Unit")
        COUNTERSIGN = "countersign", _("Countersignature")
        OFFICE = "office", _("Comprehensive office")
        LEADER = "leader", _("Leader")

    item = models.ForeignKey("submissions.Item", models.CASCADE, related_name="signatures")
    revision = models.ForeignKey("submissions.Revision", models.PROTECT, related_name="signatures")
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices)
    step = models.PositiveSmallIntegerField(default=0)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    opinion = models.CharField(_("opinion"), max_length=300, blank=True)
    signed_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["signed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.stage} {self.signed_by_id}"


class PaperDecision(models.Model):
    """补录签批: a decision made on paper or by phone, recorded by a clerk; an oral one is countersigned within a working day."""

    class Channel(models.TextChoices):
        PAPER = "paper", _("On paper")
        PHONE = "phone", _("By phone or orally")

    item = models.ForeignKey("submissions.Item", models.CASCADE, related_name="paper_decisions")
    move = models.CharField(max_length=40)
    channel = models.CharField(_("how it was decided"), max_length=10, choices=Channel.choices)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField()
    scan = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("scan")
    )
    confirm_by = models.DateField(_("to be countersigned by"), null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(channel="paper") | Q(scan__isnull=False), name="paper_decision_has_scan"
            ),
            models.CheckConstraint(
                condition=~Q(channel="phone") | Q(confirm_by__isnull=False), name="oral_decision_is_confirmed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.move}"
