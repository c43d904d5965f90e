"""Behind the figures of a text that are no single count: lists of units, comparisons, shares, and how long steps take.

Each is explained by lines (a unit, a span, a level: what was printed and what it comes to today, and where that opens), by
ledger rows, or by items with their times.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from reports.models import Bulletin
from reports.services.behind import EARLIER, LEVEL, OFFICE, NothingBehind, is_net, open_number, rows_behind, span_of
from reports.services.booked_faults import KINDS as FAULT_KINDS
from reports.services.booked_faults import booked_faults
from reports.services.charts import step_cells, step_word
from reports.services.collecting import LAST_DAYS, facts_in, late_in, month_end
from reports.services.fields import COMPARED, fields_for, fields_of, first_places, unnamed_in
from reports.services.quotas import below_quota
from reports.services.spans import ONE_DAY, Span
from reports.services.step_times import STEPS, items_of_step, step_line
from reports.services.tables import table_of, totals_of
from reports.states import Roll
from scoring.models import LedgerRow

TEXT, STEP = "text", "steps"
"""Scopes beside those of `behind`: a field of the text, and a step of the way."""
ABSENT = "—"

Data = Mapping[str, Any]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One thing that explains a figure. `opens`: scope, figure and month of the number behind it."""

    name: str
    printed: str
    live: str
    opens: tuple[str, str, str] = ("", "", "")
    is_field: bool = False
    """Whether `name` is a name of a field, which has a label of its own."""


@dataclass(frozen=True)
class Explained:
    """What was printed, what it would be today (empty where only the lines tell it), and what it is made of."""

    printed: str
    live: str
    lines: list[Line] = field(default_factory=list)
    rows: list[tuple[str, "QuerySet[LedgerRow]"]] = field(default_factory=list)

    @property
    def has_moved(self) -> bool:
        return (bool(self.live) and self.printed != self.live) or any(one.printed != one.live for one in self.lines)


@dataclass(frozen=True)
class StepTimes:
    """A step as it was printed (items, median, longest in hours) and as the events tell it now; items with minutes."""

    name: str
    printed: list[str]
    live: list[str]
    items: list[tuple[int, int]]

    @property
    def has_moved(self) -> bool:
        return self.printed != self.live


def explain(bulletin: Bulletin, name: str) -> Explained:
    """What the field of the text is made of. Raises NothingBehind for a field that nothing explains, or that says
    nothing in this bulletin."""
    if name not in EXPLAINED or not bulletin.snapshot.data["has_figures"]:
        raise NothingBehind
    return EXPLAINED[name](bulletin, name)


def open_step(bulletin: Bulletin, step: str) -> StepTimes:
    """The times of a step. Raises NothingBehind where the snapshot has none."""
    data = bulletin.snapshot.data
    line = next((one for one in data["steps"] if one["step"] == step), None)
    if line is None or step not in STEPS:
        raise NothingBehind
    items = items_of_step(span_of(bulletin), step)
    live = step_line(step, [minutes for _pk, minutes in items])
    return StepTimes(step_word(data, line), step_cells(line), step_cells(live), items)


# --- lists of units ---


def _rows_of(data: Data) -> list[Row]:
    return [row for one in data["scores"]["classes"] for row in one["rows"]]


def _ranked(data: Data) -> list[Row]:
    return [row for row in _rows_of(data) if row["rank"] is not None]


def _in_roll(roll: Roll) -> Callable[[Data], list[Row]]:
    def members(data: Data) -> list[Row]:
        known = {one["id"] for one in data["rolls"][roll]}
        return [row for row in _rows_of(data) if row["unit_id"] in known]

    return members


def _praised(data: Data) -> list[Row]:
    below = frozenset(one["id"] for one in data["rolls"][Roll.BELOW])
    return [row for one in data["scores"]["classes"] for row in first_places(one, below)]


MEMBERS: Mapping[str, Callable[[Data], list[Row]]] = {
    "units.total": _rows_of,
    "units.filed": lambda data: [row for row in _rows_of(data) if row["filed"] > 0],
    "zero": _in_roll(Roll.ZERO),
    "below": _in_roll(Roll.BELOW),
    "unadopted": lambda data: [row for row in _ranked(data) if row["filed"] > 0 >= row["adoptions"]],
    "best.units": _praised,
}


def _units(bulletin: Bulletin, name: str) -> Explained:
    data = bulletin.snapshot.data
    members = MEMBERS.get(name) or MEMBERS[name.partition(".")[0]]
    what, cell = ("score", "score_shown") if name == "best.units" else ("filed", "filed")
    live = _live_units(data, span_of(bulletin))
    then, today = ({row["unit_id"]: row for row in members(told)} for told in (data, live))
    all_today = {row["unit_id"]: row for row in _rows_of(live)}
    lines = [
        Line(
            row["unit"],
            str(row[cell]) if pk in then else ABSENT,
            str(all_today[pk][cell]) if pk in today or (pk in then and pk in all_today) else ABSENT,
            (f"unit-{pk}", what, "") if pk in then and row[cell] else ("", "", ""),
        )
        for pk, row in {**then, **today}.items()
    ]
    return Explained(fields_for(bulletin)[name], fields_of(live, unnamed_in(bulletin))[name], lines)


def _live_units(data: Data, span: Span) -> dict[str, Any]:
    """The snapshot with the units as the ledger of today has them."""
    table = table_of(span)
    rows = [row for one in table.classes for row in one.rows]
    told = {"units": len(rows), "units_filed": sum(row.filed > 0 for row in rows)}
    return {
        **data,
        "scores": table.as_dict(),
        "totals": {**data["totals"], **told},
        "rolls": {
            Roll.ZERO: [{"id": row.unit_id, "unit": row.unit} for row in table.ranked_rows if row.filed <= 0],
            Roll.BELOW: below_quota(table, span),
        },
        "without_adoption": [row.unit for row in table.ranked_rows if row.filed > 0 >= row.adoptions],
    }


# --- comparisons, levels, shares ---

_COUNTED = {field: counted for field, counted, _measure in COMPARED}
_AGAINST = {"change": "previous", "change_year": "last_year"}


def _change(bulletin: Bulletin, name: str) -> Explained:
    """Both spans with their numbers and rows."""
    group, _dot, kind = name.partition(".")
    data, what, against = bulletin.snapshot.data, _COUNTED[group], _AGAINST[kind]
    span = span_of(bulletin)
    earlier = EARLIER[against](span) if data[against] else None
    now, then = (asdict(totals_of(one.rows(), net=is_net(data))) if one else None for one in (span, earlier))
    lines = [Line(data["span"]["name"], str(data["totals"][what]), str((now or {})[what]), (OFFICE, what, ""))]
    rows = [(data["span"]["name"], rows_behind(span.rows(), what))]
    if data[against]:
        before = str(then[what]) if then else ABSENT
        opens = (OFFICE, what, against) if earlier else ("", "", "")
        lines.append(Line(data[against]["name"], str(data[against][what]), before, opens))
    if earlier:
        rows.append((data[against]["name"], rows_behind(earlier.rows(), what)))
    live = {**data, "totals": {**data["totals"], **(now or {})}, against: then}
    return Explained(fields_for(bulletin)[name], fields_of(live, unnamed_in(bulletin))[name], lines, rows)


def _levels(bulletin: Bulletin, name: str) -> Explained:
    found = [
        (one["name"], f"{LEVEL}{one['code']}") for one in bulletin.snapshot.data["adopted_by_level"] if one["adoptions"]
    ]
    opened = [(level, what, open_number(bulletin, OFFICE, what)) for level, what in found]
    lines = [Line(level, number.printed, number.live, (OFFICE, what, "")) for level, what, number in opened]
    return Explained(fields_for(bulletin)[name], "", lines)


_PARTS = {
    "balance.problem_share": (
        ("balance.problem", OFFICE, "nature-problem"),
        ("balance.advice", OFFICE, "nature-advice"),
        ("filed.total", OFFICE, "filed"),
    ),
    "month_end.share": (("month_end.filed", TEXT, "month_end.filed"), ("filed.total", OFFICE, "filed")),
}


def _share(bulletin: Bulletin, name: str) -> Explained:
    """The figures of which it is the share."""
    lines = []
    for part, scope, what in _PARTS[name]:
        number: Any = explain(bulletin, what) if scope == TEXT else open_number(bulletin, scope, what)
        lines.append(Line(part, number.printed, number.live, (scope, what, ""), is_field=True))
    return Explained(fields_for(bulletin)[name], "", lines)


# --- ledger rows ---


def _rows(bulletin: Bulletin, name: str) -> Explained:
    data, span = bulletin.snapshot.data, span_of(bulletin)
    part, rows = _BY_GROUP[name.partition(".")[0]](data, span)
    live = fields_of({**data, **part}, unnamed_in(bulletin))[name]
    return Explained(fields_for(bulletin)[name], live, rows=[("", rows)])


def _at_month_end(data: Data, span: Span) -> tuple[dict[str, Any], "QuerySet[LedgerRow]"]:
    windows = Q()
    for month in span.months:
        windows |= Q(happened_on__range=(month.ends_on - (LAST_DAYS - 1) * ONE_DAY, month.ends_on))
    rows = rows_behind(span.rows(), "filed").filter(windows)
    return {"month_end": month_end(facts_in(span), span)}, rows


def _booked_late(data: Data, span: Span) -> tuple[dict[str, Any], "QuerySet[LedgerRow]"]:
    rows = span.rows().filter(fact_period__isnull=False).exclude(fact_period__in=span.months)
    return {"late": late_in(span)}, rows.exclude(tally=0, points=0)


def _faulty(data: Data, span: Span) -> tuple[dict[str, Any], "QuerySet[LedgerRow]"]:
    units = {row["unit_id"]: row["unit"] for row in _rows_of(data)}
    listed = [
        {**line, "points": str(line["points"].normalize()) if line["points"] else "0"}
        for line in booked_faults(facts_in(span), units, span)
    ]
    return {"faults": listed}, span.rows().filter(kind__in=FAULT_KINDS).exclude(tally=0, points=0)


def _highest(bulletin: Bulletin, name: str) -> Explained:
    adopted = bulletin.snapshot.data["adopted"]
    if not adopted:
        raise NothingBehind
    rows = rows_behind(span_of(bulletin).rows(), f"{LEVEL}{adopted[0]['level']}")
    return Explained(fields_for(bulletin)[name], "", rows=[("", rows)])


_BY_GROUP: Mapping[str, Callable[[Data, Span], tuple[dict[str, Any], "QuerySet[LedgerRow]"]]] = {
    "month_end": _at_month_end,
    "late": _booked_late,
    "faults": _faulty,
}


def _all(names: Iterable[str], how: Callable[[Bulletin, str], Explained]) -> dict[str, Callable[..., Explained]]:
    return dict.fromkeys(names, how)


EXPLAINED: Mapping[str, Callable[[Bulletin, str], Explained]] = {
    **_all(("units.total", "units.filed", "best.units", "unadopted.count", "unadopted.units"), _units),
    **_all((f"{roll}.{part}" for roll in ("zero", "below") for part in ("count", "units", "named")), _units),
    **_all((f"{group}.{kind}" for group in _COUNTED for kind in _AGAINST), _change),
    **_all(("adopted.levels",), _levels),
    **_all(_PARTS, _share),
    **_all(("month_end.filed", "late.count", "late.units"), _rows),
    **_all((f"faults.{part}" for part in ("total", "kinds", "units", "minus", "objected", "rectified")), _rows),
    **_all(("best.adopted",), _highest),
}
"""Fields of the text that are explained here; those of FIELD_FIGURES in `behind` are single counts."""
