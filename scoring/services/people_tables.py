"""The table of persons of a period: whose score is whose, as far as the reader may see it."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from organizations.models import Unit, User
from scoring.engine.numbers import ZERO
from scoring.engine.ranks import places
from scoring.models import Period, ScoreTotal


@dataclass(frozen=True)
class PersonRow:
    """What a person wrote in one unit. `cumulative`: points since January."""

    rank: int
    person: User
    unit: Unit
    total: ScoreTotal
    cumulative: Decimal


def people_table(rows: "QuerySet[ScoreTotal]", period: Period) -> list[PersonRow]:
    """Persons with figures in the period, by score, then printing order; `rows`: the totals of persons that the reader may see.

    Ranks are competition ranks among everybody, so that who sees only some of them reads the same number. A fixed number of statements.
    """
    totals = list(rows.filter(period=period).select_related("person", "unit", "period"))
    totals.sort(key=lambda total: (-total.points, total.unit.sort_no, total.unit_id, total.person_id))
    since: dict[str, Decimal] = defaultdict(lambda: ZERO)
    months = Period.objects.year_until(period.year, period.starts_on)
    for receiver, points in rows.filter(period__in=months).order_by().values_list("receiver", "points"):
        since[receiver] += points
    everybody = (
        ScoreTotal.objects.of_people().filter(period=period).order_by("-points").values_list("points", flat=True)
    )
    all_points = list(everybody)
    rank_of = dict(zip(all_points, places(all_points), strict=True))
    return [
        PersonRow(rank_of[total.points], total.person, total.unit, total, since[total.receiver])
        for total in totals
        if total.person is not None
    ]
