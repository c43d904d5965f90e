"""Word files as a user might send them, on the page of the house."""

import io

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from documents.docx import UNDATED, DocxText, set_font, set_normal, set_page, undated


def write_docx(text: DocxText) -> bytes:
    """A document with a title and paragraphs whose headings have the fonts of their level; the same bytes each time."""
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = text.title, "", ""
    properties.created = properties.modified = UNDATED
    set_page(document)
    set_normal(document.styles["Normal"])
    if text.title:
        _add(document, text.title, font="方正小标宋简体", size=22, is_title=True)
        _add(document, "", font="仿宋_GB2312", size=16)
    for paragraph in text.paragraphs:
        _add(document, paragraph, font=_font_of(paragraph), size=16)
    out = io.BytesIO()
    document.save(out)
    return undated(out)


def _font_of(paragraph: str) -> str:
    if "、" in paragraph[:3] and not paragraph.endswith("。"):
        return "黑体"
    return "楷体_GB2312" if paragraph.startswith("（") else "仿宋_GB2312"


def _add(document, text: str, *, font: str, size: int, is_title: bool = False) -> None:
    paragraph = document.add_paragraph()
    if is_title:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    else:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Pt(32)
    set_font(paragraph.add_run(text), font, size)
