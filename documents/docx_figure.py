"""Charts in a document, as vector pictures with what they show in words for who cannot see them."""

from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.shape import CT_Inline
from docx.shared import Mm

from documents.emf import emf_of, size_of

MILLIMETRES = 150
"""The width of a chart on paper, as in the style sheet."""


def picture(document: Any, svg: Any) -> Any:
    """Put a parsed chart into the document and return the `w:drawing` for a run."""
    part = document.part
    number = sum(1 for relation in part.rels.values() if relation.reltype == RELATIONSHIP_TYPE.IMAGE) + 1
    place = PackURI(f"/word/media/chart{number}.emf")
    made = Part(place, "image/x-emf", emf_of(svg, MILLIMETRES), part.package)
    relation = part.relate_to(made, RELATIONSHIP_TYPE.IMAGE)
    size = size_of(svg)
    height = Mm(MILLIMETRES * size.height / size.width)
    inline = CT_Inline.new_pic_inline(number, relation, f"chart{number}.emf", Mm(MILLIMETRES), height)
    told = inline.find(qn("wp:docPr"))
    told.set("name", svg.findtext("title") or "")
    told.set("descr", svg.findtext("desc") or "")
    drawing = OxmlElement("w:drawing")
    drawing.append(inline)
    return drawing
