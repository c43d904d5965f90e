"""PDF: the frame of the file is there and whole, and nothing in it runs.

The pages are not interpreted: the file is only ever handed out as a download, so its frame is what matters.
"""

import re
from typing import IO

from django.utils.translation import gettext as _

from documents.errors import FileRefused
from documents.guard.archive import damaged

_START = re.compile(rb"startxref\s{1,10}(\d{1,10})\s{1,10}%%EOF\s{0,1024}\Z")
_ACTIVE = (b"/JavaScript", b"/Launch")


def check_pdf(file: IO[bytes]) -> None:
    """Refuse a PDF that is cut off, has foreign bytes behind its end, or carries scripts."""
    content = file.read()
    found = _START.search(content, max(0, len(content) - 2048))
    if found is None or not _is_cross_reference(content, int(found.group(1))):
        raise damaged()
    if any(word in content for word in _ACTIVE):
        raise FileRefused(
            _("The PDF contains a script or starts a program. Please print it to a new PDF and send that."),
            code="active",
        )


def _is_cross_reference(content: bytes, offset: int) -> bool:
    """Say whether a table or a cross-reference stream begins at this offset (ISO 32000-1, 7.5.4 and 7.5.8)."""
    there = content[offset : offset + 512].lstrip()
    return there.startswith(b"xref") or bool(re.match(rb"\d{1,10} \d{1,5} obj\b", there) and b"/XRef" in there)
