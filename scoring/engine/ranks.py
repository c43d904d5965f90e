"""Competition ranks (1, 2, 3, 3, 5) inside each class."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from scoring.engine.head import Ranking
from scoring.engine.holdings import Receiver
from scoring.engine.numbers import ZERO, level
from scoring.engine.settlement.base import Profile
from scoring.engine.totals import Total


@dataclass(frozen=True, slots=True)
class Ranked:
    """A member's place: `rank` is one more than the number of members of the class with more points."""

    member: str
    group: str
    points: Decimal
    rank: int


class Placed(NamedTuple):
    """A receiver's line in a ranking; `rank` is None for those who are listed but not ranked. `group` is the class of
    the unit; persons are all in one group, which has no name."""

    unit: str
    person: str
    group: str
    points: Decimal
    rank: int | None


def competition_ranks(points: Mapping[str, Decimal], groups: Mapping[str, str]) -> dict[str, Ranked]:
    """Rank every member of `groups` (member -> class) by points; who has none counts as zero and is ranked too.

    Members without a class are outside the ranking (F16) and do not appear. Ties share the better place.
    """
    ranked: dict[str, Ranked] = {}
    for group in sorted(set(groups.values())):
        members = [member for member, of in groups.items() if of == group]
        ranked.update((place.member, place) for place in _rank(members, group, points))
    return ranked


def _rank(members: list[str], group: str, points: Mapping[str, Decimal]) -> Iterable[Ranked]:
    ordered = sorted(members, key=lambda member: (-points.get(member, ZERO), member))
    numbers = places([points.get(member, ZERO) for member in ordered])
    for member, rank in zip(ordered, numbers, strict=True):
        yield Ranked(member=member, group=group, points=points.get(member, ZERO), rank=rank)


def places(points: Iterable[Decimal]) -> list[int]:
    """The ranks of points that are in order, the most first; ties share the better place."""
    ranks: list[int] = []
    before: Decimal | None = None
    for position, own in enumerate(map(level, points), start=1):
        ranks.append(ranks[-1] if own == before else position)
        before = own
    return ranks


def group_of(ranking: Ranking, profile: Profile | None, person: str, filed: Decimal | int) -> str | None:
    """The group in which a receiver is ranked; None for one that is only listed: outside classes, units without a class,
    optional ones that filed nothing, and who is not there any more."""
    if profile is None or profile.unit_class in ranking.outside or not profile.groups.isdisjoint(ranking.outside):
        return None
    if (profile.optional or profile.unit_class in ranking.optional) and filed <= 0:
        return None
    return "" if person else profile.unit_class or None


def ranked(
    totals: Mapping[Receiver, Total], ranking: Ranking, profile_of: Callable[[str, str], Profile | None]
) -> list[Placed]:
    """Units by class and rank, those outside after them; then persons in the same way."""
    groups: dict[tuple[bool, bool, str], list[tuple[Receiver, Decimal]]] = {}
    for (unit, person), total in totals.items():
        profile = profile_of(unit, person)
        group = group_of(ranking, profile, person, total.filed)
        own = group if group is not None else profile.unit_class if profile else ""
        key = (person != "", group is None, own)
        groups.setdefault(key, []).append(((unit, person), total.points))
    found: list[Placed] = []
    for (_is_person, is_outside, group), members in sorted(groups.items()):
        members.sort(key=lambda member: (-member[1], member[0]))
        numbers = places(points for _receiver, points in members)
        for (receiver, points), rank in zip(members, numbers, strict=True):
            found.append(Placed(*receiver, group, points, None if is_outside else rank))
    return found
