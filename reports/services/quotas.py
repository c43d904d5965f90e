"""Who filed less than the scheme of points asks for: read from the standings that settling stored, never worked out again."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Sum

from reports.services.spans import Span
from scoring.engine import FactKind
from scoring.engine import Scheme as Rules
from scoring.engine.numbers import plain
from scoring.engine.rules.base import COUNT
from scoring.engine.settlement.quotas import QuotaRule
from scoring.models import QuotaStanding, Scheme
from scoring.services.due import WEEK_EDGE
from scoring.services.tables import ScoreTable
from scoring.services.validity import rules_of


class Stands(NamedTuple):
    """What one clause counted for a unit in the whole span, and what it asked for."""

    counted: Decimal
    demand: Decimal


def below_quota(table: ScoreTable, span: Span) -> list[dict[str, Any]]:
    """Ranked units that filed something, and less than a quota of filings asked of them in the whole span.

    Who filed nothing stands in the list of zero filers; padding counts for no quota. A span that cuts a month, or is
    shorter than the time for which a quota is set, has no quota to be compared with.
    """
    stands = _stands(span)
    below = []
    for row in (row for one in table.classes if one.is_ranked for row in one.rows):
        owed = [one for one in stands.get(row.unit_id, ()) if one.counted < one.demand]
        if row.filed > 0 and owed:
            most = max(owed, key=lambda one: one.demand)
            told = {"filed": _told(most.counted), "demand": _told(most.demand)}
            below.append({"id": row.unit_id, "unit": row.unit, **told})
    return below


def _told(number: Decimal) -> int | str:
    """For the snapshot; only where joint filings count by heads it may not be whole."""
    return int(number) if number == int(number) else plain(number)


def _stands(span: Span) -> dict[int, list[Stands]]:
    """Unit -> how it stands with each clause; several months of one clause are added up. Optional demands ask for
    nothing, and what ended with its unit neither. Weeks may begin before the first month, by as much as a week may."""
    clauses = list(_plain_clauses()) if not span.by_date else []
    rows = QuotaStanding.objects.of_units().filter(
        period__in=span.months, starts_on__gte=span.starts_on - WEEK_EDGE, is_optional=False,
        state__in=(QuotaStanding.State.MET, QuotaStanding.State.MISSED),
    )  # fmt: skip
    found: dict[int, list[Stands]] = defaultdict(list)
    for scheme, clause in clauses:
        own = rows.filter(scheme=scheme, clause=clause).order_by().values_list("unit")
        for unit, counted, demand in own.annotate(Sum("counted"), Sum("demand")):
            found[unit].append(Stands(counted, demand))
    return found


def _plain_clauses() -> Iterator[tuple[Scheme, str]]:
    """Quotas of filed items as such, each as one or by heads: not of points, of one type, or of another event."""
    for scheme in Scheme.objects.all():
        rules = rules_of(scheme)
        for rule in rules.period_rules:
            if isinstance(rule, QuotaRule) and (_counts_filings(rule) or _counts_parts(rule, rules)):
                yield scheme, rule.id


def _counts_filings(rule: QuotaRule) -> bool:
    return rule.events == {FactKind.FILED} and not rule.conditions


def _counts_parts(rule: QuotaRule, rules: Rules) -> bool:
    """Whether all that it counts is how much of a filed item is whose."""
    counted = [rules.clause(code) for code in rule.of]
    return rule.counted_account == COUNT and all(
        one and one.event is FactKind.FILED and not any(row.conditions or row.flags for row in one.table.rows)
        for one in counted
    )
