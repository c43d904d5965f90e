"""Counting several facts of one item (F5, F6): in each pot only the best counts, and pots add up.

Facts are looked at by date. Each brings what it adds to what was already counted, so a later and higher adoption
brings the difference only, and what earlier periods printed stays as it was.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from scoring.engine.facts import Fact
from scoring.engine.numbers import ZERO, plain
from scoring.engine.rules.base import Award
from scoring.engine.rules.table import Table

Pot = Callable[[Fact], str]


def best_of_each_pot(facts: Sequence[Fact], table: Table, pot: Pot) -> list[Award]:
    """One award for each fact that fits the table: the gain over the best so far in its pot."""
    best: dict[str, Decimal] = {}
    awards: list[Award] = []
    for fact in facts:
        found = table.find(fact)
        if found is None:
            continue
        number, row = found
        value = row.value(fact)
        before = best.get(pot(fact), ZERO)
        gain = max((value or ZERO) - before, ZERO)
        best[pot(fact)] = before + gain
        awards.append(Award(fact, gain, explanation(number, value, before, fact)))
    return awards


def explanation(row: int, value: Decimal | None, before: Decimal, fact: Fact) -> Mapping[str, str]:
    """Parameters of the sentence: the row, its full points, and what had been counted already."""
    told = {"row": str(row), "full": "" if value is None else plain(value)}
    if before:
        told["counted_before"] = plain(before)
    if fact.external is not None:
        told["external"] = plain(fact.external)
    return told
