"""DOCX: texts out of what users send, and page, fonts and packing of documents of our own, as GB/T 9704 has them."""

import datetime
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from documents.guard.archive import open_archive
from documents.guard.office import check_docx
from documents.guard.xml import Reader, walk
from documents.pdf_limits import split_paragraphs

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNDATED = datetime.datetime(1980, 1, 1)
LONGEST_TITLE = 80
# 22 lines in 225 mm, as the office sets it by hand: a fixed pitch of 28.95 pt.
PITCH = 28.95
# 28 characters of 16 pt in 156 mm, made flush by the program that opens the document: 0.2 pt closer would do, the rest is
# room for what LibreOffice puts between figures and characters. 29 characters would need 0.75 pt.
TIGHT = -0.6


@dataclass(frozen=True)
class DocxText:
    """A text without its looks. `title` is empty when the document does not begin with one."""

    title: str
    paragraphs: tuple[str, ...]


def read_docx(file: IO[bytes]) -> DocxText:
    """Return the text of an uploaded document after the guard has passed it; raises FileRefused.

    Deleted, hidden and repeated (fallback) text is left out; a table row becomes a paragraph with tabs between cells.
    Numbers that Word makes itself are not in the text and so do not come out.
    """
    file.seek(0)
    check_docx(file)
    reader = _TextReader()
    with open_archive(file) as archive:
        walk(archive, "word/document.xml", reader)
    return _divide(reader.paragraphs, has_title=reader.has_title)


def _divide(texts: list[str], *, has_title: bool) -> DocxText:
    paragraphs = [part for text in texts for part in split_paragraphs(text)]
    if paragraphs and (has_title or (len(paragraphs[0]) <= LONGEST_TITLE and paragraphs[0][-1] not in "。；：，.;:")):
        return DocxText(title=paragraphs[0], paragraphs=tuple(paragraphs[1:]))
    return DocxText(title="", paragraphs=tuple(paragraphs))


class _TextReader(Reader):
    """Collects the text of word/document.xml; elements are told apart by their local names."""

    _SKIPPED = frozenset(("Fallback", "del", "delText", "instrText", "moveFrom"))
    _SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.has_title = False
        self._open: list[list[str]] = []
        self._row: list[list[str]] = []
        self._skipped = 0
        self._in_text = False
        self._hidden = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition("|")[2]
        if local in self._SKIPPED:
            self._skipped += 1
        elif local == "p":
            self._open.append([])
        elif local == "tr":
            self._row.append([])
        elif local == "r":
            self._hidden = False
        elif local == "vanish":
            self._hidden = True
        elif local == "t":
            self._in_text = True
        elif local == "pStyle":
            self._note_style(attributes)
        elif local in self._SIGNS and self._open and not self._skipped and not self._is_tab_stop(attributes):
            self._open[-1].append(self._SIGNS[local])

    @staticmethod
    def _is_tab_stop(attributes: Mapping[str, str]) -> bool:
        """A `w:tab` with a position belongs to the settings of the paragraph and is no character."""
        return any(name.endswith("|pos") for name in attributes)

    def _note_style(self, attributes: Mapping[str, str]) -> None:
        style = next((value for name, value in attributes.items() if name.endswith("|val")), "")
        if not self.paragraphs and style.lower() in {"title", "标题"}:
            self.has_title = True

    def text(self, data: str) -> None:
        if self._in_text and self._open and not self._skipped and not self._hidden:
            self._open[-1].append(data)

    def end(self, name: str) -> None:
        local = name.rpartition("|")[2]
        if local in self._SKIPPED:
            self._skipped -= 1
        elif local == "t":
            self._in_text = False
        elif local == "p" and self._open:
            self._close_paragraph("".join(self._open.pop()))
        elif local == "tr" and self._row:
            self._close_row(self._row.pop())

    def _close_paragraph(self, text: str) -> None:
        if self._row:
            self._row[-1].append(text.strip())
        else:
            self.paragraphs.append(text)

    def _close_row(self, cells: list[str]) -> None:
        self._close_paragraph("\t".join(cell for cell in cells if cell))


def set_page(document: Any) -> None:
    """A4 with a type area of 156 x 225 mm, and the number of the page at the outer foot."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    # The dash of the number lies 7 mm below the type area.
    section.footer_distance = Mm(25)
    document.settings.odd_and_even_pages_header_footer = True
    _add_number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _add_number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)


def _add_number(paragraph: Any, alignment: WD_ALIGN_PARAGRAPH) -> None:
    paragraph.alignment = alignment
    indent = paragraph.paragraph_format
    indent.left_indent = indent.right_indent = Pt(14)
    for text, kind in (("— ", ""), ("", "begin"), ("PAGE", "code"), ("", "end"), (" —", "")):
        run = paragraph.add_run(text if kind != "code" else "")
        set_font(run, "宋体", 14)
        if kind in {"begin", "end"}:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            run._r.append(element)
        elif kind == "code":
            element = OxmlElement("w:instrText")
            element.text = text
            run._r.append(element)


def set_normal(style: Any) -> None:
    """仿宋, 16 pt, 22 lines a page of 28 characters, set as the PDF is.

    There is no room between figures and characters, a line may stand alone on a page, and the grid of the page moves
    nothing: pitch and spacing are those of the standard by themselves.
    """
    set_font(style, "仿宋_GB2312", 16)
    space = style.paragraph_format
    space.space_before = space.space_after = Pt(0)
    space.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    space.line_spacing = Pt(PITCH)
    space.widow_control = False
    settings = style._element.get_or_add_pPr()
    # LibreOffice takes the permission to hang for a ban and the other way round; in Word the permission is the custom.
    for name, value in (("overflowPunct", "1"), ("autoSpaceDE", "0"), ("autoSpaceDN", "0"), ("snapToGrid", "0")):
        settings.insert_element_before(_switched(name, value), "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
    signs = style._element.get_or_add_rPr()
    signs.insert_element_before(_switched("snapToGrid", "0"), "w:color", "w:spacing", "w:sz", "w:szCs", "w:lang")
    closer = OxmlElement("w:spacing")
    closer.set(qn("w:val"), str(round(TIGHT * 20)))
    signs.insert_element_before(closer, "w:sz", "w:szCs", "w:lang")
    language = OxmlElement("w:lang")
    # Figures are no Chinese, or LibreOffice ends a line inside 45.0% and loses its point.
    for name, value in (("val", "en-US"), ("eastAsia", "zh-CN")):
        language.set(qn(f"w:{name}"), value)
    signs.append(language)


def _switched(name: str, value: str) -> Any:
    made = OxmlElement(f"w:{name}")
    made.set(qn("w:val"), value)
    return made


def set_font(target: Any, name: str, size: float) -> None:
    """The font of a style or a run, for Chinese as for Latin letters; `size` in points."""
    target.font.name = name
    target.font.size = Pt(size)
    fonts = target._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), name)


def undated(packed: IO[bytes]) -> bytes:
    """Pack again without the time of packing, so that the same text gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
