from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class SchemeDraft(models.Model):
    """A scheme that is being written. The document may be incomplete or wrong; only adopting asks that it is neither.

    `version` counts the saves, so that two windows never overwrite each other silently. Once adopted it is kept as it
    was, and shows which scheme came of it.
    """

    document = models.JSONField(_("document"))
    version = models.PositiveIntegerField(default=1, editable=False)
    based_on = models.ForeignKey(
        "scoring.Scheme", models.PROTECT, null=True, related_name="+", verbose_name=_("began from")
    )
    origin = models.CharField(_("origin"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("begun at"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    adopted_as = models.OneToOneField("scoring.Scheme", models.PROTECT, null=True, related_name="draft")

    class Meta:
        verbose_name = _("draft of a scheme")
        verbose_name_plural = _("drafts of schemes")
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return self.title or str(_("Scheme without a title"))

    def get_absolute_url(self) -> str:
        return reverse("scoring:scheme_draft", args=[self.pk])

    @property
    def title(self) -> str:
        """The title in the document; whatever stands there, it is words."""
        title: Any = self.document.get("title")
        return title.strip() if isinstance(title, str) else ""


class SchemeTrial(models.Model):
    """A draft tried on past periods: who would have gained or lost. Written once by its job, in one transaction."""

    draft = models.ForeignKey(SchemeDraft, models.CASCADE, related_name="trials")
    draft_version = models.PositiveIntegerField()
    document = models.JSONField()
    periods = models.ManyToManyField("scoring.Period", related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)

    class Meta:
        verbose_name = _("trial of a scheme")
        verbose_name_plural = _("trials of schemes")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.draft_id} v{self.draft_version}"

    def get_absolute_url(self) -> str:
        return reverse("scoring:scheme_trial", args=[self.draft_id, self.pk])
