"""Points since January (累计), kept with each summary, so that a page of a class need not add up a year."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Round

from scoring.engine.numbers import PLACES
from scoring.models import Period, ScoreTotal


def carry(year: int, first: date, receivers: Collection[str] | None = None) -> None:
    """Add up the points since January again in the summaries of the year's periods that begin on `first` or later: those
    of these receivers, or of all. Two statements, and one more for each later period."""
    until: list[int] = []
    months = Period.objects.filter(year=year).order_by("starts_on")
    for pk, starts_on in months.values_list("pk", "starts_on"):
        until.append(pk)
        if starts_on >= first:
            own = ScoreTotal.objects.filter(period=pk)
            own = own if receivers is None else own.filter(receiver__in=receivers)
            own.update(since=_sum_of(until))


def carry_years(years: Iterable[int]) -> None:
    """The same in whole years: after periods have become others."""
    for year in sorted(set(years)):
        carry(year, date.min)


def since_of_periods(totals: "QuerySet[Any]") -> "QuerySet[Any]":
    """What summaries of one receiver come to together, as one row."""
    # SQLite adds decimals as binary floats: at six places the sum is exact again.
    return totals.order_by().values("receiver").annotate(told=Round(Sum("points"), PLACES)).values("told")


def _sum_of(periods: list[int]) -> Subquery:
    own = ScoreTotal.objects.filter(period__in=list(periods), receiver=OuterRef("receiver"))
    return Subquery(since_of_periods(own))
