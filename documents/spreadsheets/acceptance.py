"""Which files are taken for a spreadsheet, and what is said of the others."""

import io
import zipfile
from typing import IO

from django.utils.translation import gettext as _

from documents.errors import FileRefused
from documents.guard import check_upload, head_of
from documents.guard.archive import open_archive
from documents.guard.old_formats import OLE, advice_for
from documents.names import extension_of
from documents.spreadsheets.extent import reaches_too_far

ACCEPT = ".xlsx,.csv"
CSV_TYPE = "text/csv"
# The guard lets a package unpack to 200 MB, which a worker may hold as bytes but not as cells.
MOST_UNPACKED = 64 * 1024 * 1024


def check_spreadsheet(*, name: str, size: int, file: IO[bytes]) -> str:
    """Return the content type of a spreadsheet that can be read; raises FileRefused with advice otherwise."""
    extension = extension_of(name)
    if extension == "csv":
        _check_csv(size, file)
        return CSV_TYPE
    if extension != "xlsx":
        file.seek(0)
        raise FileRefused(advice_for(extension, file.read(16)) or _only_these(), code="kind")
    content_type = check_upload(name=name, size=size, file=file)
    check_unpacked(file, as_stream=True)
    return content_type


def check_unpacked(file: IO[bytes], *, as_stream: bool = False) -> None:
    """Refuse a workbook that holds more than can be read at once. Who reads it `as_stream` makes only the cells that are
    there, wherever they stand."""
    with open_archive(file) as archive:
        if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
            raise too_much()
        if not as_stream and reaches_too_far(archive):
            raise too_much()


def too_much() -> FileRefused:
    """Return the refusal for more rows than one reading takes."""
    from documents.spreadsheets.rows import MOST_ROWS

    return FileRefused(
        _(
            "The spreadsheet holds more than can be read at once. Please split it into files of at most %(most)d rows, "
            "and delete empty rows and columns with formats at its end."
        )
        % {"most": MOST_ROWS},
        code="too_many_rows",
    )


def _only_these() -> str:
    return _("Only spreadsheets are read here. Please save the table as .xlsx or .csv and send that.")


def _check_csv(size: int, file: IO[bytes]) -> None:
    head = head_of(size=size, file=file)
    file.seek(0)
    if head.startswith((OLE, b"PK\x03\x04", b"%PDF")) or zipfile.is_zipfile(file):
        raise FileRefused(
            _("The file is called .csv and is none. Please open it on your computer and save it as .xlsx or .csv."),
            code="signature",
        )
    file.seek(0)
    decoded(file.read())


def decoded(content: bytes) -> str:
    """The text of a CSV file in UTF-8, UTF-16 with its mark, or GB 18030; raises FileRefused."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="").read()
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise FileRefused(
        _(
            "The text of the CSV file cannot be read: it is neither UTF-8 nor GB 18030. Please save the table as .xlsx "
            "and send that."
        ),
        code="encoding",
    )
