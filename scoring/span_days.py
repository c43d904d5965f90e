"""Which days a span has under a scheme: one that begins or ends inside it leaves a part of it."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from scoring.engine.settlement.spans import Cut, Slot

SPAN = re.compile(r"(\d{4})(?:-([QWH]?)(\d{1,2}))?")
LENGTHS = {None: "year", "": "period", "Q": "quarter", "H": "half", "W": "week"}
Days = tuple[date, date]
SchemeKey = int | str
"""The primary key of a scheme of the database; the code of one that was read from a file."""


class SpanDays:
    """Made of the periods that have begun (settling knows no others) and the first and last day of each scheme (None: it
    does not end); of nothing, it knows no parts."""

    def __init__(
        self, slots: Iterable[Slot] = (), validity: Mapping[SchemeKey, tuple[date, date | None]] | None = None
    ) -> None:
        self._slots = sorted(slots, key=lambda slot: slot.starts_on)
        self._validity = {key: (first, last or date.max) for key, (first, last) in (validity or {}).items()}
        self._known: dict[str, Mapping[str, Days]] = {}

    def part(self, key: str, scheme: SchemeKey | None) -> Days | None:
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
