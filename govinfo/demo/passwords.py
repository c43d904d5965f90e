"""The one password of the demo's accounts: made at the first load, kept in a file that only its owner reads."""

import os
from pathlib import Path

from govinfo import paths
from organizations.sign_in.passwords import one_time_password

FILE_NAME = "demo_password"


def password_file() -> Path:
    """Where the password is kept: in the data root, mode 0600."""
    return paths.DATA_ROOT / FILE_NAME


def read_password() -> str:
    """The password of this installation's demo accounts; empty where none was made, or its file is gone."""
    try:
        return password_file().read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def keep_password() -> str:
    """The password that is kept, made first where there is none."""
    if password := read_password():
        return password
    password_file().unlink(missing_ok=True)  # empty: a load was killed between making the file and writing it
    return write_password(one_time_password())


def write_password(password: str) -> str:
    """Keep a new password; the file is never readable for others, not for a moment. Raises FileExistsError."""
    path = password_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(password + "\n")
    return password
