"""The table of a clause: rows with conditions, read from the top; the first row that fits counts (F1, F2, F4, F9)."""

from dataclasses import dataclass
from decimal import Decimal

from scoring.engine.facts import Fact
from scoring.engine.numbers import ZERO, canonical, exact
from scoring.engine.reading import Node

CODES = ("outlet", "level", "edition", "item_type", "rank", "fault", "event_class", "channel")
FLAGS = ("in_composite", "commissioned", "front_page")
LONGER_THAN = "longer_than"
CONDITIONS = (*CODES, *FLAGS, LONGER_THAN)
MOST_CHARACTERS = 1_000_000
#: What a row of a bonus may be worth; `then` is told apart, so that whoever gives it in vain hears why.
BONUS = ("points", "times_external", "then")
MINUS = ("points",)
LIMIT = ("points", "minutes")


@dataclass(frozen=True, slots=True)
class TableRow:
    """`conditions`: field -> possible codes, and `flags`: field -> yes or no; what is not there does not matter.

    `points`, or `times_external`: a multiple of the points that the superior gave. `then`: points of each further one,
    where a clause reduces. `minutes`: the time limit, where a clause has one.
    """

    conditions: tuple[tuple[str, frozenset[str]], ...]
    flags: tuple[tuple[str, bool], ...]
    longer_than: int | None
    points: Decimal
    times_external: Decimal | None = None
    then: Decimal | None = None
    minutes: Decimal | None = None

    @property
    def asks(self) -> frozenset[str]:
        """The fields of a fact on which it depends whether the row fits, and what it is worth."""
        length = {"length"} if self.longer_than is not None else set()
        external = {"external"} if self.times_external is not None else set()
        return frozenset({*dict(self.conditions), *dict(self.flags), *length, *external})

    def fits(self, fact: Fact) -> bool:
        if self.longer_than is not None and fact.length <= self.longer_than:
            return False
        return all(_flag(fact, name) is wanted for name, wanted in self.flags) and all(
            getattr(fact, name) in codes for name, codes in self.conditions
        )

    def value(self, fact: Fact) -> Decimal | None:
        """The full points for `fact`; `None` where they follow the superior's points and these are not known."""
        if self.times_external is None:
            return self.points
        return None if fact.external is None else canonical(exact(fact.external * self.times_external))

    def covers(self, other: "TableRow") -> bool:
        """Whether everything that fits `other` fits this row too."""
        if self.longer_than is not None and (other.longer_than is None or other.longer_than < self.longer_than):
            return False
        narrower = dict(other.conditions)
        return set(self.flags) <= set(other.flags) and all(
            name in narrower and narrower[name] <= codes for name, codes in self.conditions
        )


def _flag(fact: Fact, name: str) -> bool:
    return fact.is_composite if name == "in_composite" else getattr(fact, name) is True


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[TableRow, ...]

    @property
    def asks(self) -> frozenset[str]:
        """The fields of a fact on which it depends which row fits."""
        return frozenset[str]().union(*(row.asks for row in self.rows))

    @property
    def lengths(self) -> frozenset[int]:
        """The lengths at which another row may fit."""
        return frozenset(row.longer_than for row in self.rows if row.longer_than is not None)

    def find(self, fact: Fact) -> tuple[int, TableRow] | None:
        return next(((number, row) for number, row in enumerate(self.rows, start=1) if row.fits(fact)), None)


def read_table(node: Node, worth: tuple[str, ...], *, reduces: bool = False) -> Table:
    """Read the rows; notes rows that can never count. `worth`: the fields that say what a row is worth; `reduces`:
    each row must say what further ones bring."""
    rows: list[TableRow] = []
    for entry in node.entries():
        row = _read_row(entry.fields(*CONDITIONS, *worth), worth, reduces)
        above = next((number for number, earlier in enumerate(rows, start=1) if earlier.covers(row)), None)
        if above is not None:
            entry.note("unreachable", row=str(above))
        rows.append(row)
    return Table(tuple(rows))


def _read_row(node: Node, worth: tuple[str, ...], reduces: bool) -> TableRow:
    points, times, then = node.child("points"), node.child("times_external"), node.child("then")
    follows = "times_external" in worth
    if follows and points.is_given == times.is_given:
        node.note("points_or_times")
    if reduces and not then.is_given:
        then.note("then_missing")
    if then.is_given and not reduces:
        then.note("then_unused")
    flags = ((name, node.child(name).flag()) for name in FLAGS)
    longer_than = node.child(LONGER_THAN)
    return TableRow(
        conditions=tuple((name, values) for name in CODES if (values := _values(node.child(name), name))),
        flags=tuple((name, wanted) for name, wanted in flags if wanted is not None),
        longer_than=longer_than.whole(0, MOST_CHARACTERS, 0) if longer_than.is_given else None,
        points=points.number() if points.is_given or not follows else ZERO,
        times_external=times.number_if_given() if follows else None,
        then=then.number_if_given(),
        minutes=node.child("minutes").number() if "minutes" in worth else None,
    )


def _values(node: Node, name: str) -> frozenset[str]:
    """Editions and columns have names that the outlet chose; everything else has a code."""
    return node.texts() if name == "edition" else node.codes()
