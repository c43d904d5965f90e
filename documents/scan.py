"""The hook for a virus scanner: any command that reads the file on its input and answers by its exit code."""

import shlex
import subprocess
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from documents.errors import FileRefused
from documents.models import ScanState

SECONDS = 60


def scan(file: IO[bytes]) -> ScanState:
    """Give the file to FILE_SCANNER (such as "clamdscan --no-summary -"); exit 0 is clean, 1 is infected.

    Without a scanner the file counts as unscanned. Any other answer refuses the file: a broken scanner must be seen.
    """
    command = shlex.split(getattr(settings, "FILE_SCANNER", "") or "")
    if not command:
        return ScanState.UNSCANNED
    file.seek(0)
    try:
        answer = subprocess.run(command, input=file.read(), capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _not_scanned() from error
    if answer.returncode == 1:
        raise FileRefused(_("The virus scanner found something in this file. It was not stored."), code="virus")
    if answer.returncode != 0:
        raise _not_scanned()
    return ScanState.CLEAN


def _not_scanned() -> FileRefused:
    return FileRefused(
        _("The virus scanner does not answer, so the file was not stored. Please try again later."), code="scanner"
    )
