"""差错: what the snapshot keeps of faults and of commissions that were answered late or not at all.

The ledger says which of them count in the span. What happened in words, and who in the unit is to blame, is not in it:
everybody reads bulletins.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import override

from activity.clock import today
from organizations.working_days import add_working_days
from registers.models import CommissionTarget, Fault, FaultObjection
from registers.services.faults import OBJECTION_WORKING_DAYS
from reports.services.spans import Span
from review.fault_kinds import fault_labels
from scoring.engine import FactKind
from scoring.engine.numbers import ZERO, exact
from scoring.models import Account
from ui.words import as_day

if TYPE_CHECKING:
    from reports.services.collecting import BookedFact

KINDS = (FactKind.FAULT, FactKind.COMMISSION_MISSED)
NOTICED, OBJECTED, UPHELD, CONFIRMED = "noticed", "objected", "upheld", "confirmed"
RECTIFIED = "rectified"
"""Told to the unit, which may still object; an objection waits; one was turned down; nobody objected in time; the
office has recorded what was done about it."""
LATE_ANSWER, NO_ANSWER = "约稿迟报", "约稿未完成"
Outcome = FaultObjection.Outcome


class _Entry(NamedTuple):
    """What the register says of one fault."""

    code: str
    severity: str
    state: str


def booked_faults(facts: Iterable["BookedFact"], units: Mapping[int, str], span: Span) -> list[dict[str, Any]]:
    """The faults among the facts, by day: kind, unit, day, how far they are, and the points that they took or gave."""
    booked = {fact.name: fact for fact in facts if fact.kind in KINDS}
    if not booked:
        return []
    told, points = {**_of_register(booked), **_of_commissions(booked)}, _points(booked, span)
    with override("zh-hans"):
        labels = fault_labels()
    return [
        {
            "code": told[name].code,
            "kind": labels.get(told[name].code, told[name].code),
            "severity": told[name].severity,
            "unit_id": unit_id,
            "unit": units[unit_id],
            "happened_on": fact.on,
            "state": told[name].state,
            "points": points[(name, unit_id)],
            "late_for": fact.late_for,
        }
        for name, fact in sorted(booked.items(), key=lambda pair: (pair[1].on, pair[0].partition(":")[0], pair[1].key))
        if name in told
        for unit_id in fact.units
        if unit_id in units
    ]


def _keys(name: str, booked: Mapping[str, "BookedFact"]) -> list[int]:
    return [fact.key for told, fact in booked.items() if told.startswith(f"{name}:")]


def _of_register(booked: Mapping[str, "BookedFact"]) -> dict[str, _Entry]:
    rows = (
        Fault.objects.filter(pk__in=_keys("fault", booked))
        .select_related("rectification")
        .prefetch_related("objections")
    )
    # Who was told since then may still object: the last day for it is reckoned forward from the record.
    since = add_working_days(today(), -OBJECTION_WORKING_DAYS)
    return {f"fault:{row.pk}": _Entry(row.code, row.severity, _state(row, since)) for row in rows}


def _state(fault: Fault, since: date) -> str:
    outcomes = {one.outcome for one in fault.objections.all()}
    if Outcome.WAITING in outcomes:
        return OBJECTED
    if hasattr(fault, "rectification"):
        return RECTIFIED
    if Outcome.UPHELD in outcomes:
        return UPHELD
    return NOTICED if as_day(fault.recorded_at) >= since else CONFIRMED


def _of_commissions(booked: Mapping[str, "BookedFact"]) -> dict[str, _Entry]:
    """Of closed commissions, to which nobody objects any more."""
    rows = CommissionTarget.objects.filter(pk__in=_keys("commission", booked)).order_by()
    return {
        f"commission:{pk}": _Entry(*_answer(booked[f"commission:{pk}"])) for pk in rows.values_list("pk", flat=True)
    }


def _answer(fact: "BookedFact") -> tuple[str, str, str]:
    return (LATE_ANSWER if fact.kind == FactKind.FAULT else NO_ANSWER), "", CONFIRMED


def _points(booked: Iterable[str], span: Span) -> dict[tuple[str, int], Decimal]:
    """(Fact, unit) -> points of all clauses that speak of the single fault; what counts several together is not among them."""
    sums: dict[tuple[str, int], Decimal] = defaultdict(lambda: ZERO)
    rows = span.rows().filter(kind__in=KINDS, account=Account.POINTS).exclude(points=0).order_by()
    wanted = frozenset(booked)
    for fact, unit_id, value in rows.values_list("fact", "unit_id", "points"):
        if fact in wanted:
            sums[(fact, unit_id)] += exact(value)
    return sums
