"""Periods and ledger rows, named as the office would say it."""

from datetime import date
from typing import Self

from django.db import models


class PeriodQuerySet(models.QuerySet):
    def unclosed(self) -> Self:
        """Open, or with preliminary scores that may still be objected to."""
        return self.exclude(state="closed")

    def closed(self) -> Self:
        return self.filter(state="closed")

    def covering(self, day: date) -> Self:
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def year_until(self, year: int, day: date) -> Self:
        """The periods of the year that begin on the day or before it (累计)."""
        return self.filter(year=year, starts_on__lte=day)


class LedgerQuerySet(models.QuerySet):
    def of_units(self) -> Self:
        """The accounts of units; without the personal ones."""
        return self.filter(person__isnull=True)

    def of_people(self) -> Self:
        return self.filter(person__isnull=False)

    def for_panel(self) -> Self:
        return self.select_related("unit", "person", "period", "fact_period", "scheme", "run")


class ScoreTotalQuerySet(models.QuerySet):
    def of_units(self) -> Self:
        return self.filter(person__isnull=True)

    def of_people(self) -> Self:
        return self.filter(person__isnull=False)


class SettledQuerySet(models.QuerySet):
    def of_units(self) -> Self:
        return self.filter(person__isnull=True)

    def of_people(self) -> Self:
        return self.filter(person__isnull=False)


class FeeListQuerySet(models.QuerySet):
    def live(self) -> Self:
        """Without those that were thrown away."""
        return self.exclude(state="dropped")

    def for_page(self) -> Self:
        return self.select_related("first", "last", "made_by", "approved_by")
