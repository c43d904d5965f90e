"""Printed tables given along: rows, the line of sums, and totals that the text of a bulletin names."""

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from scoring.evaluation.heads import FIGURES, HEADS, TEXT_ROW, bare, field_of, squeezed
from scoring.evaluation.records import Record
from scoring.evaluation.spans import span_of
from scoring.evaluation.sum_rows import added_up, level_of

Spans = Mapping[str, tuple[date, date]]
ABOUT_THE_ROW = frozenset(HEADS["expected"])
TABLE_FIELDS = ("table", "period", "adds", "rates", "rows", "sum", "text", "remark")
#: 批示:人次 is a figure of its own, 批示:条 is 批示.
MEASURES = {"人次": "person_times", "篇次": "adoptions", "条": "", "件": "", "篇": "", "数": ""}
#: Heads over figures of the period itself, beside 累计.
THIS_PERIOD = frozenset({"本月", "当月", "本期", "当期", "本季", "本季度"})
#: Items and person-times in one cell: 3/5.
PAIR = re.compile(r"(\d{1,6})\s*[/／]\s*(\d{1,6})")
#: A place as a bulletin prints it: 第1名, 并列第2名.
PLACE = re.compile(r"(?:并列)?第?(\d{1,6})名?(?:[(（]?并列[)）]?)?")
ADDED = re.compile(r"[+＋]")


class Printed(NamedTuple):
    """A number with the digits that are printed after its point."""

    number: Decimal
    digits: int

    def __str__(self) -> str:
        return f"{self.number:f}"


@dataclass
class Line:
    """`level`: how high a line of sums stands, 0 for a unit or a person."""

    unit: str
    person: str
    unit_class: str
    figures: dict[str, Printed]
    record: Record
    level: int = 0

    @property
    def label(self) -> str:
        return f"{self.person}（{self.unit}）" if self.person and self.unit else self.person or self.unit


@dataclass
class PrintedTable:
    """`record`: where it begins. `given`: lines of units or persons and of sums, in order. `adds`: figure → those of which it
    is the sum; `rates`: figure → (part, whole) in percent. `names`: code of a level → what it is called."""

    name: str
    period: str
    span: tuple[date, date] | None
    record: Record
    given: list[Line] = field(default_factory=list)
    text: Line | None = None
    adds: dict[str, list[str]] = field(default_factory=dict)
    rates: dict[str, tuple[str, str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def sheet(self) -> str:
        """On which sheet it stands, where it has no name."""
        return "" if self.name else self.record.sheet

    def is_beside(self, other: "PrintedTable") -> bool:
        """Whether both stand on one sheet, or have one name, and differ in their months only."""
        is_one_sheet = (self.record.problems.file, self.sheet) == (other.record.problems.file, other.sheet)
        return self.name == other.name and (bool(self.name) or is_one_sheet)

    @property
    def rows(self) -> list[Line]:
        return [line for line in self.given if not line.level]

    @property
    def sums(self) -> list[Line]:
        return [line for line in self.given if line.level]

    @property
    def lines(self) -> list[Line]:
        return [*self.given, *([self.text] if self.text else [])]

    def added_up(self) -> list[tuple[Line, list[Line]]]:
        """Each line of sums with the lines that it adds up."""
        found = added_up([line.level for line in self.given])
        return [(self.given[place], [self.given[row] for row in rows]) for place, rows in found.items()]


def printed_tables(records: list[Record], spans: Spans) -> list[PrintedTable]:
    """The tables: a record is one whole table (documents) or one line of a table (sheets)."""
    tables: dict[Hashable, PrintedTable] = {}
    for record in records:
        name, period = record.text("table"), _period(record)
        # Two sheets are two tables, and so are two files, unless both say of which table they are. 2026年3月 and 2026-03
        # are one month of one table.
        key = (name, *(("", "") if name else (record.problems.file, record.sheet)), _days(period, spans) or period)
        table = tables.get(key)
        if table is None:
            table = tables[key] = PrintedTable(name, period, _span(record, period, spans), record)
        if "rows" in record.values or "sum" in record.values or "text" in record.values:
            _read_table(record, table)
        else:
            _take_line(table, record, record.text("row"))
            _read_heads(record, table)
    for table in tables.values():
        table.rates.setdefault("rate", ("adopted", "filed"))
    return list(tables.values())


def figure_of(name: str) -> str:
    """The figure that a head means: `filed` for 报送数, `adopted:市级` for 采用：市级; other heads mean themselves."""
    first, colon, rest = squeezed(name).replace("：", ":").partition(":")
    known = field_of("expected", first)
    first = known if known in FIGURES else bare(first)
    if colon and (timed := _timed(first, bare(rest))):
        return timed
    if colon and rest in MEASURES:
        return MEASURES[rest] if rest in ("人次", "篇次") else first
    return f"{first}:{bare(rest)}" if colon else first


def _timed(first: str, rest: str) -> str:
    """The figure under heads that part this month from the year so far, in either order: 本月 over 得分, 得分 over 累计."""
    if first in THIS_PERIOD or rest in THIS_PERIOD:
        return figure_of(rest if first in THIS_PERIOD else first)
    if first == "cumulative" or field_of("expected", rest) == "cumulative":
        other = figure_of(rest if first == "cumulative" else first)
        return "cumulative" if other == "points" else f"cumulative:{other}"
    return ""


def _period(record: Record) -> str:
    """The period as written; a day that a spreadsheet made of 2026-03 is that month again."""
    value = record.values.get("period")
    if isinstance(value, date):
        return f"{value:%Y-%m}"
    return record.text("period")


def _span(record: Record, period: str, spans: Spans) -> tuple[date, date] | None:
    if not period:
        return None
    span = _days(period, spans)
    if span is None:
        told = {"value": period}
        record.note("period", _("“%(value)s” is no period. Expected one such as 2026-03, 2026-Q1 or 2026.") % told)
    return span


def _days(period: str, spans: Spans) -> tuple[date, date] | None:
    return spans.get(period) or span_of(period)


def _read_table(record: Record, table: PrintedTable) -> None:
    record.only(TABLE_FIELDS)
    for kind, row, entry in _entries(record):
        place = _inside(record, row)
        if not isinstance(entry, Mapping):
            record.problems.note(place(""), _("Expected fields with values here."))
            continue
        values = {_line_field(name): value for name, value in entry.items() if value is not None and value != ""}
        _take_line(table, Record(values, place, record.problems), kind)
    for name, parts in _formulas(record, "adds"):
        table.adds[figure_of(name)] = [figure_of(part) for part in parts]
    for name, parts in _formulas(record, "rates"):
        if len(parts) == 2:
            table.rates[figure_of(name)] = (figure_of(parts[0]), figure_of(parts[1]))
        else:
            record.note("rates", _("A rate is made of two figures: part and whole."))


def _entries(record: Record) -> Iterator[tuple[str, str, Any]]:
    rows = record.values.get("rows") or []
    if not isinstance(rows, list):
        record.note("rows", _("Expected a list here."))
        return
    yield from (("", f"rows.{index}", entry) for index, entry in enumerate(rows))
    yield from ((kind, kind, record.values[kind]) for kind in ("sum", "text") if kind in record.values)


def _inside(record: Record, row: str) -> Any:
    return lambda name: record.place_of(f"{row}.{name}" if name else row)


def _line_field(name: object) -> str:
    known = field_of("expected", name)
    return known if known in ABOUT_THE_ROW else str(name)


def _formulas(record: Record, name: str) -> Iterator[tuple[str, list[str]]]:
    value = record.values.get(name) or {}
    if isinstance(value, Mapping) and all(isinstance(parts, list) for parts in value.values()):
        yield from ((str(figure), [str(part) for part in parts]) for figure, parts in value.items())
    else:
        record.note(name, _("Expected a figure with a list of figures here."))


def _take_line(table: PrintedTable, record: Record, kind: str) -> None:
    unit, person = record.text("unit"), record.text("person")
    words = [word for word in (kind, record.first, unit, person) if word]
    level = max(map(level_of, words), default=0)
    line = Line(unit, person, record.text("class"), _figures(record), record, level)
    if squeezed(next(iter(words), "")) in TEXT_ROW or squeezed(unit or person) in TEXT_ROW:
        if table.text is not None:
            record.note("", _("This table has such a line already. Name the tables apart in a column “表” (table)."))
        table.text = line
    elif not level and not unit and not person:
        record.missing("unit")
    else:
        table.given.append(line)


def _figures(record: Record) -> dict[str, Printed]:
    figures: dict[str, Printed] = {}
    for name in [name for name in record.values if name not in ABOUT_THE_ROW]:
        pair = PAIR.fullmatch(str(record.values[name]).strip())
        if pair and figure_of(name) == "instructed":
            figures["instructed"], figures["person_times"] = (Printed(Decimal(one), 0) for one in pair.groups())
            continue
        if figure_of(name) == "rank" and (place := PLACE.fullmatch(str(record.values[name]).strip())):
            figures["rank"] = Printed(Decimal(place[1]), 0)
            continue
        number = record.number(name, percent=True)
        if number is not None:
            figures[figure_of(name)] = Printed(number, max(-int(number.as_tuple().exponent), 0))
    return figures


def _read_heads(record: Record, table: PrintedTable) -> None:
    """`合计=市级+省级` and `占比=市级/合计`, written over a column, say how it is made."""
    for name, head in record.heads.items():
        formula = squeezed(head).partition("=")[2]
        if not formula or name in ABOUT_THE_ROW:
            continue
        part, slash, whole = formula.partition("/")
        if slash:
            table.rates[figure_of(name)] = (figure_of(part), figure_of(whole))
        else:
            table.adds[figure_of(name)] = [figure_of(one) for one in ADDED.split(formula) if one]
