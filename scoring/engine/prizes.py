"""Prizes by rule (先进集体, 先进个人, 优秀信息), and who is kept from one by which clause and which facts (一票否决)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from scoring.engine.head import Prize
from scoring.engine.holdings import FILED, ITEMS, Amounts, Receiver, Standing, Tenure
from scoring.engine.numbers import ZERO
from scoring.engine.ranks import group_of, places
from scoring.engine.settlement.base import Profile, ProfileOf
from scoring.engine.settlement.results import Effect
from scoring.engine.settlement.spans import Span

UNITS = "units"
BARS = frozenset(["no_prize", "failed"])


class Candidate(NamedTuple):
    """Somebody, or some item, that may win in a group; `bars`: what keeps it from winning."""

    unit: str
    person: str
    item: str
    group: str
    points: Decimal
    bars: tuple[Effect, ...] = ()


class Winner(NamedTuple):
    """A place among the winners, or, with `bars`, one that is blocked."""

    candidate: Candidate
    rank: int


class PrizeResult(NamedTuple):
    """Who wins a prize in one span. `ended`: the span is over; until then it is only how things stand."""

    scheme: str
    prize: Prize
    span: str
    starts_on: date
    ends_on: date
    ended: bool
    winners: tuple[Winner, ...]
    blocked: tuple[Winner, ...]


def awarded(prize: Prize, candidates: Iterable[Candidate]) -> list[Winner]:
    """Those who reach the prize, by group, rank and name, the blocked among them. Nobody wins with 0 points. Who comes
    after a blocked one moves up only where the prize says so."""
    groups: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        groups.setdefault(candidate.group, []).append(candidate)
    return [winner for group in sorted(groups) for winner in _of_group(prize, groups[group])]


def _of_group(prize: Prize, candidates: list[Candidate]) -> list[Winner]:
    ordered = sorted(candidates, key=lambda one: (-one.points, one.unit, one.person, one.item))
    found = [one for one in _placed(ordered) if _reaches(prize, one)]
    if not prize.moves_up:
        return found
    free = _placed([candidate for candidate in ordered if not candidate.bars])
    return [one for one in found if one.candidate.bars] + [one for one in free if _reaches(prize, one)]


def _placed(ordered: Sequence[Candidate]) -> list[Winner]:
    ranks = places(candidate.points for candidate in ordered)
    return [Winner(candidate, rank) for candidate, rank in zip(ordered, ranks, strict=True)]


def _reaches(prize: Prize, winner: Winner) -> bool:
    points = winner.candidate.points
    is_first = prize.first is None or winner.rank <= prize.first
    return points > ZERO and is_first and (prize.at_least is None or points >= prize.at_least)


def prizes(standing: Standing, effects: Iterable[Effect], profile_of: ProfileOf) -> list[PrizeResult]:
    """The results of all prizes, by scheme, prize and span."""
    bars: dict[Receiver, list[Effect]] = {}
    for effect in effects:
        if BARS.intersection(effect.effects):
            bars.setdefault((effect.unit, effect.person), []).append(effect)
    return [
        _result(tenure, prize, span, candidates)
        for tenure in standing.tenures
        for prize in tenure.scheme.prizes
        for span, candidates in _candidates(tenure, prize, bars, profile_of)
    ]


def _candidates(
    tenure: Tenure, prize: Prize, bars: dict[Receiver, list[Effect]], profile_of: ProfileOf
) -> list[tuple[Span, list[Candidate]]]:
    if prize.to == ITEMS:
        return [
            (span, [Candidate("", "", item, "", points) for (item, _), points in items.items()])
            for span, items in tenure.by_span(ITEMS, prize.per)
        ]
    filed = [amounts for _span, amounts in tenure.by_span(FILED, prize.per)]
    found = []
    for number, (span, points) in enumerate(tenure.by_span("points", prize.per)):
        ends_on = tenure.line.slots[span.steps[-1].slot].ends_on

        def at(unit: str, person: str, day: date = ends_on) -> Profile | None:
            return profile_of(unit, person, day)

        own = _receivers(tenure, prize, points, filed[number], at)
        found.append((span, [_barred(candidate, span, bars) for candidate in own]))
    return found


def _receivers(
    tenure: Tenure, prize: Prize, points: Amounts, filed: Amounts, at: Callable[[str, str], Profile | None]
) -> list[Candidate]:
    found = []
    for receiver, own in points.items():
        if bool(receiver[1]) == (prize.to != UNITS):
            group = group_of(tenure.scheme.ranking, at(*receiver), receiver[1], filed.get(receiver, ZERO))
            if group is not None:
                found.append(Candidate(*receiver, "", group, own))
    return found


def _barred(candidate: Candidate, span: Span, bars: dict[Receiver, list[Effect]]) -> Candidate:
    """The candidate with the effects that bear on the span."""
    own = bars.get((candidate.unit, candidate.person), ())
    holding = tuple(effect for effect in own if effect.holds(span.starts_on, span.steps[-1].on))
    return candidate._replace(bars=holding)


def _result(tenure: Tenure, prize: Prize, span: Span, candidates: list[Candidate]) -> PrizeResult:
    reached = awarded(prize, candidates)
    return PrizeResult(
        tenure.scheme.code, prize, span.key, span.starts_on, span.ends_on, span.steps[-1].ended,
        tuple(one for one in reached if not one.candidate.bars),
        tuple(one for one in reached if one.candidate.bars),
    )  # fmt: skip
