"""When a scheme may begin: one answer for the screens and for the command."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from scoring.engine.settlement.spans import MONTHS
from scoring.errors import StartRefused
from scoring.models import Period, Scheme
from scoring.services import scheme_values as values
from scoring.services.periods import last_closed
from ui.words import date_cn

DAY = timedelta(days=1)


def earliest_start() -> date | None:
    """The first day from which a scheme may be adopted; None where no period is closed yet."""
    closed = last_closed()
    return closed.ends_on + DAY if closed else None


def periods_judged(valid_from: date, valid_until: date | None) -> list[Period]:
    """The periods that there are already, and that hold a day of the scheme."""
    last = last_day(valid_from, valid_until)
    found = Period.objects.unclosed().filter(ends_on__gte=valid_from).order_by("starts_on")
    return list(found.filter(starts_on__lte=last) if last else found)


def next_scheme(valid_from: date) -> Scheme | None:
    """The scheme that takes the place of one that begins on this day."""
    return Scheme.objects.filter(valid_from__gt=valid_from).order_by("valid_from").first()


def last_day(valid_from: date, valid_until: date | None) -> date | None:
    """The last day of a scheme adopted so: its own, or the one before the next scheme; None where nothing ends it."""
    after = next_scheme(valid_from)
    return min((day for day in (valid_until, after.valid_from - DAY if after else None) if day), default=None)


def cut_spans(valid_from: date, documents: Iterable[Mapping[str, Any]]) -> list[str]:
    """The spans of clauses (`month`, `year`) that another scheme cuts in two by beginning on this day: each part has its
    own base points, quotas, limits and prizes in full."""
    used = {per for document in documents for per in _spans_in(document)}
    before, first = _end_of_slot(valid_from - DAY), _end_of_slot(valid_from)
    cut = {"period", *MONTHS} if before == first else {per for per in MONTHS if _span(per, before) == _span(per, first)}
    weeks = {"week"} if valid_from.weekday() else set()
    return [per for per in ("period", "week", *MONTHS) if per in (cut | weeks) & used]


def _spans_in(document: Mapping[str, Any]) -> Iterator[str]:
    """The spans of the clauses, the prizes, the budget and the conversion."""
    parts = [*values.entries(document.get("clauses")), *values.entries(document.get("prizes"))]
    heads = [value for name in ("budget", "conversion") if isinstance(value := document.get(name), Mapping)]
    return (values.typed(part.get("per")) for part in (*parts, *heads))


def _end_of_slot(day: date) -> date:
    """The last day of the period that holds the day; the day itself, by the calendar, where there is none yet."""
    found = Period.objects.covering(day).first()
    return found.ends_on if found else day


def _span(per: str, day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // MONTHS[per]


def refuse_start(valid_from: date, valid_until: date | None, code: str) -> None:
    """Raises StartRefused, with the field concerned, where a scheme cannot begin so."""
    earliest = earliest_start()
    if earliest and valid_from < earliest:
        raise StartRefused(
            _("Periods up to %(day)s are closed. The first possible day is %(earliest)s.")
            % {"day": date_cn(earliest - DAY), "earliest": date_cn(earliest)}, field="valid_from",
        )  # fmt: skip
    if Scheme.objects.filter(valid_from=valid_from).exists():
        raise StartRefused(_("Another scheme begins on this day."), field="valid_from")
    if valid_until and valid_until < valid_from:
        raise StartRefused(_("The last day is before the first."), field="valid_until")
    if Scheme.objects.filter(code=code).exists():
        raise StartRefused(_("Another scheme has this code already."), field="code")
