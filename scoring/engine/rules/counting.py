"""Counting several facts of one item (F5, F6): in each pot only the best counts, and pots add up.

Facts are looked at by date. Each brings what it adds to what was already counted, so a later and higher adoption
brings the difference only, and what earlier periods printed stays as it was.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from scoring.engine.facts import Fact
from scoring.engine.numbers import ZERO, canonical, plain
from scoring.engine.rules.base import Counted, Finding
from scoring.engine.rules.table import TableRow

Pot = Callable[[Fact], str]


def gain_in_pot(finding: Finding, pot: str, counted: Counted) -> tuple[Decimal, Mapping[str, str]]:
    """What the finding adds to the best so far in its pot, and why it is no more."""
    if not finding.counts:
        return finding.points, finding.told
    before: Decimal = counted.get(pot, ZERO)
    if not before:
        counted[pot] = finding.points
        return finding.points, finding.told
    gain = canonical(max(finding.points - before, ZERO))
    counted[pot] = before + gain
    return gain, {**finding.told, "counted_before": plain(before)}


def bonus(number: int, row: TableRow, fact: Fact) -> tuple[Decimal | None, dict[str, str]]:
    """The full points of a row of a bonus, and the parameters of the sentence so far."""
    told = {"row": str(number)}
    if row.times_external is not None:
        told["times"] = plain(row.times_external)
        if fact.external is not None:
            told["external"] = plain(fact.external)
    return row.value(fact), told
