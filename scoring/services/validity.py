"""From which day to which day each scheme is valid, and the rules in it."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from scoring.engine import Scheme as Rules
from scoring.engine import SchemeBook, parse_scheme
from scoring.engine.evaluation import Valid
from scoring.engine.scheme import Rounding
from scoring.models import Scheme


def dated_schemes(schemes: Iterable[Scheme]) -> list[tuple[Scheme, date, date | None]]:
    """Each scheme with its first and last day: a scheme ends the day before the next one begins, or on its own last day."""
    ordered = sorted(schemes, key=lambda scheme: scheme.valid_from)
    dated = []
    for index, scheme in enumerate(ordered):
        after = ordered[index + 1].valid_from - timedelta(days=1) if index + 1 < len(ordered) else None
        ends = [day for day in (after, scheme.valid_until) if day is not None]
        dated.append((scheme, scheme.valid_from, min(ends) if ends else None))
    return dated


def scheme_on(day: date) -> Scheme | None:
    """The scheme valid on the day."""
    scheme = Scheme.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
    return None if scheme is None or (scheme.valid_until and scheme.valid_until < day) else scheme


def rounding_on(day: date) -> Rounding:
    """The printed digits of the scheme that is valid on the day."""
    scheme = scheme_on(day)
    return rules_of(scheme).rounding if scheme else Rounding()


def rules_of(scheme: Scheme) -> Rules:
    """The rules of an adopted scheme, under its stored code. Each document is read once."""
    return _rules(json.dumps(scheme.document), scheme.code)


def scheme_book() -> tuple[SchemeBook, dict[str, int]]:
    """All schemes with their days, each under its stored code, and code -> primary key."""
    dated = dated_schemes(Scheme.objects.all())
    book = SchemeBook(Valid(rules_of(scheme), start, end) for scheme, start, end in dated)
    return book, {scheme.code: scheme.pk for scheme, _start, _end in dated}


@lru_cache(maxsize=64)
def _rules(document: str, code: str) -> Rules:
    return replace(parse_scheme(json.loads(document)), code=code)
