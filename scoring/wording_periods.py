"""Clauses about periods in words, and why a row of settlement has its points."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from scoring.engine import FactKind, Row
from scoring.engine.numbers import ZERO, plain, rounded
from scoring.engine.rules.base import COUNT
from scoring.engine.settlement.base import PERSONS, PeriodRule
from scoring.engine.settlement.bases import BaseRule
from scoring.engine.settlement.limits import LimitRule
from scoring.engine.settlement.quotas import QuotaRule
from scoring.engine.settlement.rates import RateRule
from scoring.engine.settlement.thresholds import MISSED_QUOTA, ThresholdRule
from scoring.models import LedgerRow
from scoring.span_days import SPAN, SchemeKey
from scoring.wording_base import AMOUNTS, EACH_SPAN, LOSSES, ClauseWords, Line, Names, clauses_named
from ui.words import day_in_year

KINDS = {
    "base": gettext_lazy("Base points"),
    "quota": gettext_lazy("Quota"),
    "rate": gettext_lazy("Rate of adoption"),
    "limit": gettext_lazy("Bounds of points"),
    "threshold": gettext_lazy("Threshold"),
}
EVERYBODY = {"units": gettext_lazy("each unit"), "persons": gettext_lazy("each person")}
COUNTED = {
    FactKind.FILED: pgettext_lazy("quota", "filed"),
    FactKind.FORWARDED: pgettext_lazy("quota", "forwarded"),
    FactKind.ADOPTED: pgettext_lazy("quota", "adopted"),
    FactKind.INSTRUCTED: pgettext_lazy("quota", "instructions"),
    FactKind.COMMISSION_DONE: pgettext_lazy("quota", "commissions done"),
    FactKind.BEST: pgettext_lazy("quota", "chosen as best"),
    FactKind.REPORTED: pgettext_lazy("quota", "emergencies reported"),
}
RESULTS = {
    "met": gettext_lazy("Meeting the demand: %(amount)s."),
    "each": gettext_lazy("Each one up to the demand: %(amount)s."),
    "each_above": gettext_lazy("Each one above the demand: %(amount)s."),
    "each_missing": gettext_lazy("Each one missing: %(amount)s."),
    "missed": gettext_lazy("Missing the demand: %(amount)s."),
}
RESULTS_OF_POINTS = {
    **RESULTS,
    "each": gettext_lazy("Each point up to the demand: %(amount)s."),
    "each_above": gettext_lazy("Each point above the demand: %(amount)s."),
    "each_missing": gettext_lazy("Each point missing: %(amount)s."),
}
TAKEN = ("each_missing", "missed")
FLAGS = {
    "no_prize": gettext_lazy("no prize"),
    "failed": gettext_lazy("the appraisal is failed"),
    "named": gettext_lazy("criticised by name"),
}
SPANS = {
    "": gettext_lazy("month %(number)d of %(year)d"),
    "Q": gettext_lazy("quarter %(number)d of %(year)d"),
    "W": gettext_lazy("week %(number)d of %(year)d"),
    "H1": gettext_lazy("the first half of %(year)d"),
    "H2": gettext_lazy("the second half of %(year)d"),
}

Told = Mapping[str, str]


def period_clause_in_words(number: int, rule: PeriodRule, names: Names, order: Sequence[str] = ()) -> ClauseWords:
    """A clause about periods; `order`: ids of all clauses of the scheme, by which others are called by their number."""
    words = _Words(names, order)
    lines, rules = WORDS[type(rule)](rule, words)
    head = _("%(kind)s, %(each)s") % {"kind": KINDS[rule.kind], "each": EACH_SPAN[rule.per]}
    return ClauseWords(number, rule.id, head, lines, [*rules, *words.audience(rule)])


def settlement_in_words(row: LedgerRow | Row, rule: PeriodRule, names: Names, order: Sequence[str] = ()) -> list[str]:
    """What the row was worked out from: `2026年10月：报送5条，任务6条，缺1条`, then the rule that made points of it."""
    told, words = row.explanation, _Words(names, order)
    said = [_("The receiver is not of the classes of this clause any more.")]
    if "outside" not in told:
        what, *rules = REASONS[type(rule)](rule, told, words)
        span = part_in_words(_span_of(row), row.scheme if isinstance(row, Row) else row.scheme_id, names)
        said = [_("%(span)s: %(what)s.") % {"span": span, "what": what}, *rules]
    if "before" in told:
        worth, before = (_amount(rule.gives, Decimal(told[name])) for name in ("worth", "before"))
        said.append(_("In all %(worth)s, of which %(before)s had been booked before.")
                    % {"worth": worth, "before": before})  # fmt: skip
    return said


def span_in_words(key: str) -> str:
    """`2026-Q4`: 2026年第4季度. What is no span of the calendar stands for itself."""
    found = SPAN.fullmatch(key.partition("~")[0])
    if not found:
        return key
    if not found[3]:
        return _("the year %(year)d") % {"year": int(found[1])}
    kind = f"H{found[3]}" if found[2] == "H" else found[2]
    return str(SPANS.get(kind, key)) % {"year": int(found[1]), "number": int(found[3])}


def span_names(spans: Iterable[tuple[str, date, date]]) -> dict[tuple[str, date], str]:
    """(key, first day) -> the span in words. Two parts of one span, cut by another scheme, have their days as well."""
    distinct = {(key, starts_on): ends_on for key, starts_on, ends_on in spans}
    alike = Counter(span_in_words(key) for key, _starts_on in distinct)
    names = {}
    for (key, starts_on), ends_on in distinct.items():
        name = span_in_words(key)
        names[key, starts_on] = days_of_span(key, starts_on, ends_on) if alike[name] > 1 else name
    return names


def part_in_words(key: str, scheme: SchemeKey | None, names: Names) -> str:
    """The span in words; where the scheme is valid in a part of it only, with the days of the part."""
    days = names.spans.part(key, scheme)
    return days_of_span(key, *days) if days else span_in_words(key)


def days_of_span(key: str, starts_on: date, ends_on: date) -> str:
    """`2026-11`: 2026年11月（11月10日至11月30日）."""
    told = {"span": span_in_words(key), "start": day_in_year(starts_on), "end": day_in_year(ends_on)}
    return _("%(span)s (%(start)s – %(end)s)") % told


def _span_of(row: LedgerRow | Row) -> str:
    """The span in the key of a settlement, `clause:span:slot`."""
    return row.fact.split(":")[1]


class _Words:
    """What clauses speak of, by name: classes, codes, and other clauses by their number."""

    def __init__(self, names: Names, order: Sequence[str]) -> None:
        self.names = names
        self.order = order

    def codes(self, condition: str, codes: Collection[str]) -> str:
        return self.listed(self.names.of(condition, code) for code in sorted(codes))

    def listed(self, words: Iterable[str]) -> str:
        return pgettext("between names", ", ").join(words)

    def clauses(self, ids: Collection[str]) -> str:
        """Other clauses by number; by id where the scheme is not known."""
        if not set(ids) <= set(self.order):
            return self.listed(f"“{name}”" for name in sorted(ids))
        return clauses_named(ids, self.order)

    def audience(self, rule: PeriodRule) -> list[str]:
        said = [_("It is about persons, not about units.")] if rule.audience == PERSONS else []
        if rule.classes:
            said.append(_("Only for: %(classes)s.") % {"classes": self.codes("class", rule.classes)})
        return said

    def demanded(self, rule: QuotaRule, count: Decimal) -> str:
        """`报送6条`, or `60分`."""
        if not rule.events:
            return self.number(rule, count)
        events = self.listed(str(word) for event, word in COUNTED.items() if event in rule.events)
        return _("%(events)s %(count)s") % {"events": events, "count": self.number(rule, count)}

    def number(self, rule: QuotaRule, count: Decimal) -> str:
        """`6条`, or `60分`."""
        if not rule.events:
            return _amount(rule.counted_account, count)
        return pgettext("number of facts", "%(count)s") % {"count": plain(count)}


def _amount(account: str, points: Decimal) -> str:
    return str(AMOUNTS[account]) % {"points": plain(points)}


def _loss(account: str, points: Decimal) -> str:
    return str(LOSSES[account]) % {"points": plain(points)}


def _base(rule: BaseRule, words: _Words) -> tuple[list[Line], list[str]]:
    return [Line(str(EVERYBODY[rule.audience]), _amount(rule.gives, rule.points))], []


def _base_reason(rule: BaseRule, told: Told, words: _Words) -> list[str]:
    return [_("base points that everybody begins with")]


def _quota(rule: QuotaRule, words: _Words) -> tuple[list[Line], list[str]]:
    lines = []
    for number, demand in enumerate(rule.demands):
        whom = words.codes("class", demand.classes) if demand.classes else str(EVERYBODY[rule.audience])
        if number and not demand.classes:
            whom = pgettext("classes", "all others")
        wanted = words.demanded(rule, demand.at_least) if demand.at_least else _("nothing is demanded")
        lines.append(Line(whom, _("%(demand)s, optional") % {"demand": wanted} if demand.optional else wanted))
    rules = [_("Only these count: %(codes)s.") % {"codes": words.codes(name, codes)} for name, codes in rule.conditions]
    if not rule.events:
        of_parts = rule.counted_account == COUNT
        counted = _("Counted as %(clauses)s say.") if of_parts else _("Counted is what %(clauses)s give.")
        rules.append(counted % {"clauses": words.clauses(rule.of)})
    if rule.result is None:
        return lines, [*rules, _("It gives no points; it shows the progress, and thresholds may count it.")]
    return lines, [*rules, *_results(rule, RESULTS)]


def _results(rule: QuotaRule, wanted: Collection[str]) -> list[str]:
    """The results that bring or cost something, of those that are wanted."""
    sentences = RESULTS if rule.events or rule.counted_account == COUNT else RESULTS_OF_POINTS
    said: list[str] = []
    for name, sentence in sentences.items():
        points = getattr(rule.result, name, ZERO)
        if points and name in wanted:
            amount = _loss(rule.gives, points) if name in TAKEN else _amount(rule.gives, points)
            said.append(str(sentence) % {"amount": amount})
    return said


def _quota_reason(rule: QuotaRule, told: Told, words: _Words) -> list[str]:
    if not told["demand"]:
        return [_("nothing is demanded of this class")]
    counted, demand = Decimal(told["counted"]), Decimal(told["demand"])
    values = {
        "counted": words.demanded(rule, counted), "demand": words.number(rule, demand),
        "missing": words.number(rule, demand - counted), "above": words.number(rule, counted - demand),
    }  # fmt: skip
    if counted < demand:
        applied = ("each",) if "optional" in told else ("each", *TAKEN)
        return [_("%(counted)s of %(demand)s demanded, %(missing)s missing") % values, *_results(rule, applied)]
    what = _("%(counted)s of %(demand)s demanded, %(above)s more") if counted > demand else ""
    what = what or _("%(counted)s of %(demand)s demanded, which meets the demand")
    return [what % values, *_results(rule, ("met", "each", *(("each_above",) if counted > demand else ())))]


def _rate(rule: RateRule, words: _Words) -> tuple[list[Line], list[str]]:
    rules = [_("It is the number of items adopted by that of items filed, without padding and duplicates.")]
    if rule.only_with_filings:
        rules.append(_("Who filed nothing is left out."))
    else:
        rules.append(_("Who filed nothing has a rate of 0."))
    return [Line(_rate_bound(rule), _rate_result(rule))], rules


def _rate_result(rule: RateRule) -> str:
    return _loss(rule.gives, -rule.points) if rule.points < ZERO else _amount(rule.gives, rule.points)


def _rate_bound(rule: RateRule) -> str:
    bound = {"bound": plain(rule.bound)}
    return _("below %(bound)s%%") % bound if rule.below else _("at least %(bound)s%%") % bound


def _rate_reason(rule: RateRule, told: Told, words: _Words) -> list[str]:
    what = _("%(adopted)s items adopted of %(filed)s filed, a rate of %(rate)s%%") % {
        "adopted": told["adopted"], "filed": told["filed"], "rate": plain(rounded(Decimal(told["rate"]), 2)),
    }  # fmt: skip
    result = {"span": _rate_bound(rule), "what": _rate_result(rule)}
    return [what, _("%(span)s: %(what)s.") % result]


def _limit(rule: LimitRule, words: _Words) -> tuple[list[Line], list[str]]:
    bounds = []
    if rule.at_most is not None:
        bounds.append(_("at most %(amount)s") % {"amount": _amount(rule.gives, rule.at_most)})
    if rule.at_least is not None and rule.at_least < ZERO:
        bounds.append(_("at most %(amount)s in all") % {"amount": _loss(rule.gives, -rule.at_least)})
    elif rule.at_least is not None:
        bounds.append(_("at least %(amount)s") % {"amount": _amount(rule.gives, rule.at_least)})
    return [Line(_("%(clauses)s together") % {"clauses": words.clauses(rule.of)}, words.listed(bounds))], []


def _limit_reason(rule: LimitRule, told: Told, words: _Words) -> list[str]:
    values = {"clauses": words.clauses(rule.of), "sum": _amount(rule.gives, Decimal(told["sum"]))}
    if "at_most" in told:
        values["bound"] = _amount(rule.gives, Decimal(told["at_most"]))
        return [_("%(clauses)s give %(sum)s together, and at most %(bound)s count") % values]
    if "at_least" in told:
        values["bound"] = _amount(rule.gives, Decimal(told["at_least"]))
        return [_("%(clauses)s give %(sum)s together, and at least %(bound)s count") % values]
    return [_("%(clauses)s give %(sum)s together, which is within the bounds") % values]


def _threshold(rule: ThresholdRule, words: _Words) -> tuple[list[Line], list[str]]:
    return [Line(_threshold_bound(rule, words), words.listed(_effects(rule, words)))], []


def _threshold_bound(rule: ThresholdRule, words: _Words) -> str:
    values = {
        "count": plain(rule.bound), "faults": words.codes("fault", rule.faults), "clauses": words.clauses(rule.of),
    }  # fmt: skip
    if rule.counts == "points":
        values["count"] = _amount(rule.counted_account, rule.bound)
        if not rule.bound:
            below = _("%(clauses)s come to less than nothing together by the end") % values
            return below if rule.below else _("%(clauses)s do not come to less than nothing together") % values
        if rule.below:
            return _("%(clauses)s give less than %(count)s together by the end") % values
        return _("%(clauses)s give %(count)s or more together") % values
    if rule.counts == MISSED_QUOTA:
        return _("the quota of %(clauses)s is missed %(count)s times or more") % values
    if rule.counts == "commission_missed":
        return _("commissions are missed %(count)s times or more") % values
    return (_("%(faults)s %(count)s times or more") if rule.faults else _("faults %(count)s times or more")) % values


def _effects(rule: ThresholdRule, words: _Words) -> list[str]:
    effects, said = rule.effects, []
    if effects.minus:
        said.append(_loss(rule.gives, effects.minus))
    if effects.minus_each:
        said.append(_("%(amount)s each time") % {"amount": _loss(rule.gives, effects.minus_each)})
    if effects.zero:
        said.append(_("all points of the span are lost, also those still to come"))
    elif effects.lost:
        said.append(_("what %(clauses)s gave in the span is lost") % {"clauses": words.clauses(effects.lost)})
    return [*said, *(str(FLAGS[flag]) for flag in effects.flags)]


def _threshold_reason(rule: ThresholdRule, told: Told, words: _Words) -> list[str]:
    if not told["reached"]:
        return [_("the threshold is not reached")]
    counted = Decimal(told["counted"])
    number = pgettext("number of times", "%(count)s") % {"count": plain(counted)}
    shown = _amount(rule.counted_account, counted) if rule.counts == "points" else number
    what = _("%(threshold)s; in fact %(counted)s") % {"threshold": _threshold_bound(rule, words), "counted": shown}
    said = [what, *(_("Effect: %(effect)s.") % {"effect": effect} for effect in _effects(rule, words))]
    if "lost" in told:
        said.append(_("Lost so far: %(amount)s.") % {"amount": _amount(rule.gives, Decimal(told["lost"]))})
    return said


WORDS: Mapping[type, Callable[[Any, _Words], tuple[list[Line], list[str]]]] = {
    BaseRule: _base, QuotaRule: _quota, RateRule: _rate, LimitRule: _limit, ThresholdRule: _threshold,
}  # fmt: skip
REASONS: Mapping[type, Callable[[Any, Told, _Words], list[str]]] = {
    BaseRule: _base_reason, QuotaRule: _quota_reason, RateRule: _rate_reason, LimitRule: _limit_reason,
    ThresholdRule: _threshold_reason,
}  # fmt: skip
