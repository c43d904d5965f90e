"""A table of the house style sheet (`table.grid`) as one of a document."""

from collections.abc import Mapping
from typing import Any

from documents.docx_paper import HEI, SONG, WIDTH, Cell, Look, Run, Table
from documents.docx_words import classes_of, runs_of

# Class: size, pitch, room above and below, room beside, size of the heads.
_KINDS = {
    "": (10.5, 15, 2.2, 3.0, 10.5),
    "dense": (9, 12.5, 2.2, 3.0, 9),
    "scores": (8.5, 11.5, 0.8, 1.5, 8),
    "trend": (8.5, 11, 1.1, 2.0, 8.5),
}
_LEAST = 3
_HEAD_FILL, _GROUP_FILL = "F2F2F2", "F7F7F7"


def grid_of(node: Any, columns: Mapping[str, float]) -> Table:
    """The table with its heads, groups, sums and widths; `columns`: class of a `col` and its width in points."""
    kind = next((_KINDS[name] for name in reversed(classes_of(node)) if name in _KINDS), _KINDS[""])
    rows = list(node.iter("tr"))
    heads = sum(1 for row in rows if row.getparent().tag == "thead")
    return Table(
        widths=_widths(node, rows, columns),
        rows=[[_cell(cell, row, kind) for cell in row if cell.tag in ("td", "th")] for row in rows],
        heads=heads,
        padding=kind[2:4],
    )


def _widths(node: Any, rows: list[Any], columns: Mapping[str, float]) -> list[float]:
    """Columns without a width of their own share what is left."""
    named = [next((columns[name] for name in classes_of(col) if name in columns), 0.0) for col in node.iter("col")]
    if not named:
        named = [0.0] * max(sum(int(cell.get("colspan", 1)) for cell in row) for row in rows)
    free = named.count(0.0)
    share = (WIDTH - sum(named)) / free if free else 0.0
    return [width or share for width in named]


def _cell(node: Any, row: Any, kind: tuple[float, float, float, float, float]) -> Cell:
    size, pitch, above, beside, head_size = kind
    is_head, in_row, own = node.tag == "th", classes_of(row), classes_of(node)
    font = HEI if is_head or {"group", "total"} & set(in_row) else SONG
    side = "left" if "text" in own or "group" in in_row else "right" if "number" in own else "center"
    look = Look(font, head_size if is_head else size, side, pitch, spacing=0, keep="group" in in_row)
    if "outside" in in_row or "zero" in in_row:
        look = Look(font, size, side, pitch, spacing=0, color="555555")
    return Cell(
        [(runs, look) for runs in _paragraphs(node)],
        span=int(node.get("colspan", 1)),
        rows=int(node.get("rowspan", 1)),
        fill=_HEAD_FILL if is_head else _GROUP_FILL if "group" in in_row else "",
        edges=(("top", 8),) if "total" in in_row else (),
        # LibreOffice leaves room between figures and characters, so that a date needs the room beside it.
        padding=None if side == "left" else (above, 0 if is_head and beside < _LEAST else 1),
    )


def _paragraphs(node: Any) -> list[list[Run]]:
    parts = node.findall("p")
    return [runs_of(part) for part in parts] if parts else [runs_of(node)]
