"""How time is cut: slots of the ledger, and the spans that clauses about periods look at."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

DAY = timedelta(days=1)
#: A slot of at least so many days is one of months; shorter ones are taken to go on in their own length.
MONTHLY = 28
#: The number of a slot that there is not.
NOWHERE = -1


class Slot(NamedTuple):
    """A period of the ledger, both days included: `2026-10`."""

    key: str
    starts_on: date
    ends_on: date


class SlotLine:
    """Slots by date. Raises ValueError where two overlap."""

    def __init__(self, slots: Iterable[Slot]) -> None:
        self.slots = tuple(sorted(slots, key=lambda slot: slot.starts_on))
        for earlier, later in zip(self.slots, self.slots[1:], strict=False):
            if later.starts_on <= earlier.ends_on:
                raise ValueError(f"The slots {earlier.key} and {later.key} overlap.")
        self._starts = [slot.starts_on for slot in self.slots]
        self._found: dict[date, int] = {}

    def of(self, day: date) -> int:
        """The number of the slot in which the day lies."""
        found = self._found.get(day)
        if found is None:
            number = bisect_right(self._starts, day) - 1
            found = number if number >= 0 and day <= self.slots[number].ends_on else NOWHERE
            self._found[day] = found
        return found


class Step(NamedTuple):
    """A look at a span: at the end of the slot with this number, which is booked on the day `on`. `bucket` holds what
    the slot adds to the span. `ended`: the span is over then."""

    slot: int
    bucket: int
    on: date
    ended: bool


class Span(NamedTuple):
    """A span as far as the slots reach: its key (`2026-W41`, `2026-10`, `2026-Q4`, `2026-H2`, `2026`), its days."""

    key: str
    starts_on: date
    ends_on: date
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """What spans are cut out of: slots by date; the days of a scheme, and where the scheme before ended; the last day of
    which all is known; whether a slot of the next year is known to follow, so that the spans of this one end here."""

    slots: Sequence[Slot]
    code: str = ""
    starts_on: date = date.min
    ends_on: date = date.max
    before: date = date.min
    until: date = date.max
    is_followed: bool = False

    def covers(self, day: date) -> bool:
        """Whether the scheme is valid on the day."""
        return self.starts_on <= day <= self.ends_on

    def spans(self, per: str) -> list[Span]:
        """All spans of this length, by date."""
        return list(self._weeks() if per == "week" else self._of_slots(per))

    def _weeks(self) -> Iterator[Span]:
        """A week belongs to the slot, and to the scheme, of its Thursday; it has no more days than the scheme."""
        for number, slot in enumerate(self.slots):
            for thursday in _thursdays(max(slot.starts_on, self.starts_on), min(slot.ends_on, self.ends_on)):
                first, last = self._within(thursday - 3 * DAY, thursday + 3 * DAY)
                step = Step(number, thursday.toordinal(), min(last, slot.ends_on), last <= self.until)
                year, week, _day = thursday.isocalendar()
                yield Span(f"{year}-W{week:02d}", first, last, (step,))

    def _of_slots(self, per: str) -> Iterator[Span]:
        numbers: dict[str, list[int]] = {}
        for number, slot in enumerate(self.slots):
            if slot.starts_on <= self.ends_on and self.starts_on <= slot.ends_on:
                numbers.setdefault(self._key(per, slot), []).append(number)
        for key, own in numbers.items():
            # Where two schemes share a slot, the one before may have booked a span with the same name in it.
            shared = self.before >= self.slots[own[0]].starts_on
            yield self._span(per, f"{key}~{self.code}" if shared else key, own)

    def _span(self, per: str, key: str, numbers: list[int]) -> Span:
        last = self.slots[numbers[-1]]
        over = self._is_over(per, numbers[-1])
        steps = tuple(
            Step(number, number, ends, over and number == numbers[-1] and ends <= self.until)
            for number in numbers
            for ends in [min(self.slots[number].ends_on, self.ends_on)]
        )
        first, end = self._within(self.slots[numbers[0]].starts_on, last.ends_on if over else _calendar_end(per, last))
        return Span(key, first, end, steps)

    def _is_over(self, per: str, number: int) -> bool:
        """Whether the span that has this slot as its last one ends with it (see docs/schemes.md, Two stages)."""
        slot = self.slots[number]
        if per == "period" or self.ends_on <= slot.ends_on or number + 1 < len(self.slots) or self.is_followed:
            return True
        end = _calendar_end(per, slot)
        return slot.ends_on >= end or _next_end(slot) > end

    def _key(self, per: str, slot: Slot) -> str:
        return slot.key if per == "period" else _calendar_key(per, slot.ends_on)

    def _within(self, first: date, last: date) -> tuple[date, date]:
        return max(first, self.starts_on), min(last, self.ends_on)


MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def _calendar_key(per: str, day: date) -> str:
    number = (day.month - 1) // MONTHS[per] + 1
    return {
        "month": f"{day.year}-{day.month:02d}",
        "quarter": f"{day.year}-Q{number}",
        "half": f"{day.year}-H{number}",
        "year": str(day.year),
    }[per]


def _calendar_end(per: str, slot: Slot) -> date:
    """The last day in the calendar of the month, quarter, half or year in which the slot ends."""
    months = MONTHS[per]
    return _month_end(slot.ends_on.year, (slot.ends_on.month - 1) // months * months + months)


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - DAY


def _next_end(slot: Slot) -> date:
    """Where a slot after this one may be expected to end: a month later, or after as many days if these are fewer."""
    length = (slot.ends_on - slot.starts_on).days + 1
    if length < MONTHLY:
        return slot.ends_on + length * DAY
    after = _month_end(slot.ends_on.year + slot.ends_on.month // 12, slot.ends_on.month % 12 + 1)
    return after.replace(day=min(after.day, slot.ends_on.day))


def _thursdays(first: date, last: date) -> Iterator[date]:
    thursday = first + (3 - first.weekday()) % 7 * DAY
    while thursday <= last:
        yield thursday
        thursday += 7 * DAY


def thursday_of(day: date) -> int:
    """The bucket of the week in which the day lies."""
    return day.toordinal() - day.weekday() + 3
