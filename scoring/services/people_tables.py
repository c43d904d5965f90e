"""The table of persons of a period: whose score is whose, as far as the reader may see it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from activity.clock import today
from organizations.models import Unit, UnitClass, User
from scoring.engine.head import Ranking
from scoring.engine.ranks import level
from scoring.models import Period, ScoreTotal
from scoring.services.dated_units import DatedUnits
from scoring.services.profiles import code_of

BY_SCORE = ("-takes_part", "-points", "unit__sort_no", "unit", "person")


@dataclass(frozen=True)
class PersonRow:
    """What a person wrote in one unit. `rank` is None for who is only listed."""

    rank: int | None
    person: User
    unit: Unit
    total: ScoreTotal


class PeopleTable:
    """Persons with figures in the period, by score, then printing order; `rows`: the totals of persons that the reader may
    see; `ranking`: that of the scheme of the period; `name`: only those whose name holds it.

    Ranks are competition ranks among everybody, so that who sees only some of them reads the same number. Persons of
    units whose class stands outside the ranking are listed after all others, without a rank, as their units are; so is
    who filed nothing in a class that is ranked only where something was filed (F16, F25).
    """

    def __init__(self, rows: "QuerySet[ScoreTotal]", period: Period, ranking: Ranking, name: str = "") -> None:
        self._period = period
        self._ranking = ranking
        self._named = rows.filter(person__isnull=False, period=period)
        if name:
            self._named = self._named.filter(person__name__icontains=name)

    @cached_property
    def number(self) -> int:
        return self._named.count()

    def rows(self, part: slice) -> list[PersonRow]:
        """Some of the rows. Three statements, one more where units changed their class."""
        takes_part = self._takes_part
        totals = self._in_class(self._named).annotate(takes_part=Case(When(takes_part, then=1), default=0))
        rank_of = self._ranks()
        return [
            PersonRow(rank_of[level(total.points)] if total.takes_part else None, total.person, total.unit, total)
            for total in totals.select_related("person", "unit", "period").order_by(*BY_SCORE)[part]
        ]

    def _ranks(self) -> dict[Any, int]:
        """Points, as ranks compare them, -> rank."""
        everybody = self._in_class(ScoreTotal.objects.of_people().filter(period=self._period)).filter(self._takes_part)
        ranks: dict[Any, int] = {}
        before = 0
        for points, number in everybody.order_by("-points").values_list("points").annotate(number=Count("pk")):
            ranks.setdefault(level(points), before + 1)
            before += number
        return ranks

    @cached_property
    def _takes_part(self) -> Q:
        classes = list(UnitClass.objects.all())
        outside = [one.pk for one in classes if not one.is_ranked or code_of(one) in self._ranking.outside]
        optional = [one.pk for one in classes if code_of(one) in self._ranking.optional]
        return ~Q(in_class__in=outside) & ~Q(in_class__in=optional, filed__lte=0)

    def _in_class(self, totals: "QuerySet[ScoreTotal]") -> "QuerySet[Any]":
        """With the class of the unit: that with which the period was closed; while it is open, that of its last day, or
        of today while it runs."""
        if self._period.is_closed:
            return totals.annotate(in_class=F("unit_class"))
        changed = {} if self._period.ends_on >= today() else self._changed
        whens = [When(unit=unit, then=Value(one)) for unit, one in sorted(changed.items())]
        return totals.annotate(in_class=Case(*whens, default=F("unit__unit_class"), output_field=IntegerField()))

    @cached_property
    def _changed(self) -> dict[int, int | None]:
        return DatedUnits().changed_classes(self._period.ends_on)
