from django.db import models
from django.utils.translation import gettext_lazy as _


class Holiday(models.Model):
    """A day that overrides the published calendar: off, or worked in exchange (调休)."""

    day = models.DateField(_("day"), unique=True)
    is_working_day = models.BooleanField(_("working day"), default=False)
    note = models.CharField(_("note"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.note}"
