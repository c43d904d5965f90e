"""What a text may be before it is set in type. No Django here: the PDF child uses it too.

The limits were found by trying: beyond them WeasyPrint needs minutes or gigabytes for one page.
"""

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

LONGEST_PARAGRAPH = 5_000
LONGEST_TEXT = 50_000
MOST_PARAGRAPHS = 1_000
DEEPEST = 40
MOST_INLINES = 1_000
MOST_ROWS = 2_000
WIDEST_SPAN = 20
# What a row takes to be set, in characters of a paragraph.
_ROW = 450

_BLOCKS = frozenset(
    (
        *("html", "body", "header", "main", "footer", "nav", "section", "article", "aside", "div", "address", "figure"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "blockquote", "figcaption", "ol", "ul", "li", "dl", "dt"),
        *("dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "svg"),
    )
)
# What people count as paragraphs.
_PARAGRAPHS = frozenset(("p", "h2", "h3", "h4", "h5"))
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
# What a house template never holds. Styles come from the style sheet, so a text cannot bring its own layout.
_FOREIGN = frozenset(
    (
        *("style", "script", "link", "base", "object", "embed", "iframe", "img", "image", "use", "foreignobject"),
        *("video", "audio", "form"),
    )
)
# Also what only chooses a form of the sign before it, or a place where a line may break: nothing is lost without it.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u180b-\u180d\u180f\u2028\u2029\ufe00-\ufe0f\ufffe\uffff\ud800-\udfff"
    r"\U000e0100-\U000e01ef]|(?m:^\ufeff)"
)
# Hidden marks that turn the reading direction: what people see (321) would not be what was written (123).
TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Signs that nobody sees, and fillers that are drawn as nothing: between digits they hide a number in another.
HIDDEN = re.compile(
    "[\u034f\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\u2800"
    "\u3164\ufeff\uffa0\ufff0-\ufffc\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d159"
    "\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)


class Tangled(ValueError):
    """A limit is broken: `code` says which one, `where` holds the first words of the place, `count` what was found.

    `name` is what the page calls the part that holds it (the nearest `data-name` before it), `paragraph` the number of
    the paragraph in that part.
    """

    def __init__(self, code: str, where: str = "", count: int = 0, name: str = "", paragraph: int = 0) -> None:
        super().__init__(code, where, count)
        self.code = code
        self.where = where
        self.count = count
        self.name = name
        self.paragraph = paragraph


def without_controls(text: str) -> str:
    """Return the text without what cannot be printed: a single NUL would make Pango drop the rest of a paragraph.

    Soft hyphens, selectors of a sign's form and a mark of the byte order at the beginning of a line go too.
    """
    return _CONTROL.sub("", text)


def split_paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a plain text, trimmed (also of the full-width space), without empty and control ones."""
    lines = without_controls(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return [line for line in (line.strip() for line in lines) if line]


def first_words(text: str) -> str:
    """Return enough of a paragraph to find it again."""
    return re.sub(r"\s+", " ", text).strip()[:24]


@dataclass(frozen=True)
class Place:
    """A paragraph of a page: of which part, which one (none: a table), how it begins."""

    name: str = ""
    paragraph: int = 0
    where: str = ""
    weight: int = 0


@dataclass
class _Block:
    tag: str
    text: list[str] = field(default_factory=list)
    length: int = 0
    inlines: int = 0
    rows: int = 0


class _Walker(HTMLParser):
    """Counts as it goes and stops at the first limit that is broken."""

    def __init__(self, lacking: Iterable[str] = ()) -> None:
        super().__init__(convert_charrefs=True)
        self.lacking = frozenset(lacking)
        self.open: list[str] = []
        self.blocks = [_Block("root")]
        self.name = ""
        self.paragraph = 0
        self.heaviest = Place()

    @property
    def where(self) -> str:
        return next((words for block in reversed(self.blocks) if (words := first_words("".join(block.text)))), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._find_place(tag, dict(attrs))
        self._check_tag(tag, dict(attrs))
        if tag in _VOID:
            return
        self.open.append(tag)
        if len(self.open) > DEEPEST:
            raise Tangled("depth", self.where, len(self.open))
        if tag in _BLOCKS:
            self._count_row(tag)
            self.blocks.append(_Block(tag))

    def _find_place(self, tag: str, attributes: dict[str, str | None]) -> None:
        if attributes.get("data-name"):
            self.name, self.paragraph = attributes["data-name"] or "", 0
        elif tag in _PARAGRAPHS:
            self.paragraph += 1

    def _check_tag(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag in _FOREIGN or "style" in attributes:
            raise Tangled("markup", self.where or f"<{tag}>")
        for span in ("colspan", "rowspan"):
            value = attributes.get(span) or "1"
            if not value.isascii() or not value.isdigit() or len(value) > 4 or int(value) > WIDEST_SPAN:
                raise Tangled("span", self.where)
        if tag not in _BLOCKS:
            self.blocks[-1].inlines += 1
            if self.blocks[-1].inlines > MOST_INLINES:
                raise Tangled("inlines", self.where, self.blocks[-1].inlines)

    def _count_row(self, tag: str) -> None:
        table = next((block for block in reversed(self.blocks) if block.tag == "table"), None)
        if tag == "tr" and table is not None:
            table.rows += 1
            if table.rows > MOST_ROWS:
                raise Tangled("rows", self.where, table.rows)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._check_tag(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.open:
            return
        while self.open:
            last = self.open.pop()
            if last in _BLOCKS and len(self.blocks) > 1:
                self._weigh(self.blocks.pop())
            if last == tag:
                return

    def _weigh(self, block: _Block) -> None:
        weight = block.length + 50 * block.inlines + _ROW * block.rows
        if weight > self.heaviest.weight:
            paragraph = 0 if block.rows else self.paragraph
            self.heaviest = Place(self.name, paragraph, first_words("".join(block.text)), weight)

    def handle_data(self, data: str) -> None:
        block = self.blocks[-1]
        block.length += len(data)
        if len(block.text) < 8:
            block.text.append(data[:48])
        if block.length > LONGEST_PARAGRAPH:
            raise Tangled("paragraph", self.where, block.length)
        if turn := TURNS.search(data):
            raise Tangled("direction", self.where, ord(turn.group()))
        if self.lacking and (sign := next((one for one in data if one in self.lacking), "")):
            raise Tangled("character", self.where, ord(sign))


def heaviest_place(html: str) -> Place:
    """Where the longest paragraph with the most marks, or the longest table, stands: the likeliest reason where a page
    took too long."""
    walker = _Walker()
    with contextlib.suppress(Tangled):
        walker.feed(html)
        walker.close()
    return walker.heaviest


def check_html(html: str, lacking: Iterable[str] = ()) -> None:
    """Raise Tangled at the first place of a page that cannot be set in bearable time, reads otherwise than it was
    written, or holds a character that the fonts are `lacking`: `count` is its code point."""
    walker = _Walker(lacking)
    try:
        walker.feed(html)
        walker.close()
    except Tangled as tangle:
        tangle.name, tangle.paragraph = walker.name, walker.paragraph
        raise
