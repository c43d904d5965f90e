"""Where a long title is broken, as a typist would do it: lines of like length, the upper ones longer, no word torn."""

import unicodedata
from collections.abc import Mapping
from itertools import combinations, pairwise

from documents.headline_words import ends_of_words

MOST = 20
"""Characters of 22 pt on a line of 156 mm."""
_MASTHEADS = ((7, ""), (8, "eight"), (10, "long"), (16, "longer"))
"""Most characters of each size."""
NUMBER_WIDTH, NUMBER_LINES = 15.75, 2
"""Characters of 16 pt that an issue number may take beside its date, and the lines of it that a masthead bears."""
_NEVER_BEFORE = "，、。；：？！）》〉」』】〕”’…·%％的了们"
_NEVER_BEFORE_ALONE = "等及和与或之着过中上下内外里时后前类率性"
"""Signs that belong to what is before them, unless a word begins with them: 及时, 过程."""
_NEVER_AFTER = "（《〈「『【〔“‘第·—未不无"
_GOOD_AFTER = "，、；：》”）的中"
_GOOD_BEFORE = "《“（—"
_LINKS = frozenset("的了和与及或等中在对为以将把由就向从需拟并而")
"""Words of one sign, so that a break beside them tears nothing."""
_PAIRS = dict(zip("“‘《〈（(【〔「『", "”’》〉）)】〕」』", strict=True))
_TORN, _HALF_KNOWN = 3.0, 0.5
"""What a break costs between two signs of which no word is known, and beside one."""


def width_of(text: str) -> float:
    """The width in characters of the type size; figures and Latin letters are a little more than half as wide."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.56 for sign in text)


def headline(title: str) -> list[str]:
    """Return the lines of a title; one where it fits. A title that is full of one long word is cut where it must be."""
    if width_of(title) <= MOST:
        return [title]
    places = _places(title)
    outside = {place: cost for place, cost in places.items() if place not in _within_marks(title)}
    for allowed in (outside, places):
        for count in (2, 3):
            if found := _best(title, count, allowed):
                return found
    return _by_force(title, MOST, outside, places)


def masthead_size(name: str) -> str:
    """The class of the house sheet that lets a long name stay on its one line of 156 mm; empty for a short one."""
    return next((size for most, size in _MASTHEADS if len(name) <= most), "longest")


def number_lines(number: str) -> list[str]:
    """The lines of an issue number beside its date: one where it fits, else its bracket begins another."""
    if width_of(number) <= NUMBER_WIDTH:
        return [number]
    bracket = number.find("（", 1)
    parts = [number[:bracket], number[bracket:]] if bracket > 0 else [number]
    return [line for part in parts for line in _by_force(part, NUMBER_WIDTH, _places(part))]


def _best(title: str, count: int, places: Mapping[int, float]) -> list[str] | None:
    chosen: tuple[float, list[str]] | None = None
    for cuts in combinations(places, count - 1):
        lines = [title[start:end] for start, end in zip((0, *cuts), (*cuts, len(title)), strict=True)]
        if max(map(width_of, lines)) > MOST:
            continue
        cost = _cost(lines) + sum(places[cut] for cut in cuts)
        if chosen is None or cost < chosen[0]:
            chosen = (cost, lines)
    return chosen[1] if chosen else None


def _places(title: str) -> dict[int, float]:
    """Where a line may end, and what that costs: never in a word or figure that is known."""
    known = ends_of_words(title)
    ends = sorted(known)
    return {
        place: _price(title, place, known[place], known[after])
        for place, after in pairwise(ends)
        if 2 <= place <= len(title) - 2 and _may_part(title, place, known[after])
    }


def _may_part(title: str, place: int, is_known_after: bool) -> bool:
    before, after = title[place - 1], title[place]
    if before in _NEVER_AFTER or after in _NEVER_BEFORE:
        return False
    return is_known_after or after not in _NEVER_BEFORE_ALONE


def _price(title: str, place: int, is_known_before: bool, is_known_after: bool) -> float:
    doubts = (not is_known_before and title[place - 1] not in _LINKS) + (
        not is_known_after and title[place] not in _LINKS
    )
    return (0.0, _HALF_KNOWN, _TORN)[doubts]


def _within_marks(title: str) -> set[int]:
    """The places within quotation marks, brackets and marks of titles; of a mark without its partner none."""
    inside: set[int] = set()
    waiting: list[int] = []
    for at, sign in enumerate(title):
        if sign in _PAIRS:
            waiting.append(at)
        elif waiting and sign == _PAIRS[title[waiting[-1]]]:
            inside.update(range(waiting.pop() + 1, at + 1))
    return inside


def _cost(lines: list[str]) -> float:
    """Lower is better: even lines, none longer than the one above it, breaks where one takes a breath, not within a span."""
    widths = [width_of(line) for line in lines]
    cost = max(widths) - min(widths)
    for upper, lower in pairwise(lines):
        cost += 3 * max(0.0, width_of(lower) - width_of(upper))
        cost -= 2.5 * (upper[-1] in _GOOD_AFTER or lower[0] in _GOOD_BEFORE)
        cost += 4 * (upper[-1] == "至" or lower[0] == "至")
    return cost


def _by_force(title: str, most: float, *allowed: Mapping[int, float]) -> list[str]:
    """Full lines, each as long as it may be: up to the last place of the first kind that has one, or where there is none, cut."""
    lines, start = [], 0
    while width_of(title[start:]) > most:
        end = start + 1
        while width_of(title[start : end + 1]) <= most:
            end += 1
        ways = [[place for place in places if start + 1 < place <= end] for places in allowed]
        whole = next((way[-1] for way in ways if way), end)
        lines.append(title[start:whole])
        start = whole
    return [*lines, title[start:]]
