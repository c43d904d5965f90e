"""What the head of a scheme says, in words: sharing, ranking, the day that counts, money, prizes, rounding."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from scoring.engine import Scheme
from scoring.engine.head import Prize
from scoring.engine.numbers import plain
from scoring.wording_base import EACH_SPAN, Names, clauses_named
from scoring.wording_items import sharing_in_words

COUNTED_ON = {
    "happened": gettext_lazy("What happens counts in the period in which it happens."),
    "filed": gettext_lazy("Everything about an item counts in the period in which the item was first filed."),
}
HOST = {
    "instead": gettext_lazy("What a direct-report point brings goes to its host unit instead of the point: %(of)s."),
    "besides": gettext_lazy("What a direct-report point brings goes to its host unit as well as to the point: %(of)s."),
}
CONVERSION = {
    "week": gettext_lazy("Each week, the points times %(times)s are target points%(most)s."),
    "month": gettext_lazy("Each month, the points times %(times)s are target points%(most)s."),
    "quarter": gettext_lazy("Each quarter, the points times %(times)s are target points%(most)s."),
    "half": gettext_lazy("Each half-year, the points times %(times)s are target points%(most)s."),
    "year": gettext_lazy("Each year, the points times %(times)s are target points%(most)s."),
    "period": gettext_lazy("Each period, the points times %(times)s are target points%(most)s."),
}
BUDGET = {
    "week": gettext_lazy("Fees of a week are at most %(yuan)s yuan."),
    "month": gettext_lazy("Fees of a month are at most %(yuan)s yuan."),
    "quarter": gettext_lazy("Fees of a quarter are at most %(yuan)s yuan."),
    "half": gettext_lazy("Fees of a half-year are at most %(yuan)s yuan."),
    "year": gettext_lazy("Fees of a year are at most %(yuan)s yuan."),
    "period": gettext_lazy("Fees of a period are at most %(yuan)s yuan."),
}
BEYOND = {
    "scale": gettext_lazy("Beyond that everybody's fees are cut alike."),
    "stop": gettext_lazy("Beyond that later ones bring no fee."),
}
PRIZE_TO = {
    "units": gettext_lazy("the first %(first)d units of each class"),
    "persons": gettext_lazy("the first %(first)d persons"),
    "items": gettext_lazy("the first %(first)d items"),
}
PRIZE_ALL = {
    "units": gettext_lazy("units"),
    "persons": gettext_lazy("persons"),
    "items": pgettext_lazy("prize", "items"),
}


@dataclass(frozen=True)
class HeadWords:
    """One topic of the head, with its sentences."""

    title: str
    rules: Sequence[str]


def head_in_words(scheme: Scheme, names: Names) -> list[HeadWords]:
    """The topics of which the head says something, in the order in which they are printed."""
    topics: tuple[tuple[str, Callable[[Scheme, Names], list[str]]], ...] = (
        (_("Day that counts"), lambda s, _n: [str(COUNTED_ON[s.counted_on])]),
        (_("Sharing"), lambda s, _n: sharing_in_words(s.sharing)),
        (_("Direct-report points"), _host),
        (_("Ranking"), _ranking),
        (_("Target points"), conversion_in_words),
        (_("Budget"), budget_in_words),
        (_("Prizes"), lambda s, _n: [_prize(prize) for prize in s.prizes]),
        (_("Rounding"), _rounding),
    )
    names = names.of_scheme(scheme)
    told = [HeadWords(title, said(scheme, names)) for title, said in topics]
    return [words for words in told if words.rules]


def _host(scheme: Scheme, names: Names) -> list[str]:
    credit = scheme.host_credit
    if credit is None:
        return []
    of = _("all clauses") if credit.of is None else clauses_named(credit.of, scheme.order)
    return [str(HOST[credit.mode]) % {"of": of}]


def _ranking(scheme: Scheme, names: Names) -> list[str]:
    said = []
    if scheme.ranking.outside:
        said.append(
            _("Listed but not ranked: %(classes)s.") % {"classes": names.several("class", scheme.ranking.outside)}
        )
    if scheme.ranking.optional:
        said.append(
            _("Ranked only where they filed something in the period: %(classes)s.")
            % {"classes": names.several("class", scheme.ranking.optional)}
        )
    return said


def conversion_in_words(scheme: Scheme, names: Names) -> list[str]:
    """How points become target points; nothing without a conversion."""
    conversion = scheme.conversion
    if conversion is None:
        return []
    most = conversion.at_most
    told = "" if most is None else _(", at most %(most)s") % {"most": plain(most)}
    return [str(CONVERSION[conversion.per]) % {"times": plain(conversion.times), "most": told}]


def budget_in_words(scheme: Scheme, names: Names) -> list[str]:
    """How much the fees of a span may come to, and what happens beyond; nothing without a budget."""
    budget = scheme.budget
    if budget is None:
        return []
    return [str(BUDGET[budget.per]) % {"yuan": plain(budget.yuan)}, str(BEYOND[budget.beyond])]


def _prize(prize: Prize) -> str:
    who = str(PRIZE_ALL[prize.to]) if prize.first is None else str(PRIZE_TO[prize.to]) % {"first": prize.first}
    told = {"title": prize.title, "span": EACH_SPAN[prize.per], "who": who}
    said = _("%(title)s, %(span)s: %(who)s") % told
    if prize.at_least is not None:
        said += _(" with at least %(points)s points") % {"points": plain(prize.at_least)}
    if prize.moves_up:
        said += _("; others move up for those who are blocked")
    return _("%(said)s.") % {"said": said}


def _rounding(scheme: Scheme, names: Names) -> list[str]:
    digits = scheme.rounding
    told = {"unit": digits.unit, "person": digits.person, "rate": digits.rate}
    said = [_("Printed digits after the point: units %(unit)d, people %(person)d, rates %(rate)d.") % told]
    if scheme.budget or scheme.conversion or (digits.yuan, digits.target) != (2, 2):
        more = {"yuan": digits.yuan, "target": digits.target}
        said.append(_("Yuan are printed with %(yuan)d digits, target points with %(target)d.") % more)
    return said
