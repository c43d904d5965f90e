"""YAML and JSON into records; places are lines of the file."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from scoring.engine.problems import Problem
from scoring.engine.reading import bad_sign, shown
from scoring.errors import SchemeFileRefused
from scoring.evaluation.errors import InputRefused
from scoring.evaluation.heads import HEADS
from scoring.evaluation.records import Problems, Record
from scoring.evaluation.sheets import Tables
from scoring.problem_words import in_words
from scoring.services.scheme_files import SchemeFile, read_scheme_file
from scoring.services.syntax_words import fault_in_json

VERSION = "govinfo-facts/1"
SECTIONS = ("facts", "units", "persons", "periods", "expected")
#: Line marks cost time: what is longer is a table.
MOST_YAML = 500_000
#: How JSON writes a sign that may be a bad one; most files have none and need no second look.
_ESCAPED = re.compile(r"\\u(?:00[0189]|007f|d[89a-f]|fff[ef])|[\x7f-\x9f\ufffe\uffff]", re.IGNORECASE)
#: Entries of a JSON text, and whatever stands in quotation marks; the names of fields with their colon.
_NAMES = re.compile(r'[{}]|((?P<name>"(?:[^"\\]|\\.)*")\s*:)|"(?:[^"\\]|\\.)*"')
LineOf = Callable[[str], int]


def read_yaml(content: bytes, problems: Problems) -> Tables:
    """Read a document with line marks; one that is too long for them is better sent as a table."""
    if len(content) > MOST_YAML:
        raise _too_long()
    file = _marked(_text(content))
    return _records(file.document, file.line_of, problems)


def read_json(content: bytes, problems: Problems) -> Tables:
    """Read a document fast; it is read once more, for line marks, only where something is wrong."""
    text = _text(content)
    try:
        document = json.loads(text, parse_float=_exact, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise InputRefused([fault_in_json(error)]) from error
    except _TwiceNamed as error:
        raise InputRefused([_twice_in(text)]) from error
    except (RecursionError, ValueError) as error:
        raise InputRefused([_("This document cannot be read as JSON.")]) from error
    if _ESCAPED.search(text):
        _refuse_signs(document, text)
    return _records(document, _lines_later(text), problems)


def _exact(text: str) -> Decimal | str:
    """The number; the text itself where its exponent is beyond all numbers."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _refuse_signs(document: Any, text: str) -> None:
    """Raises InputRefused at the first text, or name of a field, that can neither be stored nor shown."""
    rest: list[tuple[str, Any]] = [("", document)]
    while rest:
        path, value = rest.pop()
        if isinstance(value, dict):
            inner = [(f"{path}.{name}".strip("."), name, one) for name, one in value.items()]
            rest += [entry for at, name, one in reversed(inner) for entry in ((at, one), (at, name))]
        elif isinstance(value, list):
            rest += [(f"{path}.{index}".strip("."), one) for index, one in reversed([*enumerate(value)])]
        elif isinstance(value, str) and (sign := bad_sign(value)):
            if len(text) <= MOST_YAML:
                # Refused there, too, and with the line.
                _marked(text)
            what = in_words(Problem(path, "bad_sign", {"sign": sign}))
            raise InputRefused([_("%(place)s: %(what)s") % {"place": shown(path), "what": what}])


class _TwiceNamed(ValueError):
    """A field stands twice in one entry."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Fields by name. One that stands twice would lose its first value without a word."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _TwiceNamed
    return found


def _twice_in(text: str) -> str:
    """Which field stands twice in one entry, with its line. Only asked where one does: it goes over the whole text."""
    entries: list[set[str]] = [set()]
    for token in _NAMES.finditer(text):
        if token[0] == "{":
            entries.append(set())
        elif token[0] == "}":
            entries.pop()
        elif token[1] and (name := json.loads(token[2])) in entries[-1]:
            what = _("The field “%(field)s” stands twice in one entry.") % {"field": name}
            place = _("Line %(line)d") % {"line": text.count("\n", 0, token.start()) + 1}
            return _("%(place)s: %(what)s") % {"place": place, "what": what}
        elif token[1]:
            entries[-1].add(name)
    return _("This document cannot be read as JSON.")


def _text(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or GB 18030, which older office programs write."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise InputRefused([_("This is no text: it is neither UTF-8 nor GB 18030.")])


def _marked(text: str) -> SchemeFile:
    try:
        return read_scheme_file(text)
    except SchemeFileRefused as refused:
        if refused.code == "too_large":
            raise _too_long() from refused
        raise InputRefused([str(refused.message)]) from refused


def _too_long() -> InputRefused:
    return InputRefused([_("This is too long for YAML. Send it as JSON, CSV or XLSX.")])


def _lines_later(text: str) -> LineOf:
    marks: list[SchemeFile | None] = []

    def line_of(path: str) -> int:
        if not marks:
            try:
                marks.append(_marked(text) if len(text) <= MOST_YAML else None)
            except InputRefused:
                marks.append(None)
        return marks[0].line_of(path) if marks[0] else 0

    return line_of


def _records(document: Any, line_of: LineOf, problems: Problems) -> Tables:
    place = _place(line_of, "")
    if not isinstance(document, Mapping):
        problems.note(place(""), _("Expected fields with values here."))
        return {}
    root = Record(dict(document), place, problems)
    root.only(("schema", "title", "remark", "names", *SECTIONS))
    if root.text("schema") != VERSION:
        root.note("schema", _("Expected “%(version)s” here.") % {"version": VERSION})
    found: Tables = {section: list(_section(root, section, line_of)) for section in SECTIONS}
    found["names"] = list(_names(root, line_of))
    return found


def _section(root: Record, section: str, line_of: LineOf) -> Iterator[Record]:
    entries = root.values.get(section) or []
    if not isinstance(entries, list):
        root.note(section, _("Expected a list here."))
        return
    for index, entry in enumerate(entries):
        place = _place(line_of, f"{section}.{index}")
        if isinstance(entry, Mapping):
            yield Record(_filled(section, entry), place, root.problems)
        else:
            root.problems.note(place(""), _("Expected fields with values here."))


def _filled(section: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry without empty values; `unit` for `units` and other names of a field put right."""
    values: dict[str, Any] = {}
    for name, value in entry.items():
        other = next((field for field, others in HEADS[section].items() if name in others), str(name))
        if value is not None and value != "":
            values[other] = value
    return values


def _names(root: Record, line_of: LineOf) -> Iterator[Record]:
    """`names: {level: {city: 市级}}` as one record a name."""
    names = root.values.get("names") or {}
    if not isinstance(names, Mapping) or not all(isinstance(one, Mapping) for one in names.values()):
        root.note("names", _("Expected names here, such as {level: {city: 市级}}."))
        return
    for kind, words in names.items():
        for code, name in words.items():
            values = {"kind": kind, "code": code, **({"name": name} if name not in (None, "") else {})}
            yield Record(values, _place(line_of, f"names.{kind}"), root.problems)


def _place(line_of: LineOf, path: str) -> Callable[[str], str]:
    def place(name: str) -> str:
        line = line_of(f"{path}.{name}" if path and name else path or name)
        return _("Line %(line)d") % {"line": line} if line else path

    return place
