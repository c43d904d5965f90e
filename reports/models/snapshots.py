import json
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.querysets import SnapshotQuerySet


class Snapshot(models.Model):
    """What a closed month was: everything that its bulletin prints, as canonical JSON. Append-only by triggers.

    A month that is opened and closed again has a further snapshot with the next version.
    """

    period = models.ForeignKey("scoring.Period", models.PROTECT, related_name="snapshots", verbose_name=_("period"))
    version = models.PositiveSmallIntegerField(_("version"))
    content = models.TextField(_("content"))  # text, not JSONField: the hash is of exactly these characters
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot of a month")
        verbose_name_plural = _("snapshots of months")
        ordering = ["period", "version"]
        constraints = [models.UniqueConstraint(fields=["period", "version"], name="snapshot_version_once")]

    def __str__(self) -> str:
        return f"{self.period} v{self.version}"

    @cached_property
    def data(self) -> dict[str, Any]:
        """The content as plain values; points are strings."""
        return json.loads(self.content)
