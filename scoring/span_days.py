"""Which days a span has under a scheme: one that begins or ends inside it leaves a part of it."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from scoring.engine.settlement.spans import Cut, Slot
from scoring.models import Scheme
from scoring.services.validity import dated_schemes

SPAN = re.compile(r"(\d{4})(?:-([QWH]?)(\d{1,2}))?")
LENGTHS = {None: "year", "": "period", "Q": "quarter", "H": "half", "W": "week"}
Days = tuple[date, date]


class SpanDays:
    """Made of the periods that have begun (settling knows no others) and of all schemes; of nothing, it knows no parts."""

    def __init__(self, periods: Iterable[Days] = (), schemes: Iterable[Scheme] = ()) -> None:
        self._slots = [Slot(f"{ends_on:%Y-%m}", starts_on, ends_on) for starts_on, ends_on in sorted(periods)]
        dated = dated_schemes(schemes)
        self._validity = {scheme.pk: (starts_on, ends_on or date.max) for scheme, starts_on, ends_on in dated}
        self._known: dict[str, Mapping[str, Days]] = {}

    def part(self, key: str, scheme: int | None) -> Days | None:
        """The first and the last day of the span under the scheme, where it is not valid in the whole of it."""
        whole = self._whole(key.partition("~")[0])
        if whole is None or scheme not in self._validity:
            return None
        begins, ends = self._validity[scheme]
        own = max(begins, whole[0]), min(ends, whole[1])
        return own if own != whole else None

    def _whole(self, key: str) -> Days | None:
        """The days of the span, were there no schemes; none for what is no span of the calendar."""
        found = SPAN.fullmatch(key)
        if not found:
            return None
        per = LENGTHS[found[2]]
        if per not in self._known:
            self._known[per] = {span.key: (span.starts_on, span.ends_on) for span in Cut(self._slots).spans(per)}
        return self._known[per].get(key)
