"""Competition ranks (1, 2, 3, 3, 5) inside each class."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Ranked:
    """A member's place: `rank` is one more than the number of members of the class with more points."""

    member: str
    group: str
    points: Decimal
    rank: int


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
    zero = Decimal(0)
    ordered = sorted(members, key=lambda member: (-points.get(member, zero), member))
    rank, before = 0, None
    for position, member in enumerate(ordered, start=1):
        score = points.get(member, zero)
        if score != before:
            rank, before = position, score
        yield Ranked(member=member, group=group, points=score, rank=rank)
