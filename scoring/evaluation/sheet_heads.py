"""What a table of a sheet or a CSV file holds, and what its columns mean: known by its heads, of one line or two."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, zip_longest
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from documents.spreadsheets.rows import Fault
from scoring.evaluation.heads import EVENTS, HEADS, NUMBERS, bare, code_of, field_of, squeezed
from scoring.evaluation.printed import figure_of
from scoring.evaluation.records import to_number
from scoring.evaluation.sum_rows import first_word, is_footnote

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
#: Tables of which an upper head may leave the cells on its right empty.
OF_TWO_LINES = frozenset({"counts", "expected", "units"})


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
    """Heads of two lines, the upper one over several columns: 采用 over 省级 and 市级 is 采用:省级, 采用:市级. The upper one
    is merged, and stands in each of its cells, or stands in the first and leaves the others empty. Where the upper ones
    say nothing of what is counted, the lower ones stand for themselves."""
    if kind not in OF_TWO_LINES and not _twice(heads):
        return heads
    below = next(table.rows, None)
    if below is None:
        return heads
    # The line that ends sooner goes on with empty cells.
    upper, cells = zip(*zip_longest(heads, below[1]), strict=True)
    heads, lower = list(map(words_in, upper)), list(map(words_in, cells))
    over = _spread(heads, lower, kind) if kind in OF_TWO_LINES and not any(map(_is_datum, cells)) else []
    if not over and not _is_of_heads(lower, heads, kind, _twice(heads)):
        # The row below is the first of the table: there is no second line, two heads mean the same.
        table.rows = chain([below], table.rows)
        return heads
    if kind == "units":
        return [low or head for head, low in zip(heads, lower, strict=True)]
    return [
        _both(head, low, bool(over) or head in _twice(heads)) for head, low in zip(over or heads, lower, strict=True)
    ]


def _twice(heads: Sequence[str]) -> set[str]:
    """Heads that stand over several columns."""
    return {head for head in heads if head and heads.count(head) > 1}


def _both(head: str, low: str, is_parted: bool) -> str:
    """What two lines say of a column; a second line may only say what is counted in it: 报送 over 条."""
    return f"{head}:{low}" if is_parted and low and low != head and not _is_measure(low) else head


def _spread(heads: Sequence[str], lower: Sequence[str], kind: str) -> list[str]:
    """The upper heads, each over the empty cells on its right that have words below. Nothing where the row below does
    not go on with them: it says something in a column that is not counted, or below nothing."""
    over: list[str] = []
    for column, (head, low) in enumerate(zip(heads, lower, strict=True)):
        goes_on = not head and low and column and lower[column - 1]
        over.append(over[-1] if goes_on else head)
        is_plain = not over[-1] or not _is_counted(over[-1], kind)
        if low and low != head and is_plain:
            return []
    # What a sheet of units is about stands in one line, but for heads that are over several columns.
    is_second = any(lower) and (kind != "units" or over != list(heads))
    return over if is_second and not is_footnote(first_word(lower)) else []


def _is_counted(head: str, kind: str) -> bool:
    """Whether a column holds figures, and does not say whose they are."""
    name = field_in(kind, head).partition(":")[0]
    about = {"counts": ABOUT_THE_COUNT, "expected": HEADS["expected"], "units": HEADS["units"]}[kind]
    return name not in about and squeezed(head) not in NUMBERS


def _is_datum(cell: Any) -> bool:
    """Whether a cell holds what no head says: a number, a day, a dash for nothing, a formula."""
    text = words_in(cell)
    if isinstance(cell, Fault | date):
        return True
    return bool(text) and not _is_measure(text) and (to_number(text) is not None or not any(map(str.isalnum, text)))


def _is_measure(word: str) -> bool:
    """Whether a word only says what is counted: 条, （人次）, %."""
    return not bare(word) or not bare(f"({word})")


def _is_of_heads(lower: Sequence[str], heads: Sequence[str], kind: str, twice: set[str]) -> bool:
    """Whether a row goes on with the heads above it: words under those that stand twice, no unit and no day."""
    if not any(head in twice and low and to_number(low) is None for head, low in zip(heads, lower, strict=True)):
        return False
    return kind == "units" or not any(
        low not in ("", head) and field_in("facts", head) in ABOUT_A_ROW for head, low in zip(heads, lower, strict=True)
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
