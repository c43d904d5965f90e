"""The table of persons of a period: whose score is whose, as far as the reader may see it."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet, Sum

from organizations.models import Unit, User
from scoring.engine.numbers import ZERO, exact
from scoring.engine.ranks import places
from scoring.models import Period, ScoreTotal

BY_SCORE = ("-points", "unit__sort_no", "unit", "person")


@dataclass(frozen=True)
class PersonRow:
    """What a person wrote in one unit. `cumulative`: points since January."""

    rank: int
    person: User
    unit: Unit
    total: ScoreTotal
    cumulative: Decimal


class PeopleTable:
    """Persons with figures in the period, by score, then printing order; `rows`: the totals of persons that the reader may
    see; `name`: only those whose name holds it.

    Ranks are competition ranks among everybody, so that who sees only some of them reads the same number.
    """

    def __init__(self, rows: "QuerySet[ScoreTotal]", period: Period, name: str = "") -> None:
        self._seen = rows.filter(person__isnull=False)
        self._period = period
        self._totals = self._seen.filter(period=period)
        if name:
            self._totals = self._totals.filter(person__name__icontains=name)

    @cached_property
    def number(self) -> int:
        return self._totals.count()

    def rows(self, part: slice) -> list[PersonRow]:
        """Some of the rows. Four statements."""
        totals = list(self._totals.select_related("person", "unit", "period").order_by(*BY_SCORE)[part])
        since = self._since([total.receiver for total in totals])
        rank_of = self._ranks()
        return [
            PersonRow(rank_of[total.points], total.person, total.unit, total, since[total.receiver])
            for total in totals
            if total.person is not None
        ]

    def _since(self, receivers: list[str]) -> dict[str, Decimal]:
        months = Period.objects.year_until(self._period.year, self._period.starts_on)
        totals = self._seen.filter(period__in=months, receiver__in=receivers).order_by().values_list("receiver")
        return {receiver: exact(points or ZERO) for receiver, points in totals.annotate(since=Sum("points"))}

    def _ranks(self) -> dict[Decimal, int]:
        everybody = ScoreTotal.objects.of_people().filter(period=self._period).order_by("-points")
        points = list(everybody.values_list("points", flat=True))
        return dict(zip(points, places(points), strict=True))
