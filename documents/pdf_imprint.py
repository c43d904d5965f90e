"""An imprint that finds no room on the last page has one of its own: WeasyPrint 70 loses it in a paper with contents.

The imprint is a footnote. One that does not fit goes to a further page, but where pages are made a second time, because
contents name their numbers, `make_all_pages` takes the last page of the text over from the first time and forgets that
a page with the footnote alone came after it. Private code of a pinned version, so its digest is compared at the start.
"""

import hashlib
import inspect
from typing import Any

from weasyprint import layout
from weasyprint.layout import page

ORIGINAL = "b5e4034894841caa"
_FORGETS = "            reported_footnotes = None\n            yield pages[i]\n"
_KEEPS = "            reported_footnotes = resume_at is None and i + 1 < len(pages)\n            yield pages[i]\n"
_make_all_pages = page.make_all_pages


def original_digest() -> str:
    """Return a digest of the source of what is replaced."""
    return hashlib.sha256(inspect.getsource(_make_all_pages).encode()).hexdigest()[:16]


def apply() -> bool:
    """Patch WeasyPrint in this process; returns False, and changes nothing, when it is not the version we know."""
    if original_digest() != ORIGINAL:
        return False
    made: dict[str, Any] = {}
    exec(inspect.getsource(_make_all_pages).replace(_FORGETS, _KEEPS), vars(page), made)  # noqa: S102 (the pinned package's)
    layout.make_all_pages = made["make_all_pages"]
    return True
