"""Finding the table in a sheet: title rows above are skipped, columns are known by their names in any order."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.spreadsheets.rows import Fault, SheetRow, SheetRows, column_letters
from documents.spreadsheets.values import clean

# A head stands near the top; further down it would be a table of its own.
ROWS_LOOKED_AT = 30
_ASIDE = re.compile(r"[(（\[【〔].*?[)）\]】〕]")
_TOTALS = frozenset({"合计", "总计", "小计", "共计", "合计数", "total"})


@dataclass(frozen=True)
class Wanted:
    """A column that is looked for: its key, and the names under which offices write it, the usual one first."""

    key: str
    names: tuple[str, ...]
    is_required: bool = False


@dataclass(frozen=True)
class HeadProblem:
    """Why a sheet with a head cannot be read. `kind`: missing (a column, named by `key`) or twice (at `columns`)."""

    kind: str
    key: str
    row: int
    columns: tuple[str, ...] = ()


@dataclass
class Found:
    """The table of a sheet: where its columns stand, and its rows below the head without totals and repeated heads."""

    sheet: SheetRows
    head_row: int
    columns: dict[str, int]
    rows: list[SheetRow]
    unknown: list[str] = field(default_factory=list)
    problems: list[HeadProblem] = field(default_factory=list)


def plain_head(value: Any) -> str:
    """A head as it is compared: 报送日期（必填）*, 报送 日期: and 報送日期 of other widths read alike."""
    if value is None or isinstance(value, Fault):
        return ""
    text = _ASIDE.sub("", unicodedata.normalize("NFKC", clean(value)))
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def find_table(sheet: SheetRows, wanted: Sequence[Wanted]) -> Found | None:
    """The table of the sheet, or None where no row near the top names at least two of the columns."""
    known = {plain_head(name): one.key for one in wanted for name in one.names}
    best, matches = None, 1
    for row in sheet.rows[:ROWS_LOOKED_AT]:
        count = len({known[head] for head in map(plain_head, row.values) if head in known})
        if count > matches:
            best, matches = row, count
    return None if best is None else _table(sheet, best, known, wanted)


def _table(sheet: SheetRows, head: SheetRow, known: dict[str, str], wanted: Sequence[Wanted]) -> Found:
    places: dict[str, list[int]] = {}
    unknown: list[str] = []
    for column, text in enumerate(head.values):
        name = plain_head(text)
        if name in known:
            places.setdefault(known[name], []).append(column)
        elif name:
            unknown.append(clean(text)[:20])
    rows = [row for row in sheet.rows if row.number > head.number and not _is_aside(row, head)]
    found = Found(sheet, head.number, {key: columns[0] for key, columns in places.items()}, rows, unknown)
    found.problems = [
        HeadProblem("twice", key, head.number, tuple(column_letters(one) for one in columns))
        for key, columns in places.items() if len(columns) > 1 and not _is_merged(head, columns)
    ]  # fmt: skip
    found.problems += [
        HeadProblem("missing", one.key, head.number) for one in wanted if one.is_required and one.key not in places
    ]
    return found


def _is_merged(head: SheetRow, columns: list[int]) -> bool:
    """A head over several columns that lie side by side is one head; the first column holds the values."""
    return columns == list(range(columns[0], columns[0] + len(columns))) and len({head.values[c] for c in columns}) == 1


def _is_aside(row: SheetRow, head: SheetRow) -> bool:
    """A line of totals, or the head once more where the table was printed on several pages."""
    first = next((value for value in row.values if value not in (None, "")), None)
    if plain_head(first) in _TOTALS:
        return True
    heads = [plain_head(value) for value in head.values]
    return any(heads) and [plain_head(value) for value in row.values[: len(heads)]] == heads
