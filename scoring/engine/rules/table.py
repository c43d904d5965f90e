"""The table of a clause: rows with conditions, read from the top; the first row that fits counts (F1, F2, F4, F9)."""

from dataclasses import dataclass
from decimal import Decimal

from scoring.engine.facts import Fact
from scoring.engine.numbers import ZERO, exact
from scoring.engine.reading import Node

CONDITIONS = ("outlet", "level", "edition", "item_type", "rank")


@dataclass(frozen=True, slots=True)
class TableRow:
    """`conditions`: field -> possible codes, empty where the field does not matter. `points`, or `times_external`:
    a multiple of the points that the superior gave. `then`: points of each further one, where a clause reduces."""

    conditions: tuple[tuple[str, frozenset[str]], ...]
    in_composite: bool | None
    points: Decimal
    times_external: Decimal | None = None
    then: Decimal | None = None

    def fits(self, fact: Fact) -> bool:
        if self.in_composite is not None and self.in_composite != fact.in_composite:
            return False
        return all(getattr(fact, name) in codes for name, codes in self.conditions)

    def value(self, fact: Fact) -> Decimal | None:
        """The full points for `fact`; `None` where they follow the superior's points and these are not known."""
        if self.times_external is None:
            return self.points
        return None if fact.external is None else exact(fact.external * self.times_external)

    def covers(self, other: "TableRow") -> bool:
        """Whether everything that fits `other` fits this row too."""
        if self.in_composite is not None and self.in_composite != other.in_composite:
            return False
        narrower = dict(other.conditions)
        return all(name in narrower and narrower[name] <= codes for name, codes in self.conditions)


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[TableRow, ...]

    def find(self, fact: Fact) -> tuple[int, TableRow] | None:
        return next(((number, row) for number, row in enumerate(self.rows, start=1) if row.fits(fact)), None)


def read_table(node: Node, *, reduces: bool = False) -> Table:
    """Read the rows; notes rows that can never count. `reduces`: each row must say what further ones bring."""
    rows: list[TableRow] = []
    for entry in node.entries():
        row = _read_row(entry.fields(*CONDITIONS, "in_composite", "points", "times_external", "then"), reduces)
        above = next((number for number, earlier in enumerate(rows, start=1) if earlier.covers(row)), None)
        if above is not None:
            entry.note("unreachable", row=str(above))
        rows.append(row)
    return Table(tuple(rows))


def _read_row(node: Node, reduces: bool) -> TableRow:
    points, times, then = node.child("points"), node.child("times_external"), node.child("then")
    if points.is_given == times.is_given:
        node.note("points_or_times")
    if reduces and not then.is_given:
        then.note("then_missing")
    if then.is_given and not reduces:
        then.note("then_unused")
    return TableRow(
        conditions=tuple((name, values) for name in CONDITIONS if (values := _values(node.child(name), name))),
        in_composite=node.child("in_composite").flag(),
        points=points.number() if points.is_given else ZERO,
        times_external=times.number() if times.is_given else None,
        then=then.number() if then.is_given else None,
    )


def _values(node: Node, name: str) -> frozenset[str]:
    """Editions and columns have names that the outlet chose; everything else has a code."""
    return node.texts() if name == "edition" else node.codes()
