"""Exports of exactly the filtered set, in the order and with the columns that the page shows."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import translation
from django.utils.http import content_disposition_header

from activity.clock import today
from documents.csv import stream_csv
from documents.xlsx import Sheet, write_xlsx
from ui.listpage.columns import Column, export_value

FORMATS = ("xlsx", "csv")
CHUNK = 2000
"""Rows fetched at a time: memory stays flat, and a prefetch costs one statement for so many rows."""

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_response(*, rows: QuerySet[Any], columns: Sequence[Column], name: str, kind: str) -> HttpResponseBase:
    """The file of the given kind (xlsx or csv) as an attachment named after the list and the day."""
    columns = [column for column in columns if column.export]
    headings = [str(column.label) for column in columns]
    values = _values(rows, columns, translation.get_language() or "zh-hans")
    response: HttpResponseBase
    if kind == "csv":
        response = StreamingHttpResponse(stream_csv(headings, values), content_type="text/csv; charset=utf-8")
    else:
        content = write_xlsx(sheets=[Sheet(name=name[:31], headings=headings, rows=values)])
        response = HttpResponse(content, content_type=XLSX_TYPE)
    disposition = content_disposition_header(True, f"{name} {today():%Y-%m-%d}.{kind}")
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _values(rows: QuerySet[Any], columns: Sequence[Column], language: str) -> Iterator[list[Any]]:
    # A streamed answer is written after the middleware has put the language back: each row takes it up again.
    for row in rows.iterator(chunk_size=CHUNK):
        with translation.override(language):
            values = [export_value(column, row) for column in columns]
        yield values
