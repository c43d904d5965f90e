"""From a file to what would be stored: everything that an import does but for the writing."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.errors import FileRefused
from documents.spreadsheets import MOST_ROWS, Found, SheetRows, find_table, read_spreadsheet
from documents.spreadsheets.acceptance import too_much
from organizations.models import User
from organizations.past import kinds
from organizations.past.fingerprints import settle
from organizations.past.kinds import ImportKind, Planned
from organizations.past.rows import Problems, Row, head_words, read_rows
from organizations.past.template_file import NOT_DATA

Tell = Callable[[Any, int, int], None]
READING, MATCHING, SHOWING = (
    gettext_lazy("Reading the file"),
    gettext_lazy("Matching with what is here"),
    gettext_lazy("Writing the preview"),
)
MOST_SHOWN_ROWS = 20
MOST_KEPT_ERRORS = 1000
MOST_KEPT_NOTES = 200


@dataclass
class Plan:
    """What a file would become. `planned`: each fact once; those with `known_as` are there already."""

    kind: ImportKind
    planned: list[Planned] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    sheets: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def new(self) -> list[Planned]:
        return [one for one in self.planned if one.known_as is None]

    @property
    def known(self) -> list[Planned]:
        return [one for one in self.planned if one.known_as is not None]

    @property
    def may_be_stored(self) -> bool:
        return not self.problems.errors and bool(self.new)


def make_plan(kind: ImportKind, *, name: str, file: IO[bytes], by: User, tell: Tell | None = None) -> Plan:
    """Read the file, match its rows, and say what is new, what is there already and what is wrong. Writes nothing.

    Raises FileRefused for a file that is no spreadsheet or holds too much.
    """
    plan = Plan(kind)
    _told(tell, READING, 0, 0)
    rows = _rows_of(plan, name, file)
    _told(tell, MATCHING, 0, len(rows))
    planned = kind.plan(rows, plan.problems, by)
    settled = settle(kind, [one for one in planned if not one.row.is_wrong], plan.problems)
    # What was imported before may contradict a row: that one is wrong, too.
    plan.planned = [one for one in settled if not one.row.is_wrong]
    plan.problems.errors.sort(key=lambda problem: problem.place)
    plan.problems.notes.sort(key=lambda problem: problem.place)
    plan.warnings = kinds.warnings_for([one.happened_on for one in plan.new if one.happened_on])
    _told(tell, SHOWING, len(rows), len(rows))
    return plan


def _told(tell: Tell | None, phase: Any, done: int, total: int) -> None:
    if tell:
        tell(phase, done, total)


def _rows_of(plan: Plan, name: str, file: IO[bytes]) -> list[Row]:
    rows: list[Row] = []
    wanted = [column.wanted for column in plan.kind.columns]
    for sheet in read_spreadsheet(name, file):
        _watch(sheet)
        if sheet.name in NOT_DATA or not sheet.rows:
            continue
        found = find_table(sheet, wanted)
        plan.sheets.append(_sheet_words(sheet.name, found, plan.kind))
        if found is None:
            continue
        for problem in found.problems:
            what, advice = head_words(problem, plan.kind.columns)
            plan.problems.about_file(what, advice, sheet=sheet.name, cell=str(problem.row))
        if not found.problems:
            rows.extend(read_rows(found, plan.kind.columns, plan.problems))
    if len(rows) > MOST_ROWS:
        raise too_much()
    _refuse_nothing(plan, rows)
    return rows


def _watch(sheet: SheetRows) -> None:
    """Every text of the sheet, also outside of the table, since a mark stands above it as a rule."""
    for row in sheet.rows:
        for value in row.values:
            if isinstance(value, str):
                kinds.watch_text(value)


def _refuse_nothing(plan: Plan, rows: list[Row]) -> None:
    if not any(sheet["head_row"] for sheet in plan.sheets):
        raise FileRefused(
            _(
                "No table was found: in none of the first 30 rows of a sheet stand names of columns that are known. Needed "
                "are: %(heads)s. The template shows all of them."
            )
            % {"heads": "、".join(column.head for column in plan.kind.columns if column.is_required)},
            code="no_table",
        )
    if not rows and not plan.problems.errors:
        raise FileRefused(_("The table has no rows."), code="no_rows")


def _sheet_words(name: str, found: Found | None, kind: ImportKind) -> dict[str, Any]:
    if found is None:
        return {"name": name, "head_row": 0, "columns": [], "unknown": []}
    columns = [kind.column(key).head for key in sorted(found.columns, key=lambda key: found.columns[key])]
    return {"name": name, "head_row": found.head_row, "columns": columns, "unknown": found.unknown[:20]}


def report_of(plan: Plan) -> dict[str, Any]:
    """What the preview shows, as JSON: bounded, whatever the file."""
    shown = (plan.new or plan.planned)[:MOST_SHOWN_ROWS]
    keys = [column.key for column in plan.kind.columns if any(column.key in one.told for one in shown)]
    return {
        "keys": keys,
        "rows": [_shown(one, keys) for one in shown],
        "errors": [problem.as_json() for problem in plan.problems.errors[:MOST_KEPT_ERRORS]],
        "error_count": len(plan.problems.errors),
        "notes": [problem.as_json() for problem in plan.problems.notes[:MOST_KEPT_NOTES]],
        "note_count": len(plan.problems.notes),
        "sheets": plan.sheets,
        "warnings": plan.warnings,
        "months": _by_month([one.happened_on for one in plan.new if one.happened_on]),
    }


def _shown(one: Planned, keys: list[str]) -> dict[str, Any]:
    return {
        "place": f"{one.row.sheet}!{one.row.number}" if one.row.sheet else str(one.row.number),
        "cells": [one.told.get(key, ("", ""))[1] for key in keys],
        "note": one.note,
        "is_new": one.known_as is None,
    }


def _by_month(days: list[date]) -> list[tuple[str, int]]:
    counts = Counter(f"{day:%Y-%m}" for day in days)
    return sorted(counts.items())
