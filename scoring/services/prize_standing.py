"""The prizes of a year as pages show them: worked out once for each state of what they are made of, and kept till it moves.

What they are made of is looked at in three statements (schemes with the newest rows, units, and the periods of the
page): rows of the ledger, effects of thresholds and changes of units and of their classes are only ever added, in
transactions that follow one another, so the numbers of the newest ones say whether anything was.
"""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError
from django.db.models import Count, Max, QuerySet, Subquery
from redis.exceptions import RedisError

from activity.clock import today
from activity.models import Event
from organizations.models import Unit
from scoring.engine.prizes import Candidate, PrizeResult, Winner
from scoring.engine.settlement import Effect
from scoring.models import LedgerRow, Period, Scheme, SettledEffect
from scoring.services.dated_units import CHANGED
from scoring.services.prize_results import prizes_of
from scoring.services.validity import rules_of

MOST_FACTS = 5
"""Facts that are named for each reason why somebody wins nothing."""
FORM = 2
"""Counts the ways in which results were written down: another one finds nothing kept."""
MARKS = (
    "pk", "valid_from", "valid_until", "last_row", "last_effect", "effects", "last_change", "last_of_classes",
)  # fmt: skip
CLASS_CHANGED = "unit_class.changed"
"""A class that no unit has any more may still be that of a closed period."""
KEPT = 7 * 24 * 3600
CACHE_ERRORS = (DatabaseError, RedisError)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class PrizeStanding:
    """The results with what naming them needs. `facts`: key of a fact that bars somebody -> its kind and its day."""

    results: Sequence[PrizeResult]
    facts: Mapping[str, tuple[str, date]]
    schemes: Mapping[str, Scheme]
    units: Mapping[int, Unit]
    periods: Sequence[Period]


def standing_of_prizes(year: int, periods: Sequence[Period]) -> PrizeStanding:
    """The prizes of the year; `periods`: all that have begun. Three statements where nothing moved since they were last
    looked at, and the cache's own."""
    own = [period for period in periods if period.ends_on.year == year]
    schemes = {scheme.code: scheme for scheme in _schemes_with_marks(year)}
    units = {unit.pk: unit for unit in Unit.objects.select_related("unit_class").order_by("pk")}
    state = _state(own, schemes, units)
    kept = _kept(year)
    if not kept or kept["state"] != state:
        kept = {"state": state, **_written(prizes_of(year))}
        _keep(year, kept)
    results = [_result(told, schemes) for told in kept["results"]]
    facts = {fact: (kind, date.fromisoformat(day)) for fact, (kind, day) in kept["facts"].items()}
    return PrizeStanding(results, facts, schemes, units, own)


def _kept(year: int) -> dict[str, Any] | None:
    """What was worked out last; a cache that is down has nothing, and the page is only slower."""
    try:
        found: dict[str, Any] | None = cache.get(f"prizes:{year}")
    except CACHE_ERRORS:
        logger.warning("The cache cannot be read; the prizes are worked out anew.", exc_info=True)
        return None
    return found


def _keep(year: int, told: dict[str, Any]) -> None:
    try:
        cache.set(f"prizes:{year}", told, KEPT)
    except CACHE_ERRORS:
        logger.warning("The prizes cannot be kept in the cache.", exc_info=True)


def _schemes_with_marks(year: int) -> "QuerySet[Any]":
    """All schemes, each with the newest numbers of what is added to."""
    effects = SettledEffect.objects.filter(year=year).order_by().values("year")
    changes = Event.objects.filter(verb=CHANGED).order_by().values("verb")
    of_classes = Event.objects.filter(verb=CLASS_CHANGED).order_by().values("verb")
    return Scheme.objects.annotate(
        last_row=Subquery(LedgerRow.objects.order_by("-pk").values("pk")[:1]),
        last_effect=Subquery(effects.annotate(last=Max("pk")).values("last")),
        effects=Subquery(effects.annotate(number=Count("pk")).values("number")),
        last_change=Subquery(changes.annotate(last=Max("pk")).values("last")),
        last_of_classes=Subquery(of_classes.annotate(last=Max("pk")).values("last")),
    )


def _state(periods: Sequence[Period], schemes: Mapping[str, Any], units: Mapping[int, Unit]) -> str:
    """A fingerprint of all that the results are made of."""
    told = [
        FORM,
        today(),
        [(one.pk, one.starts_on, one.ends_on, one.state, one.closed_at) for one in periods],
        [[getattr(one, mark) for mark in MARKS] for one in schemes.values()],
        [(one.pk, _class_state(one), one.starts_on, one.ends_on) for one in units.values()],
    ]
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


def _class_state(unit: Unit) -> tuple[Any, ...]:
    one = unit.unit_class
    return (one.pk, one.code, one.is_ranked) if one else ()


def _written(results: Sequence[PrizeResult]) -> dict[str, Any]:
    """The results as plain values, with the facts that bar somebody."""
    bars = [bar for one in results for winner in (*one.winners, *one.blocked) for bar in winner.candidate.bars]
    keys = {fact for bar in bars for fact in bar.facts[:MOST_FACTS]}
    rows = LedgerRow.objects.filter(fact__in=keys).order_by("-pk").values_list("fact", "kind", "happened_on")
    return {
        "results": [_plain(one) for one in results],
        "facts": {fact: (kind, day.isoformat()) for fact, kind, day in rows},
    }


def _plain(one: PrizeResult) -> dict[str, Any]:
    return {
        "scheme": one.scheme, "prize": one.prize.id, "span": one.span, "ended": one.ended,
        "days": [one.starts_on.isoformat(), one.ends_on.isoformat()],
        "winners": [_plain_winner(winner) for winner in one.winners],
        "blocked": [_plain_winner(winner) for winner in one.blocked],
    }  # fmt: skip


def _plain_winner(winner: Winner) -> list[Any]:
    who = winner.candidate
    bars = [
        [bar.clause, bar.span, bar.slot, list(bar.effects), str(bar.counted), list(bar.facts[:MOST_FACTS]), bar.scheme]
        for bar in who.bars
    ]
    return [winner.rank, who.unit, who.person, who.item, who.group, str(who.points), bars]


def _result(told: dict[str, Any], schemes: Mapping[str, Scheme]) -> PrizeResult:
    prizes = {prize.id: prize for prize in rules_of(schemes[told["scheme"]]).prizes}
    starts_on, ends_on = map(date.fromisoformat, told["days"])
    return PrizeResult(
        told["scheme"], prizes[told["prize"]], told["span"], starts_on, ends_on, told["ended"],
        tuple(map(_winner, told["winners"])), tuple(map(_winner, told["blocked"])),
    )  # fmt: skip


def _winner(told: Sequence[Any]) -> Winner:
    rank, unit, person, item, group, points, bars = told
    effects = tuple(
        Effect(clause, span, unit, person, slot, tuple(does), Decimal(counted), tuple(facts), scheme)
        for clause, span, slot, does, counted, facts, scheme in bars
    )
    return Winner(Candidate(unit, person, item, group, Decimal(points), effects), rank)
