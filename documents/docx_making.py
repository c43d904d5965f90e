"""A page as DOCX by a child process with limits, as PDFs are made: a request waits for it, and no text can hold it up."""

import json
import time
from dataclasses import asdict

from documents.docx_page import About
from documents.pdf import placed, talk
from documents.pdf_children import ColdChild
from documents.pdf_limits import without_controls
from documents.pdf_places import Places

PROGRAM = "documents.docx_child"
MEMORY = 1024**3
SECONDS = 30.0
"""Wall time; a paper of 150 pages with thousands of rows takes a fifth of it."""


def make_docx(
    html: str,
    *,
    css: str,
    about: About,
    places: Places | None = None,
    timeout: float = SECONDS,
    memory: int = MEMORY,
) -> bytes:
    """Return what `documents.docx_page.write_page` makes of the page; raises RenderFailed, with the place where it is known.

    What is refused for paper is refused here too. The child is dead when this returns.
    """
    known = places or Places()
    request = {
        "html": without_controls(html),
        "css": css,
        "about": {**asdict(about), "created": about.created.isoformat() if about.created else ""},
        "pages": known.pages,
        "anchors": known.anchors,
        "memory": memory,
        "seconds": int(timeout) + 5,
    }
    line = json.dumps(request, ensure_ascii=True).encode() + b"\n"
    with placed(html):
        return talk(ColdChild(cut=False, program=PROGRAM), line, time.monotonic() + timeout, None, 0)
