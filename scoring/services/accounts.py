"""The account of a unit or a person, month by month."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from activity.clock import today
from organizations.models import User
from scoring.engine.numbers import ZERO
from scoring.models import Period, ScoreTotal
from scoring.services.tables import Counts

TREND = 6


@dataclass(frozen=True)
class Month:
    """A period with the account's figures; `rank` inside the class, None where there is none."""

    period: Period
    counts: Counts
    rank: int | None = None


def months_of(totals: "QuerySet[ScoreTotal]", periods: Iterable[Period]) -> list[Month]:
    """One entry for each period, also without figures; totals of several units of a person are added up."""
    found: dict[int, Counts] = {}
    ranks: dict[int, int | None] = {}
    for total in totals:
        counts = found.setdefault(total.period_id, Counts())
        counts.add(_counts(total))
        ranks[total.period_id] = getattr(total, "rank", None)
    return [Month(period, found.get(period.pk, Counts()), ranks.get(period.pk)) for period in periods]


def with_rank(totals: "QuerySet[ScoreTotal]") -> "QuerySet[ScoreTotal]":
    """Add `rank`: one more than the units of the same class with more points in that period."""
    better = (
        ScoreTotal.objects.filter(
            person=None, period=OuterRef("period"), unit_class=OuterRef("unit_class"), points__gt=OuterRef("points"),
            unit_class__is_ranked=True,
        )
        .order_by()
        .values("period")
        .annotate(number=Count("pk"))
        .values("number")
    )  # fmt: skip
    return totals.annotate(rank=Coalesce(Subquery(better, output_field=IntegerField()), Value(0)) + 1)


def people_of(totals: "QuerySet[ScoreTotal]") -> list[tuple[User, Counts]]:
    """Each person with the sum of the figures, highest points first."""
    people: dict[int, tuple[User, Counts]] = {}
    for total in totals.select_related("person"):
        if total.person is not None:
            people.setdefault(total.person.pk, (total.person, Counts()))[1].add(_counts(total))
    return sorted(people.values(), key=lambda entry: (-entry[1].score, entry[0].sort_no, entry[0].pk))


def trend_of(unit_ids: Iterable[int] | None = None) -> list[tuple[Period, Counts]]:
    """The sums of the last periods, oldest first; of all units where none are named. Two statements."""
    periods = list(Period.objects.filter(starts_on__lte=today()).order_by("-starts_on")[:TREND])[::-1]
    totals = ScoreTotal.objects.of_units().filter(period__in=periods)
    if unit_ids is not None:
        totals = totals.filter(unit__in=list(unit_ids))
    sums = {period.pk: Counts() for period in periods}
    for total in totals:
        sums[total.period_id].add(_counts(total))
    return [(period, sums[period.pk]) for period in periods]


def rank_of(unit_id: int, unit_class_id: int | None, period: Period) -> int | None:
    """The unit's rank in its class. One statement."""
    if unit_class_id is None:
        return None
    members = ScoreTotal.objects.of_units().filter(period=period, unit_class=unit_class_id)
    points: dict[int, Decimal] = dict(members.values_list("unit", "points"))
    own = points.get(unit_id, ZERO)
    return 1 + sum(value > own for value in points.values())


def _counts(total: ScoreTotal) -> Counts:
    return Counts(
        filed=total.filed, forwarded=total.forwarded, adopted_items=total.adopted_items, adoptions=total.adoptions,
        adoptions_by_level=dict(total.adoptions_by_level), instruction_items=total.instruction_items,
        person_times=total.person_times, score=total.points,
    )  # fmt: skip
