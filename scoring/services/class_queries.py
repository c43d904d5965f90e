"""What the ranking asks the database, in its own words: putting these few statements together anew for each page would
cost more than they do.

Nothing in the text of a statement comes from outside but primary keys, which are whole numbers; the rest are parameters.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from activity.clock import today
from scoring.engine.numbers import ZERO, exact
from scoring.models import Period
from scoring.services.dated_units import DatedUnits

SUMMED = ("filed", "padding", "forwarded", "adopted_items", "adoptions", "instruction_items", "person_times")
"""Columns of a summary that are added up as they are."""
_CLOSED = """
    SELECT t.unit_id AS unit, t.unit_class_id AS class, t.points AS score, t.since AS since, t.adoptions_by_level AS levels,
        {columns}
    FROM scoring_scoretotal t WHERE t.period_id = %s AND t.person_id IS NULL
"""
# While the period is open those stand in it too that have no summary yet; who has one may have gone meanwhile.
_OPEN = """
    SELECT u.id AS unit, {in_class} AS class, COALESCE(t.points, 0) AS score, COALESCE(t.since, (
            SELECT ROUND(SUM(e.points), 6) FROM scoring_scoretotal e
            WHERE e.unit_id = u.id AND e.person_id IS NULL AND e.period_id IN ({year})
        ), 0) AS since, t.adoptions_by_level AS levels, {columns}
    FROM organizations_unit u
    LEFT JOIN scoring_scoretotal t ON t.unit_id = u.id AND t.period_id = %s AND t.person_id IS NULL
    WHERE (t.id IS NOT NULL OR {existed})
"""
_EXISTED = "(u.files_items AND u.starts_on <= %s AND (u.ends_on IS NULL OR u.ends_on >= %s))"
_NAMED_CLOSED = "SELECT t.unit_id AS unit, t.unit_class_id AS class FROM scoring_scoretotal t WHERE t.period_id = %s AND t.person_id IS NULL"
# The summaries are looked for where a unit did not exist only.
_NAMED_OPEN = """
    SELECT u.id AS unit, {in_class} AS class FROM organizations_unit u WHERE {existed} OR EXISTS (
        SELECT 1 FROM scoring_scoretotal t WHERE t.unit_id = u.id AND t.period_id = %s AND t.person_id IS NULL
    )
"""
# Levels of outlets, classes with how many stand in them, and how many stand in none.
_CLASSES = """
    WITH n AS (
        SELECT class, COUNT(*) AS number, SUM(CASE WHEN unit IN ({own}) THEN 1 ELSE 0 END) AS mine
        FROM ({stands}) m GROUP BY class
    )
    SELECT 1 AS is_level, id AS pk, name, code, NULL AS ranked, sort_no, 0 AS number, 0 AS mine FROM organizations_outletlevel
    UNION ALL SELECT 0, c.id, c.name, c.code, c.is_ranked, c.sort_no, COALESCE(n.number, 0), COALESCE(n.mine, 0)
    FROM organizations_unitclass c LEFT JOIN n ON n.class = c.id
    UNION ALL SELECT 0, 0, '', '', NULL, 0, n.number, n.mine FROM n WHERE n.class IS NULL
    ORDER BY sort_no, pk
"""
_SUMMED = """
    SELECT MAX(score), SUM(since), SUM(score), {ladder}, {levels}, {sums} FROM ({now}) m
    UNION ALL SELECT NULL, NULL, NULL, {ladder_before}, NULL, {nothing} FROM ({before}) m
"""
_PAGE = """
    SELECT p.unit, u.name, u.short_name, u.code, p.score, p.since, p.levels, {sums}, {before}
    FROM (
        SELECT m.*, o.sort_no FROM ({stands}) m JOIN organizations_unit o ON o.id = m.unit
        ORDER BY m.score DESC, o.sort_no, m.unit LIMIT %s OFFSET %s
    ) p JOIN organizations_unit u ON u.id = p.unit
    LEFT JOIN scoring_scoretotal t ON t.unit_id = p.unit AND t.period_id = %s AND t.person_id IS NULL
    ORDER BY p.score DESC, p.sort_no, p.unit
"""
_ORDER = """
    SELECT m.class, m.unit FROM ({stands}) m JOIN organizations_unit o ON o.id = m.unit
    WHERE m.class = (SELECT x.class FROM ({stands}) x WHERE x.unit = %s) ORDER BY m.score DESC, o.sort_no, m.unit
"""
_LADDERS = "SELECT class, {ladder} FROM ({stands}) m WHERE class IN ({classes}) GROUP BY class"


Steps = Mapping[Decimal, int]
"""Score -> how many have it."""


class Summed(NamedTuple):
    """What a class comes to. `ladder`: how many of those that are ranked have which score; `levels`: level -> adoptions."""

    best: Decimal
    since: Decimal
    score: Decimal
    ladder: Steps
    ladder_before: Steps
    levels: dict[str, int]
    sums: list[int]


class Before(NamedTuple):
    """In which class a unit stood in the period before, if it did, and what decided on its rank."""

    stands: bool
    class_id: int | None
    score: Decimal
    filed: int


class Line(NamedTuple):
    """A unit's figures; `sums` are those of `SUMMED`."""

    unit: int
    name: str
    short_name: str
    code: str
    score: Decimal
    since: Decimal
    levels: dict[str, int]
    sums: list[int]
    before: Before


class InClass(NamedTuple):
    """A level of outlets, or a class with how many units stand in it and how many of them are the reader's; its key is 0
    for units outside every class."""

    is_level: bool
    pk: int
    name: str
    code: str
    is_ranked: bool
    sort_no: int
    number: int
    mine: int


def levels_and_classes(standing: "Standing", own: Collection[int]) -> list[InClass]:
    """By printing order; `own`: units of the reader."""
    sql, told = standing.named()
    rows = _rows(_CLASSES.format(own=_keys(own), stands=sql), told)
    return [InClass(bool(level), pk, name, code, bool(ranked), *rest) for level, pk, name, code, ranked, *rest in rows]


@dataclass
class Standing:
    """Who stands in a period. `year`: its periods since January; `takers`: classes of which everybody is ranked, and
    `filers`: those of which only who filed something is."""

    period: Period
    year: Sequence[Period]
    units: DatedUnits
    takers: Collection[int] = ()
    filers: Collection[int] = ()

    def ranks(self, class_id: int, filed: int) -> bool:
        """Whether a unit of the class that filed so much is ranked."""
        return class_id in self.takers or (class_id in self.filers and filed > 0)

    def summed(self, class_id: int, before: "Standing | None") -> Summed:
        """What a class comes to, with its ladder in the period before."""
        sql, told = self.stands(class_id)
        earlier = before or self
        sql_before, told_before = earlier.stands(class_id)
        statement = _SUMMED.format(
            ladder=self._ladder(), levels=_gathered("levels"), now=sql, before=sql_before,
            ladder_before=earlier._ladder(), sums=", ".join(f"SUM({name})" for name in SUMMED),
            nothing=", ".join("NULL" for _name in SUMMED),
        )  # fmt: skip
        now, then = _rows(statement, [*told, *told_before])
        best, since, score, ladder, levels, *sums = now
        return Summed(
            _exact(best), _exact(since), _exact(score), _steps(ladder), _steps(then[3]) if before else {},
            _added(levels), [one or 0 for one in sums],
        )  # fmt: skip

    def page(self, class_id: int, part: slice, before: "Standing | None") -> list[Line]:
        """Some of the units of a class, by score, then printing order; each with what it was in the period before."""
        sql, told = self.stands(class_id)
        beside, told_beside = before._beside() if before else ("0, NULL, 0, 0", [])
        first, last = part.start or 0, part.stop
        shown = [2**31 if last is None else last - first, first]
        statement = _PAGE.format(sums=", ".join(f"p.{name}" for name in SUMMED), before=beside, stands=sql)
        rows = _rows(statement, [*told_beside, *told, *shown, before.period.pk if before else None])
        return [_line(*row) for row in rows]

    def order(self, unit: int) -> list[tuple[int, int]]:
        """The class of a unit, and the unit, for all units of that class in the order of its page."""
        sql, told = self.stands()
        return [(one, pk) for one, pk in _rows(_ORDER.format(stands=sql), [*told, *told, unit])]

    def ladders(self, classes: Collection[int]) -> dict[int, Steps]:
        """Class -> how many of those that are ranked in it have which score."""
        if not classes:
            return {}
        sql, told = self.stands()
        rows = _rows(_LADDERS.format(ladder=self._ladder(), stands=sql, classes=_keys(classes)), told)
        return {one: _steps(scores) for one, scores in rows}

    def named(self) -> tuple[str, list[Any]]:
        """Who stands in the period, and in which class, as a statement; without figures."""
        if self.period.is_closed:
            return _NAMED_CLOSED, [self.period.pk]
        return _NAMED_OPEN.format(in_class=self._in_class(), existed=_EXISTED), [*self._days(), self.period.pk]

    def stands(self, class_id: int | None = None) -> tuple[str, list[Any]]:
        """Who stands in the period, as a statement: all, or those in one class (0: in none)."""
        columns = ", ".join(f"COALESCE(t.{name}, 0) AS {name}" for name in SUMMED)
        if self.period.is_closed:
            sql, told = _CLOSED.format(columns=columns), [self.period.pk]
        else:
            year = _keys(one.pk for one in self.year)
            sql = _OPEN.format(columns=columns, in_class=self._in_class(), year=year, existed=_EXISTED)
            told = [self.period.pk, *self._days()]
        if class_id is None:
            return sql, told
        chosen = f"= {int(class_id)}" if class_id else "IS NULL"
        return f"{sql} AND {self._in_class()} {chosen}", told

    def _beside(self) -> tuple[str, list[Any]]:
        """Of a unit u and its summary t in this period: the columns of `Before`."""
        stands, told = "t.id IS NOT NULL", []
        if not self.period.is_closed:
            stands, told = f"({stands} OR {_EXISTED})", self._days()
        return f"{stands}, {self._in_class()}, COALESCE(t.points, 0), COALESCE(t.filed, 0)", told

    def _ladder(self) -> str:
        takes_part = f"class IN ({_keys(self.takers)}) OR (class IN ({_keys(self.filers)}) AND filed > 0)"
        return f"{_gathered('score')} FILTER (WHERE {takes_part})"

    def _days(self) -> list[Any]:
        """The parameters of `_EXISTED`."""
        return [connection.ops.adapt_datefield_value(day) for day in (self.period.ends_on, self.period.starts_on)]

    def _in_class(self) -> str:
        """A closed period keeps the classes that it was closed with; while it is open the class of its last day counts,
        or of today while it runs."""
        if self.period.is_closed:
            return "t.unit_class_id"
        changed = {} if self.period.ends_on >= today() else self.units.changed_classes(self.period.ends_on)
        if not changed:
            return "u.unit_class_id"
        whens = (
            f"WHEN {int(unit)} THEN {'NULL' if one is None else int(one)}" for unit, one in sorted(changed.items())
        )
        return f"CASE u.id {' '.join(whens)} ELSE u.unit_class_id END"


def _line(
    unit: int, name: str, short_name: str, code: str, score: Any, since: Any, levels: str | None, *more: Any
) -> Line:
    sums, (stands, class_id, score_before, filed) = more[: len(SUMMED)], more[len(SUMMED) :]
    before = Before(bool(stands), class_id, _exact(score_before), filed)
    known = json.loads(levels or "{}")
    return Line(unit, name, short_name, code, _exact(score), _exact(since), known, list(sums), before)


def _rows(statement: str, told: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return list(cursor.fetchall())


def _keys(keys: Iterable[int]) -> str:
    """Primary keys as SQL; no row has the key 0, and an empty list is none."""
    return ", ".join(str(int(key)) for key in keys) or "0"


def _gathered(column: str) -> str:
    """The values of a column as one list of texts, which is read far faster than as many rows."""
    return f"{'JSONB_AGG' if connection.vendor == 'postgresql' else 'JSON_GROUP_ARRAY'}(CAST({column} AS text))"


def _counted(gathered: str | None) -> Mapping[str, int]:
    """Text -> how often it is in the list. Many are alike, and only different ones are looked into."""
    texts: list[str | None] = json.loads(gathered or "[]")
    return Counter(filter(None, texts))


def _exact(value: Any) -> Decimal:
    """SQLite adds decimals as binary floats: at six places the sum is exact again."""
    return exact(value if isinstance(value, Decimal) else Decimal(str(value))) if value is not None else ZERO


def _steps(gathered: str | None) -> Steps:
    """PostgreSQL writes the 0 of a unit without a summary otherwise than that of a summary: they are one score."""
    steps: Counter[Decimal] = Counter()
    for text, number in _counted(gathered).items():
        steps[Decimal(text)] += number
    return steps


def _added(gathered: str | None) -> dict[str, int]:
    """Level -> adoptions, of many summaries together."""
    found: dict[str, int] = {}
    for text, number in _counted(gathered).items():
        for level, adoptions in json.loads(text).items():
            found[level] = found.get(level, 0) + adoptions * number
    return found
