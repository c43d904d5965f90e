"""Units form a tree, have a kind, a scoring class, a fixed printing order, and dates."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organizations.querysets import DatedQuerySet, UnitQuerySet


class UnitKind(models.TextChoices):
    ORGAN = "organ", _("The organ itself")
    COMPREHENSIVE_OFFICE = "comprehensive_office", _("Comprehensive office")
    DIVISION = "division", _("Division")
    TOWNSHIP_OFFICE = "township_office", _("Township or street office")
    SUBORDINATE = "subordinate", _("Subordinate body")
    DIRECT_REPORT_POINT = "direct_report_point", _("Direct-report point")


class UnitClass(models.Model):
    """考核类别: units of one class are ranked among themselves."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    code = models.SlugField(
        _("code"), max_length=30, blank=True, default="",
        help_text=_("Schemes of points name the class by it; leave it as it is once a scheme does."),
    )  # fmt: skip
    is_ranked = models.BooleanField(_("ranked"), default=True)
    sort_no = models.PositiveIntegerField(_("printing order"), default=0)

    class Meta:
        verbose_name = _("unit class")
        verbose_name_plural = _("unit classes")
        ordering = ["sort_no", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~models.Q(code=""), name="unit_class_code_once",
                violation_error_message=_("Another class has this code."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(
        _("short name"), max_length=20, help_text=_("Used in item numbers and narrow tables.")
    )
    code = models.CharField(_("code"), max_length=20, unique=True, help_text=_("Letters and digits; never changes."))
    kind = models.CharField(_("kind"), max_length=30, choices=UnitKind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("above it")
    )
    host = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted",
        verbose_name=_("host unit"),
        help_text=_("The unit whose chain the items pass and which may edit them and receive the score."),
    )
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("merged into")
    )
    unit_class = models.ForeignKey(
        UnitClass, models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("scoring class")
    )
    files_items = models.BooleanField(_("files items"), default=True)
    sort_no = models.PositiveIntegerField(_("printing order"), default=0)
    starts_on = models.DateField(_("exists from"), default=date(2000, 1, 1))
    ends_on = models.DateField(_("exists until"), null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["sort_no", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="unit_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="comprehensive_office"), name="one_comprehensive_office"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitName(models.Model):
    """A former name with its dates: the same unit, so that spreadsheets of the past still match."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="former_names", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=80)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ["unit", "starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="unit_name_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name
