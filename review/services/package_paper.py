"""A paper for forwarding as plain values and as PDF, from its frozen content only; its words are Chinese like any paper."""

import json
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation

from activity.clock import OFFICE_ZONE
from documents.docx_making import make_docx
from documents.docx_page import About
from documents.headings import marked_paragraph
from documents.headlines import headline, masthead_size, number_lines
from documents.pdf import Attachment, PdfMetadata, Progress, guard_text, house_css, render_pdf
from documents.pdf_places import places_in
from review.models import Package
from submissions.models import Item

TEMPLATES = {
    Package.Kind.SPECIAL: "review/pdf/special_report.html",
    Package.Kind.EDITION: "review/pdf/edition.html",
}
PAPER_LANGUAGE = "zh-hans"
CHARACTERS_PER_PAGE = 500


def context_of(package: Package) -> dict[str, Any]:
    """What the templates need; `paper` has the form of a bulletin's, so that head and imprint are the same parts."""
    content = json.loads(package.content)
    head = content["head"]
    items = [
        {
            "key": f"item-{number}",
            "title": one["title"],
            "title_lines": headline(one["title"]),
            "paragraphs": [marked_paragraph(text) for text in guard_text(one["text"])],
            "by": "　".join(filter(None, ("、".join(one["units"]), "、".join(one["authors"])))),
        }
        for number, one in enumerate(content["items"], start=1)
    ]
    lines = (("报", head["send_up"]), ("送", head["send_peer"]), ("发", head["send_down"]))
    dated = _words_of(date.fromisoformat(head["dated_on"]))
    paper = {
        "masthead": head["masthead"],
        "masthead_size": masthead_size(head["masthead"]),
        "note": head["note"],
        "number": head["number_line"],
        "number_lines": number_lines(head["number_line"]),
        "is_signed": True,
        "office": content["office"],
        "dated": dated,
        "imprint": {
            "lines": [{"label": label, "text": text} for label, text in lines if text],
            "copies": head["copies"],
            "contact": head["contact"],
            "checker": content["checker"],
            "signer": content["signer"],
        },
    }
    return {"paper": paper, "items": items}


def items_in_order(package: Package, items: QuerySet[Item]) -> list[Item]:
    """Those of the items that the paper prints, in its order."""
    place = {one["item"]: number for number, one in enumerate(json.loads(package.content)["items"])}
    return sorted(items, key=lambda item: place.get(item.pk, len(place)))


def html_of(package: Package) -> str:
    """The page for the printer."""
    with translation.override(PAPER_LANGUAGE):
        return render_to_string(TEMPLATES[Package.Kind(package.kind)], context_of(package))


def pdf_of(package: Package, *, progress: Progress | None = None) -> bytes:
    """Set it in type; the same content gives the same bytes. Raises documents.errors.RenderFailed."""
    with translation.override(PAPER_LANGUAGE):
        kind = str(package.get_kind_display())
    return render_pdf(
        html=html_of(package),
        css=package_css(),
        attachments=[Attachment("content.json", package.content.encode(), "所载信息的文字", "Source")],
        metadata=PdfMetadata(
            title=str(package),
            identifier=package.sha256,
            created=_noon_of(package),
            author=json.loads(package.content)["office"],
            subject=package.title,
            keywords=(f"content-sha256:{package.sha256}", kind),
        ),
        expected_pages=2 + len(package.content) // CHARACTERS_PER_PAGE,
        progress=progress,
    )


def package_css() -> str:
    """The style sheet of special reports and editions."""
    return house_css("package")


def docx_of(package: Package, pdf: bytes = b"") -> bytes:
    """The same page as DOCX, for whoever must go on editing; `pdf`, once it is made, tells the numbers of the pages.

    Raises documents.errors.RenderFailed.
    """
    return make_docx(
        html_of(package),
        css="",
        about=About(
            title=str(package),
            author=json.loads(package.content)["office"],
            keywords=package.sha256,
            created=_noon_of(package),
        ),
        places=places_in(pdf),
    )


def _noon_of(package: Package) -> datetime:
    return datetime.combine(package.dated_on, time(12), OFFICE_ZONE).astimezone(UTC)


def _words_of(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
