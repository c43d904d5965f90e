"""Chinese justification for WeasyPrint 70, which stretches spaces only and leaves Chinese lines ragged.

It replaces `text_align` and `justify_line` of `weasyprint.layout.inline`, which are private: the version is pinned
and `originals_digest()` is compared by a test and at start. When WeasyPrint changes them, the patch is not applied,
pages come out with ragged edges, and the test says what to look at.

Curly quotes: Pango 1.50 glues “ and ” to both neighbours (an older UAX 14), so lines break early. `loosen_quotes` puts
a zero-width space outside each quote before the layout; `_strip` takes it out again, so that no copied text holds it.
"""

import hashlib
import inspect
import re
from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.ffi import TO_UNITS, ffi, pango
from weasyprint.text.line_break import Layout, line_size

ORIGINALS = "44ff2ac1efeeba42"
ZERO_WIDTH = "\u200b"
# What may move apart: Han, kana, full-width forms and punctuation, and spaces; but not the pairs —— and ……
_STRETCHY = re.compile("[\u2e80-\u3007\u3009-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’· \u00a0]+")
_NO_BREAK_BEFORE = "，。、；：？！）》〉」』】〕”’…—%％"
_NO_BREAK_AFTER = "（《〈「『【〔“‘"
_OPEN = re.compile(f"(?<=[^{_NO_BREAK_AFTER}\\s{ZERO_WIDTH}])(?=[“‘])")
_CLOSE = re.compile(f"(?<=[”’])(?=[^{_NO_BREAK_BEFORE}\\s{ZERO_WIDTH}])")
# A line that would have to be stretched by more than this share of a character is left ragged.
_MOST_STRETCH = 0.6

_text_align = inline.text_align
_justify_line = inline.justify_line


def originals_digest() -> str:
    """Return a digest of the source of what is replaced or relied upon."""
    parts = (_text_align, _justify_line, inline.add_word_spacing, Layout.set_text, Layout.reactivate, line_size)
    return hashlib.sha256("".join(inspect.getsource(part) for part in parts).encode()).hexdigest()[:16]


def apply() -> bool:
    """Patch WeasyPrint in this process; returns False, and changes nothing, when it is not the version we know."""
    if originals_digest() != ORIGINALS:
        return False
    inline.text_align = text_align
    inline.justify_line = justify_line
    return True


def loosen_quotes(text: str) -> str:
    """Let lines break before an opening and after a closing quote, but never against other punctuation."""
    return _CLOSE.sub(ZERO_WIDTH, _OPEN.sub(ZERO_WIDTH, text))


def text_align(context: Any, line: Any, available_width: float, last: bool) -> float:
    """Take the zero-width spaces out, squeeze a line that became too long by that, and go on as WeasyPrint does."""
    _strip(line)
    excess = line.width - available_width
    if 0 < excess < line.style["font_size"] and line.style["text_align_all"] == "justify":
        justify_line(context, line, -excess)
        return 0
    return _text_align(context, line, available_width, last)


def justify_line(context: Any, line: Any, extra_width: float) -> None:
    """Spread the missing width evenly over the Chinese characters of the line."""
    texts = list(_text_boxes(line))
    stretchy = sum(len(run) for box in texts for run in _STRETCHY.findall(box.text))
    if texts and _STRETCHY.match(texts[-1].text[-1:]):
        stretchy -= 1
    if stretchy < 1 or abs(extra_width) / stretchy > _MOST_STRETCH * line.style["font_size"]:
        _justify_line(context, line, extra_width)
        return
    _relay(line, extra_width / stretchy)


def _text_boxes(box: Any) -> Iterator[Any]:
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            if child.is_in_normal_flow():
                yield from _text_boxes(child)


def _strip(line: Any) -> None:
    if any(ZERO_WIDTH in box.text for box in _text_boxes(line)):
        for box in _text_boxes(line):
            box.text = box.text.replace(ZERO_WIDTH, "")
        _relay(line, 0)


def _relay(box: Any, spread: float, advance: float = 0) -> float:
    """Set each text of a line anew with `spread` more between Chinese characters; move what follows. Pixels."""
    if isinstance(box, boxes.TextBox):
        box.position_x += advance
        layout = SpreadLayout(box.style, spread)
        layout.set_text(box.text)
        width, _height = line_size(layout.get_first_line()[0], box.style)
        layout.deactivate()
        change = width - box.width
        box.width = width
        box.pango_layout = layout
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


class SpreadLayout(Layout):
    """A layout whose Chinese characters stand `spread` pixels further apart than the style says."""

    def __init__(self, style: Any, spread: float) -> None:
        self.spread = spread
        super().__init__(style)

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
