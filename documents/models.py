"""The record of a stored file. Its bytes lie under a random name; the user's name is only a label."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ScanState(models.TextChoices):
    """Whether a virus scanner has seen the file; a file that nobody scanned must say so."""

    UNSCANNED = "unscanned", _("Not scanned")
    CLEAN = "clean", _("Scanned, nothing found")
    HOUSE = "house", _("Made by this system")


class StoredFile(models.Model):
    """One immutable file. Who may read it is decided by the app that links to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=255)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    scan_state = models.CharField(_("virus scan"), max_length=10, choices=ScanState, default=ScanState.UNSCANNED)
    created_at = models.DateTimeField(_("stored at"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("stored by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where the bytes are; two letters of the random id keep directories small."""
        return path_of(self.id)


class KeptUpload(models.Model):
    """A file that a person sent with a form which came back with errors: it need not be chosen again. See `kept.py`."""

    file = models.OneToOneField(StoredFile, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name = _("upload kept for a form")
        verbose_name_plural = _("uploads kept for forms")
        ordering = ["-kept_at", "pk"]

    def __str__(self) -> str:
        return str(self.file)


def path_of(file_id: uuid.UUID) -> Path:
    """Return the place of the bytes of the file with this id, whether or not it exists."""
    return Path(settings.MEDIA_ROOT) / file_id.hex[:2] / str(file_id)
