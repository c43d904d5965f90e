"""Draws a line of text into a PDF as the patched WeasyPrint does (`pdf_justify.exact_drawing`), in half of the time.

It reads the glyphs of a run in one go instead of one number after another, and hands everything out of the ordinary
(ellipses, pictures, raised or missing signs) to the careful way. Both give the same bytes: a test draws with each.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from weasyprint.text.ffi import FROM_UNITS, ffi, pango

# PangoGlyphInfo: the glyph; width, x and y offset of its geometry; one bit of attributes.
_GLYPH = struct.Struct("=IiiiI")
_OLDEST = 14802

Glyphs = list[tuple[int, int, int, int, int]]
Draw = Callable[..., list[Any]]


@dataclass(frozen=True)
class Run:
    """A stretch of a line in one font: what Pango made of it, its font and that of the PDF, type size, glyphs."""

    item: Any
    pango_font: Any
    font: Any
    size: float
    glyphs: Glyphs


class Drawing:
    """Draws ordinary lines itself; `carefully` draws the others."""

    def __init__(self, carefully: Draw) -> None:
        self.carefully = carefully
        self.is_known = pango.pango_version() >= _OLDEST and ffi.sizeof("PangoGlyphInfo") == _GLYPH.size

    def draw_first_line(
        self, stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any
    ) -> list[Any]:
        """Draw the line of a text box into the stream, in the place of WeasyPrint's function of this name."""
        is_ordinary = self.is_known and text_overflow != "ellipsis" and block_ellipsis == "none"
        if is_ordinary and textbox.text.strip() and textbox.style["font_size"] >= 1e-6:
            pango.pango_layout_set_single_paragraph_mode(textbox.pango_layout.layout, True)
            runs = list(_runs(stream, textbox.pango_layout))
            if all(_is_plain(run) for run in runs):
                stream.set_text_matrix(*matrix.values)
                _draw(stream, runs, textbox.pango_layout.text)
                return []
        return self.carefully(stream, textbox, text_overflow, block_ellipsis, matrix)


def _runs(stream: Any, layout: Any) -> Iterator[Run]:
    first_line, _index = layout.get_first_line()
    run, last, font, size = first_line.runs[0], None, None, 0.0
    while run != ffi.NULL:
        item = run.data
        run = run.next
        pango_font = item.item.analysis.font
        if pango_font != last:
            last = pango_font
            font, size = stream.add_font(pango_font)
        glyphs = item.glyphs
        raw = ffi.buffer(glyphs.glyphs, glyphs.num_glyphs * _GLYPH.size)
        yield Run(item, pango_font, font, size, list(_GLYPH.iter_unpack(raw)))


def _is_plain(run: Run) -> bool:
    font = run.font
    if font.bitmap or font.png or font.svg or font.colr:
        return False
    # Numbers from here on are no glyphs: nothing to draw, or the code point of a missing sign.
    first = pango.PANGO_GLYPH_EMPTY
    return not any(glyph >= first or rise for glyph, _width, _shift, rise, _attributes in run.glyphs)


def _draw(stream: Any, runs: list[Run], text: str) -> None:
    string, last, due = "", None, 0.0
    for run in runs:
        if run.pango_font != last:
            if string:
                stream.show_text(string)
            string, last = "", run.pango_font
            stream.set_font_size(run.font.hash, run.size)
        shown, due = _shown(stream, run, due, text)
        string += shown
    stream.show_text(string)


def _learn(stream: Any, run: Run, place: int, text: str) -> int:
    """Note text and width of a glyph that is new in its font; returns the width, in thousandths of the type size."""
    glyph, widths = run.glyphs[place][0], run.font.widths
    if glyph not in run.font.to_unicode:
        run.font.to_unicode[glyph] = _text_of(run, place, text)
    if glyph not in widths:
        pango.pango_font_get_glyph_extents(run.pango_font, glyph, stream.ink_rect, stream.logical_rect)
        widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / run.size)
    width: int = vars(run.font).setdefault("_kept_widths", {}).setdefault(glyph, widths[glyph])
    return width


def _text_of(run: Run, place: int, text: str) -> str:
    item, clusters, last = run.item.item, run.item.glyphs.log_clusters, len(run.glyphs) - 1
    if item.analysis.level % 2:
        end = item.length if place == 0 else clusters[place - 1]
    else:
        end = item.length if place == last else clusters[place + 1]
    return text.encode()[item.offset + clusters[place] : item.offset + end].decode()


def _shown(stream: Any, run: Run, due: float, text: str) -> tuple[str, float]:
    """The operand of TJ for a run, and what the glyph after it must still be moved, in thousandths of the type size."""
    parts, size, known = ["<"], run.size, vars(run.font).get("_kept_widths", {})
    for place, (glyph, width, shift, _rise, _attributes) in enumerate(run.glyphs):
        offset = shift * 1000 * FROM_UNITS / size
        due -= offset
        step = round(due)
        if step:
            parts.append(f">{step}<")
            due -= step
        parts.append(f"{glyph:04x}")
        own = known.get(glyph)
        if own is None:
            own = _learn(stream, run, place, text)
        due += own + offset - width * 1000 * FROM_UNITS / size
    return "".join(parts) + ">", due
