"""What the forms call the fields and the values that a document says in codes, for who writes a document by hand."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from scoring.forms.fields import Choice, Field, Rows
from scoring.forms.kinds import HEAD, KINDS


def with_labels(path: str, possible: str, *, are_fields: bool) -> str:
    """`event（事件）, table（分值）`: each of the codes with its label beside it, where a form has one."""
    labels = _FIELDS if are_fields else _VALUES.get(path.rpartition(".")[2], {})
    return ", ".join(_with_label(code, labels) for code in possible.split(", "))


def _with_label(code: str, labels: Mapping[str, Any]) -> str:
    return _("%(code)s (%(label)s)") % {"code": code, "label": labels[code]} if code in labels else code


def _parts() -> Iterator[Field | Rows]:
    for part in (part for kind in (*KINDS.values(), HEAD) for section in kind.sections for part in section.parts):
        yield part
        yield from part.columns if isinstance(part, Rows) else ()


def _values() -> dict[str, dict[str, Any]]:
    """Name of a field -> its values: clauses and names have each their kinds, and no code is of both."""
    found: dict[str, dict[str, Any]] = {"kind": {code: kind.label for code, kind in KINDS.items()}}
    for part in _parts():
        if isinstance(part, Choice):
            values = found.setdefault(part.path.rpartition(".")[2], {})
            values.update({code: label for code, label in part.choices.items() if code not in values})
    return found


def _fields() -> dict[str, Any]:
    """Name of a field -> its label; a part of the head with fields of its own is called as its section."""
    found: dict[str, Any] = {}
    for part in _parts():
        if "." not in part.path:
            found.setdefault(part.path, part.label)
    for section in HEAD.sections:
        for part in section.parts:
            found.setdefault(part.path.partition(".")[0], section.title)
    return found


_FIELDS, _VALUES = _fields(), _values()
