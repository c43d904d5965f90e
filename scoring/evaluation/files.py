"""Which files are taken for facts, and what is said of the others, before anything of them is read."""

import io
import zipfile
from pathlib import Path

from django.utils.translation import gettext as _

from documents.guard.old_formats import advice_for
from scoring.evaluation.errors import InputRefused, in_file, unreadable

MOST_BYTES = 200_000_000
KINDS = {".xlsx": "xlsx", ".csv": "csv", ".json": "json", ".yaml": "yaml", ".yml": "yaml"}
ZIP, PDF = b"PK\x03\x04", b"%PDF"


def content_of(path: Path) -> tuple[str, bytes]:
    """The kind of the file (xlsx, csv, json or yaml) and its bytes. Raises InputRefused with advice."""
    try:
        is_too_large = path.stat().st_size > MOST_BYTES
        content = b"" if is_too_large else path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    if is_too_large:
        raise InputRefused([_("%(file)s: this file is too large.") % {"file": path.name}])
    kind = KINDS.get(path.suffix.lower(), "")
    what = _advice(kind, path, content)
    if what:
        raise InputRefused([in_file(path, what)])
    return kind, content


def _advice(kind: str, path: Path, content: bytes) -> str:
    """Why the file is not read; nothing where it is."""
    advice = advice_for(path.suffix.lower().removeprefix("."), content[:16])
    if advice:
        return str(advice)
    if not kind:
        return _("This kind of file is not read. Possible: %(possible)s.") % {"possible": "XLSX, CSV, JSON, YAML"}
    if not content.strip():
        return _("The file is empty.")
    if kind == "xlsx" and not _is_workbook(content):
        return _("The file is called .xlsx and is no workbook. Open it, save it as XLSX and try again.")
    if kind != "xlsx" and content.startswith((ZIP, PDF)):
        return _("The file is called .%(kind)s and is none. Open it, save it as .%(kind)s and try again.") % {
            "kind": kind
        }
    return ""


def _is_workbook(content: bytes) -> bool:
    """Whether it is a package with a workbook inside. A package that cannot be opened is judged by whoever reads it."""
    if not content.startswith(ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return "xl/workbook.xml" in package.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return True
