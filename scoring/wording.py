"""Schemes and ledger rows in words: each clause as a sentence, each row with the reason for its points."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from organizations.models import Outlet, OutletLevel, SuperiorLeader, Unit
from scoring.engine import FactKind, Scheme
from scoring.engine.numbers import plain
from scoring.engine.rules.base import Rule
from scoring.engine.rules.deductions import DeductionRule, sharing_of_deductions
from scoring.engine.rules.instructions import InstructionRule
from scoring.engine.rules.points import PointsRule
from scoring.engine.rules.table import TableRow
from scoring.engine.rules.time_limits import TimeLimitRule
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
    FactKind.FAULT: gettext_lazy("A fault is put on record"),
    FactKind.COMMISSION_MISSED: gettext_lazy("A commission is missed"),
    FactKind.REPORTED: gettext_lazy("An emergency is reported late"),
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


LOSERS = {
    "even": gettext_lazy("Units that are concerned jointly share the loss evenly."),
    "full": gettext_lazy("Each unit that is concerned loses the full points."),
    "lead": gettext_lazy("The lead unit alone loses points."),
    "by_authors": gettext_lazy("Units that are concerned jointly share the loss by the number of their authors."),
}
LOSING_PERSONS = {
    "even": gettext_lazy("Authors share the loss evenly."),
    "full": gettext_lazy("Each author loses the full points."),
    "first": gettext_lazy("The first author loses the points."),
    "none": gettext_lazy("Persons lose no points."),
}
FLAGS = {
    ("in_composite", True): gettext_lazy("printed in a composite"),
    ("in_composite", False): gettext_lazy("printed alone"),
    ("commissioned", True): gettext_lazy("written for a commission"),
    ("commissioned", False): gettext_lazy("not written for a commission"),
    ("front_page", True): gettext_lazy("on the front page"),
    ("front_page", False): gettext_lazy("not on the front page"),
}
AMOUNTS = {
    "points": gettext_lazy("%(points)s points"),
    "yuan": gettext_lazy("%(points)s yuan"),
    "target": gettext_lazy("%(points)s target points"),
}
LOSSES = {
    "points": gettext_lazy("minus %(points)s points"),
    "yuan": gettext_lazy("minus %(points)s yuan"),
    "target": gettext_lazy("minus %(points)s target points"),
}
MULTIPLES = {
    "points": gettext_lazy("%(times)s times the superior's points"),
    "yuan": gettext_lazy("%(times)s times the fee that the superior paid"),
    "target": gettext_lazy("%(times)s times the superior's points, as target points"),
}
REASONS = {
    "padding": gettext_lazy("The filing was declined as padding or as a duplicate: it brings nothing."),
    "unconfirmed": gettext_lazy("The office has not confirmed the evidence yet: it brings nothing so far."),
    "minutes_unknown": gettext_lazy("Nobody knows how long the report took: it costs nothing."),
}


@dataclass(frozen=True)
class Names:
    """Code -> name of what schemes speak of; an unknown code stands for itself."""

    outlets: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
    item_types: Mapping[str, str] = field(default_factory=dict)
    ranks: Mapping[str, str] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    event_classes: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, *, units: Collection[str] = ()) -> "Names":
        """Four statements, and one more where `units` (primary keys) are to be named."""
        # The forms know the words for codes that have no table of their own, and they know this module.
        from scoring.forms.options import CHANNELS, EVENT_CLASSES, FAULTS, class_names

        wanted = Unit.objects.filter(pk__in=units).values_list("pk", "name") if units else ()
        return cls(
            outlets=dict(Outlet.objects.values_list("code", "name")),
            levels=dict(OutletLevel.objects.values_list("code", "name")),
            item_types=dict(ItemType.objects.values_list("code", "name")),
            ranks={str(rank.value): str(rank.label) for rank in SuperiorLeader.Rank},
            classes=class_names(),
            faults={code: str(label) for code, label in FAULTS.items()},
            event_classes={code: str(label) for code, label in EVENT_CLASSES.items()},
            channels={code: str(label) for code, label in CHANNELS.items()},
            units={str(key): name for key, name in wanted},
        )

    def of(self, condition: str, code: str) -> str:
        """The name that `code` has where a scheme asks for `condition`."""
        known = {
            "outlet": self.outlets, "level": self.levels, "item_type": self.item_types, "rank": self.ranks,
            "class": self.classes, "fault": self.faults, "event_class": self.event_classes, "channel": self.channels,
            "unit": self.units,
        }  # fmt: skip
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
    """Every clause of the scheme, in its order: those about items and those about periods."""
    said: list[ClauseWords] = []
    for number, clause_id in enumerate(scheme.order, start=1):
        clause, period_rule = scheme.clause(clause_id), scheme.period_rule(clause_id)
        if clause is not None:
            said.append(_clause(number, clause, scheme, names))
        elif period_rule is not None:
            from scoring.wording_periods import period_clause_in_words

            said.append(period_clause_in_words(number, period_rule, names))
    return said


def sharing_in_words(sharing: Sharing) -> list[str]:
    """How points are shared, a sentence for each rule."""
    told = [str(COMPOSITE[sharing.composite]), str(JOINT[sharing.joint]), str(PERSONS[sharing.persons])]
    if sharing.authors_at_most and sharing.persons != "none":
        told.append(_("At most %(count)d authors count.") % {"count": sharing.authors_at_most})
    return told


def losses_in_words(sharing: Sharing) -> list[str]:
    """Who loses what a fault costs, a sentence for each rule."""
    return [str(LOSERS[sharing.joint]), str(LOSING_PERSONS[sharing.persons])]


def row_in_words(row: TableRow, names: Names, clause: Rule) -> Line:
    """One row of a clause's table: `省级 简讯`, `6 分`."""
    parts = [_(" or ").join(sorted(names.of(name, code) for code in codes)) for name, codes in row.conditions]
    parts += [str(FLAGS[flag]) for flag in row.flags]
    if row.longer_than is not None:
        parts.append(_("longer than %(count)d characters") % {"count": row.longer_than})
    if row.minutes is not None:
        parts.append(_("later than %(minutes)s minutes") % {"minutes": plain(row.minutes)})
    return Line(what=_(", ").join(parts) or _("everything else"), points=_value(row, clause))


def reason_in_words(row: LedgerRow, scheme: Scheme | None, names: Names) -> list[str]:
    """Why the ledger row has its points: the line of the clause that fits, then what changed them."""
    clause = scheme.clause(row.clause) if scheme and row.clause else None
    period_rule = scheme.period_rule(row.clause) if scheme and row.clause else None
    if period_rule is not None:
        from scoring.wording_periods import settlement_in_words

        return settlement_in_words(row, period_rule, names)
    if clause is None:
        return [_("No clause of the scheme gives points for this; it is only counted.")]
    told = row.explanation
    line = row_in_words(clause.table.rows[int(told["row"]) - 1], names, clause)
    said = [_("%(what)s: %(points)s") % {"what": line.what, "points": line.points}, *_changes(told)]
    said += _credit(told, names)
    if "whole" in told:
        said.append(_("A share of %(points)s points.") % {"points": told["whole"]})
    if row.tally < 0 or (row.points < 0 and not isinstance(clause, DeductionRule | TimeLimitRule)):
        said.append(_("Taken back: the fact was revoked or corrected."))
    return said


def _changes(told: Mapping[str, str]) -> list[str]:
    """What made more or less of the points of the row that fits."""
    said = []
    if not told.get("full"):
        said.append(_("The superior's points are not recorded yet."))
    if "external" in told:
        said.append(_("The superior gave %(points)s points.") % {"points": told["external"]})
    if "length_times" in told:
        said.append(_("Longer than %(count)s characters: times %(times)s.")
                    % {"count": told["longer_than"], "times": told["length_times"]})  # fmt: skip
    if "front_page_times" in told:
        said.append(_("On the front page: times %(times)s.") % {"times": told["front_page_times"]})
    if "length_times" in told or "front_page_times" in told:
        said.append(_("Together: %(points)s.") % {"points": told["full"]})
    if "minutes" in told:
        said.append(_("Reported after %(minutes)s minutes; %(limit)s were allowed.")
                    % {"minutes": told["minutes"], "limit": told["limit"]})  # fmt: skip
    if "reason" in told:
        said.append(str(REASONS[told["reason"]]))
    if "counted_before" in told:
        said.append(_("%(points)s points were counted for this item already; only what exceeds them is added.")
                    % {"points": told["counted_before"]})  # fmt: skip
    if told.get("repeated") == "further":
        said.append(_("A further leader on the same item: reduced points."))
    if told.get("repeated") == "same_leader":
        said.append(_("The same leader wrote on this item before: not counted again."))
    return said


def _credit(told: Mapping[str, str], names: Names) -> list[str]:
    """What the row has to do with the host of a direct-report point."""
    said = []
    if "host" in told:
        host = {"unit": names.of("unit", told["host"]), "points": told["credited"]}
        if told["credit"] == "instead":
            said.append(_("%(points)s points go to the host unit %(unit)s instead.") % host)
        else:
            said.append(_("The host unit %(unit)s gets %(points)s points as well.") % host)
    if "credit_of" in told:
        points = pgettext("between names", ", ").join(names.of("unit", unit) for unit in told["credit_of"].split(","))
        said.append(_("With %(points)s points of the direct-report point %(unit)s.")
                    % {"unit": points, "points": told["credit_points"]})  # fmt: skip
    return said


def units_named_in(rows: Iterable[LedgerRow]) -> set[str]:
    """Keys of the units that the explanations of these rows name."""
    found: set[str] = set()
    for row in rows:
        found |= {unit for name in ("host", "credit_of") for unit in row.explanation.get(name, "").split(",") if unit}
    return found


def _one_after_the_other(first: str, second: str) -> str:
    return pgettext("sentences", "%(first)s %(second)s") % {"first": first, "second": second}


def _clause(number: int, clause: Rule, scheme: Scheme, names: Names) -> ClauseWords:
    rules: list[str] = []
    if isinstance(clause, InstructionRule):
        rules.append(str(REPEAT[clause.repeat]))
    elif isinstance(clause, PointsRule):
        rules += _rules_of_points(clause)
    if isinstance(clause, DeductionRule | TimeLimitRule):
        rules += losses_in_words(clause.sharing)
        if clause.sharing.composite != sharing_of_deductions(scheme.sharing).composite:
            rules.append(str(COMPOSITE[clause.sharing.composite]))
    elif clause.sharing != scheme.sharing:
        rules += sharing_in_words(clause.sharing)
    lines = [row_in_words(row, names, clause) for row in clause.table.rows]
    return ClauseWords(number, clause.id, str(EVENTS[clause.event]), lines, rules)


def _rules_of_points(clause: PointsRule) -> list[str]:
    rules: list[str] = []
    if clause.event in SEVERAL_OUTLETS:
        rules.append(str(SEVERAL_OUTLETS[clause.event][clause.combine]))
    for factor in clause.factors.by_length:
        rules.append(_("A text longer than %(count)d characters counts %(times)s times.")
                     % {"count": factor.longer_than, "times": plain(factor.times)})  # fmt: skip
    if clause.factors.front_page is not None:
        times = plain(clause.factors.front_page)
        rules.append(_("What stands on the front page counts %(times)s times.") % {"times": times})
    if clause.needs_evidence:
        rules.append(_("It counts only once the office has confirmed the evidence."))
    return rules


def _value(row: TableRow, clause: Rule) -> str:
    """What a row is worth, in the account into which the clause gives."""
    account = clause.gives
    if row.times_external is not None:
        return str(MULTIPLES[account]) % {"times": plain(row.times_external)}
    if isinstance(clause, DeductionRule | TimeLimitRule):
        return str(LOSSES[account]) % {"points": plain(row.points)}
    worth = str(AMOUNTS[account]) % {"points": plain(row.points)}
    if row.then is None:
        return worth
    then = str(AMOUNTS[account]) % {"points": plain(row.then)}
    return _("%(points)s, each further one %(then)s") % {"points": worth, "then": then}
