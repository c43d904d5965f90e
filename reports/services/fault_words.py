"""差错情况 in words: the lines of the attachment, the sheet of the workbook and the fields of the text, from a snapshot only.

Words of an official paper, so Chinese whatever language the reader has chosen.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from documents.xlsx import Sheet
from reports.services.booked_faults import CONFIRMED, NOTICED, OBJECTED, RECTIFIED, UPHELD
from scoring.engine.numbers import rounded

STATE_WORDS = {
    NOTICED: "已告知单位",
    OBJECTED: "异议核实中",
    UPHELD: "经核实维持",
    CONFIRMED: "已确认",
    RECTIFIED: "已整改",
}
HEADS = ["单位", "差错种类", "情节", "发生日期", "扣分", "办理情况", "补计月份"]
NONE = "无"
MOST_NAMES = 30

Data = Mapping[str, Any]


def fault_lines(data: Data) -> list[dict[str, Any]]:
    """The lines of the attachment, numbered; points as the office rounds them, a deduction above nought."""
    digits = data["scores"]["rounding"].get("unit", 2)
    return [
        {
            **line,
            "no": number,
            "day": _day(line["happened_on"]),
            "minus": str(rounded(-Decimal(line["points"]), digits)) if Decimal(line["points"]) else "0",
            "state_words": STATE_WORDS[line["state"]],
        }
        for number, line in enumerate(data["faults"], start=1)
    ]


def fault_sheets(data: Data) -> list[Sheet]:
    """One sheet, where there are faults: a workbook of before has none either."""
    rows = [
        [
            line["unit"], line["kind"], line["severity"], line["happened_on"], Decimal(line["minus"]),
            line["state_words"], line["late_for"],
        ]
        for line in fault_lines(data)
    ]  # fmt: skip
    return [Sheet("差错情况", HEADS, rows)] if rows else []


def fault_fields(data: Data) -> dict[str, str]:
    """How many, of which kinds, of which units, and how far they are."""
    faults = data["faults"]
    kinds = Counter(line["kind"] for line in faults)
    states = Counter(line["state"] for line in faults)
    return {
        "faults.total": str(len(faults)),
        "faults.kinds": "、".join(f"{kind}{count}起" for kind, count in kinds.most_common()) or NONE,
        "faults.units": _names(list(dict.fromkeys(line["unit"] for line in faults))),
        "faults.minus": _sum_of(data),
        "faults.objected": str(states[OBJECTED]),
        "faults.rectified": str(states[RECTIFIED]),
    }


def _sum_of(data: Data) -> str:
    total = -sum((Decimal(line["points"]) for line in data["faults"]), Decimal(0))
    return str(rounded(total, data["scores"]["rounding"].get("unit", 2))) if total else "0"


def _names(names: Sequence[str]) -> str:
    more = f"等{len(names)}个单位" if len(names) > MOST_NAMES else ""
    return "、".join(names[:MOST_NAMES]) + more or NONE


def _day(iso: str) -> str:
    _year, month, day = iso.split("-")
    return f"{int(month)}月{int(day)}日"
