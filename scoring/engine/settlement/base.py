"""What every clause about periods has, sees and tells."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol, TypedDict

from scoring.engine.head import SPANS
from scoring.engine.reading import Node
from scoring.engine.rules.base import ACCOUNTS, read_account
from scoring.engine.settlement.measures import Measure

UNITS, PERSONS = AUDIENCES = ("units", "persons")


class Profile(NamedTuple):
    """What a receiver is on one day: the unit's class, a person's own groups, whether taking part is optional."""

    unit_class: str = ""
    groups: frozenset[str] = frozenset()
    optional: bool = False

    def is_of(self, classes: frozenset[str]) -> bool:
        """Whether this is one of `classes`; no classes mean everybody."""
        return not classes or self.unit_class in classes or not classes.isdisjoint(self.groups)


#: (unit, person or "", day) -> what the receiver is then; None: not there on that day, so that nothing new is booked.
ProfileOf = Callable[[str, str, date], Profile | None]


class Moment(NamedTuple):
    """What a clause sees at the end of a slot: its measures in the span so far, who it is, whether the span is over."""

    values: Sequence[Decimal]
    profile: Profile
    ended: bool


class Clause(Protocol):
    """A clause of either stage, as clauses below refer to it."""

    @property
    def id(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def gives(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRule(ABC):
    """A clause that looks at what one receiver has in a span. `audience`: units or persons; `classes`: empty for all."""

    id: str
    kind: str
    per: str
    gives: str = ACCOUNTS[0]
    audience: str = UNITS
    classes: frozenset[str] = frozenset()

    @property
    @abstractmethod
    def measures(self) -> tuple[Measure, ...]:
        """What is summed up for this clause; a moment has the values in the same order."""

    @abstractmethod
    def worth(self, moment: Moment) -> Decimal:
        """What the clause is worth in all, given what the span has so far."""

    @abstractmethod
    def told(self, moment: Moment) -> Mapping[str, str]:
        """Parameters of the sentence that explains the worth."""


class Common(TypedDict):
    """Fields that every clause about periods has."""

    id: str
    per: str
    gives: str
    audience: str
    classes: frozenset[str]


COMMON = ("id", "kind", "per", "for", "classes", "gives", "remark")


def read_common(node: Node, *own: str) -> Common:
    """Read the common fields; notes fields that are neither common nor the clause's `own`."""
    node.fields(*COMMON, *own)
    return Common(
        id=node.child("id").word,
        per=node.child("per").choice(SPANS),
        gives=read_account(node),
        audience=node.child("for").choice(AUDIENCES, UNITS),
        classes=node.child("classes").codes(),
    )


def read_above(node: Node, above: Sequence[Clause], account: str = "") -> frozenset[str]:
    """The clauses that a field names; left out, all above that give into `account`, by default points. Notes names that
    do not stand above, clauses of another account, and that there is none."""
    if not node.is_given:
        found = frozenset(clause.id for clause in above if clause.gives == (account or ACCOUNTS[0]))
        if not found:
            node.note("nothing_above")
        return found
    accounts = {clause.id: clause.gives for clause in above}
    named = sorted(node.codes())
    for value in named:
        own = account or accounts.get(named[0], "")
        if value not in accounts:
            node.note("not_above", value=value, possible=", ".join(accounts))
        elif accounts[value] != own:
            node.note("other_account", value=value, other=accounts[value], own=own)
    return frozenset(named)
