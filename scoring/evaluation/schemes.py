"""Schemes of the command line: files, each with the day from which it holds."""

from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from scoring.engine import Scheme, SchemeBook, SchemeRefused, parse_scheme
from scoring.engine.book import Valid
from scoring.errors import SchemeFileRefused
from scoring.evaluation.errors import InputRefused, in_file, unreadable
from scoring.problem_words import in_words
from scoring.services.scheme_files import check_scheme, decode_scheme_file, read_scheme_file


def read_schemes(given: list[str]) -> SchemeBook:
    """`2025.yaml 2026.yaml@2026-01-01`: the first from the beginning, each ends the day before the next begins."""
    found: list[tuple[date, str]] = []
    for word in given:
        path, at, day = word.rpartition("@")
        starts_on = _day(day) if at else None
        if at and not starts_on and Path(path).is_file() and not Path(word).is_file():
            raise InputRefused([_("“%(value)s” is no day. Expected one such as 2026-03-05.") % {"value": day}])
        found.append((starts_on or date.min, path if starts_on else word))
    found.sort()
    ends = [date.fromordinal(starts_on.toordinal() - 1) for starts_on, _path in found[1:] if starts_on > date.min]
    if len(ends) < len(found) - 1:
        raise InputRefused([_("Say from which day each further scheme holds: FILE@2026-01-01.")])
    valid = []
    for (starts_on, path), ends_on in zip(found, [*ends, None], strict=True):
        valid.append(Valid(_scheme(Path(path)), starts_on, ends_on))
    try:
        codes = [one.scheme.code for one in valid]
        if len(set(codes)) < len(codes):
            raise InputRefused([_("Two schemes have the same code; each version needs its own.")])
        return SchemeBook(valid)
    except SchemeRefused as refused:
        raise InputRefused([in_words(problem) for problem in refused.problems]) from refused


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _scheme(path: Path) -> Scheme:
    try:
        file = read_scheme_file(decode_scheme_file(path.read_bytes()))
        check_scheme(file)
        return parse_scheme(file.document)
    except OSError as error:
        raise unreadable(path, error) from error
    except SchemeFileRefused as refused:
        raise InputRefused([in_file(path, line) for line in str(refused.message).splitlines()]) from refused
