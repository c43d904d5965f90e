"""What happened: filings, forwardings, adoptions, instructions, and the counter-facts that revoke them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from scoring.engine.problems import FactsRefused, Problem


class FactKind(StrEnum):
    """Events that a scheme may give points for (F3)."""

    FILED = "filed"
    FORWARDED = "forwarded"
    ADOPTED = "adopted"
    INSTRUCTED = "instructed"
    COMMISSION_DONE = "commission_done"
    COMMISSION_MISSED = "commission_missed"
    BEST = "best"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Author:
    """A person who wrote, and the unit for which the person wrote."""

    person: str
    unit: str


@dataclass(frozen=True, slots=True)
class Part:
    """One contribution to a fact: the item itself, or one source of a composite.

    `units`: lead unit first; `authors` in order; `share`: the frozen share of a source, `None` where nobody set one.
    """

    item: str
    units: tuple[str, ...]
    authors: tuple[Author, ...] = ()
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One event. `key` is unique and stable; `revokes` names the fact that this counter-fact takes back.

    `level` is the level of the outlet, for an instruction that of the leader. `in_composite`: the outlet printed it
    as part of a composite (综合采用). `external` are the points that the
    superior body gave. Facts of one `group` are scored together (several outlets, several leaders for one item).
    """

    key: str
    kind: FactKind
    on: date
    parts: tuple[Part, ...] = ()
    item: str = ""
    item_type: str = ""
    outlet: str = ""
    level: str = ""
    edition: str = ""
    leader: str = ""
    rank: str = ""
    in_composite: bool = False
    external: Decimal | None = None
    revokes: str = ""

    @property
    def group(self) -> str:
        return self.item or self.key

    @property
    def moment(self) -> tuple[date, str]:
        """The order in which facts of one group are looked at, whatever order they came in."""
        return (self.on, self.key)


def standing(facts: Iterable[Fact]) -> list[Fact]:
    """The facts that no standing counter-fact revokes, without the counter-facts, by date and key.

    A counter-fact may itself be revoked; then what it took back stands again.
    Raises FactsRefused for a key given twice or a fact that belongs to no unit.
    """
    by_key: dict[str, Fact] = {}
    problems: list[Problem] = []
    counters: dict[str, list[str]] = {}
    for fact in facts:
        if fact.key in by_key:
            problems.append(Problem("", "fact_twice", {"value": fact.key}))
        elif not fact.revokes and not (fact.parts and all(part.units for part in fact.parts)):
            problems.append(Problem("", "fact_without_part", {"value": fact.key}))
        by_key[fact.key] = fact
        if fact.revokes:
            counters.setdefault(fact.revokes, []).append(fact.key)
    if problems:
        raise FactsRefused(problems)
    return sorted(
        (fact for fact in by_key.values() if not fact.revokes and _stands(fact.key, counters)),
        key=lambda fact: fact.moment,
    )


def _stands(key: str, counters: dict[str, list[str]]) -> bool:
    """Whether nothing that stands revokes `key`. A counter-fact names one target only, so no fact is in a circle."""
    return not any(_stands(counter, counters) for counter in counters.get(key, ()))
