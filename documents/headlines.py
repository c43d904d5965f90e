"""Where a long title is broken, as a typist would do it: lines of like length, the upper ones longer, no word torn."""

import re
import unicodedata
from itertools import combinations, pairwise

MOST = 20
"""Characters of 22 pt on a line of 156 mm."""
_MASTHEADS = ((7, ""), (8, "eight"), (10, "long"), (16, "longer"))
"""Most characters of each size."""
_NEVER_BEFORE = "，。、；：？！）》〉」』】〕”’…—%％的了等及和与或之们着过"
_NEVER_AFTER = "（《〈「『【〔“‘第"
_GOOD_AFTER = "，、；：》”）的"
_GOOD_BEFORE = "《“（"
# 关于, 情况, 工作 and the like stay together, and what the title is (的通报) stays whole on its line.
_WHOLE = re.compile(
    r"关于|有关|情况|工作|信息|政务|通报|通知|报告|建议|意见|问题|人民|政府|法制|办公室|机关|单位|管理|行政|不规范|规范|"
    r"推进|推动|促进|加强|落实|"
    r"(?:[0-9]+年)?[0-9]+月[0-9]+日|[0-9]+年[0-9]+月|[0-9A-Za-z.]+[年月日条篇次人个期号度季%％]*"
)


def width_of(text: str) -> float:
    """The width in characters of the type size; figures and Latin letters are a little more than half as wide."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.56 for sign in text)


def headline(title: str, most: int = MOST) -> list[str]:
    """Return the lines of a title; one where it fits. A title that is full of one long word is cut where it must be."""
    if width_of(title) <= most:
        return [title]
    return _best(title, 2, most) or _best(title, 3, most) or _by_force(title, most)


def masthead_size(name: str) -> str:
    """The class of the house sheet that lets a long name stay on its one line of 156 mm; empty for a short one."""
    return next((size for most, size in _MASTHEADS if len(name) <= most), "longest")


def _best(title: str, count: int, most: int) -> list[str] | None:
    places = [place for place in range(2, len(title) - 1) if _may_break(title, place)]
    chosen: tuple[float, list[str]] | None = None
    for cuts in combinations(places, count - 1):
        lines = [title[start:end] for start, end in zip((0, *cuts), (*cuts, len(title)), strict=True)]
        if max(map(width_of, lines)) > most:
            continue
        cost = _cost(lines)
        if chosen is None or cost < chosen[0]:
            chosen = (cost, lines)
    return chosen[1] if chosen else None


def _may_break(title: str, place: int) -> bool:
    if title[place] in _NEVER_BEFORE or title[place - 1] in _NEVER_AFTER:
        return False
    return not any(match.start() < place < match.end() for match in _WHOLE.finditer(title))


def _cost(lines: list[str]) -> float:
    """Lower is better: even lines, none longer than the one above it, breaks where one takes a breath, not within a span."""
    widths = [width_of(line) for line in lines]
    cost = max(widths) - min(widths)
    for upper, lower in pairwise(lines):
        cost += 3 * max(0.0, width_of(lower) - width_of(upper))
        cost -= 2.5 * (upper[-1] in _GOOD_AFTER or lower[0] in _GOOD_BEFORE)
        cost += 4 * (upper[-1] == "至" or lower[0] == "至")
    return cost


def _by_force(title: str, most: int) -> list[str]:
    """Full lines, each as long as it may be: up to where it may break, or where there is no such place, cut."""
    lines, start = [], 0
    while width_of(title[start:]) > most:
        end = start + 1
        while width_of(title[start : end + 1]) <= most:
            end += 1
        whole = next((place for place in range(end, start + 1, -1) if _may_break(title, place)), end)
        lines.append(title[start:whole])
        start = whole
    return [*lines, title[start:]]
