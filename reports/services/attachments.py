"""附件: which parts stand behind the text, with their numbers and titles.

Words of an official paper, so Chinese whatever language the reader has chosen.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.states import Figure

Data = Mapping[str, Any]

SCORES, ADOPTED, INSTRUCTIONS, FAULTS, CHARTS = "scores", "adopted", "instructions", "faults", "charts"
NAMES = {
    SCORES: ("信息工作计分表", "计分表"),
    ADOPTED: ("采用信息目录", "采用信息目录"),
    INSTRUCTIONS: ("领导批示情况", "领导批示情况"),
    FAULTS: ("差错和整改情况", "差错和整改情况"),
    CHARTS: ("信息工作统计图表", "统计图表"),
}
"""Title on the paper, and the short one of the contents beside it on the page."""


def attachments_of(data: Data, figures: Sequence[str], *, also_empty: bool = False) -> list[dict[str, str]]:
    """Those that hold something, numbered through; none of a bulletin without figures. A single one has no number.

    `also_empty`: the lists of adoptions and instructions stood there with one sentence up to the fifth layout of the paper.
    """
    if not data["has_figures"]:
        return []
    stands = {
        SCORES: True,
        ADOPTED: also_empty or bool(data["adopted"]),
        INSTRUCTIONS: also_empty or bool(data["instructions"]),
        FAULTS: bool(data["faults"]),
        CHARTS: bool({Figure.MONTHS, Figure.LEVELS, Figure.STEPS} & set(figures)),
    }
    keys = [key for key in NAMES if stands[key]]
    return [
        {
            "key": key,
            "number": str(number) if len(keys) > 1 else "",
            "title": f"{data['span']['title']}{NAMES[key][0]}",
            "short": NAMES[key][1],
        }
        for number, key in enumerate(keys, start=1)
    ]


def label_of(data: Data, key: str) -> str:
    """附件4: how a sentence names the attachment. Charts come last, so no other number hangs on them."""
    found = next((one for one in attachments_of(data, ()) if one["key"] == key), None)
    return f"附件{found['number']}" if found else "附件"
