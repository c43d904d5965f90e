"""The account of a unit or a person, month by month."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Round
from django.db.models.lookups import GreaterThan

from activity.clock import today
from organizations.models import Unit, User
from scoring.engine.numbers import LEVEL_PLACES
from scoring.models import Period, Scheme, ScoreTotal
from scoring.services.profiles import code_of
from scoring.services.tables import Counts, is_ranked, scheme_of

TREND = 6


@dataclass(frozen=True)
class Month:
    """A period with the account's figures; `rank` inside the class, None where there is none."""

    period: Period
    counts: Counts
    rank: int | None = None


def months_of(
    totals: Iterable[ScoreTotal], periods: Iterable[Period], ranks: Mapping[int, int | None] | None = None
) -> list[Month]:
    """One entry for each period, also without figures; totals of several units of a person are added up."""
    found: dict[int, Counts] = {}
    for total in totals:
        counts = found.setdefault(total.period_id, Counts())
        counts.add(counts_of(total))
    return [Month(period, found.get(period.pk, Counts()), (ranks or {}).get(period.pk)) for period in periods]


def ranks_of(
    totals: Iterable[ScoreTotal], periods: Iterable[Period], schemes: Sequence[Scheme]
) -> dict[int, int | None]:
    """Period -> the unit's rank in its class, as the table of that period prints it: None outside the ranking (F16).

    `totals`: those of one unit, from `with_places`; `schemes`: all, by the day from which they are valid.
    """
    rankings = {period.pk: scheme_of(period, schemes)[1].ranking for period in periods}
    found: dict[int, int | None] = {}
    for total in totals:
        ranking, one = rankings[total.period_id], total.unit_class
        optional = one is not None and code_of(one) in ranking.optional
        place = total.place_of_filers if optional else total.place  # type: ignore[attr-defined]
        found[total.period_id] = place if is_ranked(one, total.filed, ranking) else None
    return found


def with_places(totals: "QuerySet[ScoreTotal]") -> "QuerySet[Any]":
    """Add `place`, one more than the units of the same class with more points in that period, and `place_of_filers`,
    the same among those that filed something."""
    return totals.annotate(place=_place(), place_of_filers=_place(filed__gt=0)).select_related("unit_class")


def _place(**more: Any) -> Any:
    better = (
        ScoreTotal.objects.filter(
            GreaterThan(Round("points", LEVEL_PLACES), Round(OuterRef("points"), LEVEL_PLACES)),
            person=None, period=OuterRef("period"), unit_class=OuterRef("unit_class"), **more,
        )
        .order_by()
        .values("period")
        .annotate(number=Count("pk"))
        .values("number")
    )  # fmt: skip
    return Coalesce(Subquery(better, output_field=IntegerField()), Value(0)) + 1


def people_of(totals: "QuerySet[ScoreTotal]") -> list[tuple[User, Counts]]:
    """Each person with the sum of the figures, highest points first."""
    people: dict[int, tuple[User, Counts]] = {}
    for total in totals.select_related("person"):
        if total.person is not None:
            people.setdefault(total.person.pk, (total.person, Counts()))[1].add(counts_of(total))
    return sorted(people.values(), key=lambda entry: (-entry[1].score, entry[0].sort_no, entry[0].pk))


def trend_of(unit_ids: Iterable[int] | None = None) -> list[tuple[Period, Counts]]:
    """The sums of the last periods, oldest first; of all units where none are named. Two statements."""
    periods = list(Period.objects.filter(starts_on__lte=today()).order_by("-starts_on")[:TREND])[::-1]
    totals = ScoreTotal.objects.of_units().filter(period__in=periods)
    if unit_ids is not None:
        totals = totals.filter(unit__in=list(unit_ids))
    sums = {period.pk: Counts() for period in periods}
    for total in totals:
        sums[total.period_id].add(counts_of(total))
    return [(period, sums[period.pk]) for period in periods]


def rank_of(unit: Unit, period: Period) -> int | None:
    """The unit's rank in its class in the period; one that has no figures yet stands behind all that have points."""
    totals = ScoreTotal.objects.of_units().filter(period=period)
    schemes = list(Scheme.objects.order_by("valid_from"))
    own = ranks_of(with_places(totals.filter(unit=unit)), [period], schemes)
    if period.pk in own:
        return own[period.pk]
    if not is_ranked(unit.unit_class, 0, scheme_of(period, schemes)[1].ranking):
        return None
    return 1 + totals.filter(unit_class=unit.unit_class, points__gt=0).count()


def counts_of(total: ScoreTotal) -> Counts:
    """The figures that a summary prints."""
    return Counts(
        filed=total.filed, padding=total.padding, forwarded=total.forwarded,
        adopted_items=total.adopted_items, adoptions=total.adoptions, adoptions_by_level=dict(total.adoptions_by_level),
        instruction_items=total.instruction_items, person_times=total.person_times, score=total.points,
    )  # fmt: skip
