"""The columns of a kind of sheet: names under which they are known, and how a cell of them is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from activity.clock import today
from documents.spreadsheets.heads import Wanted
from documents.spreadsheets.values import ValueUnread, clean, clean_lines, key_of, read_date, read_decimal, read_whole
from documents.spreadsheets.values import read_yes_no as _read_yes_no

EARLIEST = date(1990, 1, 1)


class CellRefused(Exception):
    """A cell cannot be taken: what is wrong with it, and what to do."""

    def __init__(self, what: str, advice: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice


Read = Callable[[Any, bool], Any]


@dataclass(frozen=True)
class Column:
    """One column. `names`: how offices write its head, the usual one first; `read(value, counts_from_1904)`."""

    key: str
    label: Any
    names: tuple[str, ...]
    read: Read
    is_required: bool = False
    hint: Any = ""
    # What the registers say of this column when it has a closed list of values, for the sheet of codes.
    choices: Mapping[str, Any] = field(default_factory=dict)

    @property
    def head(self) -> str:
        """The head in the template."""
        return self.names[0]

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.key, self.names, self.is_required)


def text(most: int) -> Read:
    """One line of at most `most` characters."""
    return _words(most, clean)


def long_text(most: int) -> Read:
    """Several paragraphs."""
    return _words(most, clean_lines)


def _words(most: int, cleaned: Callable[[Any], str]) -> Read:
    def read(value: Any, _from_1904: bool) -> str:
        found = cleaned(value)
        if len(found) > most:
            raise CellRefused(
                _("The text has %(length)d characters; at most %(most)d are kept.")
                % {"length": len(found), "most": most},
                _("Shorten it."),
            )
        return found

    return read


def names(value: Any, _from_1904: bool) -> tuple[str, ...]:
    """Several names in one cell, parted by 、, comma, semicolon, slash or line break; 张 三 is one name."""
    plain = clean_lines(value)
    for sign in ",，;；/／|\n":
        plain = plain.replace(sign, "、")
    found: list[str] = []
    for part in plain.split("、"):
        pieces = part.split()
        if pieces and all(len(piece) == 1 for piece in pieces):
            found.append("".join(pieces))
        elif pieces and all(len(piece) > 1 for piece in pieces):
            found.extend(pieces)
        elif pieces:
            found.append(" ".join(pieces))
    return tuple(dict.fromkeys(found))


def day(value: Any, from_1904: bool) -> date:
    """A day of the past."""
    found = any_day(value, from_1904)
    if found > today():
        raise CellRefused(_("The date lies in the future."), _("Only what has happened is imported."))
    return found


def any_day(value: Any, from_1904: bool) -> date:
    """A day, also one to come: the end of a role."""
    try:
        found = read_date(value, counts_from_1904=from_1904)
    except ValueUnread as unread:
        raise CellRefused(*_date_words(unread.code)) from unread
    if found < EARLIEST:
        raise CellRefused(_("The date lies before 1990."), _("Check the year."))
    return found


def _date_words(code: str) -> tuple[str, str]:
    advice = _("Write the day as 2026-03-05 or 2026年3月5日.")
    return {
        "month": (_("The day of the month is missing."), advice),
        "year": (_("The year is missing."), advice),
        "no_such_day": (_("There is no such day."), advice),
    }.get(code, (_("This is not read as a date."), advice))


def decimal(places: int, most: Decimal) -> Read:
    """An exact number from zero on."""

    def read(value: Any, _from_1904: bool) -> Decimal:
        try:
            found = read_decimal(value)
        except ValueUnread as unread:
            if unread.code == "size":
                raise beyond() from unread
            raise CellRefused(_("This is not read as a number."), _("Write figures only, as 2 or 2.5.")) from unread
        if not 0 <= found <= most or found != round(found, places):
            raise beyond()
        return found

    def beyond() -> CellRefused:
        words = _("The number must lie between 0 and %(most)s and have at most %(places)d decimals.")
        return CellRefused(words % {"most": most, "places": places})

    return read


def whole(most: int) -> Read:
    """A whole number from zero on."""

    def read(value: Any, _from_1904: bool) -> int:
        try:
            found = read_whole(str(clean(value)).removesuffix("字"))
        except ValueUnread as unread:
            if unread.code == "size":
                raise beyond() from unread
            raise CellRefused(_("This is not read as a whole number."), _("Write figures only, as 850.")) from unread
        if not 0 <= found <= most:
            raise beyond()
        return found

    def beyond() -> CellRefused:
        return CellRefused(_("The number must lie between 0 and %(most)s.") % {"most": most})

    return read


def yes_no(value: Any, _from_1904: bool) -> bool:
    """是 or 否."""
    try:
        return _read_yes_no(value)
    except ValueUnread as unread:
        raise CellRefused(_("This is neither yes nor no."), _("Write 是 or 否.")) from unread


def choice(words: Mapping[str, Any]) -> Read:
    """One of a list of words, compared without spaces and signs; gives what the word stands for."""
    by_key = {key_of(word): value for word, value in words.items()}

    def read(value: Any, _from_1904: bool) -> Any:
        found = by_key.get(key_of(clean(value)))
        if found is None:
            raise CellRefused(
                _("This word is not known here."), _("Write one of: %(words)s.") % {"words": "、".join(words)}
            )
        return found

    return read
