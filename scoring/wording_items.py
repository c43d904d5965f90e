"""Clauses about items as articles of a scheme: 市级刊物采用简讯，每条计3分."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from scoring.engine import FactKind, Scheme
from scoring.engine.numbers import plain
from scoring.engine.rules.base import COUNT, Rule
from scoring.engine.rules.deductions import DeductionRule, sharing_of_deductions
from scoring.engine.rules.instructions import InstructionRule
from scoring.engine.rules.points import PointsRule
from scoring.engine.rules.table import TableRow
from scoring.engine.rules.time_limits import TimeLimitRule
from scoring.engine.shares import Sharing
from scoring.wording_base import AMOUNTS, LOSSES, ClauseWords, Line, Names, amount

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
    "each_unit": gettext_lazy("Each unit that contributed to a composite item gets the full points, once."),
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
MULTIPLES = {
    "points": gettext_lazy("%(times)s times the superior's points"),
    "yuan": gettext_lazy("%(times)s times the fee that the superior paid"),
    "target": gettext_lazy("%(times)s times the superior's points, as target points"),
    "count": gettext_lazy("counted as the superior's points times %(times)s"),
}
EACH = {
    "points": gettext_lazy("%(points)s points each"),
    "yuan": gettext_lazy("%(points)s yuan each"),
    "target": gettext_lazy("%(points)s target points each"),
    "count": gettext_lazy("each counts as %(points)s"),
}
MINUS = {
    "points": gettext_lazy("minus %(points)s points each time"),
    "yuan": gettext_lazy("minus %(points)s yuan each time"),
    "target": gettext_lazy("minus %(points)s target points each time"),
}
CONDITION_NAMES = {
    "outlet": pgettext_lazy("condition", "outlet"),
    "level": pgettext_lazy("condition", "level"),
    "edition": pgettext_lazy("condition", "edition"),
    "item_type": pgettext_lazy("condition", "type"),
    "rank": pgettext_lazy("condition", "rank"),
    "fault": pgettext_lazy("condition", "fault"),
    "event_class": pgettext_lazy("condition", "class of the event"),
    "channel": pgettext_lazy("condition", "channel"),
}
TIMES = {
    "points": pgettext_lazy("article", "%(times)s times the superior's points"),
    "yuan": pgettext_lazy("article", "%(times)s times the fee that the superior paid"),
    "target": pgettext_lazy("article", "%(times)s times the superior's points, as target points"),
    "count": pgettext_lazy("article", "counted as the superior's points times %(times)s"),
}


def item_clause_in_words(number: int, clause: Rule, scheme: Scheme, names: Names) -> ClauseWords:
    """A clause about items."""
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
    rows = clause.table.rows
    lines = [row_in_words(row, names, clause) for row in rows]
    said = [_Row(clause, row, rows[:index], names).article() for index, row in enumerate(rows)]
    return ClauseWords(number, clause.id, str(EVENTS[clause.event]), lines, rules, said)


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
    everything = _("everything else") if len(clause.table.rows) > 1 else _("of every kind")
    return Line(what=_(", ").join(parts) or everything, points=_value(row, clause))


def _rules_of_points(clause: PointsRule) -> list[str]:
    rules: list[str] = []
    if clause.gives == COUNT:
        rules.append(_("It gives no points; it only says how much counts for quotas and thresholds."))
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


class _Row:
    """One row as part of an article. Where a row above takes some of what it fits, it speaks of the others (其他)."""

    def __init__(self, rule: Rule, row: TableRow, above: Sequence[TableRow], names: Names) -> None:
        self.rule, self.row, self.names = rule, row, names
        self.codes = dict(row.conditions)
        self.flags = dict(row.flags)
        narrower = [dict(one.conditions) for one in above if row.covers(one)]
        self.taken = {name for one in narrower for name in one if name not in self.codes}
        self.told: set[str] = set()

    def article(self) -> str:
        """The sentence without its full stop, then the conditions that have no place in it."""
        says: Mapping[FactKind, Callable[[], str]] = {
            FactKind.ADOPTED: self._adopted,
            FactKind.FORWARDED: lambda: (
                _("forwarded to %(where)s, %(what)s") % {"where": self._where(), "what": self._what()}
            ),
            FactKind.FILED: lambda: _("%(what)s filed") % {"what": self._what()},
            FactKind.COMMISSION_DONE: lambda: _("%(what)s written for a commission") % {"what": self._what()},
            FactKind.BEST: lambda: _("%(what)s chosen as the best") % {"what": self._what()},
            FactKind.INSTRUCTED: lambda: (
                _("instructions of %(who)s on %(what)s") % {"who": self._who(), "what": self._what()}
            ),
            FactKind.FAULT: self._fault,
            FactKind.COMMISSION_MISSED: lambda: _("a commission that is missed"),
            FactKind.REPORTED: self._reported,
        }
        case = says[self.rule.event]()
        extra = self._extra()
        if extra:
            case = _("%(case)s (%(extra)s)") % {"case": case, "extra": _("; ").join(extra)}
        return pgettext("article", "%(case)s: %(value)s") % {"case": case, "value": self._value()}

    def _adopted(self) -> str:
        told = {"where": self._where(), "what": self._what()}
        self.told.add("in_composite")
        if "in_composite" not in self.flags:
            return pgettext("adopted", "%(where)s print %(what)s") % told
        if self.flags["in_composite"]:
            return pgettext("adopted", "%(where)s print %(what)s as part of a composite") % told
        return pgettext("adopted", "%(where)s print %(what)s alone") % told

    def _where(self) -> str:
        """The outlets, by name or level, with their edition and page."""
        levels, outlets, editions = (self._names(name) for name in ("level", "outlet", "edition"))
        other = "outlet" in self.taken or (not levels and "level" in self.taken)
        if outlets:
            where = (
                pgettext("outlets", "%(outlets)s of %(levels)s") % {"outlets": outlets, "levels": levels}
                if levels
                else outlets
            )
        elif levels:
            where = (_("other outlets of %(levels)s") if other else _("outlets of %(levels)s")) % {"levels": levels}
        else:
            where = _("other outlets") if other else _("any outlet")
        if editions:
            where = pgettext("edition", "%(where)s (%(editions)s)") % {"where": where, "editions": editions}
        self.told.add("front_page")
        if "front_page" in self.flags:
            page = _("%(where)s on the front page") if self.flags["front_page"] else _("%(where)s on other pages")
            where = page % {"where": where}
        return where

    def _what(self) -> str:
        """The items, by type, length and whether they were asked for."""
        types = self._names("item_type")
        what = types or (_("other items") if "item_type" in self.taken else pgettext("article", "items"))
        self.told |= {"commissioned", "longer_than"}
        if "commissioned" in self.flags:
            asked = _("commissioned %(what)s") if self.flags["commissioned"] else _("%(what)s that nobody commissioned")
            what = asked % {"what": what}
        if self.row.longer_than is not None:
            told = {"what": what, "count": self.row.longer_than}
            what = _("%(what)s of more than %(count)d characters") % told
        return what

    def _who(self) -> str:
        """The leaders, by level and rank."""
        levels, ranks = self._names("level"), self._names("rank")
        other = "rank" in self.taken or (not levels and "level" in self.taken)
        if ranks:
            return (
                pgettext("leaders", "%(ranks)s of %(levels)s") % {"ranks": ranks, "levels": levels} if levels else ranks
            )
        if levels:
            return (_("other leaders of %(levels)s") if other else _("leaders of %(levels)s")) % {"levels": levels}
        return _("other leaders") if other else _("leaders")

    def _fault(self) -> str:
        faults = self._names("fault")
        if not faults:
            return _("other faults") if "fault" in self.taken else _("any fault")
        return pgettext("fault", "%(faults)s") % {"faults": faults}

    def _reported(self) -> str:
        classes, channels = self._names("event_class"), self._names("channel")
        event = _("%(classes)s events") % {"classes": classes} if classes else _("emergencies")
        if not classes and "event_class" in self.taken:
            event = _("other emergencies")
        told = {"event": event, "channel": channels, "minutes": plain(self.row.minutes or Decimal(0))}
        if channels:
            return _("%(event)s reported %(channel)s later than %(minutes)s minutes") % told
        return _("%(event)s reported later than %(minutes)s minutes") % told

    def _value(self) -> str:
        row, gives = self.row, self.rule.gives
        if row.times_external is not None:
            return str(TIMES[gives]) % {"times": plain(row.times_external)}
        if row.then is not None:
            told = {"points": amount(row.points, gives), "then": amount(row.then, gives)}
            return pgettext("article", "%(points)s, each further one %(then)s") % told
        if not row.points:
            return _("nothing")
        if isinstance(self.rule, InstructionRule):
            return pgettext("instruction", "%(points)s each") % {"points": amount(row.points, gives)}
        takes = isinstance(self.rule, DeductionRule | TimeLimitRule)
        return str((MINUS if takes else EACH)[gives]) % {"points": plain(row.points)}

    def _names(self, name: str) -> str:
        self.told.add(name)
        return self.names.several(name, self.codes[name]) if name in self.codes else ""

    def _extra(self) -> list[str]:
        """Conditions that the sentence of this event has no place for."""
        extra = [
            _("%(name)s: %(values)s") % {"name": CONDITION_NAMES[name], "values": self.names.several(name, codes)}
            for name, codes in self.codes.items()
            if name not in self.told
        ]
        extra += [str(FLAGS[flag]) for flag in self.row.flags if flag[0] not in self.told]
        if self.row.longer_than is not None and "longer_than" not in self.told:
            extra.append(_("longer than %(count)d characters") % {"count": self.row.longer_than})
        return extra
