"""A paragraph of a section with the words that open the second level marked, across its fields."""

from collections.abc import Iterator, Sequence
from typing import Any

from documents.headings import heading_of
from reports.services.fields import Run


def paragraph_of(runs: Sequence[Run]) -> dict[str, Any]:
    """The paragraph as plain values: `is_heading`, and its runs, of which some are `level` 2 (楷体).

    The first level belongs to the sections themselves, so 一、 inside of one is left as text.
    """
    text = "".join(run.text for run in runs)
    level, length = heading_of(text)
    length = length if level == 2 else 0
    return {
        "is_heading": 0 < length == len(text),
        "runs": [{"text": piece, "field": run.field, "level": part} for run, piece, part in _split(runs, length)],
    }


def _split(runs: Sequence[Run], length: int) -> Iterator[tuple[Run, str, int]]:
    for run in runs:
        head, rest = run.text[: max(length, 0)], run.text[max(length, 0) :]
        length -= len(run.text)
        if head:
            yield run, head, 2
        if rest or not head:
            yield run, rest, 0
