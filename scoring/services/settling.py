"""Settling: what clauses about periods are worth, booked as differences like everything else.

A receiver is settled by years: every span lies inside one, but for a week that goes over its edge. Who is due is noted
with the rows that make it so; what is noted is settled in portions, each in a transaction of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db import transaction
from django.db.models import Q

from organizations.models import GroupMembership, Membership, Role
from organizations.standing import UNIT_ROLES
from scoring.models import LedgerRow, Period, SettlementDue
from scoring.services.booking import Desk, Place, book_rows
from scoring.services.calendar import Calendar
from scoring.services.due import mark
from scoring.services.ledger_sums import periods_of, settled_from_ledger
from scoring.services.receivers import receiver_of
from scoring.services.standings import group_of, settled_years, store
from scoring.services.units import units_in

PORTION = 500
Progress = Callable[[int, int], None]


def settle_due(desk: Desk, progress: Progress | None = None) -> int:
    """Settle everybody who is noted as due; returns the number of ledger rows written."""
    due = list(SettlementDue.objects.order_by("year", "receiver").values_list("year", "receiver"))
    written = done = 0
    for year in sorted({year for year, _receiver in due}):
        receivers = [receiver for own, receiver in due if own == year]
        for start in range(0, len(receivers), PORTION):
            portion = receivers[start : start + PORTION]
            written += settle(portion, year, desk)
            done += len(portion)
            if progress:
                progress(done, len(due))
    return written


@transaction.atomic
def settle(receivers: Sequence[str], year: int, desk: Desk) -> int:
    """Settle these receivers for the year and strike them off; returns the number of ledger rows written."""
    calendar = Calendar()
    # None where the only period of the year has become one of another year: then what was settled is taken back.
    periods = periods_of(year)
    settled = settled_from_ledger(receivers, periods, desk)
    wanted = {Place(row.fact, row.clause, row.receiver): (group_of(row.receiver, year), row) for row in settled.rows}
    groups = [group_of(receiver, year) for receiver in receivers]
    written = book_rows(wanted, groups, desk, calendar, settling=True)
    store(settled, receivers, year, desk, {period.slug: period.pk for period in periods})
    SettlementDue.objects.filter(year=year, receiver__in=receivers).delete()
    return written


def mark_settled(years: Iterable[int]) -> None:
    """Note all who were settled for these years: the spans of the years have become others."""
    known = settled_years()
    mark({(receiver, year) for year in years for receiver in known.get(year, ())})


def mark_everybody(year: int, desk: Desk) -> None:
    """Note for the year all who have rows in it, and all who could have: bases and quotas reach them too."""
    if not desk.has_period_rules:
        return
    periods = list(Period.objects.filter(ends_on__year=year))
    known = LedgerRow.objects.filter(period__in=periods).order_by().values_list("receiver", flat=True).distinct()
    mark({(receiver, year) for receiver in {*known, *_could_have(periods, desk)}})


def _could_have(periods: Iterable[Period], desk: Desk) -> Iterator[str]:
    """Units that file; their information officers and whoever is in a group, where a clause speaks of persons."""
    units = {unit.pk for period in periods for unit in units_in(period)}
    yield from map(receiver_of, units)
    rules = (rule for valid in desk.book.schemes for rule in valid.scheme.period_rules)
    if any(rule.audience == "persons" for rule in rules):
        grouped = Q(role__in=UNIT_ROLES, user__in=GroupMembership.objects.order_by().values("user"))
        officers = Membership.objects.filter(Q(role=Role.OFFICER) | grouped, unit__in=units).order_by()
        for unit, user in officers.values_list("unit", "user").distinct():
            yield receiver_of(unit, user)
