"""Prizes by rule (先进集体, 先进个人, 优秀信息) of a year: who has won, who is kept from it, and why."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain

from activity.clock import today
from organizations.models import UnitClass
from scoring.engine import Row, SchemeBook
from scoring.engine.holdings import Standing
from scoring.engine.prizes import PrizeResult, prizes
from scoring.engine.rows import row_of
from scoring.engine.settlement import Effect, Profile
from scoring.engine.settlement.thresholds import ThresholdRule
from scoring.models import Period, ScoreTotal, SettledEffect
from scoring.services.dated_units import DatedUnits
from scoring.services.ledger_sums import DAY, periods_of, slots_of
from scoring.services.prize_items import brought, in_periods, rows_of_items
from scoring.services.prize_weeks import WEEK, daily_items, daily_rows
from scoring.services.profiles import Profiles, code_of
from scoring.services.receivers import receiver_of
from scoring.services.validity import scheme_book


def prizes_of(year: int) -> list[PrizeResult]:
    """The prizes of the schemes that were valid in the year, with winners and with those who are blocked.

    Points are those of the printed tables: what is booked in a period counts on its last day, by the scheme of that day.
    Only prizes of weeks look at the days of the facts themselves (see `prize_weeks`).
    """
    periods = periods_of(year)
    if not periods:
        return []
    book, _keys = scheme_book()
    printed, daily = _printed(book, periods), _daily(book, periods)
    standings = [printed, *([daily] if daily else [])]
    known = {receiver for standing in standings for receiver in standing.known}
    receivers = {receiver_of(int(unit), int(person) if person else None) for unit, person in known}
    profiles = _RankedProfiles(Profiles(receivers, periods, DatedUnits()))
    effects = _effects(year, printed)
    found = chain.from_iterable(
        [one for one in prizes(standing, effects, profiles) if (one.prize.per == WEEK) == (standing is daily)]
        for standing in standings
    )
    return [one for one in found if one.starts_on <= today()]


class _RankedProfiles:
    """Profiles of those who take part in the ranking: nobody of a class that the office has set outside it."""

    def __init__(self, profiles: Profiles) -> None:
        self._profiles = profiles
        self._outside = {code_of(one) for one in UnitClass.objects.filter(is_ranked=False)}

    def __call__(self, unit: str, person: str, day: date) -> Profile | None:
        found = self._profiles(unit, person, day)
        return None if found is None or found.unit_class in self._outside else found


def _printed(book: SchemeBook, periods: Sequence[Period]) -> Standing:
    """What everybody has by the printed tables."""
    standing = Standing(book, slots_of(periods), until=today() - DAY)
    totals = ScoreTotal.objects.filter(period__in=periods).select_related("period")
    scheme_of = {period.pk: book.on(period.ends_on).code for period in periods}
    standing.take(_sum(total, scheme_of[total.period_id]) for total in totals)
    if any(prize.to == "items" for valid in book.schemes for prize in valid.scheme.prizes):
        standing.add_items(_items(periods, scheme_of))
    return standing


def _daily(book: SchemeBook, periods: Sequence[Period]) -> Standing | None:
    """What everybody has by the days of the facts; None where no scheme has a prize of weeks."""
    weekly = [prize for valid in book.schemes for prize in valid.scheme.prizes if prize.per == WEEK]
    if not weekly:
        return None
    standing = Standing(book, slots_of(periods), until=today() - DAY)
    standing.take(daily_rows(periods, book))
    if any(prize.to == "items" for prize in weekly):
        standing.add_items(daily_items(periods, book))
    return standing


def _sum(total: ScoreTotal, scheme: str) -> Row:
    """A receiver's points and filings of one period."""
    return row_of(
        str(total.unit_id), str(total.person_id or ""), total.period.ends_on, scheme, total.points, total.filed
    )  # fmt: skip


def _items(periods: Sequence[Period], scheme_of: dict[int, str]) -> Iterator[Row]:
    """What each item brought in each period."""
    ends = {period.pk: period.ends_on for period in periods}
    for (period, item), points in sorted(brought(rows_of_items(in_periods(periods)), "period").items()):
        yield row_of("", "", ends[period], scheme_of[period], points, fact=item, item=item)


def _effects(year: int, standing: Standing) -> list[Effect]:
    """What thresholds did in the year, each for the days on which it bears."""
    rows = SettledEffect.objects.filter(year=year).select_related("period", "scheme")
    spans = _spans_of_thresholds(standing)
    found = []
    for row in rows:
        # Where the periods have other days by now, and the receiver is not settled yet, the span may be there no more.
        starts_on, ends_on = spans.get((row.scheme.code, row.clause, row.span), (date.min, row.period.ends_on))
        found.append(
            Effect(
                clause=row.clause, span=row.span, unit=str(row.unit_id), person=str(row.person_id or ""),
                slot=row.period.slug, effects=tuple(row.effects), counted=row.counted, facts=tuple(row.facts),
                scheme=row.scheme.code, on=max(row.period.starts_on, starts_on), ends_on=ends_on,
            )
        )  # fmt: skip
    return found


def _spans_of_thresholds(standing: Standing) -> dict[tuple[str, str, str], tuple[date, date]]:
    """(scheme, clause, key of the span) -> its first and last day."""
    return {
        (tenure.scheme.code, rule.id, span.key): (span.starts_on, span.ends_on)
        for tenure in standing.tenures
        for rule in tenure.scheme.period_rules
        if isinstance(rule, ThresholdRule)
        for span in tenure.cut.spans(rule.per)
    }
