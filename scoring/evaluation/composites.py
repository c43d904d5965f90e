"""Rows with one key are one fact with several sources: what they say of the fact together, and how the sources share it."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from scoring.engine.numbers import ZERO, exact, plain
from scoring.evaluation.heads import EVENTS, HEADS, code_of
from scoring.evaluation.records import Record

Words = Mapping[str, Mapping[str, tuple[str, ...]]]
#: Fields in which the rows of one fact may differ: they speak of the source.
OF_THE_SOURCE = frozenset({"key", "source", "share", "units", "persons", "title", "remark"})
_DAYS = ("date", "filed_on")
_NUMBERS = ("count", "length", "external", "minutes")
_FLAGS = ("front_page", "in_composite", "commissioned", "evidence", "padding")
ONE, HUNDRED = Decimal(1), Decimal(100)
#: By so much may each share be rounded: a third is 0.33.
ROUNDED = Decimal("0.005")


def one_row(key: str, rows: Sequence[Record], words: Words) -> Record:
    """The first row, with what only later ones say of the fact. Notes two that contradict each other."""
    first = rows[0]
    said = dict.fromkeys(first.values, first)
    for row in rows[1:]:
        for name in [name for name in HEADS["facts"] if row.has(name) and name not in OF_THE_SOURCE]:
            other = said.setdefault(name, row)
            if not _alike(name, row, other, words):
                told = {"value": _shown(row, name), "other": _shown(other, name), "key": key}
                told["place"] = where(other, name, row)
                row.note(name, _("“%(value)s” contradicts “%(other)s” (%(place)s): rows with one key (%(key)s) are one fact.")
                         % told)  # fmt: skip
    values = {name: row.values[name] for name, row in said.items()}

    def place_of(name: str) -> str:
        return said.get(name, first).place_of(name)

    return Record(values, place_of, first.problems, first.heads)


def where(record: Record, name: str, seen_from: Record) -> str:
    """Where a field stands; with the file where that is another one than the reader looks at."""
    place, file = record.place_of(name), record.problems.file
    if not file or file == seen_from.problems.file:
        return place
    return _("%(place)s: %(what)s") % {"place": file, "what": place}


def _shown(record: Record, name: str) -> str:
    return str(record.values[name])


def _alike(name: str, one: Record, other: Record, words: Words) -> bool:
    if _shown(one, name) == _shown(other, name):
        return True
    read = _reader(name, words)
    return bool(read(one) == read(other))


def _reader(name: str, words: Words) -> Callable[[Record], Any]:
    """How a field is read, so that 2026-03-02 and 2026年3月2日 are one day."""
    if name in _DAYS:
        return lambda record: record.day(name)
    if name in _NUMBERS:
        return lambda record: record.number(name)
    if name in _FLAGS:
        return lambda record: record.flag(name)
    known = EVENTS if name == "event" else words.get(name, {})
    return lambda record: code_of(record.text(name), known)


def share_of(record: Record) -> Decimal | None:
    """The share of a source, from 0 (nothing) to 1 (all); 70% is 0.7."""
    is_percent = str(record.values.get("share")).strip().endswith(("%", "％"))
    share = record.number("share", percent=True)
    if share is None:
        return None
    share = exact(share / HUNDRED) if is_percent else share
    if not ZERO <= share <= ONE:
        record.note("share", _("“%(value)s” is no share. Expected a number from 0 to 1, such as 0.7.")
                    % {"value": _shown(record, "share")})  # fmt: skip
        return None
    return share


def check_shares(key: str, rows: Sequence[Record], shares: Sequence[Decimal | None]) -> None:
    """Note shares that not all sources have, and such as do not make up the whole."""
    given = [share for share in shares if share is not None]
    if not given or any(row.has("share") and share is None for row, share in zip(rows, shares, strict=True)):
        return
    if len(given) < len(rows):
        silent = next(row for row, share in zip(rows, shares, strict=True) if share is None)
        silent.note("share", _("Either all sources of a fact (%(key)s) have a share, or none has.") % {"key": key})
    elif abs(sum(given, ZERO) - ONE) > ROUNDED * len(given):
        told = {"key": key, "sum": plain(sum(given, ZERO))}
        rows[0].note("share", _("The shares of the sources of one fact (%(key)s) add up to %(sum)s, not to 1.") % told)


def check_sources(rows: Sequence[Record]) -> None:
    """Note a source that stands twice: it would get two shares."""
    seen: dict[str, Record] = {}
    for row in rows:
        before = seen.setdefault(row.text("source"), row)
        if before is not row:
            told = {"value": row.text("source"), "place": where(before, "source", row)}
            row.note("source", _("“%(value)s” stands here for the second time, after %(place)s.") % told)
