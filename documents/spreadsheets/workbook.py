"""From the bytes of a spreadsheet to rows: streamed, so that memory is bounded by the rows that are taken."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import InvalidFileException

from documents.errors import FileRefused
from documents.guard.archive import damaged, open_archive
from documents.guard.xml import Reader, walk
from documents.names import extension_of
from documents.spreadsheets.acceptance import check_unpacked, decoded, too_much
from documents.spreadsheets.rows import MOST_COLUMNS, MOST_LINES, MOST_ROWS, Fault, SheetRow, SheetRows

# Rows with nothing but formats: a sheet may have a million of them, and they cost time only.
MOST_BLANK_ROWS = 1_048_576
MOST_MERGED_CELLS = 1_000_000
LONGEST_FIELD = 131_072
_DELIMITERS = ",\t;，"
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")


def read_spreadsheet(name: str, file: IO[bytes]) -> list[SheetRows]:
    """The visible sheets of a file that `check_spreadsheet` has passed; a CSV file is one sheet without a name.

    Values of merged cells stand in every cell of the merger. A formula is a `Fault`, not what it last gave: nobody
    sees that the two may differ. Raises FileRefused.
    """
    if extension_of(name) == "csv":
        file.seek(0)
        return [_csv_rows(decoded(file.read()))]
    check_unpacked(file, as_stream=True)
    file.seek(0)
    try:
        return list(_xlsx_sheets(file))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError, OSError) as error:
        # openpyxl raises whatever a crooked part makes its code stumble over; to the sender they all mean one thing.
        raise damaged() from error


def _csv_rows(text: str) -> SheetRows:
    sample = text[:20_000].splitlines()[:20]
    delimiter = max(_DELIMITERS[:3], key=lambda sign: sum(line.count(sign) for line in sample))
    csv.field_size_limit(LONGEST_FIELD)
    rows: list[SheetRow] = []
    try:
        for number, values in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), start=1):
            _keep(rows, number, [_csv_value(value) for value in values[:MOST_COLUMNS]])
    except csv.Error as error:
        raise damaged() from error
    return SheetRows("", rows)


def _csv_value(value: str) -> Any:
    return Fault.FORMULA if value.lstrip().startswith("=") else value or None


def _keep(rows: list[SheetRow], number: int, values: list[Any]) -> None:
    row = SheetRow(number, values)
    if row.is_blank:
        return
    if len(rows) >= MOST_LINES:
        raise too_much()
    rows.append(row)


def _xlsx_sheets(file: IO[bytes]) -> Iterator[SheetRows]:
    book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    try:
        with open_archive(file) as archive:
            sheets: Any = book.worksheets
            for page in sheets:
                if page.sheet_state != "visible":
                    continue
                rows = list(_rows_of(page))
                _carry_merged(rows, _merged_ranges(archive, page._worksheet_path))
                kept: list[SheetRow] = []
                for row in rows:
                    _keep(kept, row.number, row.values)
                yield SheetRows(page.title, kept, book.epoch == CALENDAR_MAC_1904)
    finally:
        book.close()


def _rows_of(page: Any) -> Iterator[SheetRow]:
    """Rows with any value in them. What the file says of its own size is not believed."""
    page.reset_dimensions()
    found, blank = 0, None
    for number, cells in enumerate(page.iter_rows(max_col=MOST_COLUMNS), start=1):
        # Rows that are not there are all the same object, and there may be a million of them.
        values = [] if cells is blank else [_xlsx_value(cell) for cell in cells]
        while values and values[-1] is None:
            values.pop()
        if values:
            found += 1
            if found > MOST_LINES:
                raise too_much()
            yield SheetRow(number, values)
            continue
        blank = cells
        if number > MOST_BLANK_ROWS:
            return


def _xlsx_value(cell: Any) -> Any:
    kind = getattr(cell, "data_type", "n")
    if kind == "f":
        return Fault.FORMULA
    if kind == "e":
        return Fault.ERROR
    value = cell.value
    return None if isinstance(value, str) and not value.strip() else value


class _Merges(Reader):
    """Collects the `ref` of each mergeCell."""

    def __init__(self) -> None:
        self.ranges: list[tuple[int, int, int, int]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name.endswith("|mergeCell") and (match := _RANGE.fullmatch(attributes.get("ref", "").replace("$", ""))):
            left, top, right, bottom = match.groups()
            self.ranges.append((_column(left), int(top), _column(right), int(bottom)))
            if len(self.ranges) > MOST_ROWS * 2:
                raise too_much()


def _merged_ranges(archive: zipfile.ZipFile, path: str) -> list[tuple[int, int, int, int]]:
    merges = _Merges()
    walk(archive, path.lstrip("/"), merges)
    return merges.ranges


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _carry_merged(rows: list[SheetRow], ranges: list[tuple[int, int, int, int]]) -> None:
    """Give every cell of a merger the value of its first one; rows that are not there stay so."""
    by_number = {row.number: row for row in rows}
    numbers = sorted(by_number)
    filled = 0
    for left, top, right, bottom in ranges:
        first = by_number.get(top)
        value = first.at(left) if first and left < MOST_COLUMNS else None
        if value is None:
            continue
        inside = [by_number[number] for number in _between(numbers, top, bottom)]
        filled += len(inside) * (min(right, MOST_COLUMNS - 1) - left + 1)
        if filled > MOST_MERGED_CELLS:
            raise too_much()
        for row in inside:
            _fill(row, left, min(right, MOST_COLUMNS - 1), value)


def _between(numbers: list[int], top: int, bottom: int) -> list[int]:
    from bisect import bisect_left, bisect_right

    return numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]


def _fill(row: SheetRow, left: int, right: int, value: Any) -> None:
    row.values.extend([None] * (right + 1 - len(row.values)))
    for column in range(left, right + 1):
        row.values[column] = value


__all__ = ["FileRefused", "read_spreadsheet"]
