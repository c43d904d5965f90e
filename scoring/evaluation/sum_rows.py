"""Rows that add up others: 小计, 合计, 总计. They are no units; each is compared with the rows that it adds up."""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from scoring.engine.numbers import ZERO
from scoring.evaluation.heads import squeezed
from scoring.evaluation.records import Record, to_number
from scoring.evaluation.spans import span_of

#: No unit has a name that ends so. A higher one adds up over lower ones.
_CHINESE: Mapping[str, int] = {"小计": 1, "合计": 2, "共计": 2, "总计": 3}
_ENGLISH: Mapping[str, int] = {"subtotal": 1, "sum": 2, "total": 2, "grandtotal": 3}
#: Columns of a table of counts that are no counts.
NO_COUNTS = frozenset({"period", "date", "unit", "class", "remark"})
#: Means are no units either; over what they are made (heads, working days) is not known, so nothing is compared.
_MEANS = ("平均", "平均值", "平均数", "平均分", "均值", "人均", "average", "mean")
_LIKELY = re.compile("计|total|sum", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]*\)$")
_FOOTNOTE = re.compile(r"(?:附?注|备注|说明|(?:填表|制表|填报|审核|复核|负责|统计|联系)(?:人|单位|日期|时间)?)\s*[:：]")


def level_of(word: object) -> int:
    """How high a row of sums with this word over its figures stands; 0 for every other row. 县区小计 and 合计(12个) too."""
    if not _LIKELY.search(str(word)):
        return 0
    text = _ASIDE.sub("", squeezed(word)).rstrip(":：")
    return _ENGLISH.get(text) or _CHINESE.get(text[-2:], 0)


def is_mean(word: object) -> bool:
    """Whether a row with this word over its figures tells means: 平均, 县区均值, 人均."""
    return _ASIDE.sub("", squeezed(word)).rstrip(":：").endswith(_MEANS)


def first_word(row: Sequence[Any]) -> str:
    """The first cell of a row that is not empty."""
    return next((str(cell).strip() for cell in row if cell is not None and str(cell).strip()), "")


def is_footnote(word: str) -> bool:
    """Whether a row that begins so says something about the table: 注：…, 填表人：…"""
    return bool(_FOOTNOTE.match(word))


def added_up(levels: Sequence[int]) -> Mapping[int, list[int]]:
    """Place of each row of sums → places of the rows that it adds up; `levels` of all rows of a table, in order.

    Those since the last row of sums that stands as high; the last one of a table, where none are left, adds up all.
    Where the sums stand above their rows, the table is read from below.
    """
    if levels and levels[0] and not levels[-1]:
        last = len(levels) - 1
        upside = added_up(list(reversed(levels)))
        return {last - place: [last - one for one in reversed(rows)] for place, rows in upside.items()}
    return {place: _since(levels, place) for place, level in enumerate(levels) if level}


def _since(levels: Sequence[int], place: int) -> list[int]:
    since = next((one for one in reversed(range(place)) if levels[one] >= levels[place]), -1)
    rows = [one for one in range(since + 1, place) if not levels[one]]
    rows = rows or [one for one in range(place) if not levels[one]]
    if rows:
        return rows
    end = next((one for one in range(place + 1, len(levels)) if levels[one] >= levels[place]), len(levels))
    return [one for one in range(place + 1, end) if not levels[one]]


def rows_alike(total: Record, rows: Sequence[Record], fields: frozenset[str]) -> list[Record]:
    """Those of the rows that agree with the row of sums in what it fills in of these fields: its month, its class."""
    asked = {name: _meant_by(total, name) for name in sorted(fields & set(total.values))}
    alike = [row for row in rows if all(_meant_by(row, name) == meant for name, meant in asked.items())]
    return alike or list(rows)


def _meant_by(row: Record, name: str) -> Hashable:
    """What a field says; of a month its days, however it is written."""
    words = words_of(row, name)
    return span_of(row.values.get(name)) or words if name == "period" else words


class Added(NamedTuple):
    """A figure of a row of sums: what is said there, and what its rows come to."""

    total: Record
    figure: str
    told: Decimal
    found: Decimal


def sums_of(totals: Sequence[Record]) -> Iterator[Added]:
    """The figures of these rows of tables of facts; blank cells count as nothing. Notes what is no number."""
    for total in totals:
        names = ["count"] if "event" in total.heads else [name for name in total.values if name not in NO_COUNTS]
        for name in names:
            told = total.number(name)
            if told is not None and total.covers:
                found = sum((to_number(row.values.get(name, 0)) or ZERO for row in total.covers), ZERO)
                yield Added(total, name, told, found)


def words_of(row: Record, name: str) -> str:
    """What a field says, without a word on it where it is no text; without a name, the beginning of the row."""
    if not name:
        return row.first
    return "" if isinstance(row.values.get(name), dict | list | bool) else row.text(name)
