"""The table of a period class by class and page by page: what the ranking reads. The database sorts and adds up, so that
5,000 units cost little more than fifty. The figures are those of `tables.score_table`, which reads all units at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, JSONObject

from activity.clock import today
from organizations.models import OutletLevel, Unit, UnitClass
from scoring.engine.head import Ranking
from scoring.engine.numbers import ZERO, exact
from scoring.engine.ranks import level
from scoring.engine.scheme import Rounding
from scoring.models import Period, Scheme, ScoreTotal
from scoring.services.dated_units import DatedUnits
from scoring.services.profiles import code_of
from scoring.services.tables import OUTSIDE, Counts, ScoreRow, scheme_of
from scoring.services.units import existed_in

BY_SCORE = ("-score", "sort_no", "pk")
BEFORE = "before_"
SUMMED = ("filed", "forwarded", "adopted_items", "adoptions", "instruction_items", "person_times")
BOOKED = tuple(f"booked__{name}" for name in SUMMED)


@dataclass(slots=True)
class ClassStanding:
    """A class of units in a period: how many stand in it, and how many of those that are ranked have which score."""

    class_id: int
    name: str
    is_ranked: bool
    number: int = 0
    is_own: bool = False
    steps: dict[Decimal, int] = field(default_factory=dict)
    summed: Counts = field(default_factory=Counts)
    best_score: Decimal = ZERO

    @property
    def best(self) -> Decimal:
        """The highest score of the class, at least 1: the length of its bar."""
        return self.best_score or Decimal(1)

    def rank(self, score: Decimal) -> int:
        """One more than the number of ranked units with a higher score."""
        return 1 + sum(number for own, number in self.steps.items() if level(own) > level(score))


class PeriodClasses:
    """The classes of a period, those that are ranked first. `own`: units whose class is marked as the reader's.

    Two statements, one more where units changed their class; one for the rows of a page with the sums of their class.
    """

    def __init__(
        self, period: Period, periods: Iterable[Period], schemes: Sequence[Scheme], own: Iterable[int] = ()
    ) -> None:
        known = list(periods)
        self.period = period
        self.year = [one for one in known if one.year == period.year and one.starts_on <= period.starts_on]
        earlier = [one for one in known if one.ends_on < period.starts_on]
        self.previous = max(earlier, key=lambda one: one.starts_on, default=None)
        self.schemes = schemes
        self.scheme, rules = scheme_of(period, schemes)
        self.rounding: Rounding = rules.rounding
        self.levels, self._classes = _levels_and_classes()
        self._ranking = rules.ranking
        before = scheme_of(self.previous, schemes)[1].ranking if self.previous else rules.ranking
        dated = DatedUnits()
        self._table = _with_class(Unit.objects.order_by(), period, dated).filter(_stands(period))
        self._earlier = _Earlier(self.previous, before, self._classes, dated)
        self.classes = self._read(set(own))

    def find(self, class_id: str) -> ClassStanding | None:
        """The class that an address names."""
        return next((one for one in self.classes if str(one.class_id) == class_id), None)

    def rows(self, one: ClassStanding, part: slice) -> tuple[list[ScoreRow], Counts]:
        """Some of the rows of a class, by score, then printing order; and the sum of all its rows."""
        told = ("since", "class_levels", "class_since")
        before = self._earlier.columns
        columns = ("pk", "name", "short_name", "code", "booked__adoptions_by_level", "score", *BOOKED)
        on_page = self._units(one).order_by(*BY_SCORE).values("pk")[part]
        units = self._earlier.told(self._table.filter(pk__in=on_page)).annotate(since=self._since(), **self._sums(one))
        rows = []
        for values in units.order_by(*BY_SCORE).values_list(*told, *before, *columns):
            since, levels, all_since = values[: len(told)]
            row = _row(values[len(told) + len(before) :])
            row.cumulative = exact(since or ZERO)
            row.rank = one.rank(row.score) if self._takes_part(one, row.filed) else None
            row.previous_rank = self._earlier.rank(*values[len(told) :][: len(before)]) if row.rank else None
            one.summed.adoptions_by_level = {code: levels[f"n{no}"] for no, (code, _name) in enumerate(self.levels)}
            one.summed.cumulative = exact(all_since or ZERO)
            rows.append(row)
        return rows, one.summed

    def around(self, unit_id: int) -> tuple[ClassStanding, list[ScoreRow]] | None:
        """The class in which a unit is ranked, and its row with the one above and the one below; None for a unit that is
        not ranked. Two statements."""
        own = Subquery(self._table.filter(pk=unit_id).values("in_class"))
        table = self._table.filter(in_class=own).order_by(*BY_SCORE).values_list("in_class", "pk")
        found = list(table)
        place = next((no for no, (_class, pk) in enumerate(found) if pk == unit_id), None)
        one = self.find(str(found[0][0])) if place is not None else None
        if one is None or place is None:
            return None
        rows, _total = self.rows(one, slice(max(place - 1, 0), place + 2))
        return (one, rows) if any(row.unit_id == unit_id and row.rank for row in rows) else None

    def _since(self) -> Subquery:
        """The points of a unit since January."""
        own = ScoreTotal.objects.of_units().filter(period__in=self.year, unit=OuterRef("pk"))
        return _one_row(own, Sum("points"))

    def _sums(self, one: ClassStanding) -> dict[str, Subquery]:
        """What the class comes to: read along with each row of it, but worked out once."""
        units = self._units(one)
        levels = {
            f"n{no}": Sum(Cast(KeyTextTransform(code, "adoptions_by_level"), IntegerField()), default=0)
            for no, (code, _name) in enumerate(self.levels)
        }
        now = ScoreTotal.objects.of_units().filter(period=self.period)
        now = (
            now.filter(unit_class=one.class_id or None)
            if self.period.is_closed
            else now.filter(unit__in=units.values("pk"))
        )
        since = ScoreTotal.objects.of_units().filter(period__in=self.year, unit__in=units.values("pk"))
        return {
            # The number makes it a sum where an office has no levels yet.
            "class_levels": _one_row(now, JSONObject(units=Count("pk"), **levels)),
            "class_since": _one_row(since, Sum("points")),
        }

    def _units(self, one: ClassStanding) -> "QuerySet[Any]":
        in_class = {"in_class": one.class_id} if one.class_id else {"in_class__isnull": True}
        return self._table.filter(**in_class)

    def _takes_part(self, one: ClassStanding, filed: int) -> bool:
        return one.is_ranked and (filed > 0 or one.class_id not in _optional(self._classes, self._ranking))

    def _read(self, own: set[int]) -> list[ClassStanding]:
        found: dict[int, ClassStanding] = {}
        now = _steps(self._table, _optional(self._classes, self._ranking), own, is_now=True)
        queries = [now, *self._earlier.query()]
        steps = queries[0].union(*queries[1:], all=True) if len(queries) > 1 else now
        for is_now, pk, takes_part, score, number, is_own, *sums in steps:
            if is_now:
                one = found.setdefault(pk or OUTSIDE, self._named(pk))
                _add(one, exact(score), number, sums, takes_part=bool(takes_part) and one.is_ranked)
                one.is_own = one.is_own or bool(is_own)
            elif takes_part and pk:
                self._earlier.add(pk, exact(score), number)
        return sorted(found.values(), key=self._order)

    def _named(self, pk: int | None) -> ClassStanding:
        one = self._classes.get(pk or 0)
        if one is None:
            return ClassStanding(OUTSIDE, "", is_ranked=False)
        return ClassStanding(one.pk, one.name, _is_ranked(one, self._ranking))

    def _order(self, one: ClassStanding) -> tuple[bool, bool, int, int]:
        own = self._classes.get(one.class_id)
        return own is None, not one.is_ranked, own.sort_no if own else 0, one.class_id


class _Earlier:
    """The ranks of the period before, in the classes of that period."""

    def __init__(
        self, period: Period | None, ranking: Ranking, classes: Mapping[int, UnitClass], dated: DatedUnits
    ) -> None:
        self._period = period
        self._dated = dated
        self._optional = _optional(classes, ranking)
        self._ladders = {
            pk: ClassStanding(pk, "", is_ranked=True) for pk, one in classes.items() if _is_ranked(one, ranking)
        }

    def query(self) -> list["QuerySet[Any]"]:
        if self._period is None:
            return []
        table = _with_class(Unit.objects.order_by(), self._period, self._dated).filter(_stands(self._period))
        return [_steps(table, self._optional, set(), is_now=False)]

    def add(self, class_id: int, score: Decimal, number: int) -> None:
        if class_id in self._ladders:
            steps = self._ladders[class_id].steps
            steps[score] = steps.get(score, 0) + number

    @property
    def columns(self) -> tuple[str, ...]:
        """What `rank` asks of a unit."""
        return ("before_stands", "before_in_class", "before_score", "before_number_filed") if self._period else ()

    def told(self, units: "QuerySet[Any]") -> "QuerySet[Any]":
        """The units with these columns."""
        if self._period is None:
            return units
        stands = Case(When(_stands(self._period, BEFORE), then=True), default=False)
        return _with_class(units, self._period, self._dated, BEFORE).annotate(before_stands=stands)

    def rank(
        self, stands: bool = False, class_id: int | None = None, score: Decimal = ZERO, filed: int = 0
    ) -> int | None:
        """The rank in the period before; None where there was none."""
        ladder = self._ladders.get(class_id or 0)
        if not stands or ladder is None or (class_id in self._optional and filed <= 0):
            return None
        return ladder.rank(exact(score))


def _levels_and_classes() -> tuple[list[tuple[str, str]], dict[int, UnitClass]]:
    """(code, name) of outlet levels, lowest first; the classes of units by key. One statement."""
    columns = ("pk", "name", "code", "ranked", "sort_no", "is_level")
    levels = OutletLevel.objects.order_by().annotate(ranked=Value(False), is_level=Value(True))
    classes = UnitClass.objects.order_by().annotate(ranked=F("is_ranked"), is_level=Value(False))
    rows = levels.values_list(*columns).union(classes.values_list(*columns), all=True).order_by("sort_no", "pk")
    found: list[tuple[str, str]] = []
    known: dict[int, UnitClass] = {}
    for pk, name, code, ranked, sort_no, is_level in rows:
        if is_level:
            found.append((code, name))
        else:
            known[pk] = UnitClass(pk=pk, name=name, code=code, is_ranked=bool(ranked), sort_no=sort_no)
    return found, known


def _one_row(totals: "QuerySet[Any]", told: Any) -> Subquery:
    """What all these summaries come to together, as a column of another query."""
    return Subquery(
        totals.order_by().annotate(everything=Value(1)).values("everything").annotate(told=told).values("told")
    )


def _with_class(units: "QuerySet[Any]", period: Period, dated: DatedUnits, prefix: str = "") -> "QuerySet[Any]":
    """The units, with `in_class`, `score`, `number_filed`, and `booked`, their summary of the period (its key: `summary`).

    A closed period keeps the classes that it was closed with; while it is open, the class of its last day counts, or of
    today while it runs.
    """
    booked = f"{prefix}booked"
    return units.annotate(**{
        booked: FilteredRelation(
            "score_totals", condition=Q(score_totals__period=period, score_totals__person__isnull=True)
        ),
        f"{prefix}summary": F(f"{booked}__pk"),
        f"{prefix}in_class": _class_in(period, dated, booked),
        f"{prefix}score": Coalesce(f"{booked}__points", ZERO),
        f"{prefix}number_filed": Coalesce(f"{booked}__filed", 0),
    })  # fmt: skip


def _stands(period: Period, prefix: str = "") -> Q:
    """Those with a summary; while the period is open also those that have none yet."""
    # By the annotation: a filter by the relation would join the summaries once more.
    booked = Q(**{f"{prefix}summary__isnull": False})
    return booked if period.is_closed else booked | existed_in(period)


def _class_in(period: Period, dated: DatedUnits, booked: str) -> Any:
    if period.is_closed:
        return F(f"{booked}__unit_class")
    changed = {} if period.ends_on >= today() else dated.changed_classes(period.ends_on)
    if not changed:
        return F("unit_class")
    whens = [
        When(pk__in=[pk for pk, own in changed.items() if own == one], then=Value(one))
        for one in sorted(set(changed.values()), key=lambda one: one or 0)
    ]
    return Case(*whens, default=F("unit_class"), output_field=IntegerField(null=True))


def _steps(table: "QuerySet[Any]", optional: set[int], own: set[int], *, is_now: bool) -> "QuerySet[Any]":
    """How many units of each class have which score, with the sums of their figures."""
    takes_part = (
        Case(When(Q(in_class__in=optional, number_filed__lte=0), then=False), default=True) if optional else Value(True)
    )
    mine = Case(When(pk__in=own, then=1), default=0) if own else Value(0, output_field=IntegerField())
    units = table.annotate(
        is_now=Value(is_now), takes_part=Cast(takes_part, BooleanField()), mine=mine
    )  # fmt: skip
    grouped = units.values("is_now", "in_class", "takes_part", "score").annotate(
        number=Count("pk"), own_units=Sum("mine"), **{f"sum_{name}": Sum(_booked(name)) for name in SUMMED}
    )
    sums = (f"sum_{name}" for name in SUMMED)
    return grouped.values_list("is_now", "in_class", "takes_part", "score", "number", "own_units", *sums)


def _add(one: ClassStanding, score: Decimal, number: int, sums: Sequence[int], *, takes_part: bool) -> None:
    one.best_score = score if not one.number else max(one.best_score, score)
    one.number += number
    one.summed.score += score * number
    for name, value in zip(SUMMED, sums, strict=True):
        setattr(one.summed, name, getattr(one.summed, name) + value)
    if takes_part:
        one.steps[score] = one.steps.get(score, 0) + number


def _row(values: tuple[Any, ...]) -> ScoreRow:
    pk, name, short_name, code, by_level, score, *counts = values
    row = ScoreRow(unit_id=pk, unit=name, short_name=short_name, code=code, score=exact(score))
    row.adoptions_by_level = dict(by_level or {})
    for field_name, value in zip(SUMMED, counts, strict=True):
        setattr(row, field_name, value or 0)
    return row


def _booked(name: str) -> Any:
    return Coalesce(f"booked__{name}", 0)


def _is_ranked(one: UnitClass, ranking: Ranking) -> bool:
    return one.is_ranked and code_of(one) not in ranking.outside


def _optional(classes: Mapping[int, UnitClass], ranking: Ranking) -> set[int]:
    """Classes that take part only where they filed something."""
    return {pk for pk, one in classes.items() if code_of(one) in ranking.optional}
