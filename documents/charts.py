"""A chart as figures: what the drawing for paper (SVG) and the drawing in the browser (ECharts) are both made from."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from documents.svg import TONES, Number, Series, exact_text, line_chart, said
from documents.svg_blocks import BAR_ROW, bars, columns

BARS, COLUMNS, STACKS, LINES = "bars", "columns", "stacks", "lines"
WIDTH, HEIGHT = 640, 180


@dataclass(frozen=True)
class Chart:
    """`labels` one way, `series` the other; None where a series has no value. `key` names it on its page.

    `kind`: `bars` lie, one a label (each label has its value in one series); `columns` stand side by side, `stacks` on
    each other; `lines` go over values that may be negative. `longest` is the end of the scale where several charts share one.
    """

    key: str
    kind: str
    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    longest: Number | None = None

    @property
    def description(self) -> str:
        """All its figures in words, for who cannot see it."""
        return said(self.labels, self.series, self.unit)

    @property
    def summary(self) -> str:
        """What it shows, in a sentence; lines are drawn on the screen only, in the language of the page, and have none."""
        if self.kind == LINES:
            return ""
        if self.kind == BARS:
            values = list(zip(self.labels, self._one_a_label(), strict=True))
            return f"共{len(values)}项，{self._ends(values)}。" if values else ""
        told = [self._told(one) for one in ([self._sums] if self.kind == STACKS else self.series)]
        return f"{'；'.join(one for one in told if one)}。" if any(told) else ""

    @property
    def alternative(self) -> str:
        """What stands for the drawing where it is not seen: its title and what it shows."""
        return f"{self.title}：{self.summary}" if self.summary else self.title

    def _one_a_label(self) -> list[Number]:
        found = [[one.values[place] for one in self.series] for place in range(len(self.labels))]
        return [next((value for value in values if value is not None), 0) for values in found]

    @property
    def _sums(self) -> Series:
        """All levels of a pile together."""
        found = [[one.values[place] or 0 for one in self.series] for place in range(len(self.labels))]
        return Series("", [sum((Decimal(str(value)) for value in values), Decimal(0)) for values in found])

    def _told(self, line: Series) -> str:
        values = [(label, value) for label, value in zip(self.labels, line.values, strict=False) if value is not None]
        if not values:
            return ""
        total = sum((Decimal(str(value)) for _label, value in values), Decimal(0))
        return f"{line.name}合计{exact_text(total)}{self.unit}，{self._ends(values)}"

    def _ends(self, values: Sequence[tuple[str, Number]]) -> str:
        """The highest and the lowest; of equal ones the first."""
        high, low = max(values, key=lambda one: one[1]), min(values, key=lambda one: one[1])
        if high[1] == low[1]:
            return f"均为{exact_text(high[1])}{self.unit}"
        ends = (("最高", high), ("最低", low))
        return "，".join(f"{name}为{label}（{exact_text(value)}{self.unit}）" for name, (label, value) in ends)

    @property
    def data_id(self) -> str:
        """The id of the script element that holds `data`."""
        return f"{self.key}-data"

    @property
    def svg(self) -> SafeString:
        """The drawing, whose writer escapes every text that it is given."""
        return mark_safe(self._drawn())  # noqa: S308

    def _drawn(self) -> str:
        if self.kind == BARS:
            return bars(
                self.labels, self.series, title=self.alternative, description=self.description, unit=self.unit, width=WIDTH,
                longest=self.longest,
            )  # fmt: skip
        if self.kind == LINES:
            return line_chart(self.labels, self.series, title=self.title, unit=self.unit, width=WIDTH, height=260)
        return columns(
            self.labels, self.series, title=self.alternative, description=self.description, unit=self.unit, width=WIDTH,
            height=HEIGHT, stacked=self.kind == STACKS,
        )  # fmt: skip

    @property
    def data(self) -> dict[str, Any]:
        """For `json_script` and static/js/charts.js: the same figures as text, exact, and how they are filled."""
        return {
            "kind": self.kind,
            "title": self.title,
            "description": self.description,
            "unit": self.unit,
            "labels": list(self.labels),
            "series": [
                {
                    "name": line.name,
                    "values": [None if value is None else exact_text(value) for value in line.values],
                    "tone": asdict(TONES[number % len(TONES)]),
                }
                for number, line in enumerate(self.series)
            ],
            "longest": None if self.longest is None else exact_text(self.longest),
            "row": BAR_ROW,
        }
