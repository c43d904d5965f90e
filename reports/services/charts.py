"""统计图: what a bulletin draws, and the tables beside it, from its snapshot only.

Words of an official paper, so Chinese whatever language the reader has chosen.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from documents.charts import BARS, COLUMNS, STACKS, Chart
from documents.svg import Series
from organizations.services.papers import OFFICE
from reports.states import Figure
from submissions.states import Status

Data = Mapping[str, Any]

MOST_BARS = 40
"""More units than this go on in a further drawing: a drawing must fit on one page."""
FEWEST_MONTHS = 2
STEP_WORDS = {
    Status.FILED: "报送至接收",
    Status.EDITING: "编辑加工",
    Status.OFFICE_REVIEW: "{office}审核",
    Status.SIGNATURE: "领导签发",
    Status.SIGNED: "签发至上报",
}
OTHERS = "其他单位"
MONTHS_TITLE = "各月报送和采用情况"
LEVELS_TITLE = "各月分层级采用情况"
TREND_HEADS = ("月份", "报送（条）", "采用（篇）", "采用（篇次）")
STEP_HEADS = ("环节", "信息（条）", "中位用时（小时）", "最长用时（小时）")
TREND_NOTE = "注：同一信息先后在几个月被采用的，各月各计1篇，全期和累计只计1篇。"
STEP_NOTE = "注：用时按自然时间计算，含夜间和节假日；一条信息多次经过同一环节的，用时合并计算。"


def available(data: Data) -> list[str]:
    """The charts for which the snapshot has figures, in the order of the paper; none for a topical bulletin."""
    if not data["has_figures"]:
        return []
    months = len(data["trend"]) >= FEWEST_MONTHS
    found = {
        Figure.SCORES: any(one["rows"] for one in data["scores"]["classes"]),
        Figure.MONTHS: months,
        Figure.LEVELS: months and _knows_levels(data),
        Figure.STEPS: any(line["items"] for line in data["steps"]),
    }
    return [str(key) for key in Figure if found[key]]


def figures_of(data: Data, chosen: Sequence[str]) -> dict[str, Any]:
    """What the template parts draw: `scores` (several drawings), `months` and `levels` (in `trend_blocks` each with its
    table), `steps` and `step_table`. `trend` is the one table of months of the workbook.

    What was not chosen, or has no figures, is empty.
    """
    keys = [key for key in available(data) if key in chosen]
    drawn = {key: make(data) for key, make in OF_MONTHS.items() if key in keys}
    with_steps = Figure.STEPS in keys
    return {
        "keys": keys,
        "scores": scores_charts(data) if Figure.SCORES in keys else [],
        "months": drawn.get(Figure.MONTHS),
        "levels": drawn.get(Figure.LEVELS),
        "trend_blocks": _trend_blocks(data, drawn),
        "steps": steps_chart(data) if with_steps else None,
        "trend": trend_table(data) if drawn else None,
        "step_table": step_table(data) if with_steps else None,
        "step_keys": [line["step"] for line in data["steps"]],
        "step_heads": STEP_HEADS,
        "step_note": STEP_NOTE,
    }


def _knows_levels(data: Data) -> bool:
    return all(month["by_level"] is not None for month in data["trend"])


def scores_charts(data: Data) -> list[Chart]:
    """得分 of all units, highest first, in the tone of their class; equal scores stay in printing order."""
    classes = data["scores"]["classes"]
    rows = [(number, row) for number, one in enumerate(classes) for row in one["rows"]]
    rows.sort(key=lambda pair: -Decimal(pair[1]["score"]))
    names = [one["name"] or OTHERS for one in classes]
    # Where nobody is above nought the scale still begins there: an end below it would turn the bars round.
    longest = max([Decimal(0), *(Decimal(row["score_shown"]) for _no, row in rows)])
    title = f"{data['span']['title']}各单位得分"
    return [
        Chart(
            f"chart-scores{start // MOST_BARS or ''}", BARS, f"{title}（续）" if start else title,
            [row["unit"] for _no, row in part],
            [
                Series(name, [Decimal(row["score_shown"]) if no == number else None for no, row in part])
                for number, name in enumerate(names)
            ],
            unit="分", longest=longest,
        )
        for start in range(0, len(rows), MOST_BARS)
        for part in [rows[start : start + MOST_BARS]]
    ]  # fmt: skip


def months_chart(data: Data) -> Chart:
    """报送 and 采用 of the last months."""
    months = data["trend"]
    series = [
        Series("报送（条）", [month["filed"] for month in months]),
        Series("采用（篇）", [month["adopted_items"] for month in months]),
    ]
    return Chart("chart-months", COLUMNS, MONTHS_TITLE, _short_names(months), series)


def levels_chart(data: Data) -> Chart:
    """采用 of the last months, the levels on each other, the highest at the foot."""
    months = data["trend"]
    series = [Series(name, [month["by_level"].get(code, 0) for month in months]) for code, name in _levels(data)]
    return Chart("chart-levels", STACKS, LEVELS_TITLE, _short_names(months), series, unit="篇次")


def _levels(data: Data) -> list[tuple[str, str]]:
    """Code and name, highest first; also a level that the office no longer keeps but that was adopted at."""
    named = [(level["code"], level["name"]) for level in reversed(data["scores"]["levels"])]
    known = {code for code, _name in named}
    more = sorted({code for month in data["trend"] for code in month["by_level"]} - known)
    return [*named, *((code, code) for code in more)]


def _short_names(months: Sequence[Data]) -> list[str]:
    """10月, and with its year where a year begins: 26年1月."""
    return [
        f"{int(slug[5:])}月" if place and slug[5:] != "01" else f"{slug[2:4]}年{int(slug[5:])}月"
        for place, slug in enumerate(month["period"] for month in months)
    ]


def trend_table(data: Data, *, with_levels: bool = True) -> dict[str, Any]:
    """The months, oldest first: filed, items adopted, adoptions, and these by level where the snapshot knows it."""
    levels = _levels(data) if with_levels and _knows_levels(data) else []
    whats = ["filed", "adopted_items", "adoptions", *(f"level-{code}" for code, _name in levels)]
    return _table(data, MONTHS_TITLE, levels, whats) | {"counts": True, "note": TREND_NOTE if _is_more(data) else ""}


def _is_more(data: Data) -> bool:
    """Whether items adopted in several months make the months' numbers more than those of the span or the year."""
    adopted = {month["period"]: month["adopted_items"] for month in data["trend"]}
    year = [month for month in adopted if month[:4] == data["trend"][-1]["period"][:4]]
    told = [(year, data["year"])] if data["year"] else []
    if not data["span"]["by_date"] and adopted.keys() >= set(data["span"]["months"]):
        told.append((data["span"]["months"], data["totals"]))
    return any(sum(adopted[month] for month in months) != whole["adopted_items"] for months, whole in told)


def level_table(data: Data) -> dict[str, Any]:
    """The months, oldest first: adoptions of each level and their sum."""
    levels = _levels(data)
    whats = [*(f"level-{code}" for code, _name in levels), "adoptions"]
    return _table(data, LEVELS_TITLE, levels, whats) | {"counts": False}


def _table(data: Data, caption: str, levels: Sequence[tuple[str, str]], whats: Sequence[str]) -> dict[str, Any]:
    return {
        "caption": caption,
        "levels": [name for _code, name in levels],
        "whats": whats,
        "rows": [
            {
                "slug": month["period"],
                "name": f"{month['period'][:4]}年{int(month['period'][5:])}月",
                "cells": [str(_figure_of(month, what)) for what in whats],
            }
            for month in data["trend"]
        ],
    }


def _figure_of(month: Data, what: str) -> int:
    prefix, _dash, code = what.partition("-")
    return month["by_level"].get(code, 0) if prefix == "level" else month[what]


def _trend_blocks(data: Data, drawn: Mapping[Figure, Chart]) -> list[dict[str, Any]]:
    """Each drawing with the table of its figures: one table where there is one drawing."""
    if len(drawn) < len(OF_MONTHS):
        return [{"table": trend_table(data), "chart": chart} for chart in drawn.values()]
    return [
        {"table": trend_table(data, with_levels=False), "chart": drawn[Figure.MONTHS]},
        {"table": level_table(data), "chart": drawn[Figure.LEVELS]},
    ]


OF_MONTHS = {Figure.MONTHS: months_chart, Figure.LEVELS: levels_chart}


def steps_chart(data: Data) -> Chart:
    """用时 of each step that items went through, as the median."""
    lines = [line for line in data["steps"] if line["items"]]
    values = [hours(line["median"]) for line in lines]
    labels = [step_word(data, line) for line in lines]
    return Chart("chart-steps", BARS, "各环节办理用时（中位数）", labels, [Series("用时", values)], unit="小时")


def step_table(data: Data) -> list[list[str]]:
    """Step, items, median and longest stay in hours, in the order of the way."""
    return [[step_word(data, line), *step_cells(line)] for line in data["steps"]]


def step_cells(line: Data) -> list[str]:
    """Of one step: its items, and their median and longest stay in hours."""
    return [str(line["items"]), *_hours_of(line)]


def step_word(data: Data, line: Data) -> str:
    """The step as the paper names it."""
    return STEP_WORDS[Status(line["step"])].format(office=data["organ"]["office"] or OFFICE)


def _hours_of(line: Data) -> list[str]:
    return [str(hours(line[name])) if line["items"] else "—" for name in ("median", "longest")]


def hours(minutes: int) -> Decimal:
    """Minutes as hours with one decimal, half up."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
