"""Keeping files and giving them back."""

import hashlib
import os
import tempfile
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from documents.errors import FileRefused
from documents.guard import check_upload
from documents.models import ScanState, StoredFile, path_of
from documents.names import clean_name
from documents.scan import scan

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

CHUNK = 1 << 20
MOST_AT_ONCE = 500


def store_bytes(*, name: str, content: bytes, content_type: str, by: "AbstractBaseUser | None" = None) -> StoredFile:
    """Keep bytes that the system made itself (a PDF, an export)."""
    digest = hashlib.sha256(content)
    return _store([content], name=name, content_type=content_type, digest=digest, by=by, scan_state=ScanState.HOUSE)


def store_upload(
    *, upload: UploadedFile, by: "AbstractBaseUser | None", check: Callable[..., str] = check_upload
) -> StoredFile:
    """Keep what a user sent, after the guard and the scanner have seen it; raises FileRefused.

    `check` is another guard of the same form for a place that takes other kinds of files.
    """
    file: IO[bytes] = upload.file or upload  # type: ignore[assignment]
    content_type = check(name=upload.name or "", size=upload.size or 0, file=file)
    scan_state = scan(file)
    digest = hashlib.sha256()
    for chunk in _chunks(file):
        digest.update(chunk)
    return _store(
        _chunks(file), name=upload.name or "", content_type=content_type, digest=digest, by=by, scan_state=scan_state
    )


def open_file(stored: StoredFile) -> BinaryIO:
    """Open the bytes for reading; FileNotFoundError when the data directory has lost them."""
    return stored.path.open("rb")


def remove_orphans(*, older_than: float) -> int:
    """Delete bytes without a record, written before `older_than` (seconds since 1970); return how many.

    A transaction that is rolled back after its file was written leaves such bytes behind.
    """
    removed = 0
    for folder in Path(settings.MEDIA_ROOT).glob("??"):
        old = [path for path in folder.iterdir() if _is_older(path, older_than)]
        for first in range(0, len(old), MOST_AT_ONCE):
            for path in _without_record(old[first : first + MOST_AT_ONCE]):
                path.unlink(missing_ok=True)
                removed += 1
    return removed


def _is_older(path: Path, than: float) -> bool:
    try:
        return path.stat().st_mtime < than
    except FileNotFoundError:
        # A part gets its own name, or is taken away, while the folder is being read.
        return False


def _without_record(paths: Sequence[Path]) -> list[Path]:
    """One statement for all of them."""
    ids = {path: _id_of(path) for path in paths}
    known = set(StoredFile.objects.filter(pk__in=filter(None, ids.values())).values_list("pk", flat=True))
    return [path for path, file_id in ids.items() if file_id not in known]


def _id_of(path: Path) -> uuid.UUID | None:
    """None for what is no stored file, such as a part that was not written to its end."""
    try:
        return uuid.UUID(path.name)
    except ValueError:
        return None


def _chunks(file: IO[bytes]):
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk


def _store(chunks, *, name, content_type, digest, by, scan_state) -> StoredFile:
    file_id = uuid.uuid4()
    try:
        size = _write(path_of(file_id), chunks)
    except OSError as error:
        raise FileRefused(
            _("The file could not be written to disk. Please tell the administrator; nothing was stored."), code="disk"
        ) from error
    return StoredFile.objects.create(
        id=file_id,
        name=clean_name(name),
        content_type=content_type,
        size=size,
        sha256=digest.hexdigest(),
        scan_state=scan_state,
        created_by=by,
    )


def _write(path: Path, chunks) -> int:
    """Write beside and rename, so that a full disk or a killed process leaves no half file under a real name."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as out:
            size = sum(out.write(chunk) for chunk in chunks)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return size
