"""File names given by users, made harmless: they are labels and never become paths."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST_NAME = 120
# Control characters, and the marks that reverse or hide text: "报告\u202excod.exe" reads as "报告exe.docx".
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_UNSAFE = re.compile(r'[<>:"/\\|?*]')


def clean_name(name: str, *, default: str = "file") -> str:
    """Return a one-line label of at most 120 characters without path, quotes or unseen marks; the extension stays."""
    last = _UNSEEN.sub("", unicodedata.normalize("NFC", name)).replace("\\", "/").rsplit("/", 1)[-1]
    tidy = _UNSAFE.sub("_", last.encode("utf-8", "ignore").decode()).strip(" .")
    if not tidy:
        return default
    extension = PurePosixPath(tidy).suffix[:12]
    return tidy[: LONGEST_NAME - len(extension)].removesuffix(extension) + extension


def extension_of(name: str) -> str:
    """Return the extension in lower case without its dot, empty when there is none."""
    return PurePosixPath(clean_name(name)).suffix.lstrip(".").lower()
