"""On which pages the anchors of our own PDFs lie. Reads only what `documents.pdf` writes: object streams, deflated."""

import re
import zlib
from dataclasses import dataclass, field

_OBJECTS = re.compile(rb"\d+ 0 obj\n<<[^\n]{0,200}/ObjStm[^\n]{0,200}>>\nstream\r?\n")
_KIDS = re.compile(rb"<</Type /Pages/Kids \[([^\]]*)\]")
_ANCHORS = re.compile(rb"/Dests <</Names \[(.*?)\]>>", re.DOTALL)
_ANCHOR = re.compile(rb"\(([A-Za-z0-9_.-]+)\) \[(\d+) 0 R ")
_KID = re.compile(rb"(\d+) 0 R")


@dataclass(frozen=True)
class Places:
    """How many pages there are, and the page number of each anchor; nothing of a file that is not ours."""

    pages: int = 0
    anchors: dict[str, int] = field(default_factory=dict)


def places_in(pdf: bytes) -> Places:
    """Return the places in a PDF of `render_pdf`."""
    objects = b"".join(zlib.decompressobj().decompress(pdf[found.end() :]) for found in _OBJECTS.finditer(pdf))
    kids, anchors = _KIDS.search(objects), _ANCHORS.search(objects)
    numbers = {kid: number for number, kid in enumerate(_KID.findall(kids[1]), start=1)} if kids else {}
    named = _ANCHOR.findall(anchors[1]) if anchors else []
    return Places(len(numbers), {name.decode(): numbers[page] for name, page in named if page in numbers})
