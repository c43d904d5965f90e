"""XLSX by XlsxWriter, row by row: texts stay texts, numbers and dates are numbers and dates, nothing is a formula."""

import datetime
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from documents.cells import Cell, looks_like_formula, plain

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A file without a date of its own says what its zip entries say, so that the same rows give the same bytes.
UNDATED = datetime.datetime(1980, 1, 1)
LONGEST_CELL = 32_767
LONGEST_NAME = 31
NARROWEST, WIDEST = 6, 60
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows` may be an iterator, and is read once."""

    name: str
    headings: Sequence[Any]
    rows: Iterable[Sequence[Any]]


def write_xlsx(*, sheets: Sequence[Sheet], created: datetime.datetime | None = None) -> bytes:
    """Return a workbook; each sheet has its headings frozen, a filter, and columns wide enough for Chinese."""
    out = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as workbook:
        workbook.set_properties({"created": created.replace(tzinfo=None) if created else UNDATED})
        formats = _Formats(workbook)
        for sheet, name in zip(sheets, sheet_names(sheet.name for sheet in sheets), strict=True):
            _write_sheet(workbook.add_worksheet(name), sheet, formats)
    return out.getvalue()


def sheet_names(names: Iterable[str]) -> list[str]:
    """Return names that Excel takes: at most 31 characters, none of []:*?/\\, no two alike, none empty."""
    taken: list[str] = []
    for number, name in enumerate(names, start=1):
        clean = _NOT_IN_NAMES.sub(" ", name).strip().strip("'")[:LONGEST_NAME] or f"Sheet{number}"
        if clean.lower() in {one.lower() for one in (*taken, "history")}:
            clean = f"{clean[: LONGEST_NAME - 5]} ({number})"
        taken.append(clean)
    return taken


class _Formats:
    """The few formats of the house, made once for each workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.workbook.add_format({"font_name": "宋体", "font_size": 11, "border": 1, **properties})
        return self.made[key]


def _write_sheet(page: Worksheet, sheet: Sheet, formats: _Formats) -> None:
    widths = [NARROWEST] * len(sheet.headings)
    heading = formats.get(bold=True, bg_color="#E7ECF3", align="center", valign="vcenter", text_wrap=True)
    page.set_row(0, 24)
    for column, text in enumerate(sheet.headings):
        _write(page, 0, column, plain(text), heading, formats)
        _widen(widths, column, plain(text))
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            cell = plain(value)
            _write(page, last, column, cell, None, formats)
            _widen(widths, column, cell)
    for column, width in enumerate(widths):
        page.set_column(column, column, min(width + 2, WIDEST))
    page.freeze_panes(1, 0)
    if sheet.headings and last:
        page.autofilter(0, 0, last, len(sheet.headings) - 1)
    page.set_paper(9)
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)


def _write(page: Worksheet, row: int, column: int, cell: Cell, style: Format | None, formats: _Formats) -> None:
    if cell is None:
        page.write_blank(row, column, None, style or formats.get())
    elif isinstance(cell, datetime.datetime):
        page.write_datetime(row, column, cell, style or formats.get(num_format="yyyy-mm-dd hh:mm"))
    elif isinstance(cell, datetime.date):
        page.write_datetime(row, column, cell, style or formats.get(num_format="yyyy-mm-dd"))
    elif isinstance(cell, str):
        page.write_string(row, column, _shorten(cell), style or _text_style(cell, formats))
    else:
        page.write_number(row, column, cell, style or _number_style(cell, formats))


def _text_style(text: str, formats: _Formats) -> Format:
    """A text like a formula is marked as text too, or Excel would run it when somebody edits the cell."""
    wrap: dict[str, Any] = {"text_wrap": True, "valign": "top"} if len(text) > WIDEST // 2 else {}
    return formats.get(num_format="@", **wrap) if looks_like_formula(text) else formats.get(**wrap)


def _number_style(number: int | float | Decimal, formats: _Formats) -> Format:
    exponent = number.as_tuple().exponent if isinstance(number, Decimal) else 0
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return formats.get(num_format="0." + "0" * places) if places else formats.get()


def _shorten(text: str) -> str:
    """Excel drops a longer text altogether; an end that is seen to be missing is better."""
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def _widen(widths: list[int], column: int, cell: Cell) -> None:
    if column < len(widths):
        longest = max(str(cell).split("\n"), key=len, default="") if cell is not None else ""
        widths[column] = max(widths[column], text_width(longest[:WIDEST]))


def text_width(text: str) -> int:
    """Return the width in columns of a fixed-width font: two for each Chinese character."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)
