"""What happened: filings, forwardings, adoptions, instructions, and the counter-facts that revoke them."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from scoring.engine.problems import FactsRefused, Problem


class FactKind(StrEnum):
    """Events that a scheme may give points for (F3). `reported`: an emergency that was reported (F27). `settlement`
    marks rows of clauses about periods and is never a fact given from outside."""

    FILED = "filed"
    FORWARDED = "forwarded"
    ADOPTED = "adopted"
    INSTRUCTED = "instructed"
    COMMISSION_DONE = "commission_done"
    COMMISSION_MISSED = "commission_missed"
    BEST = "best"
    FAULT = "fault"
    REPORTED = "reported"
    SETTLEMENT = "settlement"

    # Kinds are equal to their words, so they hash alike; and faster than other enumerations do.
    __hash__ = str.__hash__


SETTLEMENT = FactKind.SETTLEMENT


class Author(NamedTuple):
    """A person who wrote, and the unit for which the person wrote."""

    person: str
    unit: str


class Part(NamedTuple):
    """One contribution to a fact: the item itself, or one source of a composite.

    `units`: lead unit first; `authors` in order; `share`: the frozen share of a source, `None` where nobody set one.
    `hosts`: (unit, its host on that day) for those of `units` that are direct-report points (F17).
    """

    item: str
    units: tuple[str, ...]
    authors: tuple[Author, ...] = ()
    share: Decimal | None = None
    hosts: tuple[tuple[str, str], ...] = ()


class Fact(NamedTuple):
    """One event. `key` is unique and stable; `revokes` names the fact that this counter-fact takes back.

    `level` is the level of the outlet, for an instruction that of the leader. `in_composite`: the outlet printed it
    as part of a composite (综合采用). `external` are the points (or the fee) that the superior body gave. Facts of one
    `group` are scored together (several outlets, several leaders for one item).
    `evidence`: confirmed by the office (F21). `padding`: a filing declined as padding or as a duplicate. `length`: in
    characters. `minutes`: how long a report took. `filed_on`: the first filing of the item, for `counted_on: filed`.

    Only the first four fields may be given without their names. A tuple, because a million of them are looked at.
    """

    key: str
    kind: FactKind
    on: date
    parts: tuple[Part, ...] = ()
    item: str = ""
    leader: str = ""
    revokes: str = ""
    filed_on: date | None = None
    length: int = 0
    external: Decimal | None = None
    minutes: Decimal | None = None
    item_type: str = ""
    outlet: str = ""
    level: str = ""
    edition: str = ""
    rank: str = ""
    fault: str = ""
    event_class: str = ""
    channel: str = ""
    in_composite: bool = False
    commissioned: bool = False
    front_page: bool = False
    evidence: bool = True
    padding: bool = False

    @property
    def group(self) -> str:
        return self.item or self.key

    @property
    def is_composite(self) -> bool:
        """Printed as part of a composite, or the office's own composite with several sources."""
        return self.in_composite or len(self.parts) > 1


def batches(facts: Iterable[Fact]) -> Iterator[list[Fact]]:
    """All facts, parted so that those of one item, and of the composites that it went into, are together; in the order in
    which items were first met."""
    groups: dict[str, list[Fact]] = {}
    joined: dict[str, str] = {}

    def root(key: str) -> str:
        while (above := joined.get(key, key)) != key:
            # The way is halved for whoever goes it next.
            joined[key] = joined.get(above, above)
            key = above
        return key

    for fact in facts:
        groups.setdefault(fact.group, []).append(fact)
        for part in fact.parts:
            if part.item and part.item != fact.group:
                joined[root(part.item)] = root(fact.group)
    found: dict[str, list[Fact]] = {}
    for key, own in groups.items():
        found.setdefault(root(key), []).extend(own)
    yield from found.values()


#: The order in which facts of one group are looked at, whatever order they came in: by date and key.
MOMENT = itemgetter(Fact._fields.index("on"), Fact._fields.index("key"))


def standing(facts: Iterable[Fact]) -> list[Fact]:
    """The facts that no standing counter-fact revokes, without the counter-facts, by date and key.

    A counter-fact may itself be revoked; then what it took back stands again. Raises FactsRefused for a key given
    twice, for a fact that belongs to no unit, and for a settlement, which only the engine makes.
    """
    given = list(facts)
    revokes = False
    for fact in given:
        if fact.revokes:
            revokes = True
        # Most facts are of one part.
        elif (
            fact.kind is SETTLEMENT
            or not (parts := fact.parts)
            or not (parts[0].units if len(parts) == 1 else all(part.units for part in parts))
        ):
            raise FactsRefused(list(_problems(given)))
    if len(given) > 1:
        if len({fact.key for fact in given}) != len(given):
            raise FactsRefused(list(_problems(given)))
        given.sort(key=MOMENT)
    return _without_revoked(given) if revokes else given


def _is_whole(fact: Fact) -> bool:
    """Whether the fact belongs to units."""
    return bool(fact.parts) and all(part.units for part in fact.parts)


def _problems(facts: list[Fact]) -> Iterator[Problem]:
    seen: set[str] = set()
    for fact in facts:
        named = {"value": fact.key}
        if fact.key in seen:
            yield Problem("", "fact_twice", named)
        elif fact.kind is FactKind.SETTLEMENT:
            yield Problem("", "fact_of_settlement", named)
        elif not fact.revokes and not _is_whole(fact):
            yield Problem("", "fact_without_part", named)
        seen.add(fact.key)


def _without_revoked(facts: list[Fact]) -> list[Fact]:
    counters: dict[str, list[str]] = {}
    for fact in facts:
        if fact.revokes:
            counters.setdefault(fact.revokes, []).append(fact.key)
    return [fact for fact in facts if not fact.revokes and _stands(fact.key, counters)]


def _stands(key: str, counters: dict[str, list[str]]) -> bool:
    """Whether nothing that stands revokes `key`. A counter-fact names one target only, so no fact is in a circle."""
    return not any(_stands(counter, counters) for counter in counters.get(key, ()))
