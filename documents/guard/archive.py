"""The zip guard: everything is judged by the directory of the archive, before one byte is unpacked."""

import stat
import zipfile
from collections.abc import Sequence
from typing import IO

from django.utils.translation import gettext as _

from documents.errors import FileRefused

MOST_UNPACKED = 200 * 1024 * 1024
MOST_MEMBERS = 2_000
MOST_RATIO = 100
# Below this size a member may shrink as well as it likes: a short, repetitive part is no bomb.
RATIO_FROM = 1024 * 1024
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def damaged() -> FileRefused:
    """Return the refusal for a file that cannot be read."""
    return FileRefused(
        _(
            "The file is damaged and cannot be read. Please open it on your computer, save it again, and send the "
            "new copy."
        ),
        code="damaged",
    )


def bomb() -> FileRefused:
    """Return the refusal for an archive that unpacks to far more than it is."""
    return FileRefused(
        _(
            "The file unpacks to too much data and was not opened. Please copy its content into a new document and "
            "send that."
        ),
        code="bomb",
    )


def _crooked() -> FileRefused:
    return FileRefused(
        _(
            "The file contains parts that do not belong in a document. Please copy its content into a new document "
            "and send that."
        ),
        code="crooked",
    )


def open_archive(file: IO[bytes]) -> zipfile.ZipFile:
    """Open a zip whose directory keeps all limits; raises FileRefused."""
    if _end_count(file) > MOST_MEMBERS:
        raise bomb()
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise damaged() from error
    members = archive.infolist()
    _check_sizes(members)
    _check_places(members, archive.start_dir)
    for member in members:
        _check_member(member)
    if len({member.filename.lower() for member in members}) != len(members):
        raise _crooked()
    return archive


def check_is_no_archive(file: IO[bytes]) -> None:
    """Refuse a picture or PDF that is a zip at the same time (a polyglot)."""
    file.seek(0)
    if zipfile.is_zipfile(file):
        raise _crooked()


def _end_count(file: IO[bytes]) -> int:
    """Read the number of members from the end record, so that a directory of millions is never built in memory."""
    file.seek(0, 2)
    file.seek(max(0, file.tell() - 65_557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    return int.from_bytes(tail[at + 10 : at + 12], "little") if at >= 0 else 0


def _check_sizes(members: Sequence[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED:
        raise bomb()
    if unpacked > RATIO_FROM and unpacked > MOST_RATIO * max(packed, 1):
        raise bomb()
    for member in members:
        if member.file_size > RATIO_FROM and member.file_size > MOST_RATIO * max(member.compress_size, 1):
            raise bomb()


def _check_places(members: Sequence[zipfile.ZipInfo], end: int) -> None:
    """Refuse members whose bytes overlap: a few bytes read again and again make a bomb with a good ratio."""
    places = sorted((member.header_offset, member.compress_size) for member in members)
    starts = [start for start, _size in places[1:]] + [end]
    for (start, size), following in zip(places, starts, strict=True):
        if start + 30 + size > following:
            raise bomb()


def _check_member(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & _ENCRYPTED or member.compress_type not in _METHODS:
        raise damaged()
    if not _is_plain_name(member.orig_filename) or stat.S_ISLNK(member.external_attr >> 16):
        raise _crooked()


def _is_plain_name(name: str) -> bool:
    """Say whether a member's name stays inside: no root, no drive, no backslash, no NUL, no step upwards."""
    if name.startswith("/") or any(sign in name for sign in ("\\", ":", "\x00")):
        return False
    return ".." not in name.split("/")
