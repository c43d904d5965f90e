"""An imprint that finds no room on the last page has one of its own: WeasyPrint 70 loses it in a paper with contents.

The imprint is a footnote. One that does not fit goes to a further page, but where pages are made a second time, because
contents name their numbers, `make_all_pages` takes the last page of the text over from the first time and forgets that
a page with the footnote alone came after it. Private code of a pinned version, so its digest is compared at the start.

No paper is sent out with a last page that holds the imprint alone: where it would, a second layout has the imprint follow
the text, from which no page break may part it, so the last words of the text, the last rows of a table or the last chart
go along to its page; then it is moved to the foot of that page. A long one has smaller letters, and one that would leave the
type area all the same is refused.
"""

import hashlib
import inspect
from collections.abc import Callable, Iterator
from typing import Any

from weasyprint import layout
from weasyprint.formatting_structure import boxes
from weasyprint.layout import page

from documents.pdf_limits import Tangled, first_words

ORIGINAL = "b5e4034894841caa"
_FORGETS = "            reported_footnotes = None\n            yield pages[i]\n"
_KEEPS = "            reported_footnotes = resume_at is None and i + 1 < len(pages)\n            yield pages[i]\n"
_make_all_pages = page.make_all_pages

IMPRINT, FOLLOWS, ALONG = "imprint", "in-text", "with-imprint"
CLOSER = ("close", "closer")
"""Classes with smaller letters, for an imprint that takes too much of its page."""
TOGETHER = "together"
"""The class of a table with its chart, which are taken along as one where that is possible."""
MOST_SHARE = 0.5
"""Share of the type area's height that an imprint may take before its letters become smaller."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5"))
_BLOCKS = _HEADINGS | {"p", "tr", "figure"}
_HANGING = frozenset(("table-note", "total", "by", "comment-by"))
"""What says nothing without that which stands before it."""
_SLACK = 0.5


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


def with_imprint(root: Any, lay_out: Callable[[], Any]) -> Any:
    """The document of a parsed page, its imprint at the foot of a last page that holds more than the imprint.

    Where a table with its chart finds no room on the page of the imprint, even of one in smaller letters, the chart alone
    is taken along. Raises Tangled where the imprint is too long for a page.
    """
    document = lay_out()
    node = next((node for node in root.iter() if IMPRINT in classes_of(node)), None)
    if node is None:
        return document
    for _size in CLOSER:
        if _share(document) > MOST_SHARE:
            _set_closer(root, node)
            document = lay_out()
    for measure in (_let_follow, _set_closer, _set_closer, _part):
        if _imprints(document.pages[-1]) and not stands_alone(document):
            break
        measure(root, node)
        document = lay_out()
    _sink(document)
    _check(document, node)
    return document


def stands_alone(document: Any) -> bool:
    """Whether the last page of a laid out document has nothing but the imprint."""
    page_box = document.pages[-1]._page_box
    root = next(part for part in page_box.children if part.element_tag == "html")
    return len(document.pages) > 1 and bool(_imprints(document.pages[-1])) and not any(map(_shows, _outside(root)))


def _shows(box: Any) -> bool:
    return isinstance(box, (boxes.TextBox, boxes.ReplacedBox, boxes.TableBox))


def _outside(box: Any) -> Iterator[Any]:
    """The boxes that are no part of the imprint."""
    for child in getattr(box, "children", ()):
        if not _is_imprint(child):
            yield child
            yield from _outside(child)


def _is_imprint(box: Any) -> bool:
    return box.element is not None and IMPRINT in classes_of(box.element) and isinstance(box, boxes.BlockBox)


def _imprints(one: Any) -> list[Any]:
    """The imprint on a page, as a footnote or in the text: one box, none, or a part of one."""
    return list(_topmost(one._page_box))


def _topmost(box: Any) -> Iterator[Any]:
    """Not the anonymous boxes in it, which name the same element."""
    for child in getattr(box, "children", ()):
        if _is_imprint(child):
            yield child
        else:
            yield from _topmost(child)


def _share(document: Any) -> float:
    """How much of the height of the type area the imprint takes."""
    heights = [box.margin_height() / one._page_box.height for one in document.pages for box in _imprints(one)]
    return float(sum(heights))


def _let_follow(root: Any, node: Any) -> None:
    """Make the imprint the end of the text, with what must not be parted from what is before it."""
    _add(node, FOLLOWS)
    for block in reversed(list(_before_imprint(root))):
        if not _HANGING & classes_of(block):
            return
        _add(block, ALONG)


def _set_closer(_root: Any, node: Any) -> None:
    """Give the imprint the next smaller letters, as long as there are any."""
    for name in [name for name in CLOSER if name not in classes_of(node)][:1]:
        _add(node, name)


def _part(root: Any, _node: Any) -> None:
    """Let charts stand on another page than their tables."""
    for whole in [one for one in root.iter() if TOGETHER in classes_of(one)]:
        whole.set("class", " ".join(sorted(classes_of(whole) - {TOGETHER})))


def _sink(document: Any) -> None:
    """Move an imprint that stands in the text to the foot of the type area."""
    one = document.pages[-1]
    bottom = one._page_box.content_box_y() + one._page_box.height
    for box in _imprints(one):
        room = bottom - box.position_y - box.margin_height()
        if FOLLOWS in classes_of(box.element) and room > 0:
            box.translate(0, room)


def _check(document: Any, node: Any) -> None:
    """Raise Tangled where the imprint does not lie on one page, within its type area."""
    found = [(one._page_box, box) for one in document.pages for box in _imprints(one)]
    is_inside = len(found) == 1 and all(
        box.position_y >= area.content_box_y() - _SLACK
        and box.position_y + box.margin_height() <= area.content_box_y() + area.height + _SLACK
        for area, box in found
    )
    if not is_inside:
        raise Tangled("imprint", first_words("".join(node.itertext())))


def _before_imprint(root: Any) -> Iterator[Any]:
    """Paragraphs, headings, rows and charts that stand before the imprint, in order."""
    for node in _blocks(root):
        if IMPRINT in classes_of(node):
            return
        yield node


def _blocks(node: Any) -> Iterator[Any]:
    for child in node:
        if child.tag in _BLOCKS or IMPRINT in classes_of(child):
            yield child
        elif child.tag != "thead":
            yield from _blocks(child)


def _add(node: Any, name: str) -> None:
    node.set("class", f"{node.get('class', '')} {name}".strip())


def classes_of(node: Any) -> set[str]:
    """The classes of an element."""
    return set((node.get("class") or "").split())
