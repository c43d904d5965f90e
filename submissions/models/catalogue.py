from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemType(models.Model):
    """简讯, 动态, 综合, 调研 …: a row of data, so that an office may add one."""

    code = models.SlugField(
        _("code"), max_length=30, unique=True, help_text=_("Used by scoring schemes; never changes.")
    )
    name = models.CharField(_("name"), max_length=20, unique=True)
    wants_analysis = models.BooleanField(_("should give facts, analysis and advice"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)
    sort_no = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("item type")
        verbose_name_plural = _("item types")
        ordering = ["sort_no", "pk"]

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    name = models.CharField(_("name"), max_length=30, unique=True)
    is_active = models.BooleanField(_("in use"), default=True)
    sort_no = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["sort_no", "pk"]

    def __str__(self) -> str:
        return self.name
