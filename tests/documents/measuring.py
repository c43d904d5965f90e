"""Measures the pages of a finished PDF by the places of its signs: `python -m tests.documents.measuring FILE`.

Every figure comes from the file, none from the style sheet. What a page of text is, is found by the size of its signs:
16 pt is the body, and a page of nothing else is full when it has 22 lines.
"""

import io
import itertools
import math
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber

MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, 184 * MM, 37 * MM, 262 * MM
PITCH = 225 * MM / 22
CLOSING = "，。、；：？！）》〉」』】〕”’…％%"
OPENING = "（《〈「『【〔“‘"
_WIDE = re.compile("[\u2018-\u201d\u3000-\u9fff\uff00-\uffef]+")
DOTS = 254
"""Dots an inch for what has to be measured by its ink: ten a millimetre."""
NOTHING = "–"

Signs = list[dict[str, Any]]


@dataclass(frozen=True)
class Line:
    """One line of the body, with its page and whether the next line belongs to the same paragraph."""

    page: int
    signs: Signs
    is_full: bool

    @property
    def text(self) -> str:
        return "".join(sign["text"] for sign in self.signs)

    @property
    def left(self) -> float:
        """Points right of the left edge of the type area."""
        return float(self.signs[0]["x0"] - LEFT)

    @property
    def right(self) -> float:
        """Points beyond the right edge; negative where the line ends before it."""
        return float(self.signs[-1]["x1"] - RIGHT)

    @property
    def middle(self) -> float:
        return middle_of(self.signs)


def middle_of(signs: Signs) -> float:
    """The height of a line's middle: of the sign that lies in the middle of those of the line."""
    middles = sorted((sign["top"] + sign["bottom"]) / 2 for sign in signs)
    return float(middles[len(middles) // 2])


def lines_of(signs: Signs) -> list[Signs]:
    """Signs by lines, from the top, each from the left."""
    lines: list[Signs] = []
    for sign in sorted(signs, key=lambda sign: (sign["top"] + sign["bottom"]) / 2):
        middle = (sign["top"] + sign["bottom"]) / 2
        if lines and middle - middle_of(lines[-1]) < PITCH / 4:
            lines[-1].append(sign)
        else:
            lines.append([sign])
    return [sorted(line, key=lambda sign: sign["x0"]) for line in lines]


def is_body(sign: dict[str, Any]) -> bool:
    """A sign of the body: 16 pt, above the page number."""
    return round(sign["size"], 1) == 16 and sign["bottom"] < BOTTOM + 6 and sign["upright"]


def text_pages(pdf: Any) -> list[Any]:
    """Pages that hold nothing but body and title: no table, no chart, no masthead, no contents."""
    found = []
    for page in pdf.pages:
        inside = [sign for sign in page.chars if sign["top"] < BOTTOM]
        plain = not page.rects and not page.lines and not page.curves
        is_contents = "....." in "".join(sign["text"] for sign in inside)
        if inside and plain and not is_contents and all(round(sign["size"], 1) in (16, 22) for sign in inside):
            found.append(page)
    return found


def full_pages(pdf: Any) -> list[Any]:
    """Pages of text of which the last line is taken."""
    return [
        page
        for page in text_pages(pdf)
        if middle_of(lines_of([sign for sign in page.chars if sign["top"] < BOTTOM])[-1]) > BOTTOM - PITCH
    ]


def body_lines(pdf: Any) -> list[Line]:
    """The lines of the body in reading order. Full is a line whose paragraph goes on in the next one."""
    rows = [
        (page.page_number, signs)
        for page in text_pages(pdf)
        for signs in lines_of([sign for sign in page.chars if is_body(sign)])
    ]
    return [
        Line(number, signs, after is not None and after[1][0]["x0"] < LEFT + 2)
        for (number, signs), after in itertools.zip_longest(rows, rows[1:])
    ]


def flush_share(pdf: Any, tolerance: float = 0.5) -> tuple[int, int]:
    """Full lines that are flush at both edges, and all full lines. A line that opens a paragraph is indented."""
    lines = [line for line in body_lines(pdf) if line.is_full]
    flush = [
        line
        for line in lines
        if abs(line.right) <= tolerance and min(abs(line.left), abs(line.left - 2 * 442.2047 / 28)) <= tolerance
    ]
    return len(flush), len(lines)


def off_grid(pdf: Any) -> float:
    """How far the line that lies worst is from its place on the grid of 22 lines, in lines; for lines of one font.

    Headings of other fonts have other boxes round their signs, so their middles say less.
    """
    steps = [
        (line.middle - TOP) / PITCH - 0.5
        for line in body_lines(pdf)
        if all("FandolFang" in sign["fontname"] for sign in line.signs)
    ]
    return max(abs(step - round(step)) for step in steps)


def unlawful_lines(pdf: Any) -> list[str]:
    """Lines that begin with closing or end with opening punctuation."""
    return [
        line.text for line in body_lines(pdf) if line.text[0] in CLOSING or (line.is_full and line.text[-1] in OPENING)
    ]


def lines_of_28(pdf: Any) -> tuple[int, int, int]:
    """Of the full lines of full-width signs that begin at the edge: those of 28 signs, those of 27, and all."""
    counts = [
        len(line.signs) for line in body_lines(pdf) if line.is_full and line.left < 2 and _WIDE.fullmatch(line.text)
    ]
    return counts.count(28), counts.count(27), len(counts)


def type_area(pdf: Any) -> tuple[float, float]:
    """Width and height in millimetres, from full lines and from the 22 lines of full pages; no number where there are none."""
    lines = [line for line in body_lines(pdf) if line.is_full]
    edges = [edge for line in lines for sign in line.signs for edge in (sign["x0"], sign["x1"])]
    heights = []
    for page in full_pages(pdf):
        rows = lines_of([sign for sign in page.chars if is_body(sign)])
        gaps = [after - before for before, after in itertools.pairwise(map(middle_of, rows))]
        heights.append(22 * sorted(gaps)[len(gaps) // 2])
    width = max(edges) - min(edges) if edges else math.nan
    return width / MM, sum(heights) / len(heights) / MM if heights else math.nan


def lines_on(page: Any) -> int:
    """How many lines of 225 mm / 22 the text of the page takes, empty ones between its first and last included."""
    rows = [middle_of(signs) for signs in lines_of([sign for sign in page.chars if sign["top"] < BOTTOM])]
    return round((rows[-1] - (TOP + PITCH / 2)) / PITCH) + 1


def page_number(page: Any) -> Signs:
    """The signs below the type area."""
    return sorted(
        (sign for sign in page.chars if sign["top"] > BOTTOM + 2 and sign["upright"]), key=lambda sign: sign["x0"]
    )


def dash_depth(page: Any) -> float:
    """How far the dash of the page number lies below the type area, in millimetres, by its ink."""
    signs = page_number(page)
    image = page.to_image(resolution=DOTS).original.convert("L")
    first = signs[0]
    scale = DOTS / 72
    box = tuple(round(side * scale) for side in (first["x0"], BOTTOM + 1, first["x1"], BOTTOM + 12 * MM))
    ink = image.crop(box).point(lambda tone: 255 if tone < 128 else 0).getbbox()
    return float((ink[1] + ink[3]) / 2 / scale / MM + 1 / MM)


def red_line(page: Any) -> dict[str, Any]:
    """The widest red rule of the page."""
    rules = [rule for rule in (*page.rects, *page.lines) if rule["height"] < 4 and is_red(_colour_of(rule))]
    widest: dict[str, Any] = max(rules, key=lambda rule: rule["width"])
    return widest


def _colour_of(rule: dict[str, Any]) -> Any:
    return rule["non_stroking_color"] if rule["fill"] else rule["stroking_color"]


def is_red(colour: Any) -> bool:
    return isinstance(colour, tuple) and len(colour) == 3 and colour[0] > 0.7 > 0.3 > max(colour[1:])


def red_line_gap(page: Any) -> float:
    """Millimetres between the ink of the line of the number and the red line."""
    rule = red_line(page)
    scale = DOTS / 72
    image = page.to_image(resolution=DOTS).original.convert("L")
    top = round((rule["top"] - 1) * scale)
    box = (round(LEFT * scale), top - round(8 * MM * scale), round(RIGHT * scale), top)
    ink = image.crop(box).point(lambda tone: 255 if tone < 110 else 0).getbbox()
    return float((box[3] - box[1] - ink[3]) / scale / MM + 1 / MM)


def title_page(pdf: Any) -> Any:
    """The page on which the paper's title stands: the first line of 22 pt in the font of titles."""
    return next(page for page in pdf.pages if _title_lines(page))


def free_lines_above_title(page: Any) -> float:
    """Empty lines between the first title and what is above it: text, a box, the red line, or the head of the type area."""
    return _free_above(page, _title_lines(page)[0])


def free_lines_above_titles(pdf: Any) -> list[float]:
    """The same of each title of a paper without attachments; of one of several lines, above the first."""
    found = []
    for page in pdf.pages:
        above = -PITCH
        for line in _title_lines(page):
            if middle_of(line) - above > 1.5 * PITCH:
                found.append(_free_above(page, line))
            above = middle_of(line)
    return found


def _free_above(page: Any, line: Signs) -> float:
    title = middle_of(line) - PITCH / 2
    inked = [sign["bottom"] for sign in page.chars if sign["bottom"] < title + 1]
    ruled = [rule["bottom"] for rule in (*page.rects, *page.lines) if rule["bottom"] < title + PITCH / 2]
    return float((title - max([TOP, *inked, *ruled])) / PITCH)


def _title_lines(page: Any) -> list[Signs]:
    return lines_of(
        [sign for sign in page.chars if round(sign["size"]) == 22 and "CJK-SC-Bold" in sign["fontname"]]
    )  # fmt: skip


def fonts_of(page: Any, start: str) -> set[str]:
    """The fonts of the line that begins so."""
    for signs in lines_of(page.chars):
        if "".join(sign["text"] for sign in signs).startswith(start):
            return {sign["fontname"].partition("+")[2] for sign in signs if not sign["text"].isascii()}
    return set()


def tell(path: Path | io.BytesIO) -> Iterator[tuple[str, str, str]]:
    """What is measured, goal, found: the rows of the table in docs/bulletin.md. A dash where a paper has no such thing."""
    with pdfplumber.open(path) as pdf:
        yield from _tell_text(pdf)
        yield from _tell_sheet(pdf)


def _tell_text(pdf: Any) -> Iterator[tuple[str, str, str]]:
    full = full_pages(pdf)
    width, height = type_area(pdf)
    flush, lines = flush_share(pdf)
    of_28, of_27, wide = lines_of_28(pdf)
    on_pages = f"{', '.join(str(lines_on(page)) for page in full)} ({len(full)} pages)"
    of_wide = f"28 on {of_28}, 27 on {of_27} of {wide} lines"
    yield "type area, width", "156 ± 0.5 mm", _millimetres(width)
    yield "type area, height (22 lines)", "225 ± 0.5 mm", _millimetres(height)
    yield "lines on full pages", "22", on_pages if full else NOTHING
    yield "characters on a full line of wide characters", "28", of_wide if wide else NOTHING
    yield (
        "full lines flush at both edges, ± 0.5 pt",
        "at least 95 %",
        (f"{100 * flush / lines:.1f} % of {lines}" if lines else NOTHING),
    )
    yield "lines that begin or end with wrong punctuation", "0", str(len(unlawful_lines(pdf)))


def _tell_sheet(pdf: Any) -> Iterator[tuple[str, str, str]]:
    first, last = pdf.pages[0], pdf.pages[-1]
    free = [free_lines_above_title(page) for page in pdf.pages if _title_lines(page)]
    numbered = [page for page in pdf.pages if page_number(page)]
    depths = [dash_depth(page) for page in numbered]
    has_red = any(is_red(_colour_of(rule)) for rule in (*first.rects, *first.lines))
    lowest = max((rule["bottom"] for rule in (*last.lines, *last.rects)), default=math.nan)
    yield "free lines above the title", "2", f"{free[0]:.2f}" if free else NOTHING
    yield "red line, width", "156 ± 0.5 mm", _millimetres(red_line(first)["width"] / MM if has_red else math.nan)
    yield "red line below the number", "4 ± 0.5 mm", _millimetres(red_line_gap(first) if has_red else math.nan)
    yield (
        "dash of the page number below the type area",
        "7 ± 0.5 mm",
        (f"{min(depths):.2f} to {max(depths):.2f} mm" if depths else NOTHING),
    )
    yield "page numbers outside, — n —", "all pages", f"{sum(map(is_outside, numbered))} of {len(pdf.pages)}"
    yield "imprint ends above the foot of the type area", "0 ± 0.5 mm", _millimetres((BOTTOM - lowest) / MM)


def _millimetres(length: float) -> str:
    return NOTHING if math.isnan(length) else f"{length:.2f} mm"


def is_outside(page: Any) -> bool:
    """The number stands at the outer edge, one character inside, in the form — 1 —."""
    signs = page_number(page)
    if "".join(sign["text"] for sign in signs) != f"— {page.page_number} —":
        return False
    gap = RIGHT - 14 - signs[-1]["x1"] if page.page_number % 2 else signs[0]["x0"] - LEFT - 14
    return bool(abs(gap) <= 0.5 * MM)


if __name__ == "__main__":
    for what, goal, found in tell(Path(sys.argv[1])):
        sys.stdout.write(f"| {what} | {goal} | {found} |\n")
