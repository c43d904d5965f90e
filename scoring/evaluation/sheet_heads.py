"""What a table of a sheet or a CSV file holds, and what its columns mean: known by its heads, of one line or two."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from documents.spreadsheets.rows import Fault
from scoring.evaluation.heads import EVENTS, HEADS, NUMBERS, bare, code_of, field_of, squeezed
from scoring.evaluation.printed import figure_of
from scoring.evaluation.records import to_number

#: A table is of the first kind whose needed fields all stand among its heads.
NEEDED: tuple[tuple[str, frozenset[str]], ...] = (
    ("facts", frozenset({"event"})),
    ("names", frozenset({"kind", "code", "name"})),
    ("periods", frozenset({"key", "from", "to"})),
)
#: Figures that are never counted but only printed: a table with one of them holds no facts.
ONLY_PRINTED = frozenset({"points", "cumulative", "rank", "rate", "yuan", "target"})
PRINTED_NAMES = ("expected", "公布")
ABOUT_THE_COUNT = frozenset({"period", "date", "unit", "class", "remark"})
#: Fields of a row of a table, which a line of heads leaves blank.
ABOUT_A_ROW = frozenset({"units", "persons", "event", "date", "period"})


class Head(NamedTuple):
    """The heads of a table: of which kind it is (empty: of none that is known), and in which row they stand."""

    kind: str
    heads: list[str]
    row: int


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


def words_in(cell: Any) -> str:
    """The words of a cell of heads."""
    return "" if cell is None or isinstance(cell, Fault) else str(cell).strip()


def two_lines(table: Table, heads: list[str], kind: str) -> list[str]:
    """Heads of two lines, the upper one merged over several columns: 采用 over 省级 and 市级 is 采用:省级, 采用:市级. Where
    the upper ones say nothing of what is counted, the lower ones stand for themselves."""
    twice = {column for column, head in enumerate(heads) if head and heads.count(head) > 1}
    if not twice:
        return heads
    below = next(table.rows, None)
    lower = [*map(words_in, below[1] if below else ()), *[""] * len(heads)]
    if below and not _is_of_heads(lower, heads, kind, twice):
        # The row below is the first of the table: there is no second line, two heads mean the same.
        table.rows = chain([below], table.rows)
        return heads
    if kind == "units":
        return [low or head for head, low in zip(heads, lower, strict=False)]
    return [f"{head}:{low}" if low and low != head and column in twice else head
            for column, (head, low) in enumerate(zip(heads, lower, strict=False))]  # fmt: skip


def _is_of_heads(lower: Sequence[str], heads: Sequence[str], kind: str, twice: set[int]) -> bool:
    """Whether a row goes on with the heads above it: words under those that stand twice, no unit and no day."""
    if not any(lower[column] and to_number(lower[column]) is None for column in twice):
        return False
    return kind == "units" or not any(
        lower[column] not in ("", head) and field_in("facts", head) in ABOUT_A_ROW for column, head in enumerate(heads)
    )


def kind_of(heads: Sequence[str], name: str) -> str:
    """What a table with these heads holds; nothing where that cannot be told."""
    for kind, needed in NEEDED:
        if needed <= {field_of(kind, head) for head in heads}:
            return kind
    here = {field_in("expected", head).partition(":")[0] for head in heads}
    if not here & {"unit", "person"}:
        return ""
    if here & ONLY_PRINTED or any(word in name.lower() for word in PRINTED_NAMES):
        return "expected"
    if any(event_of(head) for head in heads):
        return "counts"
    if {"person", "unit"} <= here:
        return "persons"
    return "units" if len([head for head in heads if head]) > 1 else ""


def field_in(kind: str, head: str) -> str:
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


def event_of(head: str) -> str:
    """The event that a column counts: 报送, or 采用:市级:简讯; nothing for other columns."""
    event = code_of(bare(squeezed(head).replace("：", ":").partition(":")[0]), EVENTS)
    return event if event in EVENTS else ""


def faults_of(head: Head, fields: Sequence[tuple[str, str]]) -> Iterator[str]:
    """What is wrong with the heads: two that mean the same, with their columns; no month for what is counted."""
    meant: dict[str, list[str]] = {}
    for column, (name, one) in enumerate(fields):
        if one and squeezed(one) not in NUMBERS:
            told = {"head": one, "column": get_column_letter(column + 1)}
            meant.setdefault(_meaning(head.kind, name), []).append(_("%(head)s (column %(column)s)") % told)
    for heads in meant.values():
        if len(heads) > 1:
            yield _("Two columns mean the same: %(heads)s.") % {"heads": "、".join(heads)}
    if head.kind in ("counts", "facts") and not {"date", "period"} & meant.keys():
        yield _("There is no column that says when: “日期” (date), or “月份” (period) for what is counted.")


def _meaning(kind: str, name: str) -> str:
    """What a column means, whichever of the words and colons that are known its head is written with."""
    if kind == "expected":
        return figure_of(name)
    if kind != "counts" or not event_of(name):
        return name
    _first, *words = squeezed(name).replace("：", ":").split(":")
    return ":".join([event_of(name), *sorted(map(bare, words))])
