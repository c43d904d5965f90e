"""Which of the four levels a paragraph of a section opens with, so that it is printed in the font of that level.

People write （一） at the head of a line and no mark-up. A line that is nothing else becomes a heading, and where a sentence
follows, the words up to the first full stop stand in 楷体 at the head of the paragraph.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from reports.services.fields import Run

SECOND = re.compile(r"（[一二三四五六七八九十]{1,3}）\S")
LONGEST_HEADING = 28
LONGEST_RUN_IN = 40
_ENDS = "。；！？：，"


def paragraph_of(runs: Sequence[Run]) -> dict[str, Any]:
    """The paragraph as plain values: `is_heading`, and its runs, of which some are `level` 2 (楷体)."""
    text = "".join(run.text for run in runs)
    length = _heading_length(text)
    return {
        "is_heading": length == len(text) and length > 0,
        "runs": [{"text": piece, "field": run.field, "level": level} for run, piece, level in _split(runs, length)],
    }


def _heading_length(text: str) -> int:
    """How many characters belong to a heading of the second level; 0 where there is none."""
    if not SECOND.match(text):
        return 0
    if len(text) <= LONGEST_HEADING and text[-1] not in _ENDS:
        return len(text)
    stop = text.find("。") + 1
    return stop if 0 < stop <= LONGEST_RUN_IN and stop < len(text) else 0


def _split(runs: Sequence[Run], length: int) -> Iterator[tuple[Run, str, int]]:
    for run in runs:
        head, rest = run.text[: max(length, 0)], run.text[max(length, 0) :]
        length -= len(run.text)
        if head:
            yield run, head, 2
        if rest or not head:
            yield run, rest, 0
