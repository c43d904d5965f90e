"""Sums per receiver, read from rows alone."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from scoring.engine.facts import FactKind
from scoring.engine.numbers import ZERO
from scoring.engine.rows import Row


@dataclass(slots=True)
class Total:
    """One receiver's figures: adoptions are counted in items and in times (篇, 篇次), instructions in items and
    person-times, that is distinct pairs of item and leader (条, 人次)."""

    points: Decimal = ZERO
    filed: int = 0
    forwarded: int = 0
    adopted_items: int = 0
    adoptions: int = 0
    adoptions_by_level: dict[str, int] = field(default_factory=dict)
    instruction_items: int = 0
    person_times: int = 0


def totals(rows: Iterable[Row]) -> dict[str, Total]:
    """Receiver -> figures. The rows may come in any order."""
    points: dict[str, Decimal] = defaultdict(lambda: ZERO)
    counted: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        points[row.receiver] += row.points
        if row.tally:
            counted[row.receiver].append(row)
    return {receiver: _total(points[receiver], counted[receiver]) for receiver in sorted(points)}


def _total(points: Decimal, rows: list[Row]) -> Total:
    def of(kind: FactKind) -> list[Row]:
        return [row for row in rows if row.kind is kind]

    adopted, instructed = of(FactKind.ADOPTED), of(FactKind.INSTRUCTED)
    levels = sorted({row.level for row in adopted})
    return Total(
        points=points,
        filed=len(of(FactKind.FILED)),
        forwarded=len(of(FactKind.FORWARDED)),
        adopted_items=len({row.item for row in adopted}),
        adoptions=len(adopted),
        adoptions_by_level={level: sum(row.level == level for row in adopted) for level in levels},
        instruction_items=len({row.item for row in instructed}),
        person_times=len({(row.item, row.leader) for row in instructed}),
    )
