"""Charts of `documents.svg` as EMF, the vector pictures of Word: lines stay lines and words stay words there.

Knows what our charts are made of (path, rect, circle, text, and groups of them) and refuses the rest.
The records and their numbers are those of [MS-EMF].
"""

import re
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

UNITS = 20
"""Units of the picture to a pixel of the chart."""
FONT = "黑体"
_HEADER, _POLYGON, _POLYLINE, _EOF, _BACKGROUND, _ALIGN, _COLOUR = 1, 3, 4, 14, 18, 22, 24
_SELECT, _BRUSH, _DELETE, _ELLIPSE, _RECTANGLE, _FONT, _TEXT, _PEN = 37, 39, 40, 42, 43, 82, 84, 95
_NO_BRUSH, _NO_PEN = 0x80000005, 0x80000008
_GEOMETRIC, _DASHED, _DOTTED = 0x10000, 1, 2
_ALIGNED = {"start": 24, "end": 24 | 2, "middle": 24 | 6}
_EMPTY = struct.pack("<4i", 0, 0, -1, -1)
_STEP = re.compile(r"([MLHVZmlhvz])|(-?(?:\d+\.?\d*|\.\d+))")
_SHAPES = frozenset(("path", "rect", "circle"))
_SILENT = frozenset(("title", "desc"))

Point = tuple[float, float]


@dataclass(frozen=True)
class Size:
    """Of a chart, in its pixels."""

    width: float
    height: float


def size_of(svg: Any) -> Size:
    """The size of the chart by its view box."""
    _left, _top, width, height = (float(number) for number in (svg.get("viewbox") or svg.get("viewBox")).split())
    return Size(width, height)


def emf_of(svg: Any, millimetres: float) -> bytes:
    """Return the picture of a parsed chart, so wide on paper. Raises ValueError for an element that no chart has."""
    size = size_of(svg)
    usual = float(svg.get("font-size", 13))
    records = [_record(_BACKGROUND, struct.pack("<I", 1)), *_font(1, usual)]
    for node in _nodes(svg):
        records += _words(node, usual) if node.tag == "text" else _shape(node)
    records.append(_record(_EOF, struct.pack("<3I", 0, 0, 20)))
    length = sum(map(len, records)) + 108
    return b"".join([_header(size, millimetres, length, len(records) + 1), *records])


def _nodes(parent: Any) -> Iterator[Any]:
    for node in parent:
        if node.tag == "g" and not node.get("transform"):
            yield from _nodes(node)
        elif node.tag == "text" or node.tag in _SHAPES:
            yield node
        elif isinstance(node.tag, str) and node.tag not in _SILENT:
            raise ValueError(f"no chart has <{node.tag}>")


def _record(kind: int, data: bytes) -> bytes:
    data += bytes(-len(data) % 4)
    return struct.pack("<2I", kind, len(data) + 8) + data


def _header(size: Size, millimetres: float, length: int, records: int) -> bytes:
    width, height = round(size.width * UNITS), round(size.height * UNITS)
    high = millimetres * size.height / size.width
    return _record(
        _HEADER,
        struct.pack("<8i", 0, 0, width - 1, height - 1, 0, 0, round(millimetres * 100), round(high * 100))
        + b" EMF"
        + struct.pack("<3I2H3I", 0x10000, length, records, 5, 0, 0, 0, 0)
        + struct.pack("<4i3I2i", width, height, round(millimetres), round(high), 0, 0, 0, round(millimetres * 1000), round(high * 1000)),
    )  # fmt: skip


def _font(handle: int, size: float) -> list[bytes]:
    """Make and take up the font of words of a size, in pixels."""
    face = FONT.encode("utf-16-le").ljust(64, b"\0")
    # Height (of the em), width, escapement, orientation, weight; then italic, underline, strike-out, the GB2312 character set.
    logical = struct.pack("<5i8B", -round(size * UNITS), 0, 0, 0, 400, 0, 0, 0, 134, 0, 0, 0, 0) + face
    made = _record(_FONT, struct.pack("<I", handle) + logical.ljust(320, b"\0"))
    return [made, _record(_SELECT, struct.pack("<I", handle))]


def _colour(text: str) -> int:
    """#rrggbb as 0x00bbggrr."""
    red, green, blue = bytes.fromhex(text.lstrip("#"))
    return blue << 16 | green << 8 | red


def _place(x: float, y: float) -> tuple[int, int]:
    return round(x * UNITS), round(y * UNITS)


def _words(node: Any, usual: float) -> list[bytes]:
    """A text, in a font of its own where its size is not the usual one."""
    text = "".join(node.itertext())
    at = _place(float(node.get("x", 0)), float(node.get("y", 0)))
    coded = text.encode("utf-16-le")
    pixels = float(node.get("font-size", usual))
    size = round(pixels * UNITS)
    steps = _steps_of(text, size)
    padded = coded + bytes(-len(coded) % 4)
    fixed = struct.pack("<2i3I", *at, len(steps), 76, 0) + _EMPTY + struct.pack("<I", 76 + len(padded))
    records = [
        _record(_ALIGN, struct.pack("<I", _ALIGNED[node.get("text-anchor", "start")])),
        _record(_COLOUR, struct.pack("<I", _colour(node.get("fill", "#000000")))),
        _record(_TEXT, _EMPTY + struct.pack("<I2f", 1, 1, 1) + fixed + padded + struct.pack(f"<{len(steps)}I", *steps)),
    ]
    if pixels == usual:
        return records
    back = [_record(_SELECT, struct.pack("<I", 1)), _record(_DELETE, struct.pack("<I", 4))]
    return [*_font(4, pixels), *records, *back]


def _steps_of(text: str, size: int) -> list[int]:
    """How far each UTF-16 unit moves on; the second of a pair does not."""
    steps = []
    for sign in text:
        steps.append(size if unicodedata.east_asian_width(sign) in "WFA" else round(size * 0.56))
        steps += [0] * (len(sign.encode("utf-16-le")) // 2 - 1)
    return steps


def _shape(node: Any) -> list[bytes]:
    """The shape between the making of its pen (handle 2) and brush (handle 3) and their end."""
    stroke, fill = node.get("stroke", "none"), node.get("fill", "#000000")
    records, made = [], []
    for handle, colour, none in ((2, stroke, _NO_PEN), (3, fill, _NO_BRUSH)):
        if colour == "none":
            records.append(_record(_SELECT, struct.pack("<I", none)))
            continue
        records.append(_pen(node, colour) if handle == 2 else _brush(colour))
        records.append(_record(_SELECT, struct.pack("<I", handle)))
        made.append(handle)
    records += _drawn(node, is_filled=fill != "none")
    for handle, none in ((2, _NO_PEN), (3, _NO_BRUSH)):
        if handle in made:
            records += [_record(_SELECT, struct.pack("<I", none)), _record(_DELETE, struct.pack("<I", handle))]
    return records


def _pen(node: Any, colour: str) -> bytes:
    width = max(round(float(node.get("stroke-width", 1)) * UNITS), 1)
    dashes = (node.get("stroke-dasharray") or "").replace(",", " ").split()
    style = _GEOMETRIC | (0 if not dashes else _DOTTED if float(dashes[0]) < 3 else _DASHED)
    return _record(_PEN, struct.pack("<11I", 2, 0, 0, 0, 0, style, width, 0, _colour(colour), 0, 0))


def _brush(colour: str) -> bytes:
    return _record(_BRUSH, struct.pack("<4I", 3, 0, _colour(colour), 0))


def _drawn(node: Any, *, is_filled: bool) -> list[bytes]:
    def of(name: str) -> float:
        return float(node.get(name, 0))

    if node.tag == "rect":
        corners = (*_place(of("x"), of("y")), *_place(of("x") + of("width"), of("y") + of("height")))
        return [_record(_RECTANGLE, struct.pack("<4i", *corners))]
    if node.tag == "circle":
        radius = of("r")
        corners = (*_place(of("cx") - radius, of("cy") - radius), *_place(of("cx") + radius, of("cy") + radius))
        return [_record(_ELLIPSE, struct.pack("<4i", *corners))]
    lines = lines_of(node.get("d", ""))
    return [_line(points, is_closed=is_closed or is_filled) for points, is_closed in lines if len(points) > 1]


def _line(points: list[Point], *, is_closed: bool) -> bytes:
    numbers = [number for point in points for number in _place(*point)]
    data = _EMPTY + struct.pack(f"<I{len(numbers)}i", len(points), *numbers)
    return _record(_POLYGON if is_closed else _POLYLINE, data)


def lines_of(path: str) -> list[tuple[list[Point], bool]]:
    """The lines of a path of straight steps (M, L, H, V, Z in either case): their points, and whether they close."""
    lines: list[tuple[list[Point], bool]] = []
    points: list[Point] = []
    for command, numbers in _steps(path):
        if command in "Zz":
            lines.append((points, True))
            points = points[:1]
            continue
        x, y = points[-1] if points else (lines[-1][0][-1] if lines else (0.0, 0.0))
        for number, (dx, dy) in enumerate(_moves(command, numbers, x, y)):
            if command in "Mm" and number == 0:
                if len(points) > 1:
                    lines.append((points, False))
                points = []
            x, y = dx, dy
            points.append((x, y))
    return [*lines, (points, False)] if len(points) > 1 else lines


def _steps(path: str) -> Iterator[tuple[str, list[float]]]:
    command = ""
    numbers: list[float] = []
    for letter, number in _STEP.findall(path):
        if letter:
            if command:
                yield command, numbers
            command, numbers = letter, []
        else:
            numbers.append(float(number))
    if command:
        yield command, numbers


def _moves(command: str, numbers: list[float], x: float, y: float) -> Iterator[Point]:
    """The absolute points of a step from (x, y)."""
    is_relative = command.islower()
    kind = command.upper()
    pairs: list[Point]
    if kind in "HV":
        base = (x if kind == "H" else y) if is_relative else 0.0
        for number in numbers:
            base = base + number if is_relative else number
            yield (base, y) if kind == "H" else (x, base)
        return
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    for dx, dy in pairs:
        x, y = (x + dx, y + dy) if is_relative else (dx, dy)
        yield x, y
