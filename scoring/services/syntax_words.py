"""What a parser of JSON or YAML stumbles over, with its place, in the reader's language."""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

_OTHER = gettext_lazy(
    "what stands here does not fit; look at the indentation, the colons, the brackets and the quotation marks here and "
    "in the line above"
)
_QUOTES = gettext_lazy("a quotation mark that was opened is not closed")
_COMMA = gettext_lazy("a comma is missing here, or a bracket was not closed before")
#: The beginning of what the parser says -> what to look for.
_JSON: tuple[tuple[str, Promise], ...] = (
    ("Expecting value", gettext_lazy("a value is missing here; words stand in double quotation marks")),
    ("Expecting ',' delimiter", _COMMA),
    ("Expecting ':' delimiter", gettext_lazy("a colon is missing between a field and its value")),
    (
        "Expecting property name",
        gettext_lazy(
            "the name of a field in double quotation marks is missing, or there is a comma too many before it"
        ),
    ),
    ("Illegal trailing comma", gettext_lazy("there is a comma too many before the closing bracket")),
    ("Unterminated string", _QUOTES),
    ("Invalid control character", gettext_lazy("there is a line break or a tab inside of quotation marks")),
    ("Invalid \\", gettext_lazy("a backslash (\\) must be written twice")),
    ("Extra data", gettext_lazy("the document ends before this; what follows must be taken away")),
)
_YAML: tuple[tuple[str, Promise], ...] = (
    (r"'\\t'|tab", gettext_lazy("there is a tab; indent with spaces")),
    (r"mapping values are not allowed", gettext_lazy(
        "there is a colon too many, or the indentation is wrong, or a colon in the line above is a Chinese one (：); a "
        "text with a colon stands in quotation marks")),
    (r"duplicate key", gettext_lazy("this field stands here for the second time")),
    (r"undefined alias", gettext_lazy("a word that begins with * must stand in quotation marks")),
    (r"could not find expected ':'", gettext_lazy(
        "after the name of a field a colon (:) and a space are missing; a Chinese colon (：) is none")),
    (r"unknown escape", gettext_lazy("a backslash (\\) must be written twice")),
    (r"expected the node content", gettext_lazy("a value is missing, or there is a comma or a bracket too many")),
    (r"while scanning a quoted scalar|unexpected end of stream", _QUOTES),
    (r"expected ',' or", _COMMA),
    (r"cannot start any token", gettext_lazy("a text must not begin with this sign; put it in quotation marks")),
    (r"expected <block end>|block mapping|block collection", gettext_lazy(
        "the indentation is wrong, or a quotation mark or bracket stands in the wrong place")),
    (r"another document|single document", gettext_lazy("the file holds several documents; only one is read")),
)  # fmt: skip


def fault_in_json(error: json.JSONDecodeError) -> str:
    """Line, column and what is wrong."""
    return _at(error.lineno, error.colno, next((text for start, text in _JSON if error.msg.startswith(start)), _OTHER))


def fault_in_yaml(error: Exception) -> str:
    """The same for YAML; the line is left out where the parser knows none."""
    if isinstance(error, ReaderError):
        return _("The file holds a sign that is no text (%(sign)s). Save it anew as UTF-8.") % {"sign": _sign(error)}
    if not isinstance(error, MarkedYAMLError):
        return _("The file cannot be read as YAML or JSON.")
    said = " ".join(_said(error))
    mark: Any = error.problem_mark or error.context_mark
    if "quoted scalar" in said and "unexpected end" in said:
        # Where the quotation mark stands that was not closed; the parser finds out at the end of the file.
        mark = error.context_mark or mark
    text = next((text for pattern, text in _YAML if re.search(pattern, said)), _OTHER)
    return _at(mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, text)


def _said(error: MarkedYAMLError) -> Iterator[str]:
    yield from (str(part) for part in (error.context, error.problem) if part)


def _sign(error: ReaderError) -> str:
    return f"U+{ord(error.character):04X}" if isinstance(error.character, str) else f"0x{error.character:02X}"


def _at(line: int, column: int, what: str | Promise) -> str:
    return _("Line %(line)d, column %(column)d: %(what)s.") % {"line": line, "column": column, "what": what}
