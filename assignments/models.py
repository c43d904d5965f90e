"""What units are asked for. In this first ring: the meetings for which items are held (会前待报)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Meeting(models.Model):
    """A meeting that decides matters on which units have drafted items beforehand."""

    title = models.CharField(_("meeting"), max_length=80)
    held_at = models.DateTimeField(_("held at"))
    place = models.CharField(_("place"), max_length=80, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-held_at", "-pk"]

    def __str__(self) -> str:
        return self.title
