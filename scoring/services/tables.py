"""The table of scores of a period: what the ranking page shows and what a bulletin's snapshot keeps."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from activity.clock import today
from organizations.models import OutletLevel, Unit, UnitClass
from scoring.engine import competition_ranks
from scoring.engine.head import Ranking
from scoring.engine.numbers import ZERO, plain, rounded
from scoring.engine.scheme import EMPTY, Rounding
from scoring.engine.scheme import Scheme as Rules
from scoring.engine.settlement.rates import rate_of
from scoring.models import Period, Scheme, ScoreTotal
from scoring.services.dated_units import DatedUnits
from scoring.services.profiles import code_of
from scoring.services.units import units_in
from scoring.services.validity import dated_schemes, rules_of

OUTSIDE = 0
"""Stands for the class of units outside the ranking."""


def adoption_rate(adopted: int, filed: int, padding: int) -> Decimal:
    """采用率 in percent for all tables and texts, by the engine's definition: items adopted ÷ (filed − padding) × 100."""
    return rate_of(adopted, filed - padding)


@dataclass(slots=True)
class Counts:
    """Figures that a row and a sum have alike. Points are exact; `points_shown` prints them."""

    filed: int = 0
    padding: int = 0
    filed_cumulative: int = 0
    forwarded: int = 0
    adopted_items: int = 0
    adoptions: int = 0
    adoptions_by_level: dict[str, int] = field(default_factory=dict)
    instruction_items: int = 0
    person_times: int = 0
    score: Decimal = ZERO
    cumulative: Decimal = ZERO

    @property
    def rate(self) -> Decimal:
        """采用率 in percent: items adopted by filings that count; may exceed 100, nothing filed shows 0.

        `filed` is what was filed, `padding` what of it was declined as padding or as a duplicate: that does not count.
        """
        return adoption_rate(self.adopted_items, self.filed, self.padding)

    @property
    def instructions(self) -> str:
        """3/5: items instructed, and person-times (distinct pairs of item and leader)."""
        return f"{self.instruction_items}/{self.person_times}"

    def add(self, other: "Counts") -> None:
        for name in ("filed", "padding", "filed_cumulative", "forwarded", "adopted_items", "adoptions"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.instruction_items += other.instruction_items
        self.person_times += other.person_times
        self.score += other.score
        self.cumulative += other.cumulative
        for level, count in other.adoptions_by_level.items():
            self.adoptions_by_level[level] = self.adoptions_by_level.get(level, 0) + count


@dataclass(slots=True)
class ScoreRow(Counts):
    """A unit's line. `rank` is None outside the ranking; `previous_rank` where there was none a period before."""

    unit_id: int = 0
    unit: str = ""
    short_name: str = ""
    code: str = ""
    rank: int | None = None
    previous_rank: int | None = None

    @property
    def movement(self) -> int:
        """Places won since the period before; negative when lost, 0 where there is nothing to compare."""
        return self.previous_rank - self.rank if self.rank and self.previous_rank else 0

    @property
    def is_zero(self) -> bool:
        """Nothing filed, nothing adopted, no instruction and no points: printed all the same, muted."""
        return not (self.filed or self.adoptions or self.person_times or self.score)


@dataclass(slots=True)
class ClassTable:
    """The rows of one class by score, then printing order, and their sum."""

    class_id: int
    name: str
    is_ranked: bool
    rows: list[ScoreRow]
    total: Counts

    @property
    def best(self) -> Decimal:
        """The highest score of the class, at least 1: the length of its bar."""
        return max((row.score for row in self.rows), default=ZERO) or Decimal(1)


@dataclass(slots=True)
class ScoreTable:
    """All classes of a period. `levels`: (code, name) of outlet levels, lowest first; `schemes`: all, by first day."""

    period: Period
    previous: Period | None
    scheme: Scheme | None
    rounding: Rounding
    levels: list[tuple[str, str]]
    classes: list[ClassTable]
    total: Counts
    schemes: Sequence[Scheme] = ()

    @property
    def ranked_rows(self) -> list[ScoreRow]:
        """The rows of the units that take part in the ranking, by class and score."""
        return [row for one in self.classes for row in one.rows if row.rank is not None]

    def points_shown(self, value: Decimal) -> str:
        """Points as they are printed: rounded for this figure only."""
        return str(rounded(value, self.rounding.unit))

    def rate_shown(self, value: Decimal) -> str:
        return str(rounded(value, self.rounding.rate))

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; exact decimals as strings, and beside them what is printed."""
        return {
            "period": self.period.slug,
            "previous_period": self.previous.slug if self.previous else None,
            "scheme": {"code": self.scheme.code, "title": self.scheme.title} if self.scheme else None,
            "rounding": asdict(self.rounding),
            "levels": [{"code": code, "name": name} for code, name in self.levels],
            "classes": [
                {
                    "id": one.class_id,
                    "name": one.name,
                    "is_ranked": one.is_ranked,
                    "rows": [self._row(row) for row in one.rows],
                    "total": self._counts(one.total),
                }
                for one in self.classes
            ],
            "total": self._counts(self.total),
        }

    def _row(self, row: ScoreRow) -> dict[str, Any]:
        named = {
            name: getattr(row, name) for name in ("unit_id", "unit", "short_name", "code", "rank", "previous_rank")
        }
        return {**named, "movement": row.movement, **self._counts(row)}

    def _counts(self, counts: Counts) -> dict[str, Any]:
        whole = (
            "filed",
            "padding",
            "filed_cumulative",
            "forwarded",
            "adopted_items",
            "adoptions",
            "instruction_items",
            "person_times",
        )
        return {
            **{name: getattr(counts, name) for name in whole},
            "adoptions_by_level": {code: counts.adoptions_by_level.get(code, 0) for code, _name in self.levels},
            "rate": self.rate_shown(counts.rate),
            "score": plain(counts.score),
            "score_shown": self.points_shown(counts.score),
            "cumulative": plain(counts.cumulative),
            "cumulative_shown": self.points_shown(counts.cumulative),
        }


def score_table(period: Period) -> ScoreTable:
    """The table of the period from the summary: as many statements for 10 units as for 5,000.

    Every unit that could have filed has a row. A closed period keeps the classes that it was closed with.
    """
    totals = {total.unit_id: total for total in _totals(period)}
    units = _units(period, totals)
    previous = Period.objects.filter(ends_on__lt=period.starts_on).order_by("starts_on").last()
    year = _year_sums(period)
    dated = DatedUnits()
    class_of = _classes_in(period, units, totals, dated)
    rows = {unit.pk: _row(unit, totals.get(unit.pk), year.get(unit.pk, (0, ZERO))) for unit in units}
    schemes = list(Scheme.objects.order_by("valid_from"))
    scheme, rules = scheme_of(period, schemes)
    rank_rows(rows, class_of, _previous_ranks(previous, units, schemes, dated), rules.ranking)
    classes = classes_of(rows, class_of, rules.ranking)
    return ScoreTable(
        period=period,
        previous=previous,
        scheme=scheme,
        rounding=rules.rounding,
        levels=list(OutletLevel.objects.values_list("code", "name")),
        classes=classes,
        total=sum_of(one.total for one in classes),
        schemes=schemes,
    )


def units_of_class(period: Period, class_id: int) -> tuple[str, list[int]]:
    """The name of the class (0: outside every class, which has none), and the units that stand under it in the table of
    the period. A fixed number of statements."""
    totals = {total.unit_id: total for total in _totals(period)}
    units = _units(period, totals)
    class_of = _classes_in(period, units, totals, DatedUnits())
    members = [unit.pk for unit in units if (one.pk if (one := class_of[unit.pk]) else OUTSIDE) == class_id]
    one = class_of[members[0]] if members else None
    return one.name if one else "", members


def _totals(period: Period) -> Iterable[ScoreTotal]:
    return ScoreTotal.objects.of_units().filter(period=period).select_related("unit__unit_class", "unit_class")


def _units(period: Period, totals: Mapping[int, ScoreTotal]) -> list[Unit]:
    """Those with a summary; while the period is open also those that have none yet. In printing order."""
    known = {pk: total.unit for pk, total in totals.items()}
    if not period.is_closed:
        known.update({unit.pk: unit for unit in units_in(period)})
    return sorted(known.values(), key=lambda unit: (unit.sort_no, unit.pk))


def _classes_in(
    period: Period, units: Sequence[Unit], totals: Mapping[int, ScoreTotal], dated: DatedUnits
) -> dict[int, UnitClass | None]:
    """The class with which the period was closed; while it is open, that of its last day, or of today while it runs."""
    if period.is_closed:
        return {unit.pk: totals[unit.pk].unit_class if unit.pk in totals else unit.unit_class for unit in units}
    if period.ends_on >= today():
        return {unit.pk: unit.unit_class for unit in units}
    dated.know(units)
    wanted = {unit.pk: dated.class_of(unit.pk, period.ends_on) for unit in units}
    found = {unit.unit_class.pk: unit.unit_class for unit in units if unit.unit_class}
    found |= UnitClass.objects.in_bulk(list({one for one in wanted.values() if one} - found.keys()))
    return {pk: found.get(one or 0) for pk, one in wanted.items()}


def is_ranked(one: UnitClass | None, filed: int, ranking: Ranking) -> bool:
    """Ranked by its class (F16, F25): some stand outside, some take part only where they filed something."""
    if one is None or not one.is_ranked or code_of(one) in ranking.outside:
        return False
    return filed > 0 or code_of(one) not in ranking.optional


def _row(unit: Unit, total: ScoreTotal | None, year: tuple[int, Decimal]) -> ScoreRow:
    row = ScoreRow(unit_id=unit.pk, unit=unit.name, short_name=unit.short_name, code=unit.code)
    row.filed_cumulative, row.cumulative = year
    if total:
        row.filed, row.padding, row.forwarded, row.score = total.filed, total.padding, total.forwarded, total.points
        row.adopted_items, row.adoptions = total.adopted_items, total.adoptions
        row.adoptions_by_level = dict(total.adoptions_by_level)
        row.instruction_items, row.person_times = total.instruction_items, total.person_times
    return row


def _year_sums(period: Period) -> dict[int, tuple[int, Decimal]]:
    """Unit -> filed and points since January, added up exactly."""
    sums: dict[int, tuple[int, Decimal]] = defaultdict(lambda: (0, ZERO))
    months = Period.objects.year_until(period.year, period.starts_on)
    totals = ScoreTotal.objects.of_units().filter(period__in=months).order_by()
    for unit_id, filed, points in totals.values_list("unit_id", "filed", "points"):
        before = sums[unit_id]
        sums[unit_id] = (before[0] + filed, before[1] + points)
    return sums


def rank_rows(
    rows: Mapping[int, ScoreRow], class_of: Mapping[int, UnitClass | None], previous: Mapping[int, int],
    ranking: Ranking,
) -> None:  # fmt: skip
    """Write the rank in its class into each row, and for those that have one the rank of the span before."""
    filed = {pk: row.filed for pk, row in rows.items()}
    places = places_of({pk: row.score for pk, row in rows.items()}, filed, class_of, ranking)
    for pk, row in rows.items():
        row.rank = places.get(pk)
        row.previous_rank = previous.get(pk) if row.rank else None


def places_of(
    points: Mapping[int, Decimal], filed: Mapping[int, int], class_of: Mapping[int, UnitClass | None], ranking: Ranking
) -> dict[int, int]:
    """Unit -> rank in its class, for those that are ranked; who has no points takes part with zero."""
    groups = {str(pk): str(one.pk) for pk, one in class_of.items() if one and is_ranked(one, filed.get(pk, 0), ranking)}
    places = competition_ranks({str(pk): value for pk, value in points.items()}, groups)
    return {int(pk): place.rank for pk, place in places.items()}


def scheme_of(period: Period, schemes: Sequence[Scheme]) -> tuple[Scheme | None, Rules]:
    """The scheme of the last day with its rules."""
    days = dated_schemes(schemes)
    covers = (one for one, start, end in days if start <= period.ends_on and (end is None or period.ends_on <= end))
    scheme = next(covers, None)
    return scheme, rules_of(scheme) if scheme else EMPTY


def _previous_ranks(
    period: Period | None, units: Sequence[Unit], schemes: Sequence[Scheme], dated: DatedUnits
) -> dict[int, int]:
    """Unit -> rank in the period before, within the classes of that period.

    While that one is open, units without a summary take part with zero, as they do in its own table.
    """
    if period is None:
        return {}
    totals = {total.unit_id: total for total in _totals(period)}
    members = {pk: total.unit for pk, total in totals.items()}
    if not period.is_closed:
        members.update({unit.pk: unit for unit in units if unit.starts_on <= period.ends_on})
    points = {pk: total.points for pk, total in totals.items()}
    filed = {pk: total.filed for pk, total in totals.items()}
    classes = _classes_in(period, list(members.values()), totals, dated)
    return places_of(points, filed, classes, scheme_of(period, schemes)[1].ranking)


def classes_of(
    rows: Mapping[int, ScoreRow], class_of: Mapping[int, UnitClass | None], ranking: Ranking
) -> list[ClassTable]:
    """The rows (unit -> row, in printing order) by class, the ranked classes first, each by score with its sum."""
    members: dict[int, list[ScoreRow]] = defaultdict(list)
    for pk, row in rows.items():
        one = class_of[pk]
        members[one.pk if one else OUTSIDE].append(row)
    found = {one.pk: one for one in class_of.values() if one}
    ranked = {pk: one.is_ranked and code_of(one) not in ranking.outside for pk, one in found.items()}
    ordered = sorted(found.values(), key=lambda one: (not ranked[one.pk], one.sort_no, one.pk))
    tables = [_class(one.pk, one.name, ranked[one.pk], members[one.pk]) for one in ordered]
    return [*tables, _class(OUTSIDE, "", False, members[OUTSIDE])] if members[OUTSIDE] else tables


def _class(class_id: int, name: str, is_ranked: bool, rows: list[ScoreRow]) -> ClassTable:
    ordered = sorted(rows, key=lambda row: -row.score)  # stable: equal scores stay in printing order
    return ClassTable(class_id, name, is_ranked, ordered, sum_of(ordered))


def sum_of(parts: Iterable[Counts]) -> Counts:
    """The parts added up."""
    total = Counts()
    for part in parts:
        total.add(part)
    return total
