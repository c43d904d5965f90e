"""Outlets that items are forwarded to and adopted by, and the leaders of superior bodies who write instructions."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organizations.querysets import DatedQuerySet


class OutletLevel(models.Model):
    """层级: own office, city, province, state. A row of data, so that an office may add one."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=20, unique=True)
    sort_no = models.PositiveIntegerField(_("order, lowest level first"), default=0)

    class Meta:
        verbose_name = _("outlet level")
        verbose_name_plural = _("outlet levels")
        ordering = ["sort_no", "pk"]

    def __str__(self) -> str:
        return self.name


class Outlet(models.Model):
    """刊物, 载体: a journal, site or account that prints items."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    code = models.SlugField(
        _("code"), max_length=30, unique=True, help_text=_("Used by scoring schemes; never changes.")
    )
    level = models.ForeignKey(OutletLevel, models.PROTECT, related_name="outlets", verbose_name=_("level"))
    publisher = models.CharField(_("published by"), max_length=80, blank=True)
    contact = models.CharField(_("contact"), max_length=80, blank=True)
    is_own = models.BooleanField(_("our own journal"), default=False)
    is_media = models.BooleanField(_("news media"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)
    sort_no = models.PositiveIntegerField(_("printing order"), default=0)

    class Meta:
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        ordering = ["level__sort_no", "sort_no", "pk"]

    def __str__(self) -> str:
        return self.name


class SuperiorLeader(models.Model):
    """批示领导: a register of their own, not users."""

    class Rank(models.TextChoices):
        PRINCIPAL = "principal", _("Principal leader")
        DEPUTY = "deputy", _("Deputy leader")
        SECRETARY = "secretary", _("Secretary-general or deputy")

    name = models.CharField(_("name"), max_length=40)
    post = models.CharField(_("post"), max_length=60)
    level = models.ForeignKey(OutletLevel, models.PROTECT, related_name="leaders", verbose_name=_("level"))
    rank = models.CharField(_("rank"), max_length=20, choices=Rank.choices)
    sort_no = models.PositiveIntegerField(_("printing order"), default=0)
    starts_on = models.DateField(_("in office from"))
    ends_on = models.DateField(_("in office until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("superior leader")
        verbose_name_plural = _("superior leaders")
        ordering = ["-level__sort_no", "sort_no", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="leader_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.name}"
