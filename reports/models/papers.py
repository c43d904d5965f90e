import json
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class SignedPaper(models.Model):
    """定稿: all words of a bulletin as a leader signed them, figures filled in, as canonical JSON. Append-only by triggers.

    One more comes with each PDF of other words (a comment after the signature); the one whose SHA-256 is `pdf_source` is
    what that PDF prints, word for word.
    """

    bulletin = models.ForeignKey("reports.Bulletin", models.PROTECT, related_name="papers")
    content = models.TextField(_("content"))  # text, not JSONField: the hash is of exactly these characters
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("signed paper")
        verbose_name_plural = _("signed papers")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["bulletin", "sha256"], name="signed_paper_once")]

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.sha256[:12]}"

    @cached_property
    def data(self) -> dict[str, Any]:
        """The words as plain values, in the layout in which they were signed."""
        return json.loads(self.content)
