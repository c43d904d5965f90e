"""How the points of one fact are shared among sources, joint units and authors (F7, F8, F18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from scoring.engine.brought import Brought
from scoring.engine.facts import Author, Fact, Part
from scoring.engine.numbers import ZERO, evenly, split
from scoring.engine.reading import Node

EACH_UNIT = "each_unit"
COMPOSITE = ("shares", "even", "full", EACH_UNIT)
JOINT = ("even", "full", "lead", "by_authors")
PERSONS = ("even", "full", "first", "none")
NOTHING_MORE: Mapping[str, str] = {}
NO_ITEM: Brought = ()
#: What the explanation says of a portion of nothing: which rule leaves nothing of the points for this receiver.
NO_SHARE = "no_share"
OF_SOURCE: Mapping[str, str] = {NO_SHARE: "source"}
OF_JOINT: Mapping[str, str] = {NO_SHARE: "joint"}
OF_AUTHORS: Mapping[str, str] = {NO_SHARE: "authors"}


class Portion(NamedTuple):
    """What one receiver gets of a fact; `person` is empty for a unit's own account.

    `counts`: whether the fact is one of the receiver's own; the host of a direct-report point gets only the credit.
    `told`: what else the explanation says of this portion. `sources`: what each item has by the portion of a unit; None
    where it is all of the points for `item`.
    """

    unit: str
    person: str
    item: str
    points: Decimal
    counts: bool = True
    told: Mapping[str, str] = NOTHING_MORE
    sources: Brought | None = None

    @property
    def brought(self) -> Brought:
        return ((self.item, self.points),) if self.sources is None else self.sources


@dataclass(frozen=True, slots=True)
class Sharing:
    """`composite`: by the frozen shares, evenly, the full points to each source, or to each unit that contributed, once.
    `joint`: evenly, the full points to each unit, to the lead unit only, or by the number of each unit's authors. `persons`: evenly among at most
    `authors_at_most` authors (0: all), full to each, to the first only, or no personal points."""

    composite: str = "shares"
    joint: str = "even"
    persons: str = "even"
    authors_at_most: int = 0

    def portions(self, fact: Fact, points: Decimal) -> list[Portion]:
        """The portions of `points`, one a receiver, in the order of parts, units and authors."""
        if self.composite == EACH_UNIT and fact.is_composite:
            return self._to_each_unit(fact.parts, points)
        found: dict[tuple[str, str], Portion] = {}
        homes: dict[str, str] = {}
        parts = fact.parts
        amounts = (points,) if len(parts) == 1 else self._by_part(parts, points)
        for (item, units, named, _share, _hosts), amount in zip(parts, amounts, strict=True):
            authors = one_office(named, homes)
            sources: Brought | None = None
            shares = (amount,) if len(units) == 1 else self._by_unit(units, authors, amount)
            # A source that has nothing leaves nothing to its units and authors, whatever the other rules say.
            of_source = OF_SOURCE if points and not amount else None
            for unit, share in zip(units, shares, strict=True):
                _put(found, unit, "", item, share, of_source or _why(points, share, OF_JOINT), sources)
                # The item has its points once, however many units get all of them.
                sources = NO_ITEM if self.joint == "full" else None
            if authors and self.persons != "none":
                for author, share in zip(authors, self.among_authors(len(authors), amount), strict=True):
                    why = of_source or _why(points, share, OF_AUTHORS)
                    _put(found, author.unit, author.person, item, share, why)
        return list(found.values())

    def _to_each_unit(self, parts: Sequence[Part], points: Decimal) -> list[Portion]:
        """The full points to each unit, once, however many sources it has and whoever filed them with it; its authors in
        all of them share these. Items have what the unit gets that filed them, one as much as the other."""
        items: dict[str, list[str]] = {}
        own: dict[str, list[str]] = {}
        authors: dict[str, dict[str, str]] = {}
        homes: dict[str, str] = {}
        for item, units, named, _share, _hosts in parts:
            for unit in units:
                items.setdefault(unit, []).append(item)
            own.setdefault(units[0], []).append(item)
            for person, home in one_office(named, homes):
                authors.setdefault(home, {}).setdefault(person, item)
        found: list[Portion] = []
        for unit, known in items.items():
            filed = own.get(unit, [])
            sources = tuple(zip(filed, evenly(points, len(filed)), strict=True)) if filed else NO_ITEM
            found.append(Portion(unit, "", known[0], points, sources=sources))
        if self.persons != "none":
            for home, people in authors.items():
                shares = self.among_authors(len(people), points)
                found += [
                    Portion(home, *one, share, told=_why(points, share, OF_AUTHORS))
                    for one, share in zip(people.items(), shares, strict=True)
                ]
        return found

    def _by_part(self, parts: tuple[Part, ...], points: Decimal) -> Sequence[Decimal]:
        if self.composite == "full":
            return [points] * len(parts)
        shares = [part.share for part in parts]
        if self.composite == "even" or None in shares:
            return evenly(points, len(parts))
        return split(points, [share or ZERO for share in shares])

    def _by_unit(self, units: tuple[str, ...], authors: Sequence[Author], amount: Decimal) -> Sequence[Decimal]:
        number = len(units)
        if self.joint == "full":
            return [amount] * number
        if self.joint == "lead":
            return [amount, *[ZERO] * (number - 1)]
        if self.joint == "by_authors":
            return split(amount, [Decimal(sum(author.unit == unit for author in authors)) for unit in units])
        return evenly(amount, number)

    def among_authors(self, number: int, amount: Decimal) -> Sequence[Decimal]:
        """The shares of so many different authors, in their order."""
        if number == 1:
            return (amount,)
        counted = min(number, self.authors_at_most or number)
        if self.persons == "first":
            counted = min(number, 1)
        shares = (amount,) * counted if self.persons == "full" else evenly(amount, counted)
        return (*shares, *(ZERO,) * (number - counted)) if counted < number else shares


def _why(points: Decimal, share: Decimal, rule: Mapping[str, str]) -> Mapping[str, str]:
    """The rule that leaves nothing of the points; nothing to tell where there is a share, or where there are no points."""
    return rule if points and not share else NOTHING_MORE


def _put(
    found: dict[tuple[str, str], Portion], unit: str, person: str, item: str, points: Decimal, told: Mapping[str, str],
    sources: Brought | None = None,
) -> None:  # fmt: skip
    """One portion a receiver: who is in several parts gets the sum, under the item of the first."""
    receiver = (unit, person)
    portion = tuple.__new__(Portion, (unit, person, item, points, True, told, sources))
    before = found.get(receiver)
    if before is not None:
        both, total = (*before.brought, *portion.brought), before.points + points
        portion = before._replace(points=total, told=NOTHING_MORE if total else before.told, sources=both)
    found[receiver] = portion


def one_office(authors: Sequence[Author], homes: dict[str, str]) -> Sequence[Author]:
    """Each person once, and only under the first unit under which the fact names the person (F17). `homes` holds these
    units of the parts before, and then of this one too."""
    kept: dict[str, Author] = {}
    for author in authors:
        person, unit = author
        if homes.setdefault(person, unit) == unit and person not in kept:
            kept[person] = author
    return list(kept.values())


def parse_sharing(node: Node, default: Sharing) -> Sharing:
    """Read a `sharing` section; what it leaves out is as in `default`."""
    if not node.is_given:
        return default
    node = node.fields("composite", "joint", "persons", "authors_at_most")
    return Sharing(
        composite=node.child("composite").choice(COMPOSITE, default.composite),
        joint=node.child("joint").choice(JOINT, default.joint),
        persons=node.child("persons").choice(PERSONS, default.persons),
        authors_at_most=node.child("authors_at_most").whole(0, 99, default.authors_at_most),
    )
