"""Which of the first two levels of headings a typed paragraph opens with, so that it is printed in the font of that level.

People write 一、 and （一） at the head of a line and no mark-up. A line that is nothing else is a heading; where a sentence
follows （一）, the words up to the first full stop stand in 楷体 at the head of the paragraph.
"""

import re

FIRST = re.compile(r"[一二三四五六七八九十]{1,3}、\S")
SECOND = re.compile(r"（[一二三四五六七八九十]{1,3}）\S")
LONGEST_HEADING = 28
LONGEST_RUN_IN = 40
_ENDS = "。；！？：，"


def heading_of(text: str) -> tuple[int, int]:
    """Return the level (1 黑体, 2 楷体, 0 none) and how many characters belong to the heading."""
    level = 1 if FIRST.match(text) else 2 if SECOND.match(text) else 0
    if not level:
        return 0, 0
    if len(text) <= LONGEST_HEADING and text[-1] not in _ENDS:
        return level, len(text)
    stop = text.find("。") + 1
    return (2, stop) if level == 2 and 0 < stop <= LONGEST_RUN_IN and stop < len(text) else (0, 0)


def marked_paragraph(text: str) -> dict[str, object]:
    """A plain paragraph as a template prints it: its level, and its words before and after the heading's end."""
    level, length = heading_of(text)
    return {"level": level, "is_heading": 0 < length == len(text), "head": text[:length], "rest": text[length:]}
