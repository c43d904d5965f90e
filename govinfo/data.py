"""The data root: its directories, and the secret key that is made once."""

import contextlib
import os
import secrets
from pathlib import Path

from govinfo.paths import DATA_ROOT, MEDIA_ROOT, QUEUE_ROOT

PRIVATE = 0o700


def make_directories() -> None:
    """Create the directories that the system writes to, closed to other accounts. Raises OSError if it cannot."""
    for path in (DATA_ROOT, MEDIA_ROOT, QUEUE_ROOT, QUEUE_ROOT / "messages", QUEUE_ROOT / "control"):
        path.mkdir(parents=True, exist_ok=True, mode=PRIVATE)


def make_secret_key(file: Path) -> bool:
    """Write a new random key that only this account may read, unless there is one. Says whether it was made."""
    if file.exists():
        return False
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(64) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    try:
        # Never over a key that another process made in the meantime.
        os.link(fresh, file)
    except FileExistsError:
        return False
    finally:
        with contextlib.suppress(FileNotFoundError):
            fresh.unlink()
    return True
