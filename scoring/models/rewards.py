"""稿酬: lists of fees, made from the ledger, approved by a leader, and never changed afterwards."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scoring.querysets import FeeListQuerySet


class FeeListState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("fee list", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("fee list", "Waiting for approval")
    APPROVED = "approved", pgettext_lazy("fee list", "Approved")
    DROPPED = "dropped", pgettext_lazy("fee list", "Thrown away")


class FeeList(models.Model):
    """What persons are paid for the closed periods from `first` to `last` of one year.

    Only `scoring/services/fee_lists.py` writes `state`. A period stands in one list that is not thrown away.
    """

    first = models.ForeignKey("scoring.Period", models.PROTECT, related_name="+", verbose_name=_("from"))
    last = models.ForeignKey("scoring.Period", models.PROTECT, related_name="+", verbose_name=_("until"))
    year = models.PositiveSmallIntegerField(_("year"), editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=FeeListState.choices, default=FeeListState.DRAFT, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    # Printed digits of the scheme on the last day; the lines are rounded to them, because that is what is paid.
    places = models.PositiveSmallIntegerField(default=2, editable=False)
    # The last row of the ledger that was looked at when the lines were worked out: what they are made of stays known.
    rows_until = models.BigIntegerField(default=0, editable=False)
    made_at = models.DateTimeField(_("made at"), editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("made by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name=_("approved by"),
    )  # fmt: skip
    returned_reason = models.CharField(_("reason of the return"), max_length=300, blank=True, editable=False)

    objects = FeeListQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of fees")
        verbose_name_plural = _("lists of fees")
        ordering = ["-last__starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="fee_list_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")), name="fee_list_by_two_people"
            ),
        ]

    def __str__(self) -> str:
        return str(self.first) if self.first_id == self.last_id else f"{self.first} – {self.last}"

    def get_absolute_url(self) -> str:
        return reverse("scoring:fee_list", args=[self.pk])


class FeeLine(models.Model):
    """What one person gets for one unit. `earned`: by the clauses in the list's periods; `due`: since January, within the
    budget; `paid`: by earlier lists of the year; `amount`: what is paid now, never less than nothing."""

    fee_list = models.ForeignKey(FeeList, models.CASCADE, related_name="lines")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="fee_lines", verbose_name=_("person")
    )
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    earned = models.DecimalField(_("earned"), max_digits=18, decimal_places=6)
    due = models.DecimalField(_("due since January"), max_digits=18, decimal_places=6)
    paid = models.DecimalField(_("paid before"), max_digits=18, decimal_places=6)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=6)

    class Meta:
        verbose_name = _("line of a list of fees")
        verbose_name_plural = _("lines of lists of fees")
        ordering = ["unit__sort_no", "unit", "person__sort_no", "person"]
        constraints = [
            models.UniqueConstraint(fields=["fee_list", "person", "unit"], name="fee_line_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="fee_line_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.amount}"
