"""Target points (考核分): points converted by the scheme, and those that clauses give directly; derived, never stored.

Points are those of the printed tables: what is booked in a period counts on its last day, by the scheme of that day.
Only where a scheme converts by weeks the days of the facts themselves are looked at.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from scoring.engine import Row, SchemeBook
from scoring.engine.evaluation import Valid
from scoring.engine.head import Conversion
from scoring.engine.holdings import Amounts, Standing
from scoring.engine.numbers import ZERO, canonical, exact
from scoring.engine.rows import row_of
from scoring.engine.seconds import POINTS, TARGET, Second, seconds
from scoring.models import Account, LedgerRow, Period, Scheme, ScoreTotal
from scoring.services.ledger_sums import slots_of
from scoring.services.receivers import receiver_of
from scoring.services.validity import dated_schemes, rules_of

WEEK = "week"


@dataclass(frozen=True)
class Target:
    """What a receiver has in one span: `second` as the engine tells it; the `points` that were converted, and the target
    points `given` directly; `conversion` and its `scheme`; the periods whose points are in it (none where the span is a
    week)."""

    second: Second
    points: Decimal
    given: Decimal
    scheme: Scheme
    conversion: Conversion | None
    periods: Sequence[Period]

    @property
    def converted(self) -> Decimal:
        """The points times the rate, before the cap."""
        return self.second.earned - self.given

    @property
    def is_capped(self) -> bool:
        return self.second.earned != self.second.result


def target_points(
    periods: Sequence[Period], schemes: Sequence[Scheme], **accounts: Any
) -> dict[str, list[Target]] | None:
    """Receiver -> spans by date, over these periods of one year; None where no scheme of these days converts or gives
    target points. `accounts`: which summaries and ledger rows are looked at, as a filter. One statement."""
    book = SchemeBook(Valid(rules_of(scheme), start, end) for scheme, start, end in dated_schemes(schemes))
    scheme_of = {period.pk: book.on(period.ends_on).code for period in periods}
    named = {scheme.code: scheme for scheme in schemes}
    used = {code: named[code] for code in scheme_of.values() if code in named}
    if not periods or not any(_has_targets(scheme) for scheme in used.values()):
        return None
    standing = Standing(book, slots_of(periods))
    by_day = any(_per(scheme) == WEEK for scheme in used.values())
    standing.take(_daily(periods, book, accounts) if by_day else _printed(periods, scheme_of, accounts))
    held = _held(standing)
    found: dict[str, list[Target]] = defaultdict(list)
    for one in seconds(standing):
        if one.account == TARGET:
            points, given = (
                held[one.scheme, one.span, what].get((one.unit, one.person), ZERO) for what in (POINTS, TARGET)
            )
            # A scheme that another followed within the period holds on no period's last day: mostly nothing is in it.
            if points or given or one.scheme in used:
                receiver = receiver_of(int(one.unit), int(one.person) if one.person else None)
                found[receiver].append(_target(one, canonical(points), canonical(given), named[one.scheme], periods))
    return found


def _held(standing: Standing) -> dict[tuple[str, str, str], Amounts]:
    """(scheme, span, account) -> what everybody has there."""
    return {
        (tenure.scheme.code, span.key, what): amounts
        for tenure in standing.tenures
        for what in (POINTS, TARGET)
        for span, amounts in tenure.by_span(
            what, tenure.scheme.conversion.per if tenure.scheme.conversion else "period"
        )
    }


def sum_of(targets: Sequence[Target]) -> Decimal:
    """What the spans come to together."""
    return sum((one.second.result for one in targets), ZERO)


def _target(one: Second, points: Decimal, given: Decimal, scheme: Scheme, periods: Sequence[Period]) -> Target:
    conversion = rules_of(scheme).conversion
    own = [period for period in periods if one.starts_on <= period.ends_on <= one.ends_on]
    return Target(one, points, given, scheme, conversion, [] if _per(scheme) == WEEK else own)


def _has_targets(scheme: Scheme) -> bool:
    rules = rules_of(scheme)
    given = {rule.gives for rule in rules.clauses} | {rule.gives for rule in rules.period_rules}
    return rules.conversion is not None or TARGET in given


def _per(scheme: Scheme) -> str:
    conversion = rules_of(scheme).conversion
    return conversion.per if conversion else ""


def _printed(periods: Sequence[Period], scheme_of: Mapping[int, str], accounts: Mapping[str, Any]) -> Iterator[Row]:
    """Points and target points of each period, from the summaries."""
    ends = {period.pk: period.ends_on for period in periods}
    totals = ScoreTotal.objects.filter(period__in=ends, **accounts).order_by()
    for unit, person, period, points, target in totals.values_list("unit", "person", "period", "points", "target"):
        of = (str(unit), str(person or ""), ends[period], scheme_of[period])
        yield row_of(*of, points)
        if target:
            yield row_of(*of, target, account=Account.TARGET)


def _daily(periods: Sequence[Period], book: SchemeBook, accounts: Mapping[str, Any]) -> Iterator[Row]:
    """The same by the day of the fact, from the ledger; what lies before the year counts on its first day."""
    first = periods[0].starts_on
    rows = LedgerRow.objects.filter(period__in=list(periods), **accounts).exclude(account=Account.YUAN).order_by()
    grouped = rows.values_list("unit", "person", "happened_on", "scheme__code", "account").annotate(Sum("points"))
    for unit, person, day, scheme, account, points in grouped:
        if day < first:
            day, scheme = first, book.on(first).code
        yield row_of(str(unit), str(person or ""), day, scheme or "", exact(points), account=account)
