"""Schemes written as files that a clerk can read, and that are read back as exactly the same document."""

import json
import re
from decimal import Decimal, InvalidOperation
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString

from scoring.engine.numbers import plain

# Fields whose text is a number; everywhere else "0.5" is somebody's words and keeps its quotation marks.
NUMBERS = frozenset(
    {
        "points", "then", "times", "times_external", "front_page_times", "longer_than", "minutes", "at_least", "at_most",
        "below", "met", "each", "each_above", "each_missing", "missed", "minus", "minus_each", "plus", "yuan", "target",
    }
)  # fmt: skip
WIDE = 10_000
# What YAML does not take as it is, or takes for the end of a line.
BREAKS = re.compile("[\x85\u2028\u2029]")
ODD = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


class _Representer(RoundTripRepresenter):
    pass


_Representer.add_representer(
    Decimal, lambda self, value: self.represent_scalar("tag:yaml.org,2002:float", plain(value))
)


def export_yaml(document: Any) -> str:
    """The document as YAML: a row of a table is one line."""
    yaml = YAML(typ="rt")
    yaml.Representer = _Representer
    yaml.width = WIDE
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    yaml.dump(_written(document, depth=0), out)
    return out.getvalue()


def export_json(document: Any) -> str:
    """The document as JSON, as it is stored."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return ODD.sub(lambda match: f"\\u{ord(match.group()):04x}", text) + "\n"


def _written(value: Any, *, depth: int, key: str = "") -> Any:
    if isinstance(value, dict):
        made = CommentedMap((name, _written(inner, depth=depth + 1, key=name)) for name, inner in value.items())
        if depth and _is_small(value):
            made.fa.set_flow_style()
        return made
    if isinstance(value, list):
        entries = CommentedSeq(_written(inner, depth=depth + 1, key=key) for inner in value)
        if not any(isinstance(inner, dict | list) for inner in value):
            entries.fa.set_flow_style()
        return entries
    if not isinstance(value, str):
        return value
    return _number(value) if key in NUMBERS else _words(value)


def _is_small(value: dict[str, Any]) -> bool:
    """A row: it holds nothing that holds rows itself. A clause never is one, so that its fields stand below each other."""
    return "kind" not in value and not any(_holds_rows(inner) for inner in value.values())


def _holds_rows(value: Any) -> bool:
    if isinstance(value, dict):
        return True
    return isinstance(value, list) and any(isinstance(inner, dict | list) for inner in value)


def _words(text: str) -> str:
    """The text, in quotation marks where the writer would leave out those that the reader needs."""
    if BREAKS.search(text):
        return DoubleQuotedScalarString(text)
    return SingleQuotedScalarString(text) if text.startswith("?") else text


def _number(text: str) -> str | Decimal:
    """The number without quotation marks, where reading it back gives the same text again."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return _words(text)
    is_same = "." in text and number.is_finite() and plain(number) == text and text.isascii()
    return number if is_same else _words(text)
