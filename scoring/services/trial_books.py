"""What a trial reckons with: the tried scheme in the place of the valid ones, and the facts that can matter to it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from scoring.engine import Row, Scheme, SchemeBook
from scoring.engine.evaluation import Valid
from scoring.engine.settlement.spans import MONTHS
from scoring.models import Period
from scoring.services.calendar import first_day
from scoring.services.due import WEEK_EDGE
from scoring.services.fact_sources import Group
from scoring.services.facts import groups_of

DAY = timedelta(days=1)
LONG_AGO = date(1949, 10, 1)
"""Before the first fact of any office; databases reckon with zones and cannot take the first day of all."""
CODE = "tried"


def standing_in(scheme: Scheme, book: SchemeBook, first: date, last: date) -> SchemeBook:
    """The book with `scheme` in the place of those valid from `first` to `last`: from the day on which the scheme of
    `first` began until that of `last` ends.

    So both books know the same of the time before: what an item brought already, what a year's cap or budget has left.
    """
    replaced = [valid for valid in book.schemes if valid.starts_on <= last and first <= (valid.ends_on or date.max)]
    others = [valid for valid in book.schemes if valid not in replaced]
    starts_on = min([first, *(valid.starts_on for valid in replaced)])
    if replaced and replaced[-1].covers(last):
        ends_on = replaced[-1].ends_on
    else:
        later = [valid.starts_on for valid in others if last < valid.starts_on]
        ends_on = min(later) - DAY if later else None
    # Under the code of what it replaces, spans have the same names on both sides, and no other scheme has its code.
    code = replaced[0].scheme.code if replaced else _free({valid.scheme.code for valid in others})
    return SchemeBook([*others, Valid(replace(scheme, code=code), starts_on, ends_on)])


def _free(taken: set[str]) -> str:
    return next(code for code in (CODE, *(f"{CODE}-{number}" for number in range(len(taken)))) if code not in taken)


class Ground:
    """The periods, and in them the facts, on which the periods tried depend by these books: those tried, and what came
    before them in the spans that hold the first of them. A scheme that asks for months alone reads no more than these."""

    def __init__(self, books: Iterable[SchemeBook], tried: Sequence[Period]) -> None:
        self.first, self.last = tried[0].starts_on, tried[-1].ends_on
        spans = set(self._spans(books))
        months = max((MONTHS.get(per, 1) for per in spans), default=1)
        year, number = tried[0].ends_on.year, (tried[0].ends_on.month - 1) // months
        self.periods = [
            period for period in Period.objects.filter(ends_on__lte=self.last).order_by("starts_on")
            if (period.ends_on.year, (period.ends_on.month - 1) // months) >= (year, number)
        ]  # fmt: skip
        self._is_weekly = "week" in spans
        #: What happened before all periods counts in the first one.
        self._opens_on = first_day() if self.periods[0].starts_on == first_day() else None

    def _spans(self, books: Iterable[SchemeBook]) -> Iterator[str]:
        """How long the spans are that the schemes of the periods tried look at."""
        for valid in (valid for book in books for valid in book.schemes):
            if valid.starts_on <= self.last and self.first <= (valid.ends_on or date.max):
                yield from (rule.per for rule in valid.scheme.period_rules)
                yield from (head.per for head in (valid.scheme.budget, valid.scheme.conversion) if head)

    def groups(self) -> set[Group]:
        """Groups of which something happened then; all of their facts count, also the earlier ones."""
        edge = WEEK_EDGE if self._is_weekly else timedelta(0)
        starts_on = LONG_AGO if self._opens_on else self.periods[0].starts_on - edge
        days = [(starts_on, self.periods[0].ends_on), *((one.starts_on, one.ends_on) for one in self.periods[1:])]
        # Days of a week that belongs, by its Thursday, to the first or the last period.
        days[-1] = (days[-1][0], self.last + edge)
        return {group for start, end in days for group in groups_of(Period(starts_on=start, ends_on=end))}

    def dated(self, rows: Iterable[Row]) -> list[Row]:
        """The rows, those of facts from before all periods on the first day of these."""
        opens_on = self._opens_on
        if opens_on is None:
            return list(rows)
        return [row._replace(on=opens_on) if row.on < opens_on else row for row in rows]
