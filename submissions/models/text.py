"""Versions of the text, figures that were ticked, and autosave rows."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """One version, never changed. Paragraphs are parted by line breaks; there is no markup."""

    class Kind(models.TextChoices):
        AS_WRITTEN = "as_written", _("As written")
        AS_UNIT_SIGNED = "as_unit_signed", _("As signed by the unit")
        AS_EDITED = "as_edited", _("As edited by the office")
        AS_SIGNED = "as_signed", _("As signed by the leader")
        AS_FORWARDED = "as_forwarded", _("As forwarded")

    item = models.ForeignKey("submissions.Item", models.PROTECT, related_name="revisions")
    no = models.PositiveIntegerField(_("version"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=120, blank=True)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    sha256 = models.CharField(max_length=64)
    note = models.CharField(_("why"), max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["item", "no"]
        constraints = [models.UniqueConstraint(fields=["item", "no"], name="revision_once")]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.no}"


class FigureTick(models.Model):
    """A figure that somebody vouched for. A later hand that changes a figure must tick the new one."""

    item = models.ForeignKey("submissions.Item", models.CASCADE, related_name="figure_ticks")
    figure = models.CharField(max_length=60)
    occurrence = models.PositiveSmallIntegerField(default=1)
    ticked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "figure", "occurrence"], name="figure_ticked_once")]

    def __str__(self) -> str:
        return f"{self.figure} #{self.occurrence}"


class Autosave(models.Model):
    """What a person typed and has not saved yet. Never written before secrecy is declared; deleted when it is refused."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    item = models.ForeignKey("submissions.Item", models.CASCADE, null=True, blank=True, related_name="+")
    form_key = models.CharField(max_length=40)  # "new" for a slip without a row, else "item-<pk>"
    seen_version = models.PositiveIntegerField(default=0)
    payload = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "form_key"], name="autosave_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.form_key}"
