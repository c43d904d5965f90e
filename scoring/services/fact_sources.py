"""Facts that do not come from an item's own records: a room registers a source for them, and nothing here changes.

Facts are reckoned by groups. A group is an item (its primary key in digits) or something of the room itself, such as a
fault: `fault:12`. A source may give facts of both: a commission that was done belongs to the item that did it, one that
was missed to no item.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from scoring.engine import Fact

Group = str


@dataclass(frozen=True)
class FactSource:
    """`name`: its own groups are `name:…`.

    `facts(groups)`: (group, fact) for all facts of those groups, also revoked ones with their counter-facts; it is given
    groups of others too and passes over them. A fact about an item leaves `parts`, `item_type`, `length`, `commissioned`
    and `filed_on` to the loader; where it is of some of the item's units only, it names them in `parts`, and the loader adds
    their authors. One without an item names its units in `parts`. Hosts are the loader's in both cases.
    `between(first, last)`: the groups of which something happened on these days.
    `of_subjects`: kind of the subject of an event -> from keys of such subjects to the groups that they concern.
    """

    name: str
    facts: Callable[[Sequence[Group]], Iterable[tuple[Group, Fact]]]
    between: Callable[[date, date], Iterable[Group]]
    of_subjects: Mapping[str, Callable[[Sequence[str]], Iterable[Group]]] = field(default_factory=dict)


_sources: dict[str, FactSource] = {}


def register(source: FactSource) -> None:
    """Called once, when the apps are ready. Raises ValueError for a second source of the name."""
    known = _sources.setdefault(source.name, source)
    if known != source:
        raise ValueError(f"the source of facts {source.name} is registered twice")


def forget(name: str) -> None:
    """Take a source out again; for tests."""
    _sources.pop(name, None)


def all_sources() -> list[FactSource]:
    """In the order in which they were registered."""
    return list(_sources.values())


def subject_kinds() -> set[str]:
    """Kinds of subjects whose events may change facts of these sources."""
    return {kind for source in all_sources() for kind in source.of_subjects}


def item_pk(group: Group) -> int | None:
    """The item that the group is, if it is one."""
    return int(group) if group.isdecimal() else None
