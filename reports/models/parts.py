"""What belongs to a bulletin: its sections, what leaders wrote, who has read it; and the counter of its numbers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reports.states import CommentKind, Roll

LONGEST_SECTION = 5_000
LONGEST_COMMENT = 500


class BulletinSection(models.Model):
    """One numbered section. Figures stand in the text as fields (`{{ filed.total }}`) that the snapshot fills."""

    bulletin = models.ForeignKey("reports.Bulletin", models.CASCADE, related_name="sections")
    key = models.SlugField(max_length=30)
    heading = models.CharField(_("heading"), max_length=60)
    text = models.TextField(_("text"), max_length=LONGEST_SECTION)
    proposed_text = models.TextField(editable=False)
    # What its fields were filled with when it was last written: a figure that is another one now is marked.
    quoted = models.JSONField(default=dict, editable=False)
    is_own = models.BooleanField(_("added by the office"), default=False, editable=False)
    sort_no = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("edited by")
    )
    edited_at = models.DateTimeField(_("edited at"), null=True)

    class Meta:
        verbose_name = _("section of a bulletin")
        verbose_name_plural = _("sections of bulletins")
        ordering = ["sort_no", "pk"]
        constraints = [models.UniqueConstraint(fields=["bulletin", "key"], name="section_once")]

    def __str__(self) -> str:
        return self.heading

    @property
    def is_as_proposed(self) -> bool:
        return self.is_own or self.text == self.proposed_text


class BulletinComment(models.Model):
    """签署意见, 圈阅, or that a leader was away. Printed under the masthead; it never scores as an instruction."""

    bulletin = models.ForeignKey("reports.Bulletin", models.CASCADE, related_name="comments")
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="bulletin_comments", verbose_name=_("leader")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=CommentKind.choices, default=CommentKind.COMMENT)
    text = models.TextField(_("comment"), max_length=LONGEST_COMMENT, blank=True)
    written_on = models.DateField(_("date"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("leader's comment on a bulletin")
        verbose_name_plural = _("leaders' comments on bulletins")
        ordering = ["leader__sort_no", "leader", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "leader"], name="bulletin_comment_once"),
            models.CheckConstraint(
                condition=(Q(kind="comment") & ~Q(text="")) | (~Q(kind="comment") & Q(text="")),
                name="bulletin_comment_has_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leader}: {self.get_kind_display()}"


class Unnamed(models.Model):
    """That a bulletin does not name a unit (or, without a unit, anybody) of a list that the figures gave."""

    bulletin = models.ForeignKey("reports.Bulletin", models.CASCADE, related_name="unnamed")
    roll = models.CharField(_("list"), max_length=10, choices=Roll.choices)
    unit = models.ForeignKey(
        "organizations.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("unit that is not named")
        verbose_name_plural = _("units that are not named")
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "roll", "unit"], name="unnamed_unit_once"),
            models.UniqueConstraint(
                fields=["bulletin", "roll"], condition=Q(unit__isnull=True), name="unnamed_roll_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.roll} {self.unit_id or '*'}"


class Receipt(models.Model):
    """That a person has read an issued bulletin, said by that person."""

    bulletin = models.ForeignKey("reports.Bulletin", models.CASCADE, related_name="receipts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="bulletin_receipts", verbose_name=_("person")
    )
    read_at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("read receipt")
        verbose_name_plural = _("read receipts")
        ordering = ["read_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["bulletin", "user"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.bulletin_id}: {self.user_id}"


class IssueCounter(models.Model):
    """One row a masthead and year, taken under lock at the signature. Year 0 counts the running total of all years."""

    masthead = models.CharField(max_length=30)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["masthead", "year"], name="issue_counter_once")]

    def __str__(self) -> str:
        return f"{self.masthead} {self.year}: {self.last}"
