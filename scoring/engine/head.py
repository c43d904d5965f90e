"""What the head of a scheme says beside its clauses: ranking, host credit, conversion, budget, prizes, rounding."""

from dataclasses import dataclass
from decimal import Decimal

from scoring.engine.numbers import PLACES
from scoring.engine.reading import Node
from scoring.engine.rules.base import ACCOUNTS

SPANS = ("week", "month", "quarter", "half", "year", "period")
COUNTED_ON = ("happened", "filed")
MODES = ("instead", "besides")
BEYOND = ("scale", "stop")
RECEIVERS = ("units", "persons", "items")
NAMED = ("level", "outlet", "item_type", "rank", "fault", "event_class", "channel", "class")


@dataclass(frozen=True, slots=True)
class Rounding:
    """Digits after the point that are printed for each figure (F26); the ledger always keeps six."""

    unit: int = 2
    person: int = 2
    rate: int = 1
    yuan: int = 2
    target: int = 2


@dataclass(frozen=True, slots=True)
class Ranking:
    """Classes that are listed but not ranked, and those that are ranked only where they filed (F16, F25)."""

    outside: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HostCredit:
    """Whether the host of a direct-report point gets the point's credit instead of it or besides (F17); `of`: ids of
    the clauses for which it does, `None` for all that bring a result: what counts for a quota stays the point's own."""

    mode: str
    of: frozenset[str] | None = None

    def covers(self, clause: str, gives: str) -> bool:
        """Whether the host gets the credit of this clause, which gives into this account."""
        return gives in ACCOUNTS if self.of is None else clause in self.of


@dataclass(frozen=True, slots=True)
class Conversion:
    """Target points out of points: `times`, and no more than `at_most` in each span (F19)."""

    times: Decimal
    per: str
    at_most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """Yuan for each span; `beyond` it everybody's is scaled alike, or later ones get nothing (F19)."""

    yuan: Decimal
    per: str
    beyond: str


@dataclass(frozen=True, slots=True)
class Prize:
    """Who is among the `first` or has at least `at_least` points wins; `to` units, persons or items."""

    id: str
    to: str
    title: str
    per: str
    first: int | None = None
    at_least: Decimal | None = None
    moves_up: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """What a code of the scheme is called: `kind` says what the code is of, one of `NAMED`."""

    kind: str
    code: str
    name: str


def read_rounding(node: Node) -> Rounding:
    """Printed digits; figures that are not named keep their default."""
    if not node.is_given:
        return Rounding()
    figures = ("unit", "person", "rate", "yuan", "target")
    node = node.fields(*figures)
    given = {figure: node.child(figure) for figure in figures if node.child(figure).is_given}
    return Rounding(**{figure: child.whole(0, PLACES, 0) for figure, child in given.items()})


def read_ranking(node: Node) -> Ranking:
    """Which classes are outside, which are ranked only where they filed."""
    if not node.is_given:
        return Ranking()
    node = node.fields("outside", "optional")
    return Ranking(outside=node.child("outside").codes(), optional=node.child("optional").codes())


def read_host_credit(node: Node) -> HostCredit | None:
    """The credit of hosts; none where the section is left out."""
    if not node.is_given:
        return None
    node = node.fields("mode", "of")
    of = node.child("of")
    return HostCredit(mode=node.child("mode").choice(MODES), of=of.codes() if of.is_given else None)


def read_conversion(node: Node) -> Conversion | None:
    """The conversion into target points; none where the section is left out."""
    if not node.is_given:
        return None
    node = node.fields("times", "at_most", "per")
    return Conversion(
        times=node.child("times").number(),
        per=node.child("per").choice(SPANS),
        at_most=node.child("at_most").number_if_given(),
    )


def read_budget(node: Node) -> Budget | None:
    """The yuan that a span has; none where the section is left out."""
    if not node.is_given:
        return None
    node = node.fields("yuan", "per", "beyond")
    return Budget(
        yuan=node.child("yuan").number(Decimal(0), Decimal(1_000_000_000)),
        per=node.child("per").choice(SPANS),
        beyond=node.child("beyond").choice(BEYOND),
    )


def read_prizes(node: Node) -> tuple[Prize, ...]:
    """The prizes; each has its own id, and says by place or by points who wins."""
    if not node.is_given:
        return ()
    prizes: dict[str, Prize] = {}
    for entry in node.entries():
        prize = _read_prize(entry.fields("id", "to", "title", "per", "first", "at_least", "moves_up"))
        if prize.id in prizes:
            entry.child("id").note("twice", value=prize.id)
        prizes[prize.id] = prize
    return tuple(prizes.values())


def _read_prize(node: Node) -> Prize:
    first = node.child("first")
    prize = Prize(
        id=node.child("id").code(),
        to=node.child("to").choice(RECEIVERS),
        title=node.child("title").text(),
        per=node.child("per").choice(SPANS),
        first=first.whole(1, 10_000, 1) if first.is_given else None,
        at_least=node.child("at_least").number_if_given(),
        moves_up=node.child("moves_up").flag() or False,
    )
    if prize.first is None and prize.at_least is None:
        node.note("first_or_at_least")
    return prize


def read_names(node: Node) -> tuple[Name, ...]:
    """Names of codes; each code of a kind once."""
    if not node.is_given:
        return ()
    names: dict[tuple[str, str], Name] = {}
    for entry in node.entries():
        entry = entry.fields("kind", "code", "name")
        name = Name(entry.child("kind").choice(NAMED), entry.child("code").code(), entry.child("name").text())
        if (name.kind, name.code) in names:
            entry.child("code").note("twice", value=name.code)
        names[(name.kind, name.code)] = name
    return tuple(names.values())
