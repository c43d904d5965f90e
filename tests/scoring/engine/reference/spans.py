"""How time is cut, once more: which spans there are, which slots each has, and when it is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from tests.scoring.engine.reference.world import Month, Term

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Look:
    """A span as it is seen at the end of a slot: `members` are its slots up to then. `day`: what is booked then is booked
    on it. `ended`: the span is over."""

    span: str
    per: str
    members: tuple[Month, ...]
    ended: bool
    day: date

    @property
    def slot(self) -> Month:
        return self.members[-1]

    def holds(self, day: date) -> bool:
        """Whether what happened, or was booked, on the day belongs to the span and is known by then."""
        if self.per == "week":
            return week_of(day) == self.span
        return any(member.holds(day) for member in self.members)


@dataclass(frozen=True)
class Span:
    """`last` is None where the slots stop before the span does."""

    key: str
    first: date
    last: date | None
    looks: list[Look]

    @property
    def seen(self) -> Look:
        """The last look at it."""
        return self.looks[-1]


def week_of(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


@lru_cache(maxsize=32)
def spans(per: str, term: Term, slots: tuple[Month, ...], until: date) -> list[Span]:
    """All spans of a scheme, cut where it begins and ends. Remembered, because every receiver of a case has the same."""
    if per == "week":
        return [week for slot in slots for week in _weeks(term, slot, until)]
    members: dict[str, list[Month]] = {}
    for slot in slots:
        if slot.first <= term.last and term.first <= slot.last:
            members.setdefault(_key(per, slot.last, slot.key), []).append(slot)
    return [_span(per, key, own, term, slots, until) for key, own in members.items()]


def _weeks(term: Term, slot: Month, until: date) -> list[Span]:
    found = []
    day = slot.first
    while day <= slot.last:
        if day.isoweekday() == 4 and term.holds(day):
            first, last = max(day - 3 * DAY, term.first), min(day + 3 * DAY, term.last)
            look = Look(week_of(day), "week", (slot,), last <= until, min(last, slot.last))
            found.append(Span(look.span, first, last, [look]))
        day += DAY
    return found


def _span(per: str, key: str, own: list[Month], term: Term, slots: Sequence[Month], until: date) -> Span:
    name = f"{key}~{term.code}" if term.before >= own[0].first else key
    is_over = own[-1].last >= term.last or own[-1] != slots[-1] or _key(per, _month_later(own[-1].last), "") != key
    looks = []
    for number, slot in enumerate(own, start=1):
        day = min(slot.last, term.last)
        ended = is_over and number == len(own) and day <= until
        looks.append(Look(name, per, tuple(own[:number]), ended, day))
    return Span(name, max(own[0].first, term.first), looks[-1].day if is_over else None, looks)


def _key(per: str, day: date, slot: str) -> str:
    year, month = day.year, day.month
    return {
        "period": slot,
        "month": f"{year}-{month:02d}",
        "quarter": f"{year}-Q{(month + 2) // 3}",
        "half": f"{year}-H{(month + 5) // 6}",
        "year": f"{year}",
    }[per]


def _month_later(day: date) -> date:
    """A day of the next month: that on which another slot is expected to end, or one near it."""
    return (day.replace(day=20) + 20 * DAY).replace(day=20)
