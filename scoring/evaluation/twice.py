"""A unit that stands twice in one sheet of counts for the same time: it would be counted twice."""

from collections.abc import Hashable, Iterable

from django.utils.translation import gettext as _

from scoring.evaluation.printed import Spans
from scoring.evaluation.records import Record
from scoring.evaluation.spans import span_of


def note_twice(rows: Iterable[Record], spans: Spans) -> None:
    """Note rows of counts that count a unit again. 2026年3月 and 2026-03 are one month: what is compared are the days, as
    `spans` of the file and the calendar know them."""
    seen: dict[Hashable, str] = {}
    for record in rows:
        unit = record.text("unit")
        # Two files may have one name, and each has the problems of its own.
        key = (id(record.problems), record.sheet, unit, _time_of(record, spans))
        if unit and key in seen:
            record.note("unit", _("“%(value)s” stands here for the second time, after %(place)s.")
                        % {"value": unit, "place": seen[key]})  # fmt: skip
        seen.setdefault(key, record.place_of("unit"))


def _time_of(record: Record, spans: Spans) -> Hashable:
    """The day on which the row counts, or the days of its period; the words where they name neither."""
    if record.has("date"):
        return record.day("date") or record.text("date")
    period = record.text("period")
    return spans.get(period) or span_of(record.values.get("period")) or period
