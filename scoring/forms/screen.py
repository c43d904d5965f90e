"""A clause (or the head) as a screen: reading what was sent into a document, showing a document with its problems."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from scoring.engine import Problem
from scoring.forms.fields import Field, Kind, Option, Rows, Section, Shown
from scoring.forms.options import Options
from scoring.forms.places import place_of, sentence_of
from scoring.services import scheme_values as values

MOST_ROWS = 300


@dataclass
class ShownRow:
    """A row of a table with its cells; `number` counts from one."""

    index: int
    cells: list[Shown]
    errors: list[str]

    @property
    def number(self) -> int:
        return self.index + 1


@dataclass
class ShownTable:
    """A table as the template draws it; `columns` are all that there may be, ticked where they are drawn."""

    name: str
    label: str
    hint: str
    add: str
    heads: list[str]
    rows: list[ShownRow]
    columns: list[Option]
    errors: list[str]
    widget: str = "table"


@dataclass
class ShownSection:
    title: str
    hint: str
    is_open: bool
    is_folded: bool
    parts: list[Shown | ShownTable]


@dataclass
class Screen:
    """A form as the template draws it; `errors` are those that belong to no field."""

    kind: Kind
    sections: list[ShownSection]
    errors: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)

    @property
    def all_errors(self) -> list[tuple[str, str, str]]:
        """(id of the input, label, sentence) of every problem, for the summary at the top."""
        return [(shown.id, shown.label, error) for shown in self._fields() for error in shown.errors]

    def _fields(self) -> Iterable[Shown]:
        for section in self.sections:
            for part in section.parts:
                if isinstance(part, Shown):
                    yield part
                    continue
                yield Shown("", f"{part.name}-rows", part.label, "", errors=part.errors)
                for row in part.rows:
                    yield Shown("", f"{part.name}-{row.index}", f"{part.label} {row.number}", "", errors=row.errors)
                    yield from (_in_row(cell, row) for cell in row.cells)


def _in_row(cell: Shown, row: ShownRow) -> Shown:
    return Shown("", cell.name, f"{cell.label} {row.number}", "", errors=cell.errors)


def read_form(kind: Kind, sent: QueryDict, *, keep_blank: bool = False) -> dict[str, Any]:
    """What was sent, as the document keeps it. `keep_blank`: rows in which nothing stands yet stay."""
    document: dict[str, Any] = {}
    for part in _parts(kind):
        if isinstance(part, Rows):
            values.put(document, part.path, _read_rows(part, sent, keep_blank) or None)
        else:
            values.put(document, part.path, part.read(sent, _name(part.path)))
    return document


def read_clause(kind: Kind, sent: QueryDict, *, keep_blank: bool = False) -> dict[str, Any]:
    """A clause: its code and kind first, as in every file."""
    document = read_form(kind, sent, keep_blank=keep_blank)
    return {"id": document.pop("id", ""), "kind": kind.code, **document}


def with_act(document: dict[str, Any], act: str) -> dict[str, Any]:
    """The document after a button beside a table: `table:add`, `table:remove:2`, `table:up:2`, `table:down:2`."""
    path, verb, index = (*act.split(":"), "", "")[:3]
    rows = values.entries(values.found(document, path)) if path else []
    place = int(index) if index.isascii() and index.isdecimal() and len(index) < 5 else -1
    if verb == "add" and len(rows) < MOST_ROWS:
        rows = [*rows, {}]
    elif verb == "remove" and 0 <= place < len(rows):
        rows = rows[:place] + rows[place + 1 :]
    elif verb in ("up", "down"):
        rows = _moved(rows, place, place + (1 if verb == "down" else -1))
    else:
        return document
    return {**document, path: rows}


def show(
    kind: Kind,
    document: Mapping[str, Any],
    options: Options,
    problems: Sequence[Problem] = (),
    asked: Sequence[str] = (),
) -> Screen:
    """The document in its form. `problems` have paths below the document; `asked` are more columns to be drawn."""
    errors = _Errors(kind, problems)
    sections = [_section(section, document, options, errors, frozenset(asked)) for section in kind.sections]
    return Screen(kind, sections, errors.left(), unknown_fields(kind, document))


def unknown_fields(kind: Kind, document: Mapping[str, Any]) -> list[str]:
    """Fields of the document for which the form has no place."""
    known: dict[str, set[str] | None] = {"id": None, "kind": None}
    for part in _parts(kind):
        name, _dot, rest = part.path.partition(".")
        if isinstance(part, Rows):
            known[name] = {column.path for column in part.columns}
        elif rest:
            inner = known.setdefault(name, set())
            assert inner is not None
            inner.add(rest)
        else:
            known[name] = None
    lost = [str(name) for name in document if name not in known]
    for name, inner in known.items():
        value = document.get(name)
        rows = [value] if isinstance(value, Mapping) else values.entries(value)
        lost += [f"{name}.{key}" for row in rows for key in row if inner is not None and key not in inner]
    return list(dict.fromkeys(lost))


class _Errors:
    """Problems by path; each is told at the nearest field above it, once."""

    def __init__(self, kind: Kind, problems: Sequence[Problem]) -> None:
        self._left = {(place_of(kind, problem), sentence_of(kind, problem)): None for problem in problems}

    def take(self, path: str, *, below: bool = True) -> list[str]:
        mine = [key for key in self._left if key[0] == path or (below and key[0].startswith(f"{path}."))]
        for key in mine:
            del self._left[key]
        return [sentence for _path, sentence in mine]

    def left(self) -> list[str]:
        return [sentence for _path, sentence in self._left]


def _parts(kind: Kind) -> Iterable[Field | Rows]:
    return (part for section in kind.sections for part in section.parts)


def _name(path: str) -> str:
    return path.replace(".", "-")


def _read_rows(part: Rows, sent: QueryDict, keep_blank: bool) -> list[dict[str, Any]]:
    told = sent.get(f"{part.path}-rows", "")
    count = min(int(told), MOST_ROWS) if told.isascii() and told.isdecimal() and len(told) < 6 else 0
    rows = []
    for index in range(count):
        row: dict[str, Any] = {}
        for column in part.columns:
            values.put(row, column.path, column.read(sent, f"{part.path}-{index}-{column.path}"))
        rows.append(row)
    return [row for row in rows if row or keep_blank]


def _moved(rows: list[dict[str, Any]], here: int, there: int) -> list[dict[str, Any]]:
    if not (0 <= here < len(rows) and 0 <= there < len(rows)):
        return rows
    rows = list(rows)
    rows[here], rows[there] = rows[there], rows[here]
    return rows


def _section(
    section: Section, document: Mapping[str, Any], options: Options, errors: _Errors, asked: frozenset[str]
) -> ShownSection:
    parts: list[Shown | ShownTable] = []
    is_used = False
    for part in section.parts:
        value = values.found(document, part.path)
        if isinstance(part, Rows):
            table = _table(part, values.entries(value), options, errors, asked)
            is_used = is_used or bool(table.rows or table.errors)
            parts.append(table)
            continue
        shown = part.show(value, _name(part.path), options)
        shown.errors = errors.take(part.path)
        # The code of a clause stands in every one of them.
        is_used = is_used or bool(shown.errors) or (value is not None and part.path != "id")
        parts.append(shown)
    is_open = not section.is_folded or is_used
    return ShownSection(str(section.title), str(section.hint), is_open, section.is_folded, parts)


def _table(
    part: Rows, rows: list[dict[str, Any]], options: Options, errors: _Errors, asked: frozenset[str]
) -> ShownTable:
    used = {name for row in rows for name in row}
    drawn = [column for column in part.columns if column.path in part.shown | asked | used]
    lines = [_row(part, index, row, drawn, options, errors) for index, row in enumerate(rows)]
    columns = [
        Option(column.path, str(column.label), column in drawn)
        for column in part.columns
        if column.path not in part.shown
    ]
    heads = [str(column.label) for column in drawn]
    told = errors.take(part.path)
    return ShownTable(part.path, str(part.label), str(part.hint), str(part.add), heads, lines, columns, told)


def _row(
    part: Rows, index: int, row: Mapping[str, Any], drawn: Sequence[Field], options: Options, errors: _Errors
) -> ShownRow:
    cells = []
    for column in drawn:
        cell = column.show(row.get(column.path), f"{part.path}-{index}-{column.path}", options)
        cell.errors = errors.take(f"{part.path}.{index}.{column.path}")
        cells.append(cell)
    return ShownRow(index, cells, errors.take(f"{part.path}.{index}"))
