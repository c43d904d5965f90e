"""Credit for the host of a direct-report point: in place of the point's, or besides it (F17)."""

from collections.abc import Sequence

from scoring.engine.facts import Fact
from scoring.engine.head import HostCredit
from scoring.engine.numbers import ZERO, canonical, plain
from scoring.engine.shares import NO_ITEM, NO_SHARE, Portion

INSTEAD = "instead"


def credited(portions: Sequence[Portion], fact: Fact, credit: HostCredit) -> list[Portion]:
    """`portions` with the hosts' credit. In place of the point's: the point keeps a portion of nothing, which says
    where its points went, so that all portions still add up to the whole. Besides it: the credit comes on top.

    A host that is itself a unit of the fact gets its own portion and the credit in one. What items have by it goes with
    the points that move; credit on top is no more points of the item.
    """
    hosts = {unit: host for part in fact.parts for unit, host in part.hosts if host and host != unit}
    points = [portion for portion in portions if not portion.person and portion.unit in hosts]
    found = {(portion.unit, portion.person): portion for portion in portions}
    for point in points:
        told = {**point.told, "host": hosts[point.unit], "credit": credit.mode, "credited": plain(point.points)}
        left = point._replace(points=ZERO, sources=NO_ITEM) if credit.mode == INSTEAD else point
        found[(point.unit, "")] = left._replace(told=told)
    for host in dict.fromkeys(hosts[point.unit] for point in points):
        own = [point for point in points if hosts[point.unit] == host]
        before = found.get((host, ""), Portion(host, "", own[0].item, ZERO, counts=False))
        found[(host, "")] = _with_credit(before, own, credit.mode)
    return list(found.values())


def _with_credit(portion: Portion, points: Sequence[Portion], mode: str) -> Portion:
    credit = sum((point.points for point in points), ZERO)
    total = portion.points + credit
    told = {
        **{name: said for name, said in (portion.told or points[0].told).items() if name != NO_SHARE or not total},
        "credit": mode,
        "credit_of": ",".join(point.unit for point in points),
        "credit_points": plain(canonical(credit)),
    }
    moved = [brought for point in points for brought in point.brought] if mode == INSTEAD else ()
    return portion._replace(points=total, told=told, sources=(*portion.brought, *moved))
