"""Values between a form and a document: typed text, numbers as a clerk types them, paths below a clause."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from scoring.engine.numbers import plain

MOST_WORDS = 4000
MOST_NUMBER = 60
MOST_DIGITS = 20
# What no text of an office holds, and not every database takes.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_BETWEEN = re.compile(r"[\s,，、;；]+")


def cleaned(text: str) -> str:
    """The text without control characters and without blanks around it."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()[:MOST_WORDS]


def number(text: str) -> int | str | None:
    """What was typed as the document keeps it: 5, "0.5"; what is no number stays as it was typed, None for nothing."""
    typed = cleaned(text)[:MOST_NUMBER].strip()
    if not typed:
        return None
    try:
        value = Decimal(unicodedata.normalize("NFKC", typed).replace(" ", ""))
    except InvalidOperation:
        return typed
    if not value.is_finite() or abs(value.adjusted()) > MOST_DIGITS:
        return typed
    return int(value) if value == value.to_integral_value() else plain(value)


def typed(value: Any) -> str:
    """A value of the document as it stands in a field."""
    if value is None or isinstance(value, bool | Mapping | list):
        return ""
    return str(value)


def listed(value: Any) -> list[str]:
    """One text or a list of texts, as a list without anything twice."""
    several = value if isinstance(value, list) else [value]
    return list(dict.fromkeys(typed(one) for one in several if typed(one)))


def split_codes(text: str) -> list[str]:
    """Codes typed one after the other."""
    return [code for code in _BETWEEN.split(cleaned(text)) if code]


def entries(value: Any) -> list[dict[str, Any]]:
    """The rows of a table; what is no row is one without fields."""
    return [one if isinstance(one, dict) else {} for one in value] if isinstance(value, list) else []


def found(document: Any, path: str) -> Any:
    """The value at the path, None where there is none."""
    for name in path.split("."):
        document = document.get(name) if isinstance(document, Mapping) else None
    return document


def put(document: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at the path; None leaves it out, and no empty section stays behind."""
    if value is None:
        return
    name, _dot, rest = path.partition(".")
    if rest:
        put(document.setdefault(name, {}), rest, value)
    else:
        document[name] = value
