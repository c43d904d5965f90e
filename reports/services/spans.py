"""Spans of time that a bulletin is about: which closed months they draw on, how a paper names them, what lies before.

Their words are those of an official paper, so they are Chinese whatever language the person at the screen reads.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from reports.errors import BulletinRefused
from reports.models import Snapshot
from reports.states import MONTHS_OF, Kind
from scoring.models import LedgerRow, Period
from ui.numerals import cardinal
from ui.words import date_cn

ONE_DAY = timedelta(days=1)
LONGEST_DAYS = 3 * 366
MOST_SPANS = 12
WORDS = {
    # this, the one before, the whole of it
    Kind.MONTHLY: ("本月", "上月", "全月"),
    Kind.QUARTERLY: ("本季度", "上季度", "全季度"),
    Kind.HALF_YEARLY: ("上半年", "上一个半年", "半年"),
    Kind.YEARLY: ("全年", "上年", "全年"),
    Kind.FREE: ("本期", "上期", "本期"),
    Kind.TOPICAL: ("本期", "上期", "本期"),
}


@dataclass(frozen=True)
class Span:
    """A span of time with the months that it touches, oldest first. `by_date` where its bounds cut a month.

    `drawn_at`: when a snapshot of it was made; what was closed later does not count in it. None for a span of today.
    """

    kind: str
    starts_on: date
    ends_on: date
    months: tuple[Period, ...]
    drawn_at: datetime | None = None

    @property
    def last(self) -> Period:
        """The month in which it ends."""
        return self.months[-1]

    @property
    def by_date(self) -> bool:
        return (self.starts_on, self.ends_on) != (self.months[0].starts_on, self.last.ends_on)

    @property
    def name(self) -> str:
        """2026年第三季度, 2026年上半年, 2026年3月5日至5月20日."""
        return self._calendar_name + self._part if self.kind in MONTHS_OF else days_name(self.starts_on, self.ends_on)

    @property
    def title(self) -> str:
        """The same in a title: 2026年度, also where the books begin inside it, which the first sentence says."""
        if self.kind not in MONTHS_OF:
            return self.name
        return f"{self._calendar_name}度" if self.kind == Kind.YEARLY else self._calendar_name

    @property
    def _calendar_name(self) -> str:
        year, month = self.last.year, self.last.month
        names = {
            Kind.MONTHLY: f"{year}年{month}月",
            Kind.QUARTERLY: f"{year}年第{cardinal((month + 2) // 3)}季度",
            Kind.HALF_YEARLY: f"{year}年{_half(month)}",
            Kind.YEARLY: f"{year}年",
        }
        return names[Kind(self.kind)]

    @property
    def _part(self) -> str:
        """（10月至12月）, where the books begin inside the span: a reader must not take it for the whole."""
        if len(self.months) >= MONTHS_OF[Kind(self.kind)]:
            return ""
        first, last = self.months[0].month, self.last.month
        return f"（{first}月至{last}月）" if first != last else f"（{last}月）"

    def words(self) -> dict[str, Any]:
        """What the snapshot keeps of the span itself."""
        this, before, whole = WORDS[Kind(self.kind)]
        if self.kind == Kind.HALF_YEARLY:
            this = _half(self.last.month)
        return {
            "name": self.name,
            "title": self.title,
            "this": this,
            "before": before,
            "whole": whole,
            "months": [month.slug for month in self.months],
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
            "by_date": self.by_date,
        }

    def rows(self) -> "QuerySet[LedgerRow]":
        """The ledger rows of units that count in it.

        Whole months count what was booked in them, as their own bulletins did. Where a month is cut, every row counts by
        the date of its fact, also one that was booked late in another closed month.
        """
        rows = LedgerRow.objects.of_units()
        if not self.by_date:
            return rows.filter(period__in=self.months)
        return self.rows_by_day(self.starts_on)

    def rows_by_day(self, first: date) -> "QuerySet[LedgerRow]":
        """The rows of units for facts from that day to the end of the span, of the months that count by date."""
        rows = LedgerRow.objects.of_units().filter(happened_on__range=(first, self.ends_on))
        return rows.filter(period__in=self.closed_months())

    def closed_months(self) -> "QuerySet[Period]":
        """The months that count by date: closed, and if the span was drawn once, closed by then; also if again since."""
        closed = Period.objects.closed()
        if self.drawn_at is None:
            return closed
        then = Snapshot.objects.filter(kind=Kind.MONTHLY, made_at__lte=self.drawn_at).values("period")
        touched = [month.pk for month in self.months]
        return closed.filter(Q(closed_at__lte=self.drawn_at) | Q(pk__in=then) | Q(pk__in=touched))


def _half(month: int) -> str:
    return "上半年" if month <= 6 else "下半年"


def days_name(start: date, end: date) -> str:
    """2026年3月5日至5月20日; the second year only where it is another one."""
    first = f"{start.year}年{start.month}月{start.day}日"
    if start == end:
        return first
    year = "" if end.year == start.year else f"{end.year}年"
    return f"{first}至{year}{end.month}月{end.day}日"


def month_span(period: Period) -> Span:
    """The month itself, closed or not."""
    return Span(Kind.MONTHLY, period.starts_on, period.ends_on, (period,))


def calendar_span(kind: str, year: int, month: int) -> Span:
    """The quarter, half-year or year that ends with that month. Raises BulletinRefused where none ends with it, and while
    a month of it is not closed.

    Months before the first of all stand for nothing: the first year of an installation has its yearly bulletin too.
    """
    if month % MONTHS_OF[Kind(kind)]:
        raise BulletinRefused(
            _("No such span ends with %(month)s. Choose its last month.") % {"month": f"{year}-{month:02d}"},
            code="bounds",
            field="kind",
        )
    last = year * 12 + month - 1
    wanted = [divmod(number, 12) for number in range(last - MONTHS_OF[Kind(kind)] + 1, last + 1)]
    found = {(one.year, one.month): one for one in Period.objects.filter(year__in={year for year, _no in wanted})}
    months = tuple(found[(y, no + 1)] for y, no in wanted if (y, no + 1) in found)
    if not months or (months[-1].year, months[-1].month) != (year, month):
        raise BulletinRefused(
            _("%(month)s is not closed yet: the bulletin is written when all its months are.")
            % {"month": f"{year}-{month:02d}"},
            code="open",
            field="kind",
        )
    _refuse_open(months)
    return Span(kind, months[0].starts_on, months[-1].ends_on, months)


def free_span(starts_on: date, ends_on: date) -> Span:
    """Any days. Raises BulletinRefused where they stand the wrong way round, are too many, or touch an open month."""
    if ends_on < starts_on:
        raise BulletinRefused(_("The last day lies before the first."), code="bounds", field="ends_on")
    if (ends_on - starts_on).days > LONGEST_DAYS:
        raise BulletinRefused(_("A bulletin covers at most three years."), code="bounds", field="ends_on")
    months = tuple(Period.objects.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).order_by("starts_on"))
    _refuse_open(months)
    if not months or months[-1].ends_on < ends_on:
        raise BulletinRefused(
            _("A bulletin draws on closed months; the days up to %(day)s are not closed.") % {"day": date_cn(ends_on)},
            code="open",
            field="ends_on",
        )
    return Span(Kind.FREE, max(starts_on, months[0].starts_on), ends_on, months)


def _refuse_open(months: tuple[Period, ...]) -> None:
    still_open = [month for month in months if not month.is_closed]
    if still_open:
        raise BulletinRefused(
            _("Not closed yet: %(months)s. A bulletin draws on closed months only.")
            % {"months": "、".join(str(month) for month in still_open)},
            code="open",
            field="ends_on",
        )


def before(span: Span) -> Span | None:
    """The span of the same length right before; None where not all of it is there and closed."""
    if span.kind not in MONTHS_OF:
        length = span.ends_on - span.starts_on
        return _whole(span.kind, span.starts_on - ONE_DAY - length, span.starts_on - ONE_DAY)
    return _months_back(span, MONTHS_OF[Kind(span.kind)])


def year_before(span: Span) -> Span | None:
    """The same span a year earlier; None where not all of it is there and closed."""
    if span.kind in MONTHS_OF:
        return _months_back(span, 12)
    return _whole(span.kind, _year_back(span.starts_on), _year_back(span.ends_on))


def _year_back(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap_day else day.day)


def _months_back(span: Span, count: int) -> Span | None:
    last = span.last.year * 12 + span.last.month - 1 - count
    wanted = {(number // 12, number % 12 + 1) for number in range(last - MONTHS_OF[Kind(span.kind)] + 1, last + 1)}
    found = Period.objects.filter(year__in={year for year, _month in wanted}).closed().order_by("starts_on")
    months = tuple(one for one in found if (one.year, one.month) in wanted)
    if len(months) < len(wanted):
        return None
    return Span(span.kind, months[0].starts_on, months[-1].ends_on, months)


def _whole(kind: str, starts_on: date, ends_on: date) -> Span | None:
    months = tuple(Period.objects.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).order_by("starts_on"))
    is_there = months and months[0].starts_on <= starts_on and months[-1].ends_on >= ends_on
    if not is_there or not all(month.is_closed for month in months):
        return None
    return Span(kind, starts_on, ends_on, months)


def available_spans() -> list[Span]:
    """Quarters, half-years and years that are complete, newest first and the longest first among those that end together."""
    closed = list(Period.objects.closed().order_by("starts_on"))
    opened = {(one.year, one.month) for one in Period.objects.unclosed()}
    spans = []
    for last in reversed(closed):
        for kind in (Kind.YEARLY, Kind.HALF_YEARLY, Kind.QUARTERLY):
            count = MONTHS_OF[kind]
            if last.month % count:
                continue
            wanted = {(last.year, number) for number in range(last.month - count + 1, last.month + 1)}
            if wanted & opened:
                continue
            months = tuple(one for one in closed if (one.year, one.month) in wanted)
            spans.append(Span(kind, months[0].starts_on, last.ends_on, months))
    return spans[:MOST_SPANS]
