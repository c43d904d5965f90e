"""The table of persons of a period: whose score is whose, as far as the reader may see it."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from activity.clock import today
from organizations.models import GroupMembership, Unit, UnitClass, User
from scoring.engine.head import Ranking
from scoring.engine.numbers import level
from scoring.models import Period, ScoreTotal
from scoring.services.dated_units import DatedUnits
from scoring.services.person_groups import PersonGroups

NONE = 0
"""Stands for no class."""
LONG = 19
"""No key has so many digits."""
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
    units whose class stands outside the ranking are listed after all others, without a rank, as their units are; so are
    those of a group of persons that stands outside, and who filed nothing in a class that is ranked only where something
    was filed (F16, F25).
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
        outside = UnitClass.objects.filter(Q(is_ranked=False) | _named(self._ranking.outside)).values("pk")
        optional = UnitClass.objects.filter(_named(self._ranking.optional)).values("pk")
        by_group = Q(receiver__in=self._outside_by_group())
        return ~Q(in_class__in=outside) & ~Q(in_class__in=optional, filed__lte=0) & ~by_group

    def _outside_by_group(self) -> list[str]:
        """Accounts of persons who stand outside by a group of persons, on the last day of the period."""
        outside, groups = self._ranking.outside, PersonGroups()
        if not outside:
            return []
        held = GroupMembership.objects.filter(group__code__in=outside).values("user")
        totals = ScoreTotal.objects.of_people().filter(period=self._period, person__in=held)
        return [
            receiver
            for receiver, unit, person in totals.values_list("receiver", "unit", "person")
            if groups(str(unit), str(person), self._period.ends_on) & outside
        ]

    def _in_class(self, totals: "QuerySet[ScoreTotal]") -> "QuerySet[Any]":
        """With the class of the unit: that with which the period was closed; while it is open, that of its last day, or
        of today while it runs."""
        if self._period.is_closed:
            return totals.annotate(in_class=Coalesce("unit_class", NONE))
        changed = {} if self._period.ends_on >= today() else self._changed
        whens = [When(unit=unit, then=Value(one)) for unit, one in sorted(changed.items())]
        present = Case(*whens, default=F("unit__unit_class"), output_field=IntegerField())
        return totals.annotate(in_class=Coalesce(present, NONE))

    @cached_property
    def _changed(self) -> dict[int, int | None]:
        return DatedUnits().changed_classes(self._period.ends_on)


def _named(codes: Collection[str]) -> Q:
    """The classes that a scheme names by these codes: one that has none is named by its key."""
    return Q(code__in=codes) | Q(code="", pk__in=[int(code) for code in codes if code.isdecimal() and len(code) < LONG])
