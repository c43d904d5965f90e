"""CSV that Chinese Excel opens rightly (UTF-8 with a mark) and that runs nothing."""

import csv
import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from documents.cells import looks_like_formula, plain

CONTENT_TYPE = "text/csv; charset=utf-8"
_MARK = b"\xef\xbb\xbf"


class _Line:
    """A file for csv.writer that gives each row back."""

    def write(self, row: str) -> bytes:
        return row.encode("utf-8")


def stream_csv(headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield the file piece by piece. A text that looks like a formula gets an apostrophe before it; numbers do not."""
    writer = csv.writer(_Line(), quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    yield _MARK + writer.writerow([_cell(heading) for heading in headings])
    for row in rows:
        yield writer.writerow([_cell(value) for value in row])


def _cell(value: Any) -> str:
    cell = plain(value)
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    text = str(cell)
    if isinstance(cell, str) and looks_like_formula(text):
        return f"'{text}"
    return text
