"""Which units stand in the table of a period."""

from django.db.models import Q

from organizations.models import Unit
from scoring.models import Period


def existed_in(period: Period) -> Q:
    """Units that file items and existed on a day of the period."""
    existed = Q(starts_on__lte=period.ends_on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=period.starts_on))
    return Q(files_items=True) & existed


def units_in(period: Period) -> list[Unit]:
    """Units that file items and existed on a day of the period, in printing order: zero filers are printed too."""
    return list(Unit.objects.filter(existed_in(period)).in_printing_order().select_related("unit_class"))
