"""Schemes and ledger rows in words: each clause as a sentence, each row with the reason for its points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from organizations.models import Outlet, OutletLevel, SuperiorLeader
from scoring.engine import FactKind, Scheme
from scoring.engine.numbers import plain
from scoring.engine.rules.base import Rule
from scoring.engine.rules.instructions import InstructionRule
from scoring.engine.rules.points import PointsRule
from scoring.engine.rules.table import TableRow
from scoring.engine.shares import Sharing
from scoring.models import LedgerRow
from submissions.models import ItemType

EVENTS = {
    FactKind.FILED: gettext_lazy("An item is filed"),
    FactKind.FORWARDED: gettext_lazy("The office forwards an item"),
    FactKind.ADOPTED: gettext_lazy("An outlet adopts an item"),
    FactKind.INSTRUCTED: gettext_lazy("A leader writes an instruction on an item"),
    FactKind.COMMISSION_DONE: gettext_lazy("A commission is done"),
    FactKind.BEST: gettext_lazy("An item is chosen as the best of the month"),
}
COMBINE = {
    "sum": gettext_lazy("Several outlets for one item are added up."),
    "highest": gettext_lazy("Of several outlets for one item only the highest counts."),
    "highest_per_level": gettext_lazy(
        "Of several outlets on one level only the highest counts for an item; levels are added up."
    ),
}
FORWARDED = {
    "sum": gettext_lazy("Several outlets to which one item is forwarded are added up."),
    "highest": gettext_lazy("Of several outlets to which one item is forwarded only the highest counts."),
    "highest_per_level": gettext_lazy(
        "Of several outlets on one level to which an item is forwarded only the highest counts; levels are added up."
    ),
}
SEVERAL_OUTLETS = {FactKind.ADOPTED: COMBINE, FactKind.FORWARDED: FORWARDED}
REPEAT = {
    "each": gettext_lazy("Each leader who writes on the item counts."),
    "first_full": gettext_lazy("The first leader counts in full, each further one with the reduced points."),
    "once_per_level": gettext_lazy("Several leaders of one level count once, with the highest points."),
    "once_per_item": gettext_lazy("Several leaders on one item count once, with the highest points."),
}
COMPOSITE = {
    "shares": gettext_lazy(
        "The points of a composite item are shared among its sources by the shares set at signature."
    ),
    "even": gettext_lazy("The points of a composite item are shared evenly among its sources."),
    "full": gettext_lazy("Each source of a composite item gets the full points."),
}
JOINT = {
    "even": gettext_lazy("Units that file jointly share the points evenly."),
    "full": gettext_lazy("Each unit that files jointly gets the full points."),
    "lead": gettext_lazy("The lead unit of a joint filing gets the points."),
    "by_authors": gettext_lazy("Units that file jointly share the points by the number of their authors."),
}
PERSONS = {
    "even": gettext_lazy("Authors share the points evenly."),
    "full": gettext_lazy("Each author gets the full points."),
    "first": gettext_lazy("The first author gets the points."),
    "none": gettext_lazy("There are no personal points."),
}


@dataclass(frozen=True)
class Names:
    """Code -> name of what schemes speak of; an unknown code stands for itself."""

    outlets: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
    item_types: Mapping[str, str] = field(default_factory=dict)
    ranks: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Names":
        """Three statements."""
        return cls(
            outlets=dict(Outlet.objects.values_list("code", "name")),
            levels=dict(OutletLevel.objects.values_list("code", "name")),
            item_types=dict(ItemType.objects.values_list("code", "name")),
            ranks={str(rank.value): str(rank.label) for rank in SuperiorLeader.Rank},
        )

    def of(self, condition: str, code: str) -> str:
        known = {"outlet": self.outlets, "level": self.levels, "item_type": self.item_types, "rank": self.ranks}
        return known.get(condition, {}).get(code, code)


@dataclass(frozen=True)
class Line:
    """A row of a clause's table: for what, and how much."""

    what: str
    points: str


@dataclass(frozen=True)
class ClauseWords:
    """A clause in words: `number` is its place in the scheme."""

    number: int
    id: str
    head: str
    lines: Sequence[Line]
    rules: Sequence[str]

    @property
    def sentence(self) -> str:
        """The whole clause in one breath."""
        rows = _("; ").join(_("%(what)s: %(points)s") % {"what": one.what, "points": one.points} for one in self.lines)
        head = _("%(event)s: %(rows)s.") % {"event": self.head, "rows": rows}
        return reduce(_one_after_the_other, self.rules, head)


def clauses_in_words(scheme: Scheme, names: Names) -> list[ClauseWords]:
    """Every clause of the scheme, in its order."""
    return [_clause(number, clause, scheme, names) for number, clause in enumerate(scheme.clauses, start=1)]


def sharing_in_words(sharing: Sharing) -> list[str]:
    """How points are shared, a sentence for each rule."""
    told = [str(COMPOSITE[sharing.composite]), str(JOINT[sharing.joint]), str(PERSONS[sharing.persons])]
    if sharing.authors_at_most and sharing.persons != "none":
        told.append(_("At most %(count)d authors count.") % {"count": sharing.authors_at_most})
    return told


def row_in_words(row: TableRow, names: Names) -> Line:
    """One row of a table: `省级 简讯`, `6 分`."""
    parts = [_(" or ").join(sorted(names.of(name, code) for code in codes)) for name, codes in row.conditions]
    flags = dict(row.flags)
    if "in_composite" in flags:
        parts.append(_("printed in a composite") if flags["in_composite"] else _("printed alone"))
    return Line(what=_(", ").join(parts) or _("everything else"), points=_value(row))


def reason_in_words(row: LedgerRow, scheme: Scheme | None, names: Names) -> list[str]:
    """Why the ledger row has its points: the line of the clause that fits, then what changed them."""
    clause = scheme.clause(row.clause) if scheme and row.clause else None
    if clause is None:
        return [_("No clause of the scheme gives points for this; it is only counted.")]
    told = row.explanation
    line = row_in_words(_table_rows(clause)[int(told["row"]) - 1], names)
    said = [_("%(what)s: %(points)s") % {"what": line.what, "points": line.points}]
    if not told.get("full"):
        said.append(_("The superior's points are not recorded yet."))
    if "external" in told:
        said.append(_("The superior gave %(points)s points.") % {"points": told["external"]})
    if "counted_before" in told:
        said.append(_("%(points)s points were counted for this item already; only what exceeds them is added.")
                    % {"points": told["counted_before"]})  # fmt: skip
    if told.get("repeated") == "further":
        said.append(_("A further leader on the same item: reduced points."))
    if told.get("repeated") == "same_leader":
        said.append(_("The same leader wrote on this item before: not counted again."))
    if "whole" in told:
        said.append(_("A share of %(points)s points.") % {"points": told["whole"]})
    if row.tally < 0 or row.points < 0:
        said.append(_("Taken back: the fact was revoked or corrected."))
    return said


def _one_after_the_other(first: str, second: str) -> str:
    return pgettext("sentences", "%(first)s %(second)s") % {"first": first, "second": second}


def _clause(number: int, clause: Rule, scheme: Scheme, names: Names) -> ClauseWords:
    rules: list[str] = []
    if isinstance(clause, InstructionRule):
        event, rules = FactKind.INSTRUCTED, [str(REPEAT[clause.repeat])]
    else:
        assert isinstance(clause, PointsRule)
        event = clause.event
        if event in SEVERAL_OUTLETS:
            rules = [str(SEVERAL_OUTLETS[event][clause.combine])]
    if clause.sharing != scheme.sharing:
        rules += sharing_in_words(clause.sharing)
    lines = [row_in_words(row, names) for row in _table_rows(clause)]
    return ClauseWords(number, clause.id, str(EVENTS[event]), lines, rules)


def _table_rows(clause: Rule) -> Sequence[TableRow]:
    return clause.table.rows  # type: ignore[attr-defined]


def _value(row: TableRow) -> str:
    if row.times_external is not None:
        return _("%(times)s times the superior's points") % {"times": plain(row.times_external)}
    if row.then is not None:
        return _("%(points)s points, each further one %(then)s points") % {
            "points": plain(row.points), "then": plain(row.then),
        }  # fmt: skip
    return _("%(points)s points") % {"points": plain(row.points)}
