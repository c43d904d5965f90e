"""A table that is longer than can be set goes on in further tables with the same heads."""

from collections.abc import Mapping, Sequence
from typing import Any

from documents.pdf_limits import MOST_ROWS

MOST_LINES = 1_000
"""Of one table, where there must be several."""
_AROUND = 2
"""The line with the name of a group, and its sum."""
_ENDS = 10
"""Heads and the sum of all, with room to spare."""

Group = Mapping[str, Any]


def in_tables(groups: Sequence[Group], name: str) -> list[list[dict[str, Any]]]:
    """The groups by table: all in one as long as it can be set, else at most 1,000 lines in each, in the same order.

    `name` is that of a group's lines. A group that goes on in a further table comes again there (`is_continued`) with the
    lines that are left; `is_complete` is its last part, where its sum stands.
    """
    if sum(len(group[name]) + _AROUND for group in groups) <= MOST_ROWS - _ENDS:
        return [[part for group in groups for part in _parts(group, name, MOST_ROWS)]] if groups else []
    tables: list[list[dict[str, Any]]] = []
    room = 0
    for group in groups:
        for part in _parts(group, name, MOST_LINES - _AROUND):
            needed = len(part[name]) + _AROUND
            if needed > room:
                tables.append([])
                room = MOST_LINES
            tables[-1].append(part)
            room -= needed
    return tables


def _parts(group: Group, name: str, most: int) -> list[dict[str, Any]]:
    lines = group[name]
    return [
        {
            **group,
            name: lines[start : start + most],
            "is_continued": start > 0,
            "is_complete": start + most >= len(lines),
        }
        for start in range(0, max(len(lines), 1), most)
    ]
