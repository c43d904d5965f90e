"""Shortcuts through WeasyPrint 70 that leave every byte of the PDF as it is, and take a third of the time away.

Its functions ask the same things again for each line, box and page: fonts of a style, lengths of a style in the same
room, the styles of each page, the references of all pages for each tag, the bytes of each object twice. What they found
is kept here with the style or the document it belongs to. Styles do not change once pages are laid out; flex boxes and
grids would change them, and house sheets have neither.

They are private functions: `originals_digest()` compares what is replaced or relied upon. When WeasyPrint changes it,
nothing is replaced, pages come out the same and later, and `tests/documents/test_pdf_speed.py` says what to look at.
"""

import hashlib
import inspect
import re
import sys
from collections.abc import Callable
from typing import Any

import pydyf
from weasyprint.css import StyleFor
from weasyprint.formatting_structure import boxes
from weasyprint.layout import float, page, percent
from weasyprint.pdf import fonts
from weasyprint.text import line_break
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import ffi, gobject, pango

ORIGINALS = "c3910baf614ea21f"
# What `resolve_percentages` gives to a box; the borders of collapsing tables are resolved elsewhere.
_ROOM = (
    "margin_left", "margin_right", "margin_top", "margin_bottom", "padding_left", "padding_right", "padding_top",
    "padding_bottom", "width", "min_width", "max_width", "height", "min_height", "max_height",
)  # fmt: skip
_BORDERS = ("border_top_width", "border_right_width", "border_bottom_width", "border_left_width")
_CORNERS = tuple(f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left"))
# Texts of these signs only may be cut before they are broken: no sign changes what stands before it.
_PLAIN = re.compile("[ -~\u3000-\u303f\u4e00-\u9fff\uff01-\uff60“”‘’—…·\u200b]*")
_NARROW = re.compile("[ -~“”‘’…·\u200b]")
_PAIR = re.compile("[\u4e00-\u9fff]{2}")
# From so many lines the first is broken off; WeasyPrint takes four.
_LINES = 1.15

_percentages = percent.resolve_percentages
_radii = percent.resolve_radii_percentages
_setup = line_break.Layout.setup
_strut = line_break.strut
_split = line_break.split_first_line
_avoid = float.avoid_collisions
_in_flow = boxes.Box.is_in_normal_flow
_page_styles = page.set_page_type_computed_styles
_subset = fonts.Font._harfbuzz_subset
_references = pydyf.PDF.page_references
_bytes = pydyf._to_bytes
_write = pydyf.PDF.write


def originals_digest() -> str:
    """Return a digest of the source of what is replaced or relied upon."""
    parts: tuple[Any, ...] = (
        _percentages, percent.adjust_box_sizing, _radii, line_break.Layout, _strut, _split,
        line_break.first_line_metrics, line_break.get_font_description, _avoid, boxes.Box, _page_styles,
        page._standardize_page_based_counters, StyleFor, _subset, _references.fget, _bytes, _write, pydyf.Object,
        *(kind.data.fget for kind in (pydyf.Dictionary, pydyf.Stream, pydyf.Array)),
    )  # fmt: skip
    return hashlib.sha256("".join(inspect.getsource(part) for part in parts).encode()).hexdigest()[:16]


def apply() -> bool:
    """Patch WeasyPrint in this process; returns False, and changes nothing, when it is not the version we know."""
    if originals_digest() != ORIGINALS:
        return False
    for old, new in (
        (_percentages, resolve_percentages), (_radii, resolve_radii), (_strut, strut), (_split, split_first_line),
        (_avoid, avoid_collisions), (_page_styles, set_page_styles),
    ):  # fmt: skip
        _replace_everywhere(old, new)
    fonts.ffi = Foreign()
    line_break.Layout.setup = setup
    boxes.Box.is_in_normal_flow = is_in_normal_flow
    pydyf.PDF.page_references = property(page_references)
    pydyf._to_bytes = to_bytes
    pydyf.PDF.write = write
    return True


def _replace_everywhere(old: Callable[..., Any], new: Callable[..., Any]) -> None:
    """In all modules of WeasyPrint, which import functions by name."""
    name = old.__name__
    for module in [module for known, module in sys.modules.items() if known.startswith("weasyprint.")]:
        if vars(module).get(name) is old:
            setattr(module, name, new)


class Foreign:
    """The foreign functions of `weasyprint.pdf.fonts`: an array of any length has one type.

    Each length named in a type is a text of its own, for which all of WeasyPrint's C declarations are parsed again.
    """

    def __getattr__(self, name: str) -> Any:
        return getattr(ffi, name)

    def new(self, kind: Any, given: Any = None) -> Any:
        """Like `ffi.new`."""
        if isinstance(kind, str) and isinstance(given, list | tuple) and kind == f"hb_codepoint_t[{len(given)}]":
            return ffi.new(_CODES, given)
        return ffi.new(kind, given)


_CODES = ffi.typeof("hb_codepoint_t[]")


def resolve_percentages(box: Any, containing_block: Any) -> None:
    """Give the box its lengths: those that its style had in a room of the same size."""
    if isinstance(containing_block, boxes.Box):
        room = (containing_block.width, containing_block.height)
    else:
        room = tuple(containing_block)
    style = box.style
    kept = vars(style).setdefault("_kept_lengths", {})
    key = (*room, isinstance(box, boxes.PageBox))
    lengths, own = kept.get(key), vars(box)
    if lengths is None:
        _percentages(box, containing_block)
        collapses = style["border_collapse"] == "collapse"
        if not collapses or style["box_sizing"] == "content-box":
            names = _ROOM if collapses else (*_ROOM, *_BORDERS)
            kept[key] = {name: own[name] for name in names}
        return
    own.update(lengths)
    if len(lengths) == len(_ROOM):
        for name in _BORDERS:
            if name not in own:
                own[name] = style[name]


def resolve_radii(box: Any) -> None:
    """Give the box its radii, which are nought for all boxes of a style without any."""
    kept = vars(box.style)
    if "_kept_straight" not in kept:
        kept["_kept_straight"] = all((0, "px") in box.style[name] for name in _CORNERS)
    if kept["_kept_straight"]:
        vars(box).update(_STRAIGHT)
    else:
        _radii(box)


_STRAIGHT = dict.fromkeys(_CORNERS, (0, 0))


def setup(self: Any, style: Any) -> None:
    """Begin a Pango layout with the context and font that the style's layouts before it had."""
    kept = vars(style).get("_kept_pango")
    if not kept:
        _setup(self, style)
        if kept is None:
            decorated = self.ascent is not None
            featured = pango.pango_layout_get_attributes(self.layout) != ffi.NULL
            vars(style)["_kept_pango"] = () if decorated or featured else _ground(style, self.language)
        return
    self.style = style
    self.first_line_direction = 0
    context, font, self.language = kept
    self.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(self.layout, False)
    pango.pango_layout_set_font_description(self.layout, font)
    self.ascent = self.underline_position = self.strikethrough_position = None


def _ground(style: Any, language: Any) -> tuple[Any, Any, Any]:
    """Context, font and language, as `Layout.setup` makes them for each layout."""
    context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    if style["font_language_override"] != "normal" or style["lang"]:
        pango.pango_context_set_language(context, language)
    return context, line_break.get_font_description(style), language


def strut(style: Any) -> Any:
    """Line height and baseline of a style."""
    kept = vars(style)
    if "_kept_strut" not in kept:
        kept["_kept_strut"] = _strut(style)
    return kept["_kept_strut"]


def split_first_line(text: str, style: Any, context: Any, max_width: Any, *rest: Any, **named: Any) -> Any:
    """Break off the first line, from the head of a plain text where that is enough."""
    head = _head(text, max_width, style["font_size"])
    if head:
        broken = _split(head, style, context, max_width, *rest, **named)
        # Beyond the line there must be a place to break again, which WeasyPrint looks at; between two Han there is.
        if broken[2] is not None and _PAIR.search(head.encode()[broken[2] :].decode()):
            return broken
    return _split(text, style, context, max_width, *rest, **named)


def _head(text: str, max_width: Any, size: float) -> str:
    """A little more than the first line of a long plain text; empty where the whole text is wanted."""
    if max_width is None or not size or not 4 * size < max_width < len(text) * size / _LINES:
        return ""
    signs = int(max_width / size * _LINES)
    signs += len(_NARROW.findall(text, 0, signs)) + 2
    return text[:signs] if _PLAIN.fullmatch(text, 0, signs + 1) else ""


def avoid_collisions(context: Any, box: Any, containing_block: Any, outer: bool = True) -> Any:
    """Where a line may stand: where its block stands, when nothing floats there."""
    if outer or context.excluded_shapes or not isinstance(box, boxes.LineBox):
        return _avoid(context, box, containing_block, outer)
    if containing_block.style["direction"] != "ltr":
        return _avoid(context, box, containing_block, outer)
    left = containing_block.content_box_x()
    right = left + containing_block.width - box.margin_right
    left += box.margin_left
    return left - box.margin_left, box.border_box_y() - box.margin_top, right - left


def is_in_normal_flow(self: Any) -> bool:
    """Whether the box is in normal flow; most are, and then two properties tell."""
    style = self.style
    return (style["float"] == "none" and style["position"] in ("static", "relative")) or _in_flow(self)


def set_page_styles(page_type: Any, html: Any, style_for: Any) -> None:
    """Set the styles of a page: those of an earlier page to which the same rules apply."""
    key = tuple(
        style_for._page_type_match(selector[2], page_type)
        for sheet, _origin, _specificity in style_for._sheets
        for _rule, selectors, _declarations in sheet.page_rules
        for selector in selectors
    )
    kept, computed = vars(style_for).setdefault("_kept_pages", {}), style_for.get_computed_styles()
    if key not in kept:
        _page_styles(page_type, html, style_for)
        kept[key] = {pseudo: style for (owner, pseudo), style in computed.items() if owner == page_type}
    else:
        computed.update({(page_type, pseudo): style for pseudo, style in kept[key].items()})


def page_references(self: Any) -> tuple[bytes, ...]:
    """References of all pages, written anew only when there are more."""
    numbers = self.pages["Kids"][::3]
    kept: tuple[bytes, ...] = vars(self).get("_kept_references", ())
    if len(kept) != len(numbers):
        kept = vars(self)["_kept_references"] = tuple(b"%d 0 R" % number for number in numbers)
    return kept


def to_bytes(item: Any) -> bytes:
    """What stands for an item in the file; the common kinds first."""
    kind = type(item)
    if kind is str:
        return item.encode("ascii")  # type: ignore[no-any-return]
    if kind is bytes:
        return item  # type: ignore[no-any-return]
    return b"%d" % item if kind is int else _bytes(item)  # type: ignore[no-any-return]


def write(self: Any, *given: Any, **named: Any) -> None:
    """Write the document. Nothing changes any more, so each object is turned into bytes once, not again for the hash."""
    kinds = (pydyf.Dictionary, pydyf.Stream, pydyf.Array)
    before = [kind.data for kind in kinds]
    for kind, data in zip(kinds, before, strict=True):
        kind.data = property(_remembered(data.fget))
    try:
        _write(self, *given, **named)
    finally:
        for kind, data in zip(kinds, before, strict=True):
            kind.data = data


def _remembered(make: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
    def data(self: Any) -> bytes:
        own = vars(self)
        if "_kept_bytes" not in own:
            own["_kept_bytes"] = make(self)
        return own["_kept_bytes"]  # type: ignore[no-any-return]

    return data
