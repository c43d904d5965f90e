"""Workbooks and CSV into records. What a table holds is known by its heads, not by the name of its sheet."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from documents.errors import FileRefused
from documents.guard.office import check_xlsx
from documents.spreadsheets.acceptance import check_unpacked, decoded
from documents.spreadsheets.rows import Fault
from scoring.evaluation.errors import InputRefused
from scoring.evaluation.heads import NUMBERS, bare, squeezed
from scoring.evaluation.records import Problems, Record
from scoring.evaluation.sheet_heads import (
    ABOUT_THE_COUNT,
    Head,
    Table,
    event_of,
    faults_of,
    field_in,
    kind_of,
    two_lines,
    words_in,
)
from scoring.evaluation.sum_rows import added_up, first_word, is_footnote, is_mean, level_of, rows_alike, words_of

Tables = dict[str, list[Record]]
HEAD_WITHIN = 10
#: Fields by which a row of sums says that it speaks of some of the rows above it only.
OF_SOME = frozenset({"period", "date", "class", "event", "level", "item_type", "outlet", "rank", "fault"})
MOST_MERGED = 100_000
#: How a row begins that tells a part of the one above: 其中：办公室.
PART = "其中"
NAMES = frozenset({"unit", "units", "person", "persons"})
#: What stands in a cell of figures where there is nothing.
NOTHING = frozenset({"-", "－", "–", "—", "——", "/", "／"})


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
        yield before + 1, [Fault.FORMULA if cell.startswith("=") else cell for cell in row]
        before = rows.line_num


def _cells(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """Values of a sheet; words of merged cells stand in each of them, numbers only where they are written."""
    merged: dict[tuple[int, int], Any] = {}
    for area in sheet.merged_cells.ranges:
        value = sheet.cell(area.min_row, area.min_col).value
        # A month over several rows may be a date for the program that wrote it.
        if isinstance(value, str | date) and area.size["rows"] * area.size["columns"] <= MOST_MERGED:
            merged.update(dict.fromkeys(area.cells, value))
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, [merged.get((number, column)) or _cell(cell) for column, cell in enumerate(row, start=1)]


def _cell(cell: Any) -> Any:
    """The value; a percentage as the text that shows it."""
    value = cell.value
    if cell.data_type == "e":
        return Fault.ERROR
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in str(cell.number_format):
        return f"{value * 100:.10g}%"
    return value


def _records(tables: Iterable[Table], problems: Problems) -> Tables:
    found: Tables = {}
    unread: list[tuple[str, str]] = []
    for table in tables:
        head, faults = _find_head(table)
        unread += faults
        if head.kind:
            for place, what in faults:
                problems.note(place, what)
            _take(found, head.kind, _rows_of(table, head, problems))
    if not found:
        for place, what in unread:
            problems.note(place, what)
        problems.note("", _("No table of facts was found: columns “事件” (event) and “单位” (unit) are needed."))
    return found


def _take(found: Tables, kind: str, rows: Iterable[Record]) -> None:
    """Put the rows of a table where they belong. Printed tables keep their rows of sums; elsewhere these are no units.
    Rows of means, and of what is a part of the row above, are left out of all."""
    rows = [record for record in rows if not any(_is_aside(words_of(record, name)) for name in _naming(record))]
    if kind == "expected":
        found.setdefault(kind, []).extend(rows)
        return
    kept, sums = _without_sums(rows)
    found.setdefault("facts" if kind == "counts" else kind, [])
    if kind in ("counts", "facts"):
        found.setdefault("sums", []).extend(sums)
    if kind == "counts":
        for record in kept:
            found["facts"].extend(_counts_of(record))
            found.setdefault("units", []).extend(_unit_of(record, found.get("units", [])))
        found.setdefault("counted", []).extend(kept)
    else:
        found[kind].extend(kept)


def _is_aside(word: str) -> bool:
    return is_mean(word) or squeezed(word).startswith(PART)


def _without_sums(rows: list[Record]) -> tuple[list[Record], list[Record]]:
    """The rows that stand for themselves, and those that add up others, with these."""
    levels = [_level(record) for record in rows]
    sums = []
    for place, parts in added_up(levels).items():
        total = rows[place]
        total.covers = rows_alike(total, [rows[one] for one in parts], OF_SOME)
        sums.append(total)
    return [record for record, level in zip(rows, levels, strict=True) if not level], sums


def _level(record: Record) -> int:
    """How high a row of sums stands."""
    return max(level_of(words_of(record, name)) for name in _naming(record))


def _naming(record: Record) -> tuple[str, ...]:
    """The fields that say what a row is about, the beginning of the row among them. An event with a title
    that ends in such a word (财政收入合计) is an event."""
    return ("event", "unit", "units") if record.has("event") else ("", "unit", "units")


def _find_head(table: Table) -> tuple[Head, list[tuple[str, str]]]:
    """The heads, and what is wrong with these; titles above them are passed over. Nothing is found: no kind, and what is
    wrong with the rows looked at."""
    faults: list[tuple[str, str]] = []
    for number, row in table.rows:
        heads = [words_in(cell) for cell in row]
        own = [
            (table.place(number, column), _fault(cell)) for column, cell in enumerate(row) if isinstance(cell, Fault)
        ]
        kind = kind_of(heads, table.name)
        if kind:
            heads = two_lines(table, heads, kind)
            return Head(kind_of(heads, table.name), heads, number), own
        faults += own
        if number >= HEAD_WITHIN:
            break
    return Head("", [], 0), faults


def _fault(cell: Fault) -> str:
    if cell is Fault.ERROR:
        return _("The formula in this cell ends in an error. Mend it in a spreadsheet program, or write the value.")
    return _("The cell holds a formula without a result. Open the file in a spreadsheet program and save it there, or "
             "write the value in place of the formula.")  # fmt: skip


def _counts_of(record: Record) -> Iterator[Record]:
    """A row of counts, one column a kind of event, as one fact a column. A blank cell is a zero."""
    about = {("units" if name == "unit" else name): record.values[name]
             for name in ABOUT_THE_COUNT & set(record.values) if name != "class"}  # fmt: skip
    for name in [name for name in record.values if name not in ABOUT_THE_COUNT]:
        first, *words = record.heads[name].replace("：", ":").split(":")
        event = event_of(first)
        if not event:
            record.note(name, _("This column is no event. Expected one such as 采用:市级:简讯."))
            continue
        values = {
            **about,
            "event": event,
            "count": record.values[name],
            "words": [bare(one) for one in words],
        }
        # Whatever is wrong with the count is told under the head that stands over it.
        heads = {**record.heads, "units": record.heads.get("unit", ""), "count": record.heads[name]}
        yield Record(values, _as_column(record, name), record.problems, heads)


def _as_column(record: Record, column: str) -> Any:
    """Where a field of a count stands: what the whole row says in its own cell, all else in that of the column."""
    return lambda name: record.place_of("unit" if name == "units" else name if name in ABOUT_THE_COUNT else column)


def _unit_of(record: Record, before: list[Record]) -> Iterator[Record]:
    """The unit with its class, where the counts say it, once."""
    unit = record.values.get("unit")
    if "class" in record.values and unit is not None and unit not in [one.values["unit"] for one in before]:
        values = {"unit": unit, "class": record.values["class"]}
        yield Record(values, record.place_of, record.problems, record.heads)


def _rows_of(table: Table, head: Head, problems: Problems) -> Iterator[Record]:
    fields = [(field_in(head.kind, one), one) for one in head.heads]
    names = [name for name, one in fields if one and squeezed(one) not in NUMBERS]
    if faults := list(faults_of(head, fields)):
        for what in faults:
            problems.note(table.place(head.row, None), what)
        return
    columns = {name: column for column, (name, one) in enumerate(fields) if one and name in names}
    shown = {name: one for name, one in fields if one}
    for number, row in table.rows:
        values = {name: row[column] for name, column in columns.items() if column < len(row)}
        values = {name: _unpadded(name, value) for name, value in values.items() if not _is_blank(head.kind, value)}
        if not values or is_footnote(first_word(row)):
            continue
        record = Record(values, _place(table, number, columns), problems, shown, table.name, first_word(row))
        for name in [name for name, value in values.items() if isinstance(value, Fault)]:
            record.note(name, _fault(values.pop(name)))
        yield record


def _unpadded(name: str, value: Any) -> Any:
    """甲　局 and 张 三, set wide to fill the line, are 甲局 and 张三."""
    pieces = value.split() if name in NAMES and isinstance(value, str) and not level_of(value) else []
    return "".join(pieces) if len(pieces) > 1 and all(len(one) == 1 for one in pieces) else value


def _is_blank(kind: str, value: Any) -> bool:
    text = "" if value is None else str(value).strip()
    return not text or (kind in ("counts", "expected") and text in NOTHING)


def _place(table: Table, row: int, columns: dict[str, int]) -> Any:
    return lambda name: table.place(row, columns.get(name))
