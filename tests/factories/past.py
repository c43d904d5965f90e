"""Spreadsheets of the past, made in code, and the way of one through its two jobs."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from activity.clock import now
from activity.runner import run_queued
from organizations.models import PastImport, User
from organizations.past import services
from organizations.past.kinds import kind_of
from organizations.past.planning import Plan, make_plan

Rows = Sequence[Sequence[Any]]


def workbook_bytes(sheets: Mapping[str, Rows], *, merged: Sequence[str] = ()) -> bytes:
    """A workbook of the sheets; `merged` names ranges of the first one."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    for area in merged:
        book.worksheets[0].merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table(heads: Sequence[str], *rows: Sequence[Any], merged: Sequence[str] = (), above: Rows = ()) -> bytes:
    """A workbook with one sheet 台账: title rows, the head, the rows."""
    return workbook_bytes({"台账": [*above, heads, *rows]}, merged=merged)


def csv_bytes(rows: Rows, encoding: str = "gb18030") -> bytes:
    """A CSV file."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def planned(kind: str, content: bytes, *, by: User, name: str = "台账.xlsx") -> Plan:
    """What a file would become; nothing is kept."""
    found = kind_of(kind)
    assert found is not None
    return make_plan(found, name=name, file=io.BytesIO(content), by=by)


def received(kind: str, content: bytes, *, by: User, name: str = "台账.xlsx") -> PastImport:
    """A file that was sent and read."""
    found = kind_of(kind)
    assert found is not None
    past = services.receive_file(kind=found, upload=SimpleUploadedFile(name, content), by=by)
    run_queued()
    return PastImport.objects.get(pk=past.pk)


def imported(kind: str, content: bytes, *, by: User, name: str = "台账.xlsx") -> PastImport:
    """A file that was sent, read and imported, by the jobs themselves."""
    past = received(kind, content, by=by, name=name)
    services.begin_storing(past_id=past.pk, by=by)
    run_queued()
    return PastImport.objects.get(pk=past.pk)


def told(past_or_plan: PastImport | Plan) -> list[tuple[str, str]]:
    """Cell and sentence of each error."""
    if isinstance(past_or_plan, Plan):
        return [(one.cell, one.what) for one in past_or_plan.problems.errors]
    return [(one["cell"], one["what"]) for one in past_or_plan.report["errors"]]


def store_at_once(kind: str, content: bytes, *, by: User) -> int:
    """Read a file and store it in this process, without jobs; returns the number of new rows. Its errors are a failure."""
    plan = planned(kind, content, by=by)
    assert told(plan) == []
    if not plan.new:
        return 0
    past = PastImport.objects.create(
        kind=kind, file_name="台账.xlsx", sha256="0" * 64, uploaded_by=by, uploaded_at=now()
    )
    return services.store_plan(past, plan, by=by)
