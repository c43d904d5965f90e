"""How far the sheets of a workbook reach: who reads one not as a stream makes every cell between its corners."""

import re
import zipfile
from collections.abc import Mapping

from documents.guard.xml import Reader, walk

MOST_CELLS = 2_000_000
#: Each is made, although it holds nothing. A title over all columns of a sheet has 16,384.
MOST_MERGED = 200_000
_CORNER = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,9})")


class _Extent(Reader):
    """The corner of all cells, of what the sheet says of itself and of its mergers."""

    def __init__(self) -> None:
        self.columns = self.rows = 0
        self.found = self.merged = 0

    @property
    def is_too_much(self) -> bool:
        return max(self.columns * self.rows, self.found) > MOST_CELLS or self.merged > MOST_MERGED

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition("|")[2]
        if local in ("c", "row"):
            self.found += 1
            reference = attributes.get("r", "")
            self._reach(f"A{reference}" if local == "row" else reference)
        elif local in ("dimension", "mergeCell"):
            first, _colon, last = attributes.get("ref", "").partition(":")
            begin, end = self._reach(first), self._reach(last or first)
            if local == "mergeCell":
                self.merged += max(end[0] - begin[0] + 1, 0) * max(end[1] - begin[1] + 1, 0)

    def _reach(self, reference: str) -> tuple[int, int]:
        match = _CORNER.fullmatch(reference)
        if match is None:
            return 0, 0
        column, row = _number(match[1]), int(match[2])
        self.columns, self.rows = max(self.columns, column), max(self.rows, row)
        return column, row


def reaches_too_far(archive: zipfile.ZipFile) -> bool:
    """Whether a sheet has more cells, used or not, than can be held at once. Raises FileRefused for broken parts."""
    for member in archive.namelist():
        # Sheets may lie in any folder; in other parts nothing is called so.
        if member.endswith(".xml"):
            extent = _Extent()
            walk(archive, member, extent)
            if extent.is_too_much:
                return True
    return False


def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
