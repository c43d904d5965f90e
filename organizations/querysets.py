"""Querysets of units, people and grants, named as the office would say it."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q


def _current(on: date) -> Q:
    return Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


class DatedQuerySet(models.QuerySet):
    """Rows that are valid between `starts_on` and `ends_on`, both included; an empty end is open."""

    def current(self, on: date) -> Self:
        return self.filter(_current(on))


class UnitQuerySet(DatedQuerySet):
    def filing(self) -> Self:
        """Units that file items: all but the organ itself and the comprehensive office."""
        return self.filter(files_items=True)

    def in_printing_order(self) -> Self:
        return self.order_by("unit_class__sort_no", "sort_no", "pk")


class ActingGrantQuerySet(DatedQuerySet):
    def in_force(self, on: date) -> Self:
        return self.current(on).filter(revoked_at__isnull=True)
