"""The pieces of an official paper in WordprocessingML: paragraphs, tables, the frame at the foot, on the grid of GB/T 9704.

Lengths are in points. Everything has its size and pitch written down: a grid that a program applies in its own way
(LibreOffice spreads a text on `linesAndChars` to 18 characters a line) would give each program other pages.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from documents.docx import PITCH, TIGHT

BODY, TITLE, HEI, KAI, SONG = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
RED = "C8102E"
WIDTH = 442.2
"""156 mm, the width of the type area."""


@dataclass(frozen=True)
class Run:
    """Words in a font of their own; `anchor`: the number of the page on which it stands, `text` the number as known."""

    text: str
    font: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Look:
    """How a paragraph is set. `first`: indent of the first line, negative where it hangs; `tabs`: position, alignment,
    leader; `rules`: side, eighths of a point, distance."""

    font: str = BODY
    size: float = 16
    align: str = "both"
    pitch: float = PITCH
    before: float = 0
    after: float = 0
    first: float = 0
    left: float = 0
    right: float = 0
    spacing: float = TIGHT
    color: str = ""
    keep: bool = False
    outline: int | None = None
    tabs: Sequence[tuple[float, str, str]] = ()
    rules: Sequence[tuple[str, int, float, str]] = ()
    fill: str = ""
    in_frame: bool = False


@dataclass
class Cell:
    """Paragraphs in a table. `span`, `rows`: how many columns and rows it takes; `edges`: side and eighths of a point."""

    paragraphs: Sequence[tuple[Sequence[Run], Look]]
    span: int = 1
    rows: int = 1
    fill: str = ""
    edges: Sequence[tuple[str, int]] = ()
    padding: tuple[float, float] | None = None


@dataclass
class Table:
    """`heads`: how many rows come again on each page; `padding`: above and below, beside; lines in eighths of a point;
    `breaking`: the rows that may go on on the next page."""

    widths: Sequence[float]
    rows: Sequence[Sequence[Cell]]
    heads: int = 0
    padding: tuple[float, float] = (2.2, 3)
    outer: int = 8
    inner: int = 4
    heights: dict[int, float] = field(default_factory=dict)
    breaking: Collection[int] = ()


def element(name: str, /, *children: Any, **attributes: object) -> Any:
    """A `w:` element with `w:` attributes."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    made.extend(child for child in children if child is not None)
    return made


def twips(points: float) -> int:
    """Word's unit, a twentieth of a point."""
    return round(points * 20)


def paragraph(
    runs: Sequence[Run], look: Look, *, new_page: bool = False, bookmark: tuple[int, str] | None = None
) -> Any:
    """One paragraph. `bookmark`: its number in the document and its name."""
    made = element("p", _settings(look, new_page))
    if bookmark:
        made.append(element("bookmarkStart", id=bookmark[0], name=bookmark[1]))
    for run in runs:
        made.extend(_page_number(run, look) if run.anchor else [_run(run, look, *_signs(run.text))])
    if bookmark:
        made.append(element("bookmarkEnd", id=bookmark[0]))
    return made


def _settings(look: Look, new_page: bool) -> Any:
    """The order of the elements is that of the schema."""
    frame = None
    if look.in_frame:
        frame = element(
            "framePr", w=twips(WIDTH), hSpace=0, vSpace=0, wrap="around", vAnchor="margin", hAnchor="margin",
            xAlign="left", yAlign="bottom",
        )  # fmt: skip
    rules = [element(side, val="single", sz=size, space=space, color=color) for side, size, space, color in look.rules]
    tabs = [
        element("tab", val=align, pos=twips(place), **({"leader": leader} if leader else {}))
        for place, align, leader in look.tabs
    ]
    indent = {"left": twips(look.left), "right": twips(look.right)}
    indent["hanging" if look.first < 0 else "firstLine"] = twips(abs(look.first))
    return element(
        "pPr",
        element("keepNext") if look.keep else None,
        element("pageBreakBefore") if new_page else None,
        frame,
        element("pBdr", *rules) if rules else None,
        element("shd", val="clear", color="auto", fill=look.fill) if look.fill else None,
        element("tabs", *tabs) if tabs else None,
        element(
            "spacing", before=twips(look.before), after=twips(look.after),
            **({"line": twips(look.pitch), "lineRule": "exact"} if look.pitch else {"line": 240, "lineRule": "auto"}),
        ),
        element("ind", **indent),
        element("jc", val=look.align),
        None if look.outline is None else element("outlineLvl", val=look.outline),
    )  # fmt: skip


def _run(run: Run, look: Look, *children: Any) -> Any:
    font = run.font or look.font
    return element(
        "r",
        element(
            "rPr",
            element("rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font, hint="eastAsia"),
            element("color", val=look.color) if look.color else None,
            element("spacing", val=twips(look.spacing)),
            element("sz", val=round(look.size * 2)),
            element("szCs", val=round(look.size * 2)),
        ),
        *children,
    )


def _signs(text: str) -> list[Any]:
    """Words, tabs and line breaks."""
    made: list[Any] = []
    for number, line in enumerate(text.split("\n")):
        made += [element("br")] if number else []
        for place, words in enumerate(line.split("\t")):
            made += [element("tab")] if place else []
            if words:
                made.append(_words("t", words))
    return made


def _words(name: str, words: str) -> Any:
    made = element(name)
    made.text = words
    made.set(qn("xml:space"), "preserve")
    return made


def _page_number(run: Run, look: Look) -> list[Any]:
    parts = (
        [element("fldChar", fldCharType="begin")],
        [_words("instrText", f" PAGEREF {bookmark_name(run.anchor)} \\h ")],
        [element("fldChar", fldCharType="separate")],
        _signs(run.text),
        [element("fldChar", fldCharType="end")],
    )
    return [_run(run, look, *part) for part in parts]


def bookmark_name(anchor: str) -> str:
    """Word allows letters, figures and underscores, 40 at most."""
    return "_" + "".join(sign if sign.isalnum() else "_" for sign in anchor)[:38]


def table(given: Table) -> Any:
    """A table of fixed widths between the edges of the type area."""
    lines = [
        element(side, val="single" if size else "nil", sz=size, space=0, color="000000")
        for side, size in (
            ("top", given.outer), ("left", given.outer), ("bottom", given.outer), ("right", given.outer),
            ("insideH", given.inner), ("insideV", given.inner),
        )
    ]  # fmt: skip
    made = element(
        "tbl",
        element(
            "tblPr",
            element("tblW", w=twips(sum(given.widths)), type="dxa"),
            element("jc", val="center"),
            element("tblBorders", *lines),
            element("tblLayout", type="fixed"),
            _padding("tblCellMar", given.padding),
        ),
        element("tblGrid", *(element("gridCol", w=twips(width)) for width in given.widths)),
    )
    below: dict[int, tuple[int, Cell]] = {}
    for number, cells in enumerate(given.rows):
        made.append(_row(given, number, cells, below))
    return made


def _row(given: Table, number: int, cells: Sequence[Cell], below: dict[int, tuple[int, Cell]]) -> Any:
    """One row. `below`: column: how many more rows the cell that begins there takes, and the cell."""
    height = given.heights.get(number)
    made = element(
        "tr",
        element(
            "trPr",
            None if number in given.breaking else element("cantSplit"),
            element("trHeight", val=twips(height), hRule="exact") if height else None,
            element("tblHeader") if number < given.heads else None,
        ),
    )
    waiting, column = list(cells), 0
    while column < len(given.widths):
        if column in below:
            left, cell = below.pop(column)
            made.append(_cell(cell, given.widths, column, merged="continue"))
            if left > 1:
                below[column] = (left - 1, cell)
        elif waiting:
            cell = waiting.pop(0)
            made.append(_cell(cell, given.widths, column, merged="restart" if cell.rows > 1 else ""))
            if cell.rows > 1:
                below[column] = (cell.rows - 1, cell)
        else:
            cell = Cell([([], Look(pitch=1, size=1))])
            made.append(_cell(cell, given.widths, column, merged=""))
        column += cell.span
    return made


def _cell(cell: Cell, widths: Sequence[float], column: int, *, merged: str) -> Any:
    edges = [element(side, val="single", sz=size, space=0, color="000000") for side, size in cell.edges]
    settings = element(
        "tcPr",
        element("tcW", w=twips(sum(widths[column : column + cell.span])), type="dxa"),
        element("gridSpan", val=cell.span) if cell.span > 1 else None,
        element("vMerge", val=merged) if merged else None,
        element("tcBorders", *edges) if edges else None,
        element("shd", val="clear", color="auto", fill=cell.fill) if cell.fill else None,
        _padding("tcMar", cell.padding) if cell.padding else None,
        element("vAlign", val="center"),
    )
    inside = cell.paragraphs if merged != "continue" else [([], cell.paragraphs[0][1])]
    return element("tc", settings, *(paragraph(runs, look) for runs, look in inside))


def _padding(name: str, padding: tuple[float, float]) -> Any:
    above, beside = padding
    sides = (("top", above), ("left", beside), ("bottom", above), ("right", beside))
    return element(name, *(element(side, w=twips(length), type="dxa") for side, length in sides))
