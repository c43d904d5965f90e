"""The bulletin as DOCX, from the page of its PDF, for offices that must go on editing."""

from django.template.loader import render_to_string

from documents.docx_making import make_docx
from documents.docx_page import About
from documents.pdf_places import places_in
from reports.models import Bulletin
from reports.services.building import dated_at, page_html
from reports.services.paper import source_of


def docx_of(bulletin: Bulletin) -> bytes:
    """Load the bulletin by `for_paper`. A bulletin that is not signed says 送审稿 at its head.

    Contents have the page numbers of the archived PDF, so there are none before it is made. Raises RenderFailed.
    """
    return document_of(bulletin, _archived(bulletin))


def document_of(bulletin: Bulletin, pdf: bytes) -> bytes:
    """The document beside a PDF of the same words; none there is empty."""
    return make_docx(
        page_html(bulletin),
        css=render_to_string("reports/pdf/bulletin.css"),
        about=About(
            title=bulletin.title,
            author=bulletin.office,
            keywords=bulletin.snapshot.sha256,
            created=dated_at(bulletin),
        ),
        places=places_in(pdf),
    )


def _archived(bulletin: Bulletin) -> bytes:
    """The PDF, if its file is there and it is what was issued, whatever the layout has become since, or of the present words."""
    if bulletin.pdf is None or not (bulletin.is_published or bulletin.pdf_source == source_of(bulletin)):
        return b""
    try:
        return bulletin.pdf.path.read_bytes()
    except FileNotFoundError:
        return b""
