"""An imprint that finds no room on the last page has one of its own: WeasyPrint 70 loses it in a paper with contents.

The imprint is a footnote. One that does not fit goes to a further page, but where pages are made a second time, because
contents name their numbers, `make_all_pages` takes the last page of the text over from the first time and forgets that
a page with the footnote alone came after it. Private code of a pinned version, so its digest is compared at the start.

No paper is sent out with a last page that holds the imprint alone: what stands before it (the last words of the text, the
last row of a table, the last chart) is taken along to that page by a second layout.
"""

import hashlib
import inspect
from collections.abc import Iterator, Sequence
from typing import Any

from weasyprint import layout
from weasyprint.formatting_structure import boxes
from weasyprint.layout import page

ORIGINAL = "b5e4034894841caa"
_FORGETS = "            reported_footnotes = None\n            yield pages[i]\n"
_KEEPS = "            reported_footnotes = resume_at is None and i + 1 < len(pages)\n            yield pages[i]\n"
_make_all_pages = page.make_all_pages

IMPRINT, ALONG = "imprint", "with-imprint"
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5"))
BLOCKS = HEADINGS | {"p", "tr", "figure"}
TOGETHER = "together"
"""The class of a table with its chart, which are taken along as one where that is possible."""
KEPT = frozenset(("attachment-label", "table-note", "total", "group", "comment-by"))


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


def stands_alone(document: Any) -> bool:
    """Whether the last page of a laid out document has nothing but the imprint."""
    parts = document.pages[-1]._page_box.children
    area = [part for part in parts if isinstance(part, boxes.FootnoteAreaBox) and part.children]
    root = next(part for part in parts if part.element_tag == "html")
    return len(document.pages) > 1 and bool(area) and not any(_shows(box) for box in root.descendants())


def _shows(box: Any) -> bool:
    return isinstance(box, (boxes.TextBox, boxes.ReplacedBox, boxes.TableBox))


def take_along(root: Any) -> bool:
    """Mark what has to stand on the page of the imprint; False where nothing can be found.

    Called again, when that was not enough, it parts what should stay together.
    """
    marked = [node for node in root.iter() if ALONG in classes_of(node)]
    for node in marked:
        node.set("class", " ".join(name for name in node.get("class").split() if name != ALONG))
    wholes = (False,) if marked else (True, False)
    return any(_take_from(list(_before_imprint(root, whole=whole))) for whole in wholes)


def _take_from(before: Sequence[Any]) -> bool:
    for place in range(len(before) - 1, -1, -1):
        if before[place].tag == "h1":
            return False
        if _may_begin_a_page(before, place):
            before[place].set("class", f"{before[place].get('class', '')} {ALONG}".strip())
            return True
    return False


def _before_imprint(root: Any, *, whole: bool) -> Iterator[Any]:
    """Paragraphs, headings, rows and charts that stand before the imprint, in order; what stays together as one if `whole`."""
    for node in _blocks(root, whole=whole):
        if IMPRINT in classes_of(node):
            return
        yield node


def _blocks(node: Any, *, whole: bool) -> Iterator[Any]:
    for child in node:
        if child.tag in BLOCKS or IMPRINT in classes_of(child) or (whole and TOGETHER in classes_of(child)):
            yield child
        elif child.tag != "thead" and not {"attachments", "signed"} & classes_of(child):
            yield from _blocks(child, whole=whole)


def _may_begin_a_page(before: Sequence[Any], place: int) -> bool:
    """Not a heading, not what must follow one, no sum and no note without a row of its table."""
    here, above = before[place], before[place - 1] if place else None
    return (
        here.tag not in HEADINGS
        and not KEPT & classes_of(here)
        and above is not None
        and above.tag not in HEADINGS
        and not (here.tag == "tr" and (above.tag != "tr" or "group" in classes_of(above)))
    )


def classes_of(node: Any) -> set[str]:
    """The classes of an element."""
    return set((node.get("class") or "").split())
