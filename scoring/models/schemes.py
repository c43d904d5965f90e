from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Scheme(models.Model):
    """计分办法, adopted. Database triggers keep it as it was adopted: a change is a new scheme from a later day.

    It is valid from `valid_from` until the day before the next scheme, or until `valid_until` if that comes first.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    document = models.JSONField(_("document"))
    sha256 = models.CharField(max_length=64, editable=False)
    valid_from = models.DateField(_("valid from"), unique=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    adopted_at = models.DateTimeField(_("adopted at"))
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("adopted by")
    )

    class Meta:
        verbose_name = _("scoring scheme")
        verbose_name_plural = _("scoring schemes")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="scheme_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.title
