"""零报送单位告知书: one a unit that filed nothing, numbered; the row first, its sheet when the job has set it. Append-only."""

import json
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RectificationNotice(models.Model):
    """What the office tells one unit because of an issued bulletin. Its words are frozen as canonical JSON."""

    bulletin = models.ForeignKey(
        "reports.Bulletin", models.PROTECT, related_name="rectification_notices", verbose_name=_("bulletin")
    )
    unit = models.ForeignKey(
        "organizations.Unit", models.PROTECT, related_name="rectification_notices", verbose_name=_("unit")
    )
    year = models.PositiveSmallIntegerField(_("year of the number"))
    number = models.PositiveIntegerField(_("number"))
    reply_by = models.DateField(_("reply by"))
    content = models.TextField(_("content"))  # text, not JSONField: the hash is of exactly these characters
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))

    class Meta:
        verbose_name = _("rectification notice")
        verbose_name_plural = _("rectification notices")
        ordering = ["year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "unit"], name="rectification_notice_once"),
            models.UniqueConstraint(fields=["year", "number"], name="rectification_notice_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.number_line}"

    @property
    def number_line(self) -> str:
        """信息告知〔2026〕3号. Of the paper, so never translated."""
        return f"信息告知〔{self.year}〕{self.number}号"

    @cached_property
    def data(self) -> dict[str, Any]:
        """The content as plain values."""
        return json.loads(self.content)


class NoticeSheet(models.Model):
    """The page of one notice, set by a job from its content."""

    notice = models.OneToOneField(RectificationNotice, models.PROTECT, related_name="sheet")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+", verbose_name=_("file"))
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("sheet of a rectification notice")
        verbose_name_plural = _("sheets of rectification notices")

    def __str__(self) -> str:
        return str(self.notice)
