"""People, their dated roles in units, and the grants by which one acts for another."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organizations.models.units import Unit
from organizations.querysets import ActingGrantQuerySet, DatedQuerySet


class AdminKind(models.TextChoices):
    """三员分立: the three administrators exclude each other and every business role."""

    NONE = "", _("No administrator")
    SYSTEM = "system", _("System administrator")
    SECURITY = "security", _("Security administrator")
    AUDIT = "audit", _("Audit administrator")


class Role(models.TextChoices):
    OFFICER = "officer", _("Information officer")
    UNIT_SIGNER = "unit_signer", _("Unit signer")
    UNIT_HEAD = "unit_head", _("Unit head")
    EDITOR = "editor", _("Responsible editor")
    OFFICE_HEAD = "office_head", _("Head of the comprehensive office")
    DEPUTY_LEADER = "deputy_leader", _("Leader in charge")
    PRINCIPAL_LEADER = "principal_leader", _("Principal leader")


class User(AbstractUser):
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=40)
    post = models.CharField(_("post"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    admin_kind = models.CharField(_("administrator"), max_length=10, choices=AdminKind.choices, blank=True, default="")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    # Empty where the age is unknown (accounts loaded in bulk): such a password does not age.
    password_changed_at = models.DateTimeField(_("password changed at"), null=True, blank=True, editable=False)
    # A session carries the number that it began with; raising it ends all sessions of the person at once.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    sort_no = models.PositiveIntegerField(_("printing order"), default=0)
    desk_seen_at = models.DateTimeField(_("last saw the desk"), null=True, blank=True, editable=False)

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["sort_no", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(admin_kind__in=["", "system", "security", "audit"]), name="user_one_admin_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Membership(models.Model):
    """A role of a person in a unit, dated. Roles of the office and of leaders are held in the office or the organ."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("person"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", verbose_name=_("unit"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    # A copy held equal to the user's by the constraint below and by the service, so that the database itself keeps
    # administrators out of business roles.
    admin_kind = models.CharField(max_length=10, blank=True, default="", editable=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("role in a unit")
        verbose_name_plural = _("roles in units")
        ordering = ["unit__sort_no", "role", "user__sort_no", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="membership_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(admin_kind=""), name="membership_not_for_administrators"),
            models.UniqueConstraint(fields=["user", "unit", "role", "starts_on"], name="membership_once"),
        ]
        indexes = [models.Index(fields=["unit", "role"], name="membership_unit_role")]

    def __str__(self) -> str:
        return f"{self.user} · {self.unit} · {self.get_role_display()}"


class ActingGrant(models.Model):
    """授权代批: dated, for a unit and a role, never passed on, never for own items. The principal may still act."""

    principal = models.ForeignKey(User, models.PROTECT, related_name="grants_given", verbose_name=_("principal"))
    deputy = models.ForeignKey(
        User, models.PROTECT, related_name="grants_received", verbose_name=_("acts for the principal")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = ActingGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("acting grant")
        verbose_name_plural = _("acting grants")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="grant_ends_after_start"),
            models.CheckConstraint(condition=~Q(principal=F("deputy")), name="grant_not_to_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.principal} → {self.deputy}"
