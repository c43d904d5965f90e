"""A paper as DOCX, from the same HTML as its PDF, so that nothing can stand in the one and not in the other.

For offices that must go on editing. Knows the classes of the house style sheet (docs/pdf.md); what it does not know is
set as paragraphs. Sizes and distances are those of `pdf_css/gbt9704.css`.
"""

import datetime
import io
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import docx
import lxml.html
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from documents.docx import PITCH, UNDATED, set_normal, set_page, undated
from documents.docx_figure import picture
from documents.docx_paper import (
    HEI,
    KAI,
    RED,
    SONG,
    TITLE,
    WIDTH,
    Cell,
    Look,
    Run,
    Table,
    bookmark_name,
    element,
    paragraph,
    table,
)
from documents.docx_table import grid_of
from documents.docx_words import classes_of, runs_of, width_of
from documents.pdf_contents import SHORT, drop
from documents.pdf_limits import without_controls
from documents.pdf_places import Places

# 22 lines a page and 28 characters a line, in twentieths and in 4096ths of a point.
LINE_PITCH, CHARACTER_SPACE = "579", "-849"
_HEADS = {
    "h1": Look(TITLE, 22, "center", PITCH, PITCH * 2, PITCH, spacing=0, keep=True, outline=0),
    "h2": Look(HEI, first=31.5, keep=True, outline=1),
    "h3": Look(KAI, first=31.5, keep=True, outline=2),
    "h4": Look(first=31.5, keep=True),
    "h5": Look(first=31.5, keep=True),
}
_CONTENTS = Look(align="left", spacing=0, keep=True, tabs=((WIDTH, "right", "dot"),))
_PARAGRAPHS = {
    "": Look(first=31.5),
    "addressee": Look(align="left"),
    "lead": Look(KAI, first=31.5),
    "cites": Look(KAI, align="center"),
    "by": Look(KAI, align="right", right=16),
    "blank": Look(),
    "attachment-label": Look(HEI, align="left", spacing=0, keep=True),
    "table-note": Look(SONG, 10.5, pitch=15, spacing=0),
    "small-note": Look(SONG, 9, pitch=12.5, spacing=0),
    "contents-title": Look(HEI, 22, "center", PITCH, PITCH * 2, PITCH, left=22, spacing=22, keep=True),
    "agenda-label": Look(HEI, align="center", before=PITCH, spacing=8, keep=True),
    "masthead-note": Look(HEI, align="left", spacing=0),
    "masthead-office": Look(KAI, align="center", spacing=0),
    "notice-number": Look(align="center", after=25),
    "notice-contact": Look(before=12.5, first=31.5),
    "second": replace(_CONTENTS, left=32),
}
_IMPRINT_SIZES = ((14.0, 20.0), (10.5, 14.0), (9.0, 12.0))
_NAME_SIZES = {"": (52, 0.12), "eight": (47, 0.1), "long": (40, 0.04), "longer": (26, 0.04), "longest": (14, 0.04)}


@dataclass(frozen=True)
class About:
    """What the document says of itself; `created` also fixes the bytes."""

    title: str
    author: str = ""
    keywords: str = ""
    created: datetime.datetime | None = None


def write_page(html: str, *, css: str, about: About, places: Places | None = None) -> bytes:
    """Return the document; the same page gives the same bytes.

    `css` gives the widths of columns (`col.NAME { width: 8mm; }`). `places` are those of the PDF: from it the contents have
    their page numbers (fields, which Word makes anew on demand), and without it there are none. Control characters, which
    XML does not know, are left out as in the PDF.
    """
    body = lxml.html.document_fromstring(without_controls(html)).find("body")
    known = places or Places()
    if known.pages <= SHORT:
        drop(body)
    document = docx.Document()
    set_page(document)
    set_normal(document.styles["Normal"])
    _set_grid(document)
    _tell(document, about)
    writer = _Writer(document, column_widths(css), known.anchors)
    writer.walk(body)
    out = io.BytesIO()
    document.save(out)
    return undated(out)


def column_widths(css: str) -> dict[str, float]:
    """Class of a column: its width in points, as the style sheets give it in millimetres."""
    rules = re.findall(r"col\.([a-z-]+) *\{ *width: *([\d.]+)mm", css)
    return {name: float(width) * 72 / 25.4 for name, width in rules}


def _tell(document: Any, about: About) -> None:
    stamp = about.created.astimezone(datetime.UTC).replace(tzinfo=None) if about.created else UNDATED
    told = document.core_properties
    told.title, told.author, told.keywords = map(without_controls, (about.title, about.author, about.keywords))
    told.comments = ""
    told.language = "zh-CN"
    told.created = told.modified = stamp


def _set_grid(document: Any) -> None:
    """The grid of the page, which Word shows in its settings."""
    settings = document.sections[0]._sectPr
    grid = settings.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        settings.append(grid)
    for name, value in (("type", "linesAndChars"), ("linePitch", LINE_PITCH), ("charSpace", CHARACTER_SPACE)):
        grid.set(qn(f"w:{name}"), value)


class _Writer:
    """Goes through the page in the order of reading and appends."""

    def __init__(self, document: Any, columns: Mapping[str, float], anchors: Mapping[str, int]) -> None:
        self.document = document
        self.body = document.element.body
        self.columns = columns
        self.anchors = anchors
        self.new_page = False
        self.space = 0.0
        self.anchor = ""
        self.bookmarks = 0
        self.handlers: dict[str, Callable[[Any], None]] = {
            "masthead": self.masthead, "comments": self.box, "instructions-box": self.box, "contents": self.contents,
            "agenda": self.contents, "attachments": self.attachments, "signed": self.signed, "attachment": self.attachment,
            "imprint": self.imprint, "together": self.together,
            "notes": self.together,
        }  # fmt: skip

    def walk(self, parent: Any) -> None:
        """Write the children; text that stands between them becomes a paragraph too."""
        if (parent.text or "").strip():
            self.add([Run(parent.text.strip())], _PARAGRAPHS[""])
        for child in parent:
            if isinstance(child.tag, str):
                self.write(child)
            if (child.tail or "").strip():
                self.add([Run(child.tail.strip())], _PARAGRAPHS[""])

    def write(self, node: Any) -> None:
        """Write one element."""
        handler = next((self.handlers[name] for name in classes_of(node) if name in self.handlers), None)
        if handler:
            handler(node)
        elif node.tag in _HEADS:
            self.heading(node)
        elif node.tag == "p":
            self.add(runs_of(node), _look_of(node), node.get("id"))
        elif node.tag == "table":
            self.table(node)
        elif node.tag == "figure":
            self.figure(node)
        else:
            self.walk(node)

    def add(self, runs: list[Run], look: Look, anchor: str | None = None) -> None:
        """Append a paragraph with the space and the new page that the last part has asked for."""
        if self.space:
            look = replace(look, before=max(look.before, 0 if self.new_page else self.space))
        bookmark, anchor = None, anchor or self.anchor
        if anchor:
            self.anchor = ""
            self.bookmarks += 1
            bookmark = (self.bookmarks, bookmark_name(anchor))
        self.append(paragraph(runs, look, new_page=self.new_page, bookmark=bookmark))
        self.new_page, self.space = False, 0.0

    def append(self, made: Any) -> None:
        """At the end, before the settings of the section."""
        self.body.insert(len(self.body) - 1, made)

    def masthead(self, node: Any) -> None:
        """Seven lines, the red line 4 mm below the ink of the last."""
        note, name, office = (_child(node, f"masthead-{part}") for part in ("note", "name", "office"))
        size, wide = next(_NAME_SIZES[kind] for kind in (*classes_of(name)[1:], "") if kind in _NAME_SIZES)
        self.add(runs_of(note), _PARAGRAPHS["masthead-note"])
        look = Look(TITLE, size, "center", 64, 24, PITCH * 4 - 98, spacing=size * wide, left=size * wide, color=RED)
        self.add(runs_of(name), look)
        self.add(runs_of(office), _PARAGRAPHS["masthead-office"])
        number, dated = (runs_of(cell) for cell in node.iter("td"))
        look = Look(align="left", spacing=0, tabs=((16, "left", ""), (WIDTH - 16, "right", "")))
        *above, last = [run for run in number if run.text != "\n"] or [Run("")]
        for line in above:
            self.add([Run("\t"), line], look)
        self.add([Run("\t"), last, Run("\t"), *dated], replace(look, rules=(("bottom", 13, 8, RED),)))

    def heading(self, node: Any) -> None:
        """A title stands one line below the label of its attachment, else two lines below what is before it.

        Above the title of an item they are lines of their own: space before a paragraph is lost at the head of a page.
        """
        look, within = _HEADS[node.tag], classes_of(node.getparent())
        if node.tag == "h1" and "attachment" in within:
            look = replace(look, before=PITCH if "attachment-title" in classes_of(node) else 0)
        elif node.tag == "h1" and "item" in within:
            for _line in range(2):
                self.add([], Look(keep=True))
            look = replace(look, before=0)
        self.add(runs_of(node), look, node.get("id"))

    def contents(self, node: Any) -> None:
        """Lines with dots and the number of the page; contents are followed by a new page."""
        is_agenda, last = "agenda" in classes_of(node), node[-1]
        for line in node:
            link = line.find(".//a")
            if link is None:
                self.add(runs_of(line), _look_of(line))
                continue
            anchor = link.get("href").lstrip("#")
            number = Run(str(self.anchors.get(anchor, "")), anchor=anchor)
            look = replace(_look_of(line, _CONTENTS), keep=not is_agenda and line is not last)
            self.add([*runs_of(line), Run("\t"), number], look)
        self.new_page = self.new_page or not is_agenda

    def box(self, node: Any) -> None:
        """What leaders wrote, or room for it: a label and parts between lines, one line below the masthead.

        A comment goes on on the next page, as in the PDF; kept whole, a long one would leave the page before it empty.
        """
        self.add([], Look(keep=True))
        rows = [[Cell(_label(node[0]), edges=(("bottom", 4),), padding=(0, 0))]]
        heights = {}
        for part in node[1:]:
            if "room" in classes_of(part):
                heights[len(rows)] = PITCH * 3
            lines = [(runs_of(line), _comment_look(line)) for line in part] or [([], Look())]
            rows.append([Cell(lines)])
        comments = {*range(1, len(rows))} - {*heights}
        self.append(table(Table([WIDTH], rows, padding=(3.4, 11.3), outer=6, heights=heights, breaking=comments)))

    def attachments(self, node: Any) -> None:
        """The list of attachments below the text."""
        for number, line in enumerate(node):
            look = Look(
                align="left", left=78.75, first=0 if number else -47.25, before=0 if number else PITCH, keep=True
            )
            self.add(runs_of(line), look)

    def signed(self, node: Any) -> None:
        """The office two characters from the right edge, the date two characters further in than the office begins."""
        lines = [(runs_of(line), 0.0 if "office" in classes_of(line) else 32.0) for line in node]
        widest = max(inset + width_of("".join(run.text for run in runs)) for runs, inset in lines)
        for number, (runs, inset) in enumerate(lines):
            look = Look(
                align="left", spacing=0, left=max(WIDTH - 32 - widest, 0) + inset, before=0 if number else PITCH * 2
            )
            self.add(runs, replace(look, keep=number < len(lines) - 1))

    def attachment(self, node: Any) -> None:
        """On a page of its own."""
        self.new_page, self.anchor = True, node.get("id", "")
        self.walk(node)

    def together(self, node: Any) -> None:
        """A table and its chart, or notes, on one page: every paragraph but the last stays with the next."""
        start = len(self.body) - 1
        self.walk(node)
        inside = [made for part in self.body[start:-1] for made in part.iter(qn("w:p"))]
        for made in inside[:-1]:
            settings = made.find(qn("w:pPr"))
            if settings.find(qn("w:keepNext")) is None:
                settings.insert(0, element("keepNext"))

    def table(self, node: Any) -> None:
        """A table; what follows it stands half a line below."""
        caption = node.find("caption")
        if caption is not None:
            self.add(runs_of(caption), Look(HEI, 14, "center", 20, after=4.25, spacing=0, keep=True))
        if self.new_page or self.space or self._after_table():
            self.add([], Look(size=1, pitch=1))
        self.append(table(grid_of(node, self.columns)))
        self.space = 5.7 if {"trend", "steps", "scores"} & set(classes_of(node)) else PITCH / 2

    def _after_table(self) -> bool:
        """Word joins tables that follow upon each other."""
        return len(self.body) > 1 and bool(self.body[-2].tag == qn("w:tbl"))

    def figure(self, node: Any) -> None:
        """A chart with its caption."""
        is_chart = "chart" in classes_of(node)
        for part in node:
            if part.tag == "svg":
                drawing = element("r", picture(self.document, part))
                look = Look(align="center", pitch=0, before=max(8.5 if is_chart else 0, self.space), keep=True)
                self.append(paragraph([], look, new_page=self.new_page))
                self.body[-2].append(drawing)
                self.new_page, self.space = False, 0.0
            elif part.tag == "figcaption":
                look = (
                    Look(HEI, 10.5, "center", 15, 2.8, spacing=0)
                    if is_chart
                    else Look(HEI, 12, "center", 18, spacing=0)
                )
                self.add(runs_of(part), look, node.get("id"))
                self.space = 17.0 if is_chart else PITCH
                if is_chart and _is_last_chart(node):
                    self.space = 0.0
            elif part.tag != "script":
                self.write(part)

    def imprint(self, node: Any) -> None:
        """Between lines at the foot of the last page, in a frame that hangs on the last paragraph."""
        if self.space:
            self.append(paragraph([], Look(size=1, pitch=self.space)))
        size, pitch = _imprint_size(node)
        look = Look(size=size, pitch=pitch, left=14, right=14, spacing=0, in_frame=True)
        for number, row in enumerate(node.iter("tr")):
            self.append(_rule(1 if number == 0 else 0.7))
            left, *right = [cell for cell in row if cell.tag == "td"]
            paragraphs = left.findall("p")
            for line in paragraphs:
                self.append(paragraph(runs_of(line), replace(look, left=14 + 2 * size, first=-2 * size)))
            if not paragraphs:
                words = [*runs_of(left), *(run for cell in right for run in [Run("\t"), *runs_of(cell)])]
                tabs = ((WIDTH - 14, "right", ""),)
                self.append(paragraph(words, replace(look, align="left", before=2, after=2, tabs=tabs)))
        self.append(_rule(1))
        self.append(paragraph([], Look(size=1, pitch=1)))


def _imprint_size(node: Any) -> tuple[float, float]:
    """Letters and lines that let a long imprint take about half of the page at most, as in the PDF."""
    lines = [line for row in node.iter("tr") for line in (row.findall("td/p") or [row])]
    widths = [width_of("".join(line.itertext()), 1) for line in lines]
    *_larger, smallest = _IMPRINT_SIZES
    for size, pitch in _IMPRINT_SIZES:
        if sum(math.ceil((width + 2) * size / (WIDTH - 28)) for width in widths) * pitch <= 11 * PITCH:
            return size, pitch
    return smallest


def _is_last_chart(node: Any) -> bool:
    """The style sheet leaves no room below it: the imprint may follow."""
    block = node.getparent() if "together" in classes_of(node.getparent()) else node
    return node.getnext() is None and block.getnext() is None


def _child(node: Any, name: str) -> Any:
    return next(child for child in node if name in classes_of(child))


def _look_of(node: Any, look: Look | None = None) -> Look:
    """That of its last class which has one."""
    known = [_PARAGRAPHS[name] for name in classes_of(node) if name in _PARAGRAPHS]
    return known[-1] if known else look or _PARAGRAPHS[""]


def _label(node: Any) -> list[tuple[list[Run], Look]]:
    return [(runs_of(node), Look(HEI, 14, "center", 27.7, spacing=4.2, keep=True))]


def _comment_look(line: Any) -> Look:
    if "comment-by" in classes_of(line):
        return Look(size=12, align="right", pitch=PITCH * 0.75, spacing=0)
    return Look(KAI, 15, first=30, spacing=0)


def _rule(thick: float) -> Any:
    """A black paragraph as a line as wide as the type area: LibreOffice makes no frame of paragraphs with borders."""
    return paragraph([], Look(size=1, pitch=thick, fill="000000", in_frame=True))
