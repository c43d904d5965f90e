"""What the spans of clauses and prizes are called: 2026年第1季度, and with its days where a scheme begins inside it."""

from collections.abc import Sequence
from datetime import date

from scoring.engine import SchemeBook
from scoring.engine.head import SPANS
from scoring.engine.settlement import Slot
from scoring.engine.settlement.spans import Cut
from scoring.wording_periods import span_names

#: (code of the scheme, key of the span) -> its name.
SpanWords = dict[tuple[str, str], str]


def spans_in_words(book: SchemeBook, slots: Sequence[Slot]) -> SpanWords:
    """The names of all spans into which the schemes cut these slots, whichever of them are asked for."""
    found = []
    before = date.min
    for valid in book.schemes:
        cut = Cut(slots, valid.scheme.code, valid.starts_on, valid.ends_on or date.max, before)
        found += [(valid.scheme.code, span) for per in SPANS for span in cut.spans(per)]
        before = cut.ends_on
    names = span_names((span.key, span.starts_on, span.ends_on) for _code, span in found)
    return {(code, span.key): names[span.key, span.starts_on] for code, span in found}
