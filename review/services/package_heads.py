"""The head of a paper for forwarding: how its number is written, when two are one, and what is refused."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count

from django.utils.translation import gettext as _

from activity.clock import today
from documents.headlines import NUMBER_LINES, number_lines
from organizations.services import papers
from review.errors import RecordRefused
from review.models import Package
from review.services.claims import issue_key
from ui.words import date_cn

MOST_FIGURES = 5
"""Of a number, in its year or in all: a longer one is mistyped, and each that follows would be one more."""
FIRST_DAY = date(2000, 1, 1)
DAYS_AHEAD = 366
_YEAR = re.compile(r"^[\[(【〔〖](\d{4})年?[\])】〕〗]")
_SERIAL = re.compile(r"^(?:〔(\d{4})〕|(\d{4})年)第?(\d+)[期号]")
_COUNTED = re.compile(r"\d+(?=[期号])")
_IN_ALL = re.compile(r"总第?\d+[期号]")
_FULL_WIDTH = str.maketrans("(),:;!?", "（），：；！？")
_MOST_SIGNS = 40


@dataclass(frozen=True)
class Head:
    """What the paper says beside its items."""

    masthead: str
    number_line: str
    dated_on: date
    note: str = ""
    send_up: str = ""
    send_peer: str = ""
    send_down: str = ""
    copies: int = 0
    contact: str = ""


def printed_number(line: str) -> str:
    """The number as it is printed, however it was typed: 〔2026〕第77期 out of [2026] 第 ０77 期."""
    plain = unicodedata.normalize("NFKC", "".join(line.split()))
    plain = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in plain)
    plain = _COUNTED.sub(lambda found: found[0].lstrip("0") or "0", plain)
    return _YEAR.sub(r"〔\1〕", plain).translate(_FULL_WIDTH)


def number_key(line: str) -> str:
    """What makes a number another one: its year, serial and additions; not its spelling, nor the count in all."""
    return issue_key(_IN_ALL.sub("", printed_number(line)))


def next_number(masthead: str, year: int) -> str:
    """〔2026〕第8期, one more than the highest number of the year that stands, or a free one where there is no higher."""
    found = (_SERIAL.match(printed_number(line)) for line in _standing(masthead))
    taken = {int(one[3]) for one in found if one and int(one[1] or one[2]) == year and len(one[3]) <= MOST_FIGURES}
    serial = max(taken, default=0) + 1
    if len(str(serial)) > MOST_FIGURES:
        serial = next(free for free in count(1) if free not in taken)
    return f"〔{year}〕第{serial}期"


def settled(head: Head) -> Head:
    """The head with its number as it is printed.

    Raises RecordRefused at its field for a masthead of another series, a number that is taken, too high or too long,
    and a day that no paper has.
    """
    head = replace(head, masthead=head.masthead.strip(), number_line=printed_number(head.number_line))
    _refuse_masthead(head.masthead)
    _refuse_number(head.number_line)
    if number_key(head.number_line) in map(number_key, _standing(head.masthead)):
        raise taken(head)
    _refuse_date(head.dated_on)
    return head


def taken(head: Head) -> RecordRefused:
    """The refusal of a number that another paper has."""
    return RecordRefused(
        _("%(masthead)s %(number)s stands already. Choose another number, or make the other paper void.")
        % {"masthead": head.masthead, "number": head.number_line},
        code="number",
        field="number_line",
    )


def _standing(masthead: str) -> Iterable[str]:
    """The numbers of the papers of a masthead that are not void, as they were typed."""
    rows = Package.objects.filter(voided_at__isnull=True).values_list("masthead", "number_line")
    wanted = papers.plain_masthead(masthead)
    return [line for name, line in rows.order_by("pk") if papers.plain_masthead(name) == wanted]


def _refuse_masthead(masthead: str) -> None:
    if why := papers.others_masthead(masthead):
        own = papers.office_papers().special_masthead
        raise RecordRefused(
            _("%(why)s Give this paper a masthead of its own, for instance %(own)s.") % {"why": why, "own": own},
            code="masthead",
            field="masthead",
        )


def _refuse_number(line: str) -> None:
    if any(len(serial) > MOST_FIGURES for serial in _COUNTED.findall(line)):
        raise RecordRefused(
            _("An issue number has at most %(count)d figures. Check it.") % {"count": MOST_FIGURES},
            code="high",
            field="number_line",
        )
    if len(number_lines(line)) > NUMBER_LINES or len(line) > _MOST_SIGNS:
        raise RecordRefused(
            _("The number needs more than two lines beside the date. Shorten it to about %(count)d characters.")
            % {"count": 30},
            code="long",
            field="number_line",
        )


def _refuse_date(day: date) -> None:
    last = today() + timedelta(days=DAYS_AHEAD)
    if not FIRST_DAY <= day <= last:
        raise RecordRefused(
            _("A paper is dated between %(first)s and %(last)s. Check the year.")
            % {"first": date_cn(FIRST_DAY), "last": date_cn(last)},
            code="date",
            field="dated_on",
        )
