"""A chart as figures: what the drawing for paper (SVG) and the drawing in the browser (ECharts) are both made from."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
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
                self.labels, self.series, title=self.title, description=self.description, unit=self.unit, width=WIDTH,
                longest=self.longest,
            )  # fmt: skip
        if self.kind == LINES:
            return line_chart(self.labels, self.series, title=self.title, unit=self.unit, width=WIDTH, height=260)
        return columns(
            self.labels, self.series, title=self.title, description=self.description, unit=self.unit, width=WIDTH,
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
