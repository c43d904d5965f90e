"""Chinese justification for WeasyPrint 70, which stretches spaces only and leaves Chinese lines ragged.

It replaces `text_align` and `justify_line` of `weasyprint.layout.inline` and four lines of `draw_first_line` of
`weasyprint.draw.text`, which are private: the version is pinned
and `originals_digest()` is compared by a test and at start. When WeasyPrint changes them, the patch is not applied,
pages come out with ragged edges, and the test says what to look at.

It draws with positions rounded down to a thousandth of the type size, each by itself, and with a number before and
after every spaced sign; over a line that adds up to half a point. `exact_drawing` carries the rest to the next sign and
writes one number, which also makes the file smaller.

Curly quotes: Pango 1.50 glues “ and ” to both neighbours (an older UAX 14), so lines break early. `loosen_quotes` puts
a zero-width space outside each quote before the layout; `_strip` takes it out again, so that no copied text holds it.
"""

import hashlib
import inspect
import re
from collections.abc import Iterator
from typing import Any

from weasyprint.draw import text as drawing
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text import line_break
from weasyprint.text.ffi import TO_UNITS, ffi, pango
from weasyprint.text.line_break import Layout, line_size

from documents.pdf_drawing import Drawing

ORIGINALS = "77594b705c6567a1"
ZERO_WIDTH = "\u200b"
# What may move apart: Han, kana, full-width forms and punctuation, and spaces; but not the pairs —— and ……
_STRETCHY = re.compile("[\u2e80-\u3007\u3009-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’· \u00a0]+")
_NO_BREAK_BEFORE = "，。、；：？！）》〉」』】〕”’…—%％"
_NO_BREAK_AFTER = "（《〈「『【〔“‘"
_OPEN = re.compile(f"(?<=[^{_NO_BREAK_AFTER}\\s{ZERO_WIDTH}])(?=[“‘])")
_CLOSE = re.compile(f"(?<=[”’])(?=[^{_NO_BREAK_BEFORE}\\s{ZERO_WIDTH}])")
# A line that would have to be stretched by more than this share of a character is left ragged.
_MOST_STRETCH = 0.6
# Pixels by which a line may be off without being put right.
_SHIFT = 0.01

# What `draw_first_line` does with positions, and what it does here; `due` is what the next sign must still be moved.
_DRAWING = (
    ("    x_advance = 0\n", "    x_advance = due = 0\n"),
    (
        "                if offset:\n                    string += f'>{-offset}<'\n                string += f'{glyph_id:02x}'",
        "                due -= offset\n                step = round(due)\n                if step:\n"
        "                    string += f'>{step}<'\n                    due -= step\n                string += f'{glyph_id:02x}'",
    ),
    (
        "            if kerning:\n                string += f'>{int(kerning)}<'\n",
        "            due += kerning\n",
    ),
    (
        "            offset = glyph_info.geometry.x_offset / font_size\n",
        "            offset = glyph_info.geometry.x_offset * 1000 * FROM_UNITS / font_size\n",
    ),
)

_text_align = inline.text_align
_justify_line = inline.justify_line
_draw_first_line = drawing.draw_first_line
_strut = line_break.strut


def originals_digest() -> str:
    """Return a digest of the source of what is replaced or relied upon."""
    parts = (
        _text_align, _justify_line, inline.add_word_spacing, Layout.set_text, Layout.reactivate, line_size,
        _strut, inline.split_text_box, _draw_first_line,
    )  # fmt: skip
    return hashlib.sha256("".join(inspect.getsource(part) for part in parts).encode()).hexdigest()[:16]


def apply() -> bool:
    """Patch WeasyPrint in this process; returns False, and changes nothing, when it is not the version we know."""
    if originals_digest() != ORIGINALS:
        return False
    inline.text_align = text_align
    inline.justify_line = justify_line
    drawing.draw_first_line = Drawing(exact_drawing()).draw_first_line
    return True


def exact_drawing() -> Any:
    """Return WeasyPrint's drawing of a line with the rests of its positions carried on."""
    source = inspect.getsource(_draw_first_line)
    for old, new in _DRAWING:
        source = source.replace(old, new)
    made: dict[str, Any] = {}
    exec(source, vars(drawing), made)  # noqa: S102 (the code of the pinned package, its digest known)
    return made["draw_first_line"]


def loosen_quotes(text: str) -> str:
    """Let lines break before an opening and after a closing quote, but never against other punctuation."""
    return _CLOSE.sub(ZERO_WIDTH, _OPEN.sub(ZERO_WIDTH, text))


def text_align(context: Any, line: Any, available_width: float, last: bool) -> float:
    """Take the zero-width spaces out, squeeze a line that became too long by that, and go on as WeasyPrint does."""
    _strip(line)
    _level(line)
    excess = line.width - available_width
    if 0 < excess < line.style["font_size"] and line.style["text_align_all"] == "justify":
        justify_line(context, line, -excess)
        return 0
    return _text_align(context, line, available_width, last)


def justify_line(context: Any, line: Any, extra_width: float) -> None:
    """Spread the missing width evenly over the Chinese characters of the line."""
    texts = [box for box in _text_boxes(line) if box.text]
    # Half of a sign's room lies on each side of it, and there is none before the first and after the last of a line.
    gaps: float = sum(len(run) for box in texts for run in _STRETCHY.findall(box.text))
    gaps -= (_starts(texts) + _ends(texts)) / 2 if texts else 0
    if gaps < 1 or abs(extra_width) / gaps > _MOST_STRETCH * line.style["font_size"]:
        _justify_line(context, line, extra_width)
        return
    own = texts[-1].style["letter_spacing"]
    # WeasyPrint counts the letter-spacing after the last sign too, which is not seen.
    spread = (extra_width + (0 if own == "normal" else own)) / gaps
    _relay(line, spread, -_starts(texts) * spread / 2)


def _starts(texts: list[Any]) -> bool:
    return bool(_STRETCHY.match(texts[0].text[:1]))


def _ends(texts: list[Any]) -> bool:
    return bool(_STRETCHY.match(texts[-1].text[-1:]))


def _text_boxes(box: Any) -> Iterator[Any]:
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            if child.is_in_normal_flow():
                yield from _text_boxes(child)


def _level(line: Any) -> None:
    """Let a sign that another font had to lend stand on the line of its text, without making the line higher.

    That font's letters reach higher and lower; WeasyPrint centres them by what they are, which moves the lines below.
    """
    for box in _text_boxes(line):
        line_height, baseline = line_break.strut(box.style)
        if abs(box.baseline - baseline) > _SHIFT:
            box.margin_top += baseline - box.baseline
            box.margin_bottom = line_height - box.height - box.margin_top
            box.baseline = baseline


def _strip(line: Any) -> None:
    if any(ZERO_WIDTH in box.text for box in _text_boxes(line)):
        for box in _text_boxes(line):
            box.text = box.text.replace(ZERO_WIDTH, "")
        _relay(line, 0)


def _relay(box: Any, spread: float, advance: float = 0) -> float:
    """Set each text of a line anew with `spread` more between Chinese characters; move what follows. Pixels."""
    if isinstance(box, boxes.TextBox):
        lead, trail = _starts([box]) * spread / 2, _ends([box]) * spread / 2
        box.position_x += advance + lead
        # Pango leaves the outer halves of a text away; between two texts of a line they are wanted.
        change = _set(box, spread, lead + trail) + lead + trail
        return advance + change
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.position_x += advance
        before = advance
        for child in box.children:
            if child.is_in_normal_flow():
                advance = _relay(child, spread, advance)
        box.width += advance - before
        return advance
    box.translate(advance, 0)
    return advance


def _set(box: Any, spread: float, outer: float) -> float:
    """Give the text its layout with `spread`; returns how much wider it became. Only what lost signs is measured anew."""
    layout = SpreadLayout.like(box.pango_layout, box.text, spread)
    if spread:
        change = spread * sum(len(run) for run in _STRETCHY.findall(box.text)) - outer
    else:
        layout.reactivate(box.style)
        change = line_size(layout.get_first_line()[0], box.style)[0] - box.width
        layout.deactivate()
    box.width += change
    box.pango_layout = layout
    return change


class SpreadLayout(Layout):
    """A layout whose Chinese characters stand `spread` pixels further apart than the style says."""

    spread: float = 0

    @classmethod
    def like(cls, other: Any, text: str, spread: float) -> "SpreadLayout":
        """A layout at rest, as another one is between measuring and drawing, with its text and spread."""
        made = cls.__new__(cls)
        made.__dict__.update(other.__dict__)
        made.text, made.spread = text, spread
        return made

    def set_text(self, text: str, justify: bool = False) -> None:
        """Set the text as WeasyPrint does, then widen the runs that may stretch."""
        super().set_text(text, justify)
        if not self.spread or not self.text:
            return
        attributes = pango.pango_layout_get_attributes(self.layout)
        if attributes == ffi.NULL:
            attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        own = self.style["letter_spacing"]
        spacing = int(((0 if own == "normal" else own) + self.spread) * TO_UNITS)
        for run in _STRETCHY.finditer(self.text):
            attribute = pango.pango_attr_letter_spacing_new(spacing)
            attribute.start_index = len(self.text[: run.start()].encode())
            attribute.end_index = len(self.text[: run.end()].encode())
            pango.pango_attr_list_change(attributes, attribute)
        pango.pango_layout_set_attributes(self.layout, attributes)
