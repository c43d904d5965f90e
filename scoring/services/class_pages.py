"""The table of a period class by class and page by page: what the ranking reads. The database sorts and adds up, so that
5,000 units cost little more than fifty. The figures are those of `tables.score_table`, which reads all units at once."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate

from scoring.engine.head import Ranking
from scoring.engine.numbers import level
from scoring.engine.scheme import Rounding
from scoring.models import Period, Scheme
from scoring.services.class_queries import SUMMED, Before, InClass, Line, Standing, Steps, Summed, levels_and_classes
from scoring.services.dated_units import DatedUnits
from scoring.services.tables import OUTSIDE, Counts, ScoreRow, scheme_of


class Ladder:
    """How many of a class that are ranked have which score, as ranks compare scores."""

    def __init__(self, steps: Steps) -> None:
        numbers: dict[Decimal, int] = {}
        for score, number in steps.items():
            own = level(score)
            numbers[own] = numbers.get(own, 0) + number
        self._numbers = numbers
        self._levels = sorted(numbers)
        self._until = [0, *accumulate(numbers[own] for own in self._levels)]

    def __len__(self) -> int:
        return self._until[-1]

    def rank(self, score: Decimal) -> int:
        """One more than the number of those with a higher score."""
        return 1 + len(self) - self._until[bisect_right(self._levels, level(score))]

    def sharing(self, score: Decimal) -> int:
        """How many have this score."""
        return self._numbers.get(level(score), 0)


@dataclass(slots=True)
class ClassStanding:
    """A class of units in a period: how many stand in it. `best` and `ladder` are known once its rows were read."""

    class_id: int
    name: str
    is_ranked: bool
    number: int = 0
    is_own: bool = False
    best: Decimal = Decimal(1)
    ladder: Ladder = field(default_factory=lambda: Ladder({}))


class PeriodClasses:
    """The classes of a period, those that are ranked first. `own`: units whose class is marked as the reader's.

    One statement, one more where units changed their class; two for the rows of a page with the sums of their class, and
    one more where units of the page stood in another class in the period before.
    """

    def __init__(
        self, period: Period, periods: Iterable[Period], schemes: Sequence[Scheme], own: Iterable[int] = ()
    ) -> None:
        known = list(periods)
        self.period = period
        earlier = [one for one in known if one.ends_on < period.starts_on]
        self.previous = max(earlier, key=lambda one: one.starts_on, default=None)
        self.schemes = schemes
        self.scheme, rules = scheme_of(period, schemes)
        self.rounding: Rounding = rules.rounding
        dated = DatedUnits()
        self._now = Standing(period, _year_until(period, known), dated)
        found = levels_and_classes(self._now, list(own))
        self.levels = [(one.code, one.name) for one in found if one.is_level]
        classes = [one for one in found if not one.is_level]
        self._now.takers, self._now.filers = _ranked(classes, rules.ranking)
        self._before: Standing | None = None
        if self.previous:
            before = scheme_of(self.previous, schemes)[1].ranking
            year = _year_until(self.previous, known)
            self._before = Standing(self.previous, year, dated, *_ranked(classes, before))
        self.classes = [self._standing(one) for one in sorted(classes, key=self._order) if one.number]

    def find(self, class_id: str) -> ClassStanding | None:
        """The class that an address names."""
        return next((one for one in self.classes if str(one.class_id) == class_id), None)

    def rows(self, one: ClassStanding, part: slice) -> tuple[list[ScoreRow], Counts]:
        """Some of the rows of a class, by score, then printing order; and the sum of all its rows."""
        summed = self._now.summed(one.class_id, self._before)
        one.best, one.ladder = summed.best or Decimal(1), Ladder(summed.ladder)
        lines = self._now.page(one.class_id, part, self._before)
        ladders = self._ladders_before(one.class_id, summed, lines)
        rows = []
        for line in lines:
            rows.append(row := _row(line))
            if self._now.ranks(one.class_id, row.filed):
                row.rank = one.ladder.rank(row.score)
                row.previous_rank = self._rank_before(ladders, line.before)
        return rows, _total(summed)

    def around(self, unit_id: int) -> tuple[ClassStanding, list[ScoreRow]] | None:
        """The class in which a unit is ranked, and its row with the one above and the one below; None for a unit that is
        not ranked. One statement more than its rows."""
        order = self._now.order(unit_id)
        one = self.find(str(order[0][0])) if order else None
        if one is None:
            return None
        place = [pk for _class, pk in order].index(unit_id)
        rows, _sum = self.rows(one, slice(max(place - 1, 0), place + 2))
        return (one, rows) if any(row.unit_id == unit_id and row.rank for row in rows) else None

    def _standing(self, one: InClass) -> ClassStanding:
        return ClassStanding(one.pk or OUTSIDE, one.name, self._now.ranks(one.pk, 1), one.number, one.mine > 0)

    def _order(self, one: InClass) -> tuple[bool, bool, int, int]:
        return not one.pk, not self._now.ranks(one.pk, 1), one.sort_no, one.pk

    def _ladders_before(self, class_id: int, summed: Summed, lines: Iterable[Line]) -> dict[int, Ladder]:
        """Class -> who was ranked in it in the period before: this class, and others in which units of the page stood."""
        others = {line.before.class_id for line in lines if line.before.stands and line.before.class_id} - {class_id}
        ladders = self._before.ladders(others) if self._before else {}
        return {pk: Ladder(scores) for pk, scores in {**ladders, class_id: summed.ladder_before}.items()}

    def _rank_before(self, ladders: Mapping[int, Ladder], told: Before) -> int | None:
        """The rank in the period before; None where there was none."""
        if not self._before or not told.stands or not self._before.ranks(told.class_id or OUTSIDE, told.filed):
            return None
        return ladders[told.class_id or OUTSIDE].rank(told.score)


def _year_until(period: Period, known: Iterable[Period]) -> list[Period]:
    return [one for one in known if one.year == period.year and one.starts_on <= period.starts_on]


def _ranked(classes: Iterable[InClass], ranking: Ranking) -> tuple[set[int], set[int]]:
    """Classes of which everybody is ranked, and those of which only who filed something is."""
    codes = {one.pk: one.code or str(one.pk) for one in classes if one.is_ranked}
    ranked = {pk for pk, code in codes.items() if code not in ranking.outside}
    filers = {pk for pk in ranked if codes[pk] in ranking.optional}
    return ranked - filers, filers


def _row(line: Line) -> ScoreRow:
    row = ScoreRow(
        unit_id=line.unit, unit=line.name, short_name=line.short_name, code=line.code, score=line.score,
        cumulative=line.since, adoptions_by_level=line.levels,
    )  # fmt: skip
    for name, value in zip(SUMMED, line.sums, strict=True):
        setattr(row, name, value)
    return row


def _total(summed: Summed) -> Counts:
    sums = dict(zip(SUMMED, summed.sums, strict=True))
    return Counts(score=summed.score, cumulative=summed.since, adoptions_by_level=summed.levels, **sums)
