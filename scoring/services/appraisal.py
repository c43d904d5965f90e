"""The table by which units are appraised at the end of a year (考核表): what they did in it, their quotas, what bars them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Count, QuerySet, Sum

from activity.clock import today
from organizations.models import OutletLevel, Unit, UnitClass, User
from scoring.engine import competition_ranks
from scoring.engine.head import Ranking
from scoring.engine.numbers import exact
from scoring.engine.ranks import places
from scoring.engine.scheme import Rounding
from scoring.models import Period, QuotaStanding, Scheme, ScoreTotal, SettledEffect
from scoring.services.accounts import counts_of
from scoring.services.dated_units import DatedUnits
from scoring.services.person_groups import PersonGroups
from scoring.services.tables import Counts, is_ranked, scheme_of, score_table

Quota = tuple[int, str]
"""The primary key of a scheme, and a clause in it."""


@dataclass(slots=True)
class AppraisalRow:
    """A unit's year. `rank` is None outside the ranking and for units that are no more; `met` and `missed` say how often
    by quota; `gone_on` is the last day of a unit that is no more."""

    unit: Unit
    counts: Counts
    rank: int | None = None
    met: dict[Quota, int] = field(default_factory=dict)
    missed: dict[Quota, int] = field(default_factory=dict)
    effects: list[SettledEffect] = field(default_factory=list)
    gone_on: date | None = None


@dataclass(frozen=True, slots=True)
class AppraisalClass:
    """The units of a class by rank, then printing order, and their sum. Without a name: outside every class."""

    name: str
    rows: list[AppraisalRow]
    total: Counts


@dataclass(frozen=True, slots=True)
class Appraisal:
    """All classes of a year. `quotas`: those that ended in it, with the schemes in which they stand."""

    year: int
    rounding: Rounding
    levels: list[tuple[str, str]]
    classes: list[AppraisalClass]
    quotas: list[tuple[Scheme, str]]


def appraisal_of(periods: Sequence[Period]) -> Appraisal:
    """The table of a year, given its periods that have begun, by date. The classes are those of the last of them; a unit
    that was gone by then stands in the class that it had last. A fixed number of statements."""
    last, table = periods[-1], score_table(periods[-1])
    rows = _rows(periods)
    schemes = {scheme.pk: scheme for scheme in Scheme.objects.order_by("valid_from")}
    classes = UnitClass.objects.in_bulk()
    class_of = {row.unit_id: one.class_id for one in table.classes for row in one.rows}
    units = Unit.objects.in_bulk(class_of.keys() - rows.keys())
    rows.update({pk: (AppraisalRow(unit, Counts()), None) for pk, unit in units.items()})
    members: dict[int, list[AppraisalRow]] = defaultdict(list)
    for pk, (row, last_class) in rows.items():
        members[class_of.get(pk, last_class or 0)].append(row)
        if row.unit.ends_on and row.unit.ends_on < min(last.ends_on, today()):
            row.gone_on = row.unit.ends_on
    ranking = scheme_of(last, list(schemes.values()))[1].ranking
    for class_id, own in members.items():
        _rank(
            [row for row in own if row.gone_on is None and is_ranked(classes.get(class_id), row.counts.filed, ranking)]
        )
    quotas = _settle({pk: row for pk, (row, _class) in rows.items()}, last.ends_on.year)
    order = [one.class_id for one in table.classes]
    order += sorted(members.keys() - set(order))
    return Appraisal(
        year=last.year,
        rounding=table.rounding,
        levels=list(OutletLevel.objects.values_list("code", "name")),
        classes=[_class(classes[pk].name if pk in classes else "", members[pk]) for pk in order],
        quotas=[(schemes[scheme], clause) for scheme, clause in quotas],
    )


def appraisal_of_person(person: User, totals: "QuerySet[ScoreTotal]", periods: Sequence[Period]) -> Appraisal:
    """The year of a person: a row for each unit, out of these summaries of the person, with the rank among all persons
    over the year. Without a class. A fixed number of statements."""
    rows: dict[int, AppraisalRow] = {}
    for total in totals.filter(period__in=periods).select_related("unit"):
        rows.setdefault(total.unit_id, AppraisalRow(total.unit, Counts())).counts.add(counts_of(total))
    schemes = {scheme.pk: scheme for scheme in Scheme.objects.order_by("valid_from")}
    rules = scheme_of(periods[-1], list(schemes.values()))[1]
    rank_of = _ranks_of_people(periods, rules.ranking)
    for row in rows.values():
        row.rank = rank_of.get((row.unit.pk, person.pk))
    quotas = _settle(rows, periods[-1].year, person)
    return Appraisal(
        year=periods[-1].year,
        rounding=replace(rules.rounding, unit=rules.rounding.person),
        levels=list(OutletLevel.objects.values_list("code", "name")),
        classes=[_class("", list(rows.values()))],
        quotas=[(schemes[scheme], clause) for scheme, clause in quotas],
    )


def _ranks_of_people(periods: Sequence[Period], ranking: Ranking) -> dict[tuple[int, int | None], int]:
    """(unit, person) -> the rank of the points of the year, among those who take part on its last day, as the table of
    persons has them (F16, F25)."""
    sums = ScoreTotal.objects.of_people().filter(period__in=periods).order_by().values_list("unit", "person")
    classes, units, groups, day = UnitClass.objects.in_bulk(), DatedUnits(), PersonGroups(), periods[-1].ends_on
    points = {}
    for unit, one, own, filed in sums.annotate(own=Sum("points"), all_filed=Sum("filed")):
        its_class = classes.get(units.class_of(unit, day) or 0)
        takes_part = its_class is None or is_ranked(its_class, filed, ranking)
        if takes_part and not (ranking.outside and groups(str(unit), str(one), day) & ranking.outside):
            points[unit, one] = exact(own)
    ordered = sorted(points, key=lambda one: -points[one])
    return dict(zip(ordered, places(points[one] for one in ordered), strict=True))


def _rows(periods: Iterable[Period]) -> dict[int, tuple[AppraisalRow, int | None]]:
    """Unit -> what it did in the periods, and the class that it had last."""
    found: dict[int, tuple[AppraisalRow, int | None]] = {}
    totals = ScoreTotal.objects.of_units().filter(period__in=list(periods)).select_related("unit")
    for total in totals.order_by("period__starts_on"):
        row, _before = found.get(total.unit_id) or (AppraisalRow(total.unit, Counts()), None)
        row.counts.add(counts_of(total))
        found[total.unit_id] = (row, total.unit_class_id)
    return found


def _rank(rows: Sequence[AppraisalRow]) -> None:
    keys = {str(row.unit.pk): row for row in rows}
    places = competition_ranks({key: row.counts.score for key, row in keys.items()}, dict.fromkeys(keys, "one"))
    for key, place in places.items():
        keys[key].rank = place.rank


def _settle(rows: Mapping[int, AppraisalRow], year: int, person: User | None = None) -> list[Quota]:
    """Write into the rows what settling stored of the year, for units or for a person in them; returns the quotas that
    are over for somebody."""
    standings = QuotaStanding.objects.filter(year=year, person=person)
    ended = standings.exclude(state=QuotaStanding.State.RUNNING).order_by()
    names = {QuotaStanding.State.MET: "met", QuotaStanding.State.MISSED: "missed"}
    quotas: set[Quota] = set()
    for unit, scheme, clause, state, number in ended.values_list("unit", "scheme", "clause", "state").annotate(
        Count("pk")
    ):
        quotas.add((scheme, clause))
        if unit in rows and state in names:
            getattr(rows[unit], names[state])[(scheme, clause)] = number
    for effect in SettledEffect.objects.filter(year=year, person=person).select_related("scheme"):
        if effect.unit_id in rows:
            rows[effect.unit_id].effects.append(effect)
    return sorted(quotas)


def _class(name: str, rows: list[AppraisalRow]) -> AppraisalClass:
    total = Counts()
    for row in rows:
        total.add(row.counts)
    rows.sort(key=lambda row: (row.gone_on is not None, row.rank or len(rows) + 1, row.unit.sort_no, row.unit.pk))
    return AppraisalClass(name, rows, total)
