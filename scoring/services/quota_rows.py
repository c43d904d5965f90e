"""The ledger rows that a quota counted for one receiver in one span: what its standing says, row by row."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Subquery, Sum

from activity.clock import today
from organizations.models import Unit
from scoring.engine import FactKind
from scoring.engine.numbers import ZERO, evened, exact
from scoring.engine.settlement.quotas import QuotaRule
from scoring.models import LedgerRow, Period, QuotaStanding
from scoring.services.validity import rules_of


def rule_of(standing: QuotaStanding) -> QuotaRule:
    """The clause that asks for it."""
    rule = rules_of(standing.scheme).period_rule(standing.clause)
    if not isinstance(rule, QuotaRule):
        raise LookupError(f"{standing.scheme.code} has no quota {standing.clause}")
    return rule


def rows_counted(standing: QuotaStanding) -> "QuerySet[LedgerRow]":
    """The rows that count for it.

    The same conditions as those of the clause in the engine; rows that were taken back stand beside their counter-rows.
    """
    rule = rule_of(standing)
    days = (standing.starts_on, standing.ends_on)
    # The span that holds the first day of all has what happened before it, too.
    early = Q(first__range=days, happened_on__lt=F("first"))
    rows = LedgerRow.objects.alias(first=Subquery(Period.objects.order_by("starts_on").values("starts_on")[:1]))
    rows = rows.filter(Q(happened_on__range=days) | early, receiver=standing.receiver, scheme=standing.scheme_id)
    if not rule.events:
        return rows.filter(account=rule.counted_account, clause__in=rule.of)
    rows = rows.filter(kind__in=rule.events, padding=False).exclude(tally=0).exclude(kind=FactKind.SETTLEMENT)
    return rows.filter(**{f"{name}__in": codes for name, codes in rule.conditions})


def sum_of(standing: QuotaStanding, rows: "QuerySet[LedgerRow]") -> Decimal:
    """What these rows add up to: facts, points, or shares of facts."""
    field = "tally" if rule_of(standing).events else "points"
    return exact(Decimal(rows.order_by().aggregate(sum=Sum(field, default=ZERO))["sum"]))


def counted(standing: QuotaStanding, rows: "QuerySet[LedgerRow]") -> Decimal:
    """The same as it is held against the demand."""
    return evened(sum_of(standing, rows))


def close_with_units(standings: Iterable[QuotaStanding]) -> None:
    """Close what still runs for units that are no more: on the unit's last day, with what counted by then. Met is met;
    who did not come so far has missed nothing, because the time was cut short, and nothing is booked for it."""
    running = [one for one in standings if one.state == QuotaStanding.State.RUNNING]
    gone = Unit.objects.filter(pk__in={one.unit_id for one in running}, ends_on__lt=today())
    last_days = dict(gone.values_list("pk", "ends_on"))
    for one in running:
        last = last_days.get(one.unit_id)
        if last is not None and last < one.ends_on:
            one.ends_on = max(last, one.starts_on)
            one.counted = counted(one, rows_counted(one))
            one.state = QuotaStanding.State.MET if one.counted >= one.demand else QuotaStanding.State.OVER
