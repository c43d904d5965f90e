"""DOCX and XLSX: the right parts, no macros, and every XML part read through once."""

import zipfile
from collections.abc import Mapping
from typing import IO

from django.utils.translation import gettext as _

from documents.errors import FileRefused
from documents.guard.archive import damaged, open_archive
from documents.guard.xml import Reader, walk

_TYPES = "[Content_Types].xml"
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml", "activex", "macrosheets/")
# Transitional and Strict forms of ISO/IEC 29500.
_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_SHEET = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)


def check_docx(file: IO[bytes]) -> None:
    """Refuse what is not a readable Word document without macros."""
    _check_package(file, "word/document.xml", {f"{space}|document" for space in _WORD})


def check_xlsx(file: IO[bytes]) -> None:
    """Refuse what is not a readable workbook without macros."""
    _check_package(file, "xl/workbook.xml", {f"{space}|workbook" for space in _SHEET})


def _check_package(file: IO[bytes], main: str, roots: set[str]) -> None:
    with open_archive(file) as archive:
        names = archive.namelist()
        if main not in names or _TYPES not in names:
            raise damaged()
        _check_macros(archive, names)
        for name in names:
            if name.lower().endswith((".xml", ".rels", ".vml")) and name != main:
                walk(archive, name)
        _check_main(archive, main, roots)


def _check_macros(archive: zipfile.ZipFile, names: list[str]) -> None:
    if any(part in name.lower() for name in names for part in _MACRO_PARTS):
        raise _macro()
    walk(archive, _TYPES, _MacroTypes())


class _MacroTypes(Reader):
    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if "macroenabled" in attributes.get("ContentType", "").lower():
            raise _macro()


def _macro() -> FileRefused:
    return FileRefused(
        _("The file contains macros. Please save it as .docx or .xlsx without macros, and send that."), code="macro"
    )


def _check_main(archive: zipfile.ZipFile, main: str, roots: set[str]) -> None:
    root = _Root()
    walk(archive, main, root)
    if root.name not in roots:
        raise damaged()


class _Root(Reader):
    name = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.name = self.name or name
