"""Clauses about periods as articles of a scheme: 每个单位每月应报送6条."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import pgettext_lazy

from scoring.engine.rules.base import COUNT
from scoring.engine.settlement.base import PeriodRule
from scoring.engine.settlement.quotas import QuotaRule
from scoring.engine.settlement.rates import RateRule
from scoring.wording_base import EACH_SPAN, ClauseWords

UNITS_OR_PERSONS = {"units": pgettext_lazy("article", "each unit"), "persons": pgettext_lazy("article", "each person")}
#: How a line of the clause's table reads as a sentence; `what` and `points` are its cells.
ARTICLES: Mapping[str, Any] = {
    "base": pgettext_lazy("base", "%(what)s begins %(span)s with %(points)s"),
    "quota": pgettext_lazy("quota", "%(what)s %(span)s: at least %(points)s"),
    "quota of points": pgettext_lazy("quota", "%(what)s has to come to at least %(points)s %(span)s"),
    "quota of parts": pgettext_lazy("quota", "%(what)s %(span)s: at least %(points)s, as they are counted"),
    "rate": pgettext_lazy("rate", "%(who)s with a rate of adoption %(what)s, %(span)s: %(points)s"),
    "rate that gives": pgettext_lazy("rate", "%(who)s with a rate of adoption %(what)s, %(span)s: plus %(points)s"),
    "limit": pgettext_lazy("limit", "for %(who)s %(span)s, %(what)s count %(points)s"),
    "threshold": pgettext_lazy("threshold", "%(who)s for which %(span)s %(what)s: %(points)s"),
}


def with_article(words: ClauseWords, rule: PeriodRule) -> ClauseWords:
    """The clause with its lines as sentences."""
    kind = rule.kind
    if isinstance(rule, QuotaRule) and not rule.events:
        kind = "quota of parts" if rule.counted_account == COUNT else "quota of points"
    elif isinstance(rule, RateRule) and rule.points > 0:
        kind = "rate that gives"
    told = {"who": UNITS_OR_PERSONS[rule.audience], "span": EACH_SPAN[rule.per]}
    said = [str(ARTICLES[kind]) % {**told, "what": line.what, "points": line.points} for line in words.lines]
    return replace(words, said=said)
