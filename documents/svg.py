"""Charts as pure strings of SVG, the same for a page and for the PDF.

No style attribute (the security policy forbids it): presentation attributes only. Every text is escaped, every chart
has a title and a description for who cannot see it, and lines differ by dashes and marks as well as by colour.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from documents.xlsx import text_width

Number = int | float | Decimal

FONT = "Noto Sans CJK SC, SimHei, Microsoft YaHei, sans-serif"
INK, FAINT = "#333333", "#d9d9d9"
COLOURS = ("#1f4e8c", "#c8102e", "#5b7f2b", "#a86400", "#6a3d8f", "#00707a")
DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 4", "1 2")
_SIZE = 13
_ROW = 26


@dataclass(frozen=True)
class Tone:
    """How a series is filled: light and dark by turns, hatched too, so that a grey print tells them apart."""

    fill: str
    hatch: str = ""  # rise, fall, level, upright: which way its lines run
    ink: str = INK


TONES = (
    Tone("#1f4e8c"),
    Tone("#d3e2f4", "rise", "#1f4e8c"),
    Tone("#7f9dc2"),
    Tone("#ffffff", "level", "#8c8c8c"),
    Tone("#5a3d7a", "upright", "#ffffff"),
    Tone("#f6ead2", "fall", "#a86400"),
)


@dataclass(frozen=True)
class Series:
    """A line: one value for each label of the chart, None where there is none."""

    name: str
    values: Sequence[Number | None]


def bar_chart(
    bars: Sequence[tuple[str, Number]], *, title: str, description: str = "", unit: str = "", width: int = 640
) -> str:
    """Return horizontal bars, which leave room for the long names of units; values stand at their ends."""
    left = min(max((text_width(name) for name, _value in bars), default=0), 24) * _SIZE // 2 + 16
    room = width - left - 90
    highest = max((float(value) for _name, value in bars), default=0) or 1
    height = len(bars) * _ROW + 16
    parts = [line(left, 4, left, height - 8, INK)]
    for place, (name, value) in enumerate(bars):
        middle = 8 + place * _ROW + _ROW / 2
        length = max(float(value), 0) / highest * room
        parts += [
            text(left - 8, middle + 4.5, shortened(name, 24), anchor="end"),
            f'<rect x="{left}" y="{plain_number(middle - 8)}" width="{plain_number(length)}" height="16" fill="{COLOURS[0]}"/>',
            text(left + length + 6, middle + 4.5, f"{value_text(value)}{unit}"),
        ]
    told = description or "；".join(f"{name} {value_text(value)}{unit}" for name, value in bars)
    return svg(width, height, title, told, parts)


def line_chart(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    title: str,
    description: str = "",
    unit: str = "",
    width: int = 640,
    height: int = 280,
) -> str:
    """Return one or more lines over the same labels, with a legend on top."""
    known = [float(value) for line in series for value in line.values if value is not None]
    scale = _Scale(
        low=min([*known, 0]), high=round_up(max([*known, 0])), labels=len(labels), width=width, height=height
    )
    parts = [*_grid(scale, unit), *_label_axis(scale, labels), *_legend(series, width)]
    for number, line in enumerate(series):
        parts += _draw_line(scale, line, number)
    return svg(width, height, title, description or said(labels, series, unit), parts)


def said(labels: Sequence[str], series: Sequence[Series], unit: str) -> str:
    """All figures in words: `报送：1月 12条，2月 9条；采用：…`."""
    return "；".join(
        f"{one.name}："
        + "，".join(
            f"{label} {exact_text(value)}{unit}"
            for label, value in zip(labels, one.values, strict=False)
            if value is not None
        )
        for one in series
    )


@dataclass(frozen=True)
class _Scale:
    """From values to pixels; the plot keeps 56 pixels at the left, 12 right, 34 above, 34 below."""

    low: float
    high: float
    labels: int
    width: int
    height: int

    def x(self, place: int) -> float:
        return 56 + (self.width - 68) * (place + 0.5) / max(self.labels, 1)

    def y(self, value: float) -> float:
        return self.height - 34 - (self.height - 68) * (value - self.low) / ((self.high - self.low) or 1)


def round_up(highest: float) -> float:
    """Return the top of a scale whose quarters are round: 1, 2, 5, 10, 20, 25, 50, 100 and so on."""
    steps = (part * 10**power for power in itertools.count() for part in ((1, 2, 2.5, 5) if power else (1, 2, 5)))
    return next(4.0 * step for step in steps if 4 * step >= highest)


def _grid(scale: _Scale, unit: str) -> list[str]:
    parts = []
    for quarter in range(5):
        value = scale.low + (scale.high - scale.low) * quarter / 4
        y = scale.y(value)
        parts.append(line(56, y, scale.width - 12, y, FAINT if quarter else INK))
        parts.append(text(50, y + 4.5, f"{value:.4g}" + (unit if quarter == 4 else ""), anchor="end"))
    return parts


def _label_axis(scale: _Scale, labels: Sequence[str]) -> list[str]:
    """Leave labels out evenly where they would run into each other."""
    widest = max((text_width(label) for label in labels), default=1) * _SIZE / 2 + 8
    every = max(1, -(-int(widest * len(labels)) // max(scale.width - 68, 1)))
    return [
        text(scale.x(place), scale.height - 14, label, anchor="middle")
        for place, label in enumerate(labels)
        if place % every == 0
    ]


def _legend(series: Sequence[Series], width: int) -> list[str]:
    parts, x = [], 56.0
    for number, line in enumerate(series):
        dash = f' stroke-dasharray="{DASHES[number % 6]}"' if DASHES[number % 6] else ""
        parts.append(
            f'<path d="M{plain_number(x)} 14h26" stroke="{COLOURS[number % 6]}" stroke-width="2" fill="none"{dash}/>'
        )
        parts.append(_mark(x + 13, 14, number))
        parts.append(text(x + 32, 18.5, shortened(line.name, 20)))
        x += 48 + text_width(shortened(line.name, 20)) * _SIZE / 2
    return parts


def _draw_line(scale: _Scale, line: Series, number: int) -> list[str]:
    """Draw the runs between gaps as paths and every value as a mark."""
    steps, pen = [], "M"
    marks = []
    for place, value in enumerate(line.values[: scale.labels]):
        if value is None:
            pen = "M"
            continue
        x, y = scale.x(place), scale.y(float(value))
        steps.append(f"{pen}{plain_number(x)} {plain_number(y)}")
        marks.append(_mark(x, y, number))
        pen = "L"
    dash = f' stroke-dasharray="{DASHES[number % 6]}"' if DASHES[number % 6] else ""
    colour = COLOURS[number % 6]
    return (
        [f'<path d="{" ".join(steps)}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>', *marks] if steps else []
    )


def _mark(x: float, y: float, number: int) -> str:
    colour = COLOURS[number % 6]
    if number % 3 == 0:
        return f'<circle cx="{plain_number(x)}" cy="{plain_number(y)}" r="3.2" fill="{colour}"/>'
    if number % 3 == 1:
        return f'<rect x="{plain_number(x - 3)}" y="{plain_number(y - 3)}" width="6" height="6" fill="{colour}"/>'
    return f'<path d="M{plain_number(x)} {plain_number(y - 4)}l4 7h-8z" fill="{colour}"/>'


def svg(width: int, height: int, title: str, description: str, parts: Sequence[str]) -> str:
    """The whole drawing; its title is also what a tagged PDF says in its place."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{escape(title)}" font-family="{FONT}" font-size="{_SIZE}">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{''.join(parts)}</svg>"
    )


def text(x: float, y: float, words: str, *, anchor: str = "start", size: int = _SIZE) -> str:
    """A line of text, escaped; `y` is its foot."""
    smaller = "" if size == _SIZE else f' font-size="{size}"'
    return f'<text x="{plain_number(x)}" y="{plain_number(y)}" text-anchor="{anchor}" fill="{INK}"{smaller}>{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    """A straight line."""
    return f'<path d="M{plain_number(x1)} {plain_number(y1)}L{plain_number(x2)} {plain_number(y2)}" stroke="{colour}" stroke-width="1" fill="none"/>'


def plain_number(number: float) -> str:
    """Two places at most, so that the same chart is the same text everywhere."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def value_text(value: Number) -> str:
    """Print a value as it is meant: 12.50 of a Decimal stays 12.50, a float loses its noise."""
    return f"{value:.6g}" if isinstance(value, float) else f"{value:,}"


def exact_text(value: Number) -> str:
    """The figure as it is printed in tables: 12.50 stays 12.50, no separators."""
    return f"{value:f}" if isinstance(value, Decimal) else f"{value:g}" if isinstance(value, float) else str(value)


def shortened(name: str, columns: int) -> str:
    """The name, cut with … where it is wider than that many half-width signs."""
    if text_width(name) <= columns:
        return name
    while text_width(name) > columns - 2:
        name = name[:-1]
    return name + "…"
