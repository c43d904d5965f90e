"""Rows of a sheet as plain values, with the addresses by which people find a cell again."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

# More than the register of several years. A longer one is sent in parts: people read a preview, and on SQLite nobody
# else can write while the rows are stored.
MOST_ROWS = 10_000
MOST_COLUMNS = 60
# Title lines, the head and totals stand beside the rows that count.
MOST_LINES = MOST_ROWS + 100


class Fault(Enum):
    """What stands in a cell in place of a value."""

    FORMULA = "formula"
    ERROR = "error"


@dataclass(slots=True)
class SheetRow:
    """One row: its number as the program shows it, and its values from column A on."""

    number: int
    values: list[Any]

    def at(self, column: int) -> Any:
        """The value in the column, None where the row is shorter."""
        return self.values[column] if column < len(self.values) else None

    @property
    def is_blank(self) -> bool:
        return all(value is None or (isinstance(value, str) and not value.strip()) for value in self.values)


@dataclass
class SheetRows:
    """A visible sheet without its blank rows. `counts_from_1904`: how old Macintosh files number their days."""

    name: str
    rows: list[SheetRow] = field(default_factory=list)
    counts_from_1904: bool = False


def column_letters(column: int) -> str:
    """A, B … Z, AA … for 0, 1 … 25, 26 …"""
    letters, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def address(column: int, row: int) -> str:
    """C17 for the third column of row 17."""
    return f"{column_letters(column)}{row}"
