"""Rows of a sheet with their cells read, and the problems found on the way: each names sheet, cell, value and cure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from documents.signs import sign_error
from documents.spreadsheets import Fault, Found, SheetRow, address
from documents.spreadsheets.heads import HeadProblem
from documents.spreadsheets.values import clean
from organizations.past.columns import CellRefused, Column

LONGEST_SHOWN = 60
_CELL = re.compile(r"([A-Z]*)([0-9]+)")


@dataclass(frozen=True)
class Problem:
    """One error or note, as the preview and the command show it."""

    sheet: str
    cell: str
    value: str
    what: str
    advice: str = ""

    @property
    def place(self) -> tuple[str, int, int, str]:
        """Sheet, row, column: the order in which a person works through a table."""
        match = _CELL.fullmatch(self.cell)
        return (self.sheet, int(match[2]), len(match[1]), match[1]) if match else (self.sheet, 0, 0, "")

    def as_json(self) -> dict[str, str]:
        return asdict(self)

    def sentence(self) -> str:
        """One line: 台账!C17 “立法一科”: what is wrong → what to do."""
        place = f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or self.cell
        value = f" “{self.value}”" if self.value else ""
        advice = f" → {self.advice}" if self.advice else ""
        return f"{place}{value}: {self.what}{advice}"


@dataclass
class Problems:
    """All errors of a file; which rows have one is kept, so that nothing is planned of them."""

    errors: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def add(self, row: "Row", key: str, what: Any, advice: Any = "", value: Any = None) -> None:
        """An error at the row's cell of that column, or at the row where the sheet has no such column."""
        shown = clean(row.raw.get(key) if value is None else value)
        self.errors.append(Problem(row.sheet, row.cell(key), shown[:LONGEST_SHOWN], str(what), str(advice)))
        row.is_wrong = True

    def note(self, row: "Row", key: str, what: Any, advice: Any = "") -> None:
        """Something to know that keeps nothing from being stored."""
        shown = clean(row.raw.get(key))
        self.notes.append(Problem(row.sheet, row.cell(key), shown[:LONGEST_SHOWN], str(what), str(advice)))

    def about_file(self, what: Any, advice: Any = "", *, sheet: str = "", cell: str = "") -> None:
        """An error of a whole sheet or file."""
        self.errors.append(Problem(sheet, cell, "", str(what), str(advice)))


@dataclass
class Row:
    """A row of the table: what its cells say (`values`), what stood in them (`raw`), and where they are."""

    sheet: str
    number: int
    columns: dict[str, int]
    values: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)
    is_wrong: bool = False

    def get(self, key: str, default: Any = None) -> Any:
        """The value of the column; `default` where the cell is empty or the sheet lacks the column."""
        return self.values.get(key, default)

    def cell(self, key: str) -> str:
        """C17."""
        return address(self.columns[key], self.number) if key in self.columns else str(self.number)


def read_rows(found: Found, columns: Sequence[Column], problems: Problems) -> Iterator[Row]:
    """The rows of the table; cells that cannot be read are told to `problems` and left out of `values`."""
    known = {column.key: column for column in columns}
    for sheet_row in found.rows:
        row = Row(found.sheet.name, sheet_row.number, found.columns)
        if all(_is_empty(sheet_row.at(place)) for place in found.columns.values()):
            continue
        for key, place in found.columns.items():
            _read_cell(row, known[key], sheet_row, place, problems, found.sheet.counts_from_1904)
        yield row


def _is_empty(value: Any) -> bool:
    return not isinstance(value, Fault) and clean(value) == ""


def _read_cell(
    row: Row, column: Column, sheet_row: SheetRow, place: int, problems: Problems, counts_from_1904: bool
) -> None:
    value = sheet_row.at(place)
    if isinstance(value, Fault):
        _tell_fault(row, column, value, problems)
        return
    if _is_empty(value):
        if column.is_required:
            problems.add(row, column.key, _("This cell must not be empty."), _("Fill it in, or delete the row."))
        return
    row.raw[column.key] = value
    try:
        found = column.read(value, counts_from_1904)
    except CellRefused as refusal:
        problems.add(row, column.key, refusal.what, refusal.advice)
        return
    if isinstance(found, str) and (unprintable := sign_error(found)):
        problems.add(row, column.key, unprintable)
        return
    row.values[column.key] = found


def _tell_fault(row: Row, column: Column, fault: Fault, problems: Problems) -> None:
    if fault is Fault.FORMULA:
        problems.add(
            row, column.key, _("The cell holds a formula."), _("Copy the column and paste it as values, then save."),
            value="=…",
        )  # fmt: skip
    else:
        problems.add(row, column.key, _("The cell holds an error of the spreadsheet."), _("Correct it."), value="#…")


def head_words(problem: HeadProblem, columns: Sequence[Column]) -> tuple[str, str]:
    """What is wrong with the head of a sheet, and what to do."""
    column = next(one for one in columns if one.key == problem.key)
    if problem.kind == "twice":
        return (
            _("Columns %(columns)s both read as “%(head)s”.")
            % {"columns": "、".join(problem.columns), "head": column.head},
            _("Rename the one that is not meant."),
        )
    return (
        _("There is no column “%(head)s”.") % {"head": column.head},
        _("Other names that are known: %(names)s.") % {"names": "、".join(column.names[1:8]) or "—"},
    )
