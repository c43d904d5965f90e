"""Sets the pages of a file with and without the shortcuts of documents/pdf_speed.py, in one process of its own.

`python -m tests.documents.same_bytes FILE` reads {"css", "metadata", "pages": {name: html}} and prints the names of the
pages that came out otherwise, and how often styles of pages were computed, as JSON.
"""

import io
import json
import sys
from pathlib import Path
from typing import Any

from documents import pdf_justify, pdf_speed
from documents.pdf_child import Answer, Bench, render


def set_all(asked: dict[str, Any]) -> dict[str, bytes]:
    """The PDF of each page, by this process as it is now."""
    given = {"css": asked["css"], "metadata": asked["metadata"], "expected": 10, "attachments": []}
    return {
        name: render({**given, "html": html}, [], Answer(io.BytesIO()), Bench())
        for name, html in asked["pages"].items()
    }


def main(path: Path) -> None:
    asked = json.loads(path.read_text())
    pdf_justify.apply()
    drawing = pdf_justify.drawing
    quick, drawing.draw_first_line = drawing.draw_first_line, pdf_justify.exact_drawing()
    slow = set_all(asked)
    drawing.draw_first_line = quick
    assert pdf_speed.apply()
    computed = []
    really = pdf_speed._page_styles
    pdf_speed._page_styles = lambda *given: (computed.append(given), really(*given))
    fast = set_all(asked)
    sys.stdout.write(
        json.dumps({"other": [name for name in slow if slow[name] != fast[name]], "page_styles": len(computed)})
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
