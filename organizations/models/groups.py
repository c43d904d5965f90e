"""Groups of persons that schemes speak of, such as the staff under 35: who was in one from when until when, and no more."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organizations.querysets import DatedQuerySet


class PersonGroup(models.Model):
    """人员群组. Schemes name it by `code`, among the classes of a clause for persons."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    code = models.SlugField(
        _("code"), max_length=30, unique=True, help_text=_("Schemes of points name the group by it; it never changes.")
    )
    sort_no = models.PositiveIntegerField(_("printing order"), default=0)

    class Meta:
        verbose_name = _("group of persons")
        verbose_name_plural = _("groups of persons")
        ordering = ["sort_no", "pk"]

    def __str__(self) -> str:
        return self.name


class GroupMembership(models.Model):
    """A person in a group, dated. No birth date is kept: the office ends the membership when the person grows out of it."""

    group = models.ForeignKey(PersonGroup, models.PROTECT, related_name="memberships", verbose_name=_("group"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="group_memberships", verbose_name=_("person")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership in a group")
        verbose_name_plural = _("memberships in groups")
        ordering = ["user__sort_no", "user", "-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="group_ends_after_start"
            ),
            models.UniqueConstraint(fields=["group", "user", "starts_on"], name="group_membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.group}"
