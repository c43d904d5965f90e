"""One row of a file, whatever the format: raw values, where they stand, and readers that collect what is wrong."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from documents.spreadsheets.values import ValueUnread, clean, read_date, read_decimal, read_yes_no

SEPARATORS = re.compile(r"[、，,;；\n]+")
MOST_PLACES = 6
#: Digits to which a spreadsheet is exact, and which it shows at most.
CELL_DIGITS = 15
MOST = Decimal(10) ** 12
LONGEST_TOLD = 60


@dataclass
class Problems:
    """What is wrong with the files; reading goes on, so that everything is told at once, up to a page of it."""

    lines: list[str] = field(default_factory=list)
    most: int = 50
    file: str = ""
    seen: set[str] = field(default_factory=set)

    def of_file(self, name: str) -> "Problems":
        """The same problems; what is noted there begins with the name of the file."""
        return Problems(self.lines, self.most, name, self.seen)

    def note(self, place: str, what: str) -> None:
        for where in (place, self.file):
            what = _("%(place)s: %(what)s") % {"place": where, "what": what} if where else what
        # Every column of a row of counts is read with the month of the row.
        if what not in self.seen:
            self.seen.add(what)
            self.lines.append(what)

    def told(self) -> list[str]:
        more = len(self.lines) - self.most
        shown = self.lines[: self.most]
        return [*shown, _("… and %(count)d more.") % {"count": more}] if more > 0 else shown


@dataclass
class Record:
    """`values`: field → raw value, empty ones left out. `heads`: field → what stands over its column in the file.
    `place_of` answers where a field stands ("Line 12", "Sheet 事实, cell C5"); the empty field is the whole row.
    `sheet`: in which sheet; `first`: the first cell of the row with anything in it. `covers`: of a row of sums, the rows that it adds up."""

    values: dict[str, Any]
    place_of: Callable[[str], str]
    problems: Problems
    heads: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    first: str = ""
    covers: list["Record"] = field(default_factory=list)

    def note(self, name: str, what: str) -> None:
        head = self.heads.get(name, name)
        where = self.place_of(name)
        both = _("%(place)s, %(field)s") % {"place": where, "field": head}
        self.problems.note(both if head and where else head or where, what)

    def has(self, name: str) -> bool:
        return self.values.get(name) is not None

    def missing(self, name: str) -> None:
        self.note(name, _("This must be filled in."))

    def text(self, name: str, default: str = "") -> str:
        """Words; a whole number of a cell is read as it is shown."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, bool | dict | list | tuple):
            self.note(name, _("Expected words here."))
            return default
        return _shown(value)

    def texts(self, name: str) -> list[str]:
        """A list, or words with 、 , ; between them."""
        value = self.values.get(name)
        if isinstance(value, list | tuple):
            if any(isinstance(one, dict | list | tuple | bool) or one is None for one in value):
                self.note(name, _("Expected a list of words here."))
                return []
            return [text for one in value if (text := _shown(one))]
        return [text for part in SEPARATORS.split(self.text(name)) if (text := part.strip())]

    def day(self, name: str) -> date | None:
        value = self.values.get(name)
        try:
            return None if value is None else read_date(value)
        except (ValueUnread, OverflowError):
            told = {"value": _told(value)}
            self.note(name, _("“%(value)s” is no day. Expected one such as 2026-03-05.") % told)
            return None

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.values.get(name)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        try:
            return _shown(value) == "1" if _shown(value) in ("0", "1") else read_yes_no(value)
        except ValueUnread:
            self.note(name, _("“%(value)s” is neither yes nor no.") % {"value": _told(value)})
            return default

    def number(self, name: str, *, least: Decimal | None = None, percent: bool = False) -> Decimal | None:
        """An exact number; `percent` lets 63.1% stand for 63.1."""
        value = self.values.get(name)
        if value is None:
            return None
        told = {"value": _told(value)}
        try:
            number = read_number(value, percent=percent)
        except ValueUnread as unread:
            is_size = unread.code == "size"
            what = _("“%(value)s” is too small or too large.") if is_size else _("“%(value)s” is no number.")
            self.note(name, what % told)
            return None
        if least is not None and number < least:
            what = _("“%(value)s” is too small; at least %(least)s is expected.")
            self.note(name, what % {**told, "least": f"{least:f}"})
        elif abs(number) > MOST:
            self.note(name, _("“%(value)s” is too small or too large.") % told)
        elif -int(number.as_tuple().exponent) > MOST_PLACES:
            self.note(name, _("At most six digits after the point."))
        else:
            return number
        return None

    def whole(self, name: str, *, least: int = 0, most: int = 1_000_000) -> int | None:
        number = self.number(name, least=Decimal(least))
        if number is None:
            return None
        if number != number.to_integral_value() or number > most:
            self.note(name, _("Expected a whole number from %(least)d to %(most)d.") % {"least": least, "most": most})
            return None
        return int(number)

    def only(self, names: Iterable[str] | Mapping[str, Sequence[str]]) -> None:
        """Note fields that nobody reads, so that a slip of the pen does not pass as an empty field."""
        known = dict(names) if isinstance(names, Mapping) else {name: (name,) for name in names}
        for name in [name for name in self.values if name not in known]:
            # A table is told what it may call its columns, a document the names of its fields.
            words = [next(iter(others), field) for field, others in known.items()] if self.heads else sorted(known)
            possible = ", ".join(words)
            self.note(name, _("This field is not known. Possible here: %(possible)s.") % {"possible": possible})


def to_number(value: Any) -> Decimal | None:
    """The number, None where the value is none."""
    try:
        return read_number(value)
    except ValueUnread:
        return None


def read_number(value: Any, *, percent: bool = False) -> Decimal:
    """The exact number that a reader sees: what a spreadsheet keeps in binary is taken at the digits that it shows.
    Raises ValueUnread: number, size."""
    if isinstance(value, float):
        value = f"{value:.{CELL_DIGITS}g}"
    if isinstance(value, str) and percent:
        value = value.strip().removesuffix("%").removesuffix("％")
    return read_decimal(value)


def _told(value: Any) -> str:
    """The value in a sentence about it."""
    if isinstance(value, dict | list | tuple):
        return "…"
    text = clean(value)
    return text if len(text) <= LONGEST_TOLD else f"{text[:LONGEST_TOLD]}…"


def _shown(value: Any) -> str:
    """What a reader sees: a cell with 12.0 shows 12, one with 0.1 shows 0.1."""
    if isinstance(value, float) and (number := to_number(value)) is not None:
        return f"{number:f}" if number != number.to_integral_value() else f"{number:.0f}"
    return clean(value)
