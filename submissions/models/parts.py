"""Who wrote it, who files it jointly, what it was merged from, what is attached, who is editing."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ItemAuthor(models.Model):
    """撰稿人, in order; personal points follow the person."""

    item = models.ForeignKey("submissions.Item", models.CASCADE, related_name="author_links")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="authored_links", verbose_name=_("author")
    )
    sort_no = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["sort_no", "pk"]
        constraints = [models.UniqueConstraint(fields=["item", "user"], name="item_author_once")]

    def __str__(self) -> str:
        return str(self.user)


class JointUnit(models.Model):
    """联合报送: a partner who countersigns. Silence is no consent."""

    class State(models.TextChoices):
        PENDING = "pending", _("Not yet countersigned")
        COUNTERSIGNED = "countersigned", _("Countersigned")
        DECLINED = "declined", _("Declined to countersign")
        DROPPED = "dropped", _("Dropped by the lead unit")

    item = models.ForeignKey("submissions.Item", models.CASCADE, related_name="joint_units")
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, related_name="+", verbose_name=_("joint unit"))
    sort_no = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(_("countersigning"), max_length=15, choices=State.choices, default=State.PENDING)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["sort_no", "pk"]
        constraints = [models.UniqueConstraint(fields=["item", "unit"], name="joint_unit_once")]

    def __str__(self) -> str:
        return str(self.unit)


class ItemSource(models.Model):
    """A source of a composite item and its share of the composite's points (all shares of a composite add up to 1)."""

    composite = models.ForeignKey("submissions.Item", models.CASCADE, related_name="source_links")
    item = models.ForeignKey("submissions.Item", models.PROTECT, related_name="composite_links")
    sort_no = models.PositiveSmallIntegerField(default=0)
    share = models.DecimalField(_("share"), max_digits=9, decimal_places=8)
    is_frozen = models.BooleanField(default=False)  # set at signature

    class Meta:
        ordering = ["sort_no", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["composite", "item"], name="item_source_once"),
            models.CheckConstraint(condition=Q(share__gte=0) & Q(share__lte=1), name="item_source_share_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.composite_id} ← {self.item_id}"


class Lease(models.Model):
    """Who has the item open for editing, and until when. Renewed by the open page; can be taken over."""

    item = models.OneToOneField("submissions.Item", models.CASCADE, related_name="lease")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    taken_at = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.item_id}: {self.holder_id}"


class Attachment(models.Model):
    item = models.ForeignKey("submissions.Item", models.CASCADE, related_name="attachments")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file_id)
