"""Schemes as files: read with line marks, checked, adopted from a day. Writing them stands in `scheme_export.py`."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import YAMLError

from activity.clock import now
from activity.services import record
from organizations.models import User
from scoring.engine import Problem, SchemeRefused, parse_scheme
from scoring.engine.numbers import plain
from scoring.engine.reading import CODE, MOST, bad_sign, shown
from scoring.errors import SchemeFileRefused
from scoring.models import Scheme
from scoring.problem_words import in_words, place_in_words
from scoring.services.scheme_start import refuse_start
from scoring.services.syntax_words import fault_in_yaml

DIRECTORY = Path(__file__).resolve().parent.parent / "schemes"


MOST_BYTES = 1_000_000
MOST_NODES = 50_000
MOST_DIGITS = 30
#: Of a whole number; a longer one, such as a row of hexadecimal digits, cannot even be written out.
MOST_BITS = 4096
MOST_CODE, MOST_TITLE = 60, 120


class _ExactNumbers(RoundTripConstructor):
    """Numbers with a point stay what the clerk wrote; YAML would make binary floats of them."""


def _number(loader: Any, node: Any) -> Decimal | str:
    """The number, or its text where it is none (`.inf`) or of a size that nobody means."""
    text = str(loader.construct_scalar(node))
    try:
        number = Decimal(text.replace("_", ""))
    except InvalidOperation:
        return text
    return number if number.is_finite() and abs(number.adjusted()) < MOST_DIGITS else text


_ExactNumbers.add_constructor("tag:yaml.org,2002:float", _number)
# A day stays as it was written: 30 February is told by whoever reads the field, with its line.
_ExactNumbers.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: str(loader.construct_scalar(node)))


@dataclass(frozen=True)
class SchemeFile:
    """A document as plain data, and the line on which each of its paths begins."""

    document: dict[str, Any]
    lines: Mapping[str, int]

    def line_of(self, path: str) -> int:
        """The line of the path, or of what is above it where the path itself is missing."""
        while path not in self.lines:
            path = path.rpartition(".")[0]
        return self.lines[path]


def decode_scheme_file(content: bytes) -> str:
    """The text of a file: UTF-8, or what older office programs write. Raises SchemeFileRefused."""
    if len(content) > MOST_BYTES:
        raise SchemeFileRefused(_("The file is too large for a scheme."), code="too_large")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SchemeFileRefused(_("The file is not text: save it as UTF-8."), code="unreadable")


def read_scheme_file(text: str) -> SchemeFile:
    """Read YAML (JSON is YAML too). Raises SchemeFileRefused for text that cannot be read, with the line."""
    lines: dict[str, int] = {"": 1}
    try:
        loaded = _loaded(text)
        document = _plain(loaded, "", lines) if isinstance(loaded, dict) else None
    except (ValueError, RecursionError) as error:
        # Numbers that are none, brackets without end, a list that holds itself: they come without a line.
        raise SchemeFileRefused(_("The file cannot be read as YAML or JSON."), code="unreadable") from error
    if document is None:
        raise SchemeFileRefused(_("The file holds no scheme: expected fields with values."), code="unreadable")
    return SchemeFile(document, lines)


def _loaded(text: str) -> Any:
    yaml = YAML(typ="rt")
    yaml.Constructor = _ExactNumbers
    try:
        return yaml.load(text)
    except YAMLError as error:
        raise SchemeFileRefused(fault_in_yaml(error), code="unreadable") from error


def check_scheme(file: SchemeFile) -> None:
    """Raises SchemeFileRefused with every problem, its line and field, in the reader's language."""
    try:
        parse_scheme(file.document)
    except SchemeRefused as refused:
        raise SchemeFileRefused(
            "\n".join(_told(problem, file.line_of(problem.path)) for problem in refused.problems), code="invalid"
        ) from refused


@transaction.atomic
def adopt_scheme(
    *, file: SchemeFile, valid_from: date, by: User | None, code: str = "", valid_until: date | None = None
) -> Scheme:
    """Adopt a scheme from a day on; it is never changed afterwards. The one before it ends the day before.

    `code` replaces that of the document, so that each year's version can have its own.
    The same document adopted again from the same day is returned as it stands. Raises SchemeFileRefused for the
    document, StartRefused for its days and its code.
    """
    check_scheme(file)
    document = storable(file.document)
    _refuse_long_names(code or document["code"], document["title"])
    digest = hashlib.sha256(json.dumps(document, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    standing = Scheme.objects.filter(valid_from=valid_from).first()
    if standing and standing.sha256 == digest:
        return standing
    refuse_start(valid_from, valid_until, code or document["code"])
    try:
        with transaction.atomic():
            scheme = Scheme.objects.create(
                code=code or document["code"], title=document["title"], document=document, sha256=digest,
                valid_from=valid_from, valid_until=valid_until, adopted_at=now(), adopted_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise SchemeFileRefused(
            _("Another scheme has this code or begins on this day, or the last day is before the first."), code="exists"
        ) from error
    record("scheme.adopt", subject=scheme, by=by, data={"sha256": digest, "from": valid_from.isoformat()})
    return scheme


def _refuse_long_names(code: str, title: str) -> None:
    """What the columns hold. PostgreSQL would end the act with an error, SQLite would say nothing."""
    if not CODE.fullmatch(code) or len(code) > MOST_CODE or len(title) > MOST_TITLE:
        raise SchemeFileRefused(
            _(
                "The code has at most %(code)d letters, digits, hyphens and underscores, the title at most %(title)d words."
            )
            % {"code": MOST_CODE, "title": MOST_TITLE},
            code="too_long",
        )


def _told(problem: Problem, line: int) -> str:
    return _("Line %(line)d, %(field)s: %(problem)s") % {
        "line": line,
        "field": place_in_words(shown(problem.path)) or _("document"),
        "problem": in_words(problem),
    }


def _plain(value: Any, path: str, lines: dict[str, int]) -> Any:
    """The value without the reader's own classes; notes the line of each path. Raises SchemeFileRefused where a few
    lines that name each other (aliases) would make more than any scheme holds."""
    if len(lines) > MOST_NODES:
        raise SchemeFileRefused(_("The file is too large for a scheme."), code="too_large")
    if isinstance(value, CommentedMap):
        for key in value:
            lines[_join(path, key)] = value.lc.key(key)[0] + 1 if key in (value.lc.data or {}) else lines[path]
            _refuse_sign(_whole(str(key)), _join(path, key), lines)
        return {_whole(str(key)): _plain(inner, _join(path, key), lines) for key, inner in value.items()}
    if isinstance(value, CommentedSeq):
        for index in range(len(value)):
            lines[_join(path, index)] = value.lc.item(index)[0] + 1
        return [_plain(inner, _join(path, index), lines) for index, inner in enumerate(value)]
    if isinstance(value, bool) or value is None or isinstance(value, Decimal):
        return value
    if isinstance(value, int):
        if value.bit_length() > MOST_BITS:
            raise _refused("out_of_range", path, lines, least="0", most=str(MOST))
        return int(value)
    text = _whole(str(value))
    _refuse_sign(text, path, lines)
    return text


def _whole(text: str) -> str:
    """JSON writes a rare character as two halves (`"\\ud842\\udfb7"`), which YAML leaves apart."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _refuse_sign(text: str, path: str, lines: Mapping[str, int]) -> None:
    """Decoded here: `"\\ud800"` is a harmless line of a file, and what it stands for can neither be stored nor shown."""
    if sign := bad_sign(text):
        raise _refused("bad_sign", path, lines, sign=sign)


def _refused(code: str, path: str, lines: Mapping[str, int], **parameters: str) -> SchemeFileRefused:
    problem = Problem(path, code, parameters)
    return SchemeFileRefused(_told(problem, lines.get(path, 1)), code="unreadable")


def _join(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)


def storable(value: Any) -> Any:
    """JSON without binary floats: numbers with a point are written in quotation marks."""
    if isinstance(value, dict):
        return {key: storable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [storable(inner) for inner in value]
    return plain(value) if isinstance(value, Decimal) else value
