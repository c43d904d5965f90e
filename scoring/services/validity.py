"""From which day to which day each scheme is valid."""

from collections.abc import Iterable
from datetime import date, timedelta

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
