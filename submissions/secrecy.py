"""Secrets stay outside: an item declared or marked above 内部 is refused with the reason, its text stored nowhere.

The form shows the refused degrees too, so that a person declares truthfully instead of picking the nearest that works.
"""

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from submissions.states import Secrecy
from ui.errors import DomainError

WORK_SECRET = "work_secret"  # noqa: S105 - a degree of secrecy, no password
SECRET = "secret"  # noqa: S105
CONFIDENTIAL = "confidential"
TOP_SECRET = "top_secret"  # noqa: S105

REFUSED_CHOICES: tuple[tuple[str, Any], ...] = (
    (WORK_SECRET, pgettext_lazy("secrecy", "Work secret")),
    (SECRET, pgettext_lazy("secrecy", "Secret")),
    (CONFIDENTIAL, pgettext_lazy("secrecy", "Confidential")),
    (TOP_SECRET, pgettext_lazy("secrecy", "Top secret")),
)
DECLARATION_CHOICES: tuple[tuple[str, Any], ...] = (*Secrecy.choices, *REFUSED_CHOICES)
REFUSED = frozenset(value for value, _label in REFUSED_CHOICES)

STATE_SECRET_MESSAGE = _(
    "State secrets must not be entered into this system. Nothing of this item was stored. File it by the confidential "
    "channel, and delete the text on this computer if the computer is not approved for secrets."
)
WORK_SECRET_MESSAGE = _(
    "Work secrets must not be entered into this system. Nothing of this item was stored. File it on paper or by the "
    "office's confidential channel."
)
MARK_MESSAGE = _(
    "The text bears the secrecy mark “%(mark)s”. Marked material must not be entered into this system; nothing of what "
    "you just sent was stored."
)


class SecretRefused(DomainError):
    """The item is declared or marked as secret. Raised before anything is written; `field` names where to say so."""

    def __init__(self, message: Any, *, field: str, code: str = "secret") -> None:
        super().__init__(message, code=code)
        self.field = field


_DEGREE = r"(?P<degree>绝\s*密|机\s*密|工\s*作\s*秘\s*密|秘\s*密)"
_TERM = r"(?:长期|[0-9一二三四五六七八九十]+\s*(?:年|个月|月|天|日))"
_OPEN, _CLOSE = r"[【\[〔(<《「『{]", r"[】\]〕)>》」』}]"
_MARKS = (
    # 秘密★1年, wherever it stands: nobody writes the star in prose.
    re.compile(rf"{_DEGREE}\s*[★☆✩✭⭐*※]\s*{_TERM}?"),
    # 【绝密】 at the beginning of a line.
    re.compile(rf"^\s*{_OPEN}\s*{_DEGREE}(?:\s*级)?\s*(?:{_TERM})?\s*{_CLOSE}", re.MULTILINE),
    # 密级：机密
    re.compile(rf"密\s*级\s*[::为]?\s*{_OPEN}?\s*{_DEGREE}(?!性)", re.MULTILINE),
    # A line that holds the word alone, or with its term or an urgency, as the head of a document does.
    re.compile(
        rf"^\s*(?:[0-9]{{3,8}}\s+)?{_DEGREE}(?:\s*级)?\s*(?:{_TERM}|特\s*急|加\s*急|急\s*件)?\s*$",
        re.MULTILINE,
    ),
)


def find_marks(title: str, text: str) -> list[str]:
    """The secrecy marks that stand in a title or a text, as written but without spaces; empty when there is none.

    Prose about secrecy (保守国家秘密, 商业秘密) is no mark: a mark has a star, stands in brackets at the beginning of a
    line, follows 密级, or is a line of its own. Source of the forms: GB/T 9704-2012, 7.2.2.
    """
    plain = _plain(f"{title}\n{text}")
    found = [re.sub(r"\s+", "", match.group(0)) for pattern in _MARKS for match in pattern.finditer(plain)]
    return list(dict.fromkeys(found))


def refuse_secret(*, secrecy: str, title: str = "", text: str = "") -> None:
    """Raise SecretRefused when the declaration or a mark in the words forbids to store them. Writes nothing."""
    if secrecy == WORK_SECRET:
        raise SecretRefused(WORK_SECRET_MESSAGE, field="secrecy")
    if secrecy in REFUSED:
        raise SecretRefused(STATE_SECRET_MESSAGE, field="secrecy")
    for field, words in (("title", (title, "")), ("text", ("", text))):
        marks = find_marks(*words)
        if marks:
            raise SecretRefused(MARK_MESSAGE % {"mark": marks[0]}, field=field)


def _plain(words: str) -> str:
    """Half-width, and without characters that nobody sees: a mark is not hidden by a zero-width space."""
    normal = unicodedata.normalize("NFKC", words)
    return "".join(char for char in normal if unicodedata.category(char) != "Cf").replace("\r", "\n")
