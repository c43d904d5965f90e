"""An official paper as DOCX: masthead, headings by level, tables, imprint, on the margins and grid of GB/T 9704.

For offices that must go on editing. Sizes and margins are those of the PDF (`documents/pdf_css/gbt9704.css`); what only a
typesetter can do (flush lines to the point, the imprint at the foot of the last page) Word does in its own way.
"""

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from documents.docx import UNDATED, set_font, set_normal, set_page, undated

RED = RGBColor(0xE6, 0x00, 0x12)
BODY, TITLE_FONT, HEAD_FONT, SUB_FONT = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"
# 22 lines a page and 28 characters a line, in twentieths and in 4096ths of a point.
LINE_PITCH, CHARACTER_SPACE = "579", "-849"
CENTRE, LEFT, RIGHT, JUSTIFIED = (
    WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY,
)  # fmt: skip


@dataclass(frozen=True)
class Head:
    """The masthead. `note` stands above the name, number and date below it on one line."""

    name: str
    office: str
    number: str
    dated: str
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A table with its label (附件1) and title; `heads` are repeated on each page. `groups`: indexes of rows that are one
    cell as wide as the table; `texts`: columns that begin at the left."""

    label: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    groups: frozenset[int] = frozenset()
    texts: frozenset[int] = frozenset()
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Paper:
    """Everything in the order of reading. `body`: (level, text); level 1 and 2 are headings, 0 is a paragraph."""

    head: Head
    title: Sequence[str]
    body: Sequence[tuple[int, str]]
    signed: Sequence[str] = ()
    boxed: Sequence[Sequence[str]] = ()
    boxed_title: str = ""
    tables: Sequence[Table] = ()
    imprint: Sequence[str] = ()
    keywords: str = ""
    created: datetime.datetime | None = field(default=None)


def write_paper(paper: Paper) -> bytes:
    """The document; the same paper gives the same bytes."""
    document = docx.Document()
    stamp = paper.created.replace(tzinfo=None) if paper.created else UNDATED
    told = document.core_properties
    told.title, told.author, told.comments, told.keywords = "".join(paper.title), paper.head.office, "", paper.keywords
    told.language = "zh-CN"
    told.created = told.modified = stamp
    set_page(document)
    set_normal(document.styles["Normal"])
    _set_grid(document)
    _write_head(document, paper.head)
    if paper.boxed and paper.boxed_title:
        _line(document, paper.boxed_title, font=HEAD_FONT, align=LEFT, keep=True)
    for lines in paper.boxed:
        _write_box(document, lines)
    _write_title(document, paper.title)
    for level, text in paper.body:
        _line(document, text, font=(BODY, HEAD_FONT, SUB_FONT)[level], indent=True, keep=level > 0)
    for text in paper.signed:
        _line(document, text, align=RIGHT, right=64)
    for table in paper.tables:
        _write_table(document, table)
    _write_imprint(document, paper.imprint)
    out = io.BytesIO()
    document.save(out)
    return undated(out)


def _set_grid(document: Any) -> None:
    grid = document.sections[0]._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        document.sections[0]._sectPr.append(grid)
    for name, value in (("type", "linesAndChars"), ("linePitch", LINE_PITCH), ("charSpace", CHARACTER_SPACE)):
        grid.set(qn(f"w:{name}"), value)


def _line(
    document: Any, text: str, *, font: str = BODY, size: float = 16, align: Any = JUSTIFIED, indent: bool = False,
    right: float = 0, keep: bool = False, color: RGBColor | None = None, pitch: float = 0,
) -> Any:  # fmt: skip
    """One paragraph. `right`: points free at the right; `keep`: stays with the next; `pitch`: a line height of its own."""
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    space = paragraph.paragraph_format
    space.keep_with_next = keep or None
    if indent:
        space.first_line_indent = Pt(32)
    if right:
        space.right_indent = Pt(right)
    if pitch:
        space.line_spacing_rule, space.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
    run = paragraph.add_run(text)
    set_font(run, font, size)
    if color is not None:
        run.font.color.rgb = color
    return paragraph


def _write_head(document: Any, head: Head) -> None:
    if head.note:
        _line(document, head.note, align=LEFT)
    size = 52 if len(head.name) < 8 else 44 if len(head.name) == 8 else 34
    _line(document, head.name, font=TITLE_FONT, size=size, align=CENTRE, color=RED, pitch=size * 1.3)
    _line(document, head.office, align=CENTRE)
    foot = _line(document, f"{head.number}\t{head.dated}", align=LEFT)
    foot.paragraph_format.tab_stops.add_tab_stop(Pt(442.2), RIGHT)  # 156 mm
    _border(foot, "bottom", size=12, color="E60012")


def _border(paragraph: Any, side: str, *, size: int, color: str = "auto") -> None:
    """A line as wide as the type area; `size` in eighths of a point."""
    borders = OxmlElement("w:pBdr")
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(size)), ("space", "11"), ("color", color)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr", "w:sectPr"
    )


def _write_title(document: Any, lines: Sequence[str]) -> None:
    for _free in range(2):
        _line(document, "")
    for text in lines:
        _line(document, text, font=TITLE_FONT, size=22, align=CENTRE, pitch=34, keep=True)
    _line(document, "")


def _write_box(document: Any, lines: Sequence[str]) -> None:
    """A leader's comment: its words, then who and when at the right."""
    table = document.add_table(rows=1, cols=1)
    table.style = "Table Grid"
    cell = table.cell(0, 0)
    for number, text in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.alignment = RIGHT if number == len(lines) - 1 else JUSTIFIED
        set_font(paragraph.add_run(text), SUB_FONT, 16)


def _write_table(document: Any, table: Table) -> None:
    first = _line(document, table.label, font=HEAD_FONT, align=LEFT)
    first.paragraph_format.page_break_before = True
    _line(document, table.title, font=TITLE_FONT, size=22, align=CENTRE, pitch=34, keep=True)
    grid = document.add_table(rows=1, cols=len(table.heads))
    grid.style, grid.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    for cell, text in zip(grid.rows[0].cells, table.heads, strict=True):
        _fill(cell, text, font=HEAD_FONT)
    _mark_row(grid.rows[0], "w:tblHeader")
    for number, values in enumerate(table.rows):
        _write_row(grid, values, is_group=number in table.groups, texts=table.texts)
    for note in table.notes:
        _line(document, note, size=12, align=LEFT, pitch=18)


def _write_row(grid: Any, values: Sequence[str], *, is_group: bool, texts: frozenset[int]) -> None:
    row = grid.add_row()
    _mark_row(row, "w:cantSplit")
    cells = row.cells
    if is_group:
        _fill(cells[0].merge(cells[-1]), values[0], font=HEAD_FONT, align=LEFT)
        return
    for number, (cell, text) in enumerate(zip(cells, values, strict=True)):
        _fill(cell, text, align=LEFT if number in texts else CENTRE)


def _fill(cell: Any, text: str, *, font: str = BODY, align: Any = CENTRE) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(16)
    set_font(paragraph.add_run(text), font, 10.5)


def _mark_row(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _write_imprint(document: Any, lines: Sequence[str]) -> None:
    """报, 送, 发 and what follows, between two lines as wide as the type area."""
    for number, text in enumerate(lines):
        paragraph = _line(document, text, size=14, align=LEFT, pitch=26)
        if number == 0:
            paragraph.paragraph_format.space_before = Pt(28)
            _border(paragraph, "top", size=8)
        elif number == len(lines) - 1:
            _border(paragraph, "bottom", size=8)
