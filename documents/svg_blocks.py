"""Bars and columns in tones that a grey print keeps apart, as strings of SVG."""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from documents.svg import (
    FAINT,
    INK,
    TONES,
    Number,
    Series,
    Tone,
    exact_text,
    line,
    plain_number,
    shortened,
    svg,
    text,
)
from documents.xlsx import text_width

BAR_ROW, BAR = 21, 14
LEGEND_ROW = 20
GAP = 6
"""Between two lines of a hatch."""
SMALL = 11
LEAST_LINES, MOST_LINES = 4, 6
"""Of the grid of columns, its foot not counted."""
NAME = 30
"""Columns of half-width signs that the name of a bar may have."""


def bars(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    title: str,
    description: str,
    unit: str,
    width: int,
    longest: Number | None = None,
) -> str:
    """Lying bars, one a label in the tone of the series that has its value; a legend where there are several series."""
    legend, top = _legend(series, width) if len(series) > 1 else ([], 4.0)
    left = min(max((text_width(name) for name in labels), default=0), NAME) * 13 // 2 + 16
    values = [_of(series, place) for place in range(len(labels))]
    most = float(longest if longest is not None else max((value for _no, value in values), default=0)) or 1
    foot = top + len(labels) * BAR_ROW + 4
    parts = [*legend, line(left, top, left, foot, INK)]
    for place, (number, value) in enumerate(values):
        y = top + 4 + place * BAR_ROW
        length = max(float(value), 0) / most * (width - left - 96)
        parts.append(text(left - 8, y + 11.5, shortened(labels[place], NAME), anchor="end"))
        parts += block(left, y, length, BAR, TONES[number % len(TONES)])
        parts.append(text(left + length + 6, y + 11.5, f"{exact_text(value)}{unit}"))
    return svg(width, round(foot + 6), title, description, parts)


def _of(series: Sequence[Series], place: int) -> tuple[int, Number]:
    """The series that has the value of the label, and the value; nought where none has."""
    for number, one in enumerate(series):
        value = one.values[place]
        if value is not None:
            return number, value
    return 0, 0


def columns(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    title: str,
    description: str,
    unit: str,
    width: int,
    height: int,
    stacked: bool,
) -> str:
    """Standing columns of each label, side by side or one on the other, with their values and a legend on top."""
    legend, top = _legend(series, width)
    sums = [_sum(series, place) for place in range(len(labels))]
    known = sums if stacked else [float(value or 0) for one in series for value in one.values]
    plot = _Plot(*scale_of(max([*known, 0])), len(labels), width, height, top + 14)
    parts = [*legend, *_grid(plot, unit)]
    for place, label in enumerate(labels):
        parts.append(text(plot.middle(place), height - 8, label, anchor="middle"))
        parts += _pile(plot, series, place, sums[place]) if stacked else _group(plot, series, place)
    return svg(width, height, title, description, parts)


def scale_of(highest: float) -> tuple[float, int]:
    """The distance of two lines of the grid (1, 2, 5, 10, 20 and so on) and their number, four to six: little stays empty."""
    steps = (part * 10**power for power in itertools.count() for part in (1, 2, 5))
    step = next(float(step) for step in steps if MOST_LINES * step >= highest)
    return step, max(math.ceil(highest / step), LEAST_LINES)


def _sum(series: Sequence[Series], place: int) -> float:
    return sum(float(one.values[place] or 0) for one in series)


@dataclass(frozen=True)
class _Plot:
    """From values to pixels: 44 at the left for the scale, 26 below for the labels."""

    step: float
    lines: int
    labels: int
    width: int
    height: int
    top: float

    @property
    def high(self) -> float:
        return self.step * self.lines

    @property
    def band(self) -> float:
        return (self.width - 56) / max(self.labels, 1)

    def middle(self, place: int) -> float:
        return 44 + self.band * (place + 0.5)

    def y(self, value: float) -> float:
        return self.height - 26 - (self.height - 26 - self.top) * max(value, 0) / self.high


def _grid(plot: _Plot, unit: str) -> Iterator[str]:
    for number in range(plot.lines + 1):
        value = plot.step * number
        yield line(44, plot.y(value), plot.width - 12, plot.y(value), FAINT if number else INK)
        yield text(38, plot.y(value) + 4, f"{value:.4g}", anchor="end", size=SMALL)
    if unit:
        yield text(38, plot.top - 8, unit, anchor="end", size=SMALL)


def _group(plot: _Plot, series: Sequence[Series], place: int) -> Iterator[str]:
    """Side by side, each with its value above."""
    thick = min(plot.band * 0.8 / max(len(series), 1), 40)
    start = plot.middle(place) - thick * len(series) / 2
    for number, one in enumerate(series):
        value = one.values[place]
        if value is None:
            continue
        x, y = start + number * thick, plot.y(float(value))
        yield from block(x, y, thick - 1, plot.y(0) - y, TONES[number % len(TONES)])
        yield text(x + thick / 2, y - 4, exact_text(value), anchor="middle", size=SMALL)


def _pile(plot: _Plot, series: Sequence[Series], place: int, whole: float) -> Iterator[str]:
    """One on the other, each with its value where it is high enough, the sum on top."""
    thick = min(plot.band * 0.6, 48)
    x, below = plot.middle(place) - thick / 2, 0.0
    for number, one in enumerate(series):
        value = one.values[place]
        if not value:
            continue
        foot, y = plot.y(below), plot.y(below + float(value))
        yield from block(x, y, thick, foot - y, TONES[number % len(TONES)])
        if foot - y >= SMALL + 2:
            yield from _label(plot.middle(place), (foot + y) / 2, exact_text(value))
        below += float(value)
    yield text(plot.middle(place), plot.y(whole) - 4, f"{whole:g}", anchor="middle", size=SMALL)


def _label(x: float, y: float, words: str) -> Iterator[str]:
    """A value on its own ground, so that no hatch runs through it."""
    wide = text_width(words) * SMALL / 2 + 4
    yield f'<rect x="{_n(x - wide / 2)}" y="{_n(y - 6.5)}" width="{_n(wide)}" height="13" fill="#ffffff"/>'
    yield text(x, y + 4, words, anchor="middle", size=SMALL)


def _legend(series: Sequence[Series], width: int) -> tuple[list[str], float]:
    """A swatch and a name for each series, in as many rows as they need; and where the drawing below may begin."""
    parts: list[str] = []
    x, y = 44.0, 4.0
    for number, one in enumerate(series):
        name = shortened(one.name, 24)
        wide = 40 + text_width(name) * 13 / 2
        if x + wide > width and x > 44:
            x, y = 44.0, y + LEGEND_ROW
        parts += block(x, y, 20, 12, TONES[number % len(TONES)])
        parts.append(text(x + 25, y + 11, name))
        x += wide
    return parts, y + LEGEND_ROW + 4


def block(x: float, y: float, width: float, height: float, tone: Tone) -> list[str]:
    """A rectangle in its tone, with the lines of its hatch; nothing where it has no extent."""
    if width <= 0 or height <= 0:
        return []
    size = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
    parts = [f'<rect {size} fill="{tone.fill}" stroke="{INK}" stroke-width=".6"/>']
    lines = "".join(_hatch(x, y, width, height, tone.hatch))
    return [*parts, f'<path d="{lines}" stroke="{tone.ink}" stroke-width="1.1" fill="none"/>'] if lines else parts


def _hatch(x: float, y: float, width: float, height: float, way: str) -> Iterator[str]:
    """The lines of a hatch, cut off at the edges of the rectangle."""
    if way == "level":
        for number in range(1, int(height / GAP) + 1):
            if number * GAP < height:
                yield f"M{_n(x)} {_n(y + number * GAP)}h{_n(width)}"
    elif way == "upright":
        for number in range(1, int(width / GAP) + 1):
            if number * GAP < width:
                yield f"M{_n(x + number * GAP)} {_n(y)}v{_n(height)}"
    elif way:
        for number in range(1, int((width + height) / GAP) + 1):
            far = number * GAP
            if far < width + height:
                yield _slanted(x, y, width, height, far, rises=way == "rise")


def _slanted(x: float, y: float, width: float, height: float, far: float, *, rises: bool) -> str:
    """The line of which each point is `far` from the upper left corner, counted along the edges; or its mirror image."""
    left, right = max(0.0, far - height), min(width, far)
    start, end = (x + left, x + right) if rises else (x + width - left, x + width - right)
    return f"M{_n(start)} {_n(y + far - left)}L{_n(end)} {_n(y + far - right)}"


_n = plain_number
