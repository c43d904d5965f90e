"""The process that makes one DOCX of a page and ends: `python -m documents.docx_child`. It never loads Django's settings.

It talks as `documents.pdf_child` does: a line of JSON in, lines of JSON out, then the bytes. Whatever a text does to the
program, it does it here, under limits, and dies with this process.
"""

import gc
import json
import os
from datetime import datetime
from typing import Any

from documents.pdf_child import Answer, limit
from documents.pdf_limits import check_html


def make(request: dict[str, Any]) -> bytes:
    """Return the document of one request; raises Tangled, RecursionError, MemoryError."""
    check_html(request["html"])
    from documents.docx_page import About, write_page
    from documents.pdf_places import Places

    about = request["about"]
    created = datetime.fromisoformat(about["created"]) if about["created"] else None
    places = Places(request["pages"], request["anchors"])
    return write_page(request["html"], css=request["css"], about=About(**{**about, "created": created}), places=places)


def main() -> None:
    """Read, limit, make, answer, end. Every failure has a code that the parent puts into words."""
    answer = Answer(os.fdopen(os.dup(1), "wb"))
    gc.disable()
    os.dup2(2, 1)
    with open(0, "rb", closefd=False) as given:
        request = json.loads(given.readline())
    limit(request["memory"], request["seconds"])
    answer.give(lambda: make(request))
    os._exit(0)


if __name__ == "__main__":
    main()
