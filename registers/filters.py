"""Filters of the registers."""

from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from activity.clock import now
from organizations.models import Unit
from registers.forms.best import month_of
from registers.models import BestItem, Commission, CommissionTarget, EmergencyReport, Fault, FaultObjection
from review.fault_kinds import fault_labels


def _units(_request: Any) -> QuerySet[Unit]:
    return Unit.objects.filing().in_printing_order()


class FaultFilter(filters.FilterSet):
    code = filters.ChoiceFilter(label=_("Kind of fault"), choices=lambda: list(fault_labels().items()))
    unit = filters.ModelChoiceFilter(label=_("Unit"), queryset=_units)
    state = filters.ChoiceFilter(
        label=_("State"),
        choices=[("stands", _("In force")), ("objected", _("Objection waiting")), ("revoked", _("Revoked"))],
        method="by_state",
    )
    happened_on = filters.DateFromToRangeFilter(label=_("Happened on"))

    class Meta:
        model = Fault
        fields: list[str] = []

    def by_state(self, queryset: QuerySet[Fault], _name: str, value: str) -> QuerySet[Fault]:
        """In force, waiting for a decision, or revoked."""
        if value == "revoked":
            return queryset.filter(countered_by__isnull=False)
        waiting = FaultObjection.objects.filter(fault=OuterRef("pk"), outcome=FaultObjection.Outcome.WAITING)
        standing = queryset.filter(countered_by__isnull=True)
        return standing.filter(Exists(waiting)) if value == "objected" else standing


class EmergencyFilter(filters.FilterSet):
    event_name = filters.CharFilter(label=_("Emergency event"), lookup_expr="icontains")
    event_class = filters.ChoiceFilter(label=_("Class of the event"), choices=EmergencyReport.EventClass.choices)
    unit = filters.ModelChoiceFilter(label=_("Unit"), queryset=_units)
    state = filters.ChoiceFilter(
        label=_("State"), choices=[("stands", _("In force")), ("revoked", _("Revoked"))], method="by_state"
    )
    reported_at = filters.DateFromToRangeFilter(label=_("Report received at"))

    class Meta:
        model = EmergencyReport
        fields: list[str] = []

    def by_state(self, queryset: QuerySet[EmergencyReport], _name: str, value: str) -> QuerySet[EmergencyReport]:
        """In force, or revoked."""
        return queryset.filter(countered_by__isnull=value == "stands")


class BestFilter(filters.FilterSet):
    month = filters.CharFilter(label=_("Month (2026-10)"), method="by_month")
    unit = filters.ModelChoiceFilter(label=_("Unit"), field_name="item__unit", queryset=_units)

    class Meta:
        model = BestItem
        fields: list[str] = []

    def by_month(self, queryset: QuerySet[BestItem], _name: str, value: str) -> QuerySet[BestItem]:
        """Of one month; what is no month finds nothing."""
        month = month_of(value.strip())
        return queryset.filter(month=month) if month else queryset.none()


class CommissionFilter(filters.FilterSet):
    topic = filters.CharFilter(label=_("Topic"), lookup_expr="icontains")
    unit = filters.ModelChoiceFilter(label=_("Unit"), queryset=_units, method="by_unit")
    state = filters.ChoiceFilter(
        label=_("State"),
        choices=[("open", pgettext_lazy("commissions", "Open")), ("overdue", _("Past its due time")), ("closed", _("Closed")),
                 ("withdrawn", _("Withdrawn"))],
        method="by_state",
    )  # fmt: skip

    class Meta:
        model = Commission
        fields: list[str] = []

    def by_unit(self, queryset: QuerySet[Commission], _name: str, value: Unit) -> QuerySet[Commission]:
        """Those that ask the unit."""
        return queryset.filter(pk__in=CommissionTarget.objects.filter(unit=value).values("commission"))

    def by_state(self, queryset: QuerySet[Commission], _name: str, value: str) -> QuerySet[Commission]:
        """Open, open and past the due times of all its units, closed, withdrawn."""
        if value == "closed":
            return queryset.filter(closed_at__isnull=False)
        if value == "withdrawn":
            return queryset.filter(withdrawn_at__isnull=False)
        standing = queryset.filter(closed_at__isnull=True, withdrawn_at__isnull=True)
        return (
            standing.filter(pk__in=Commission.objects.to_close(now()).values("pk")) if value == "overdue" else standing
        )
