"""Workbooks and CSV into records. What a table holds is known by its heads, not by the name of its sheet."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from documents.errors import FileRefused
from documents.guard.office import check_xlsx
from documents.spreadsheets.acceptance import check_unpacked, decoded
from documents.spreadsheets.rows import Fault
from scoring.evaluation.errors import InputRefused
from scoring.evaluation.heads import EVENTS, HEADS, code_of, field_of, squeezed
from scoring.evaluation.records import Problems, Record

Tables = dict[str, list[Record]]
#: A table is of the first kind whose needed fields all stand among its heads.
NEEDED: tuple[tuple[str, frozenset[str]], ...] = (
    ("facts", frozenset({"event"})),
    ("names", frozenset({"kind", "code", "name"})),
    ("periods", frozenset({"key", "from", "to"})),
)
HEAD_WITHIN = 10
#: Figures that are never counted but only printed: a table with one of them holds no facts.
ONLY_PRINTED = frozenset({"points", "cumulative", "rank", "rate", "yuan", "target"})
PRINTED_NAMES = ("expected", "公布")
ABOUT_THE_COUNT = frozenset({"period", "date", "unit", "class", "remark"})
MOST_MERGED = 100_000


@dataclass
class Table:
    """Raw rows with the number of each; `name` is empty for a CSV file."""

    name: str
    rows: Iterator[tuple[int, Sequence[Any]]]

    def place(self, row: int, column: int | None) -> str:
        if not self.name:
            return _("Line %(line)d") % {"line": row}
        if column is None:
            return _("Sheet %(sheet)s, row %(row)d") % {"sheet": self.name, "row": row}
        cell = f"{get_column_letter(column + 1)}{row}"
        return _("Sheet %(sheet)s, cell %(cell)s") % {"sheet": self.name, "cell": cell}


def read_workbook(content: bytes, problems: Problems) -> Tables:
    """Every sheet with heads that are known; a sheet without them is a problem only if no other is known."""
    try:
        check_xlsx(io.BytesIO(content))
        check_unpacked(io.BytesIO(content))
        book = load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        _mark_formulas(content, sheets)
        tables = [Table(sheet.title, iter(_cells(sheet))) for sheet in sheets]
        return _records(tables, problems)
    except FileRefused as refused:
        raise InputRefused([str(refused.message)]) from refused
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError, OSError) as error:
        raise InputRefused([_("This workbook is damaged. Open it, save it as XLSX and try again.")]) from error


def _mark_formulas(content: bytes, sheets: Iterable[Any]) -> None:
    """Put a mark where a formula has no stored value: only a spreadsheet program reckons and stores one."""
    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    for sheet in sheets:
        for row in book[sheet.title].iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    stored = sheet.cell(cell.row, cell.column)
                    # An empty text is a result, too.
                    if stored.value is None and stored.data_type != "str":
                        stored._value = Fault.FORMULA
    book.close()


def read_csv(content: bytes, problems: Problems) -> Tables:
    """UTF-8 or GB18030, with commas, semicolons or tabs."""
    try:
        text = decoded(content)
    except FileRefused as refused:
        raise InputRefused([str(refused.message)]) from refused
    sample = "\n".join(text.splitlines()[:HEAD_WITHIN])
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=sample.count), strict=True)
    try:
        return _records([Table("", iter(_lines(rows)))], problems)
    except csv.Error as error:
        told = {"line": rows.line_num}
        raise InputRefused([_("Line %(line)d: this line is no CSV; quotation marks do not match.") % told]) from error


def _lines(rows: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    before = 0
    for row in rows:
        yield before + 1, row
        before = rows.line_num


def _cells(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """Values of a sheet; words of merged cells stand in each of them, numbers only where they are written."""
    merged: dict[tuple[int, int], Any] = {}
    for area in sheet.merged_cells.ranges:
        value = sheet.cell(area.min_row, area.min_col).value
        if isinstance(value, str) and area.size["rows"] * area.size["columns"] <= MOST_MERGED:
            merged.update(dict.fromkeys(area.cells, value))
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, [merged.get((number, column)) or _cell(cell) for column, cell in enumerate(row, start=1)]


def _cell(cell: Any) -> Any:
    """The value; a percentage as the text that shows it."""
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in str(cell.number_format):
        return f"{value * 100:.10g}%"
    return value


def _records(tables: Iterable[Table], problems: Problems) -> Tables:
    found: Tables = {}
    for table in tables:
        kind, heads = _find_head(table)
        rows = _rows_of(table, kind, heads, problems) if kind else ()
        for record in rows:
            if kind == "counts":
                found.setdefault("facts", []).extend(_counts_of(record))
                found.setdefault("units", []).extend(_unit_of(record, found.get("units", [])))
            else:
                found.setdefault(kind, []).append(record)
    if not found:
        problems.note("", _("No table of facts was found: columns “事件” (event) and “单位” (unit) are needed."))
    return found


def _find_head(table: Table) -> tuple[str, list[str]]:
    """The kind of the table and its heads; titles above the heads are passed over. Nothing is found: no kind."""
    for number, row in table.rows:
        heads = [str(cell).strip() if cell is not None else "" for cell in row]
        kind = _kind(heads, table.name)
        if kind or number >= HEAD_WITHIN:
            return kind, heads
    return "", []


def _kind(heads: Sequence[str], name: str) -> str:
    """What a table with these heads holds; nothing where that cannot be told."""
    for kind, needed in NEEDED:
        if needed <= {field_of(kind, head) for head in heads}:
            return kind
    here = {_field("expected", head).partition(":")[0] for head in heads}
    if not here & {"unit", "person"}:
        return ""
    if here & ONLY_PRINTED or any(word in name.lower() for word in PRINTED_NAMES):
        return "expected"
    if any(_event(head) for head in heads):
        return "counts"
    if {"person", "unit"} <= here:
        return "persons"
    return "units" if len([head for head in heads if head]) > 1 else ""


def _field(kind: str, head: str) -> str:
    """The field of a column. A printed table may have figures of its own, and say how they are made: 合计=市级+省级."""
    name = squeezed(head)
    if kind == "expected":
        name = name.partition("=")[0].replace("：", ":")
        first, colon, rest = name.partition(":")
        return (field_of(kind, first) or first) + colon + rest
    if kind == "counts":
        known = {field: others for table in ("facts", "units") for field, others in HEADS[table].items()}
        return next((field for field in ABOUT_THE_COUNT if name == field or name in known.get(field, ())), name)
    return field_of(kind, head) or name


def _event(head: str) -> str:
    """The event that a column counts: 报送, or 采用:市级:简讯; nothing for other columns."""
    event = code_of(squeezed(head).replace("：", ":").partition(":")[0], EVENTS)
    return event if event in EVENTS else ""


def _counts_of(record: Record) -> Iterator[Record]:
    """A row of counts, one column a kind of event, as one fact a column. A blank cell is a zero."""
    about = {("units" if name == "unit" else name): record.values[name]
             for name in ABOUT_THE_COUNT & set(record.values) if name != "class"}  # fmt: skip
    for name in [name for name in record.values if name not in ABOUT_THE_COUNT]:
        event, *words = record.heads[name].replace("：", ":").split(":")
        if not _event(event):
            record.note(name, _("This column is no event. Expected one such as 采用:市级:简讯."))
            continue
        values = {
            **about,
            "event": event.strip(),
            "count": record.values[name],
            "words": [one.strip() for one in words],
        }
        # Whatever is wrong with the count is told under the head that stands over it.
        heads = {**record.heads, "units": record.heads.get("unit", ""), "count": record.heads[name]}
        yield Record(values, _as_column(record, name), record.problems, heads)


def _as_column(record: Record, column: str) -> Any:
    return lambda name: record.place_of(name if name in ABOUT_THE_COUNT else column)


def _unit_of(record: Record, before: list[Record]) -> Iterator[Record]:
    """The unit with its class, where the counts say it, once."""
    unit = record.values.get("unit")
    if "class" in record.values and unit is not None and unit not in [one.values["unit"] for one in before]:
        values = {"unit": unit, "class": record.values["class"]}
        yield Record(values, record.place_of, record.problems, record.heads)


def _rows_of(table: Table, kind: str, heads: list[str], problems: Problems) -> Iterator[Record]:
    fields = [(_field(kind, head), head) for head in heads]
    names = [name for name, head in fields if head]
    if len(set(names)) < len(names):
        twice = "、".join(sorted({head for name, head in fields if head and names.count(name) > 1}))
        problems.note(table.name, _("Two columns mean the same: %(heads)s.") % {"heads": twice})
        return
    columns = {name: column for column, (name, head) in enumerate(fields) if head}
    for number, row in table.rows:
        values = {name: row[column] for name, column in columns.items() if column < len(row)}
        values = {name: value for name, value in values.items() if value is not None and str(value).strip()}
        if values:
            record = Record(
                values, _place(table, number, columns), problems, {name: head for name, head in fields if head}
            )
            for name in [name for name, value in values.items() if value is Fault.FORMULA]:
                record.note(name, _("The cell holds a formula without a result. Open the file in a spreadsheet program "
                                    "and save it there, or write the value in place of the formula."))  # fmt: skip
                del values[name]
            yield record


def _place(table: Table, row: int, columns: dict[str, int]) -> Any:
    return lambda name: table.place(row, columns.get(name))
