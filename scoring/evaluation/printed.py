"""Printed tables given along: rows, the line of sums, and totals that the text of a bulletin names."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from scoring.evaluation.heads import FIGURES, HEADS, SUM_ROW, TEXT_ROW, field_of, squeezed
from scoring.evaluation.records import Record
from scoring.evaluation.spans import span_of

Spans = Mapping[str, tuple[date, date]]
ABOUT_THE_ROW = frozenset(HEADS["expected"])
TABLE_FIELDS = ("table", "period", "adds", "rates", "rows", "sum", "text", "remark")
ADDED = re.compile(r"[+＋]")


class Printed(NamedTuple):
    """A number with the digits that are printed after its point."""

    number: Decimal
    digits: int

    def __str__(self) -> str:
        return f"{self.number:f}"


@dataclass
class Line:
    unit: str
    person: str
    unit_class: str
    figures: dict[str, Printed]
    record: Record

    @property
    def label(self) -> str:
        return f"{self.person}（{self.unit}）" if self.person and self.unit else self.person or self.unit


@dataclass
class PrintedTable:
    """`adds`: figure → those of which it is the sum; `rates`: figure → (part, whole) in percent."""

    name: str
    period: str
    span: tuple[date, date] | None
    rows: list[Line] = field(default_factory=list)
    sum: Line | None = None
    text: Line | None = None
    adds: dict[str, list[str]] = field(default_factory=dict)
    rates: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def lines(self) -> list[Line]:
        return [*self.rows, *(line for line in (self.sum, self.text) if line)]


def printed_tables(records: list[Record], spans: Spans) -> list[PrintedTable]:
    """The tables: a record is one whole table (documents) or one line of a table (sheets)."""
    tables: dict[tuple[str, str], PrintedTable] = {}
    for record in records:
        name, period = record.text("table"), _period(record)
        table = tables.get((name, period))
        if table is None:
            table = tables[(name, period)] = PrintedTable(name, period, _span(record, period, spans))
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
    first = known if known in FIGURES else first
    return f"{first}:{rest}" if colon else first


def _period(record: Record) -> str:
    """The period as written; a day that a spreadsheet made of 2026-03 is that month again."""
    value = record.values.get("period")
    if isinstance(value, date):
        return f"{value:%Y-%m}"
    return record.text("period")


def _span(record: Record, period: str, spans: Spans) -> tuple[date, date] | None:
    if not period:
        return None
    span = spans.get(period) or span_of(period)
    if span is None:
        told = {"value": period}
        record.note("period", _("“%(value)s” is no period. Expected one such as 2026-03, 2026-Q1 or 2026.") % told)
    return span


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
    word = squeezed(kind or unit or person)
    figures = {}
    for name in [name for name in record.values if name not in ABOUT_THE_ROW]:
        number = record.number(name, percent=True)
        if number is not None:
            figures[figure_of(name)] = Printed(number, max(-int(number.as_tuple().exponent), 0))
    line = Line(unit, person, record.text("class"), figures, record)
    if word in SUM_ROW:
        _once(table, "sum", line)
    elif word in TEXT_ROW:
        _once(table, "text", line)
    elif not unit and not person:
        record.missing("unit")
    else:
        table.rows.append(line)


def _once(table: PrintedTable, name: str, line: Line) -> None:
    if getattr(table, name) is not None:
        line.record.note("", _("This table has such a line already. Name the tables apart in a column “表” (table)."))
    setattr(table, name, line)


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
