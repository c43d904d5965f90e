"""A figure that was opened: what it is, what it comes to, how it is counted, and the rows behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import OutletLevel
from organizations.policy import visible_to
from scoring.engine.numbers import evened, plain
from scoring.engine.scheme import Rounding
from scoring.models import LedgerRow, Period, QuotaStanding
from scoring.services.figures import LEVEL, SUMS, Behind, behind, counted_in_rate, rows_behind
from scoring.services.quota_rows import rows_counted, rule_of, sum_of
from scoring.services.row_counts import Counts, row_counts
from scoring.services.validity import rounding_on, rules_of
from scoring.views.access import reader
from scoring.views.ledger_scope import Scope, number, scope_of
from scoring.wording import Names, clauses_in_words
from scoring.wording_periods import part_in_words, span_in_words
from ui.words import day_in_year

QUOTA = "quota"
ROUNDED = (*SUMS, "rate")
TITLES = {
    "score": gettext_lazy("Score"),
    "cumulative": gettext_lazy("Score since January"),
    "yuan": gettext_lazy("Fees (yuan)"),
    "target": gettext_lazy("Target points given directly"),
    "filed": gettext_lazy("Filed"),
    "forwarded": gettext_lazy("Forwarded"),
    "adopted": gettext_lazy("Items adopted"),
    "adoptions": gettext_lazy("Adoptions"),
    "instructed": gettext_lazy("Instructions"),
    "rate": gettext_lazy("Adoption rate"),
}
HOW = {
    "filed": gettext_lazy("Each filing counts once; what was taken back is taken off."),
    "forwarded": gettext_lazy("Each forwarding counts once; what was revoked is taken off."),
    "adopted": gettext_lazy("An item counts once, however many outlets adopted it."),
    "adoptions": gettext_lazy("Each adoption counts; what was revoked is taken off."),
    "instructed": gettext_lazy("Items / person-times: an item counts once, and so does each of its leaders."),
}


@dataclass(frozen=True)
class Opened:
    """`rows`: a queryset of ledger rows; `printed` is the figure as the tables print it; `sum` the exact points of all rows,
    None where they are counted; `counts`: what rows count then, for those that are shown."""

    title: str
    about: str
    when: str
    printed: str
    how: str
    rows: Any
    number: int
    sum: Decimal | None
    period: str
    is_one_account: bool = True
    by_kind: bool = False
    clause: str = ""
    counts: Callable[[Sequence[LedgerRow]], Counts] | None = None


def opened_figure(request: HttpRequest, what: str) -> Opened:
    """A figure of the tables. Raises Http404 for one that there is not, or that the reader may not open."""
    scope = scope_of(request, since_january=what == "cumulative")
    try:
        rows = rows_behind(scope.rows, what)
        title = _title(what)
    except KeyError as unknown:
        raise Http404 from unknown
    told = behind(rows, what)
    digits = rounding_on(scope.last_day) if what in ROUNDED else Rounding()
    printed = told.printed(what, digits, is_person=scope.person is not None)
    shown = counted_in_rate(rows).order_by("kind", "happened_on", "pk") if what == "rate" else rows
    return Opened(
        title=title,
        about=_about(scope),
        when=days_in_words(scope.first, scope.period, scope.week),
        printed=printed,
        how=_how(what, scope, told, printed),
        rows=shown,
        number=told.rows,
        sum=told.points if what in SUMS else None,
        period=scope.period.slug,
        is_one_account=scope.is_one_account,
        by_kind=what == "rate",
        counts=None if what in SUMS else partial(row_counts, shown, what),
    )


def opened_quota(request: HttpRequest) -> Opened:
    """What a quota counted for one receiver: `unit`, `person`, `scheme`, `clause`, `span`. Raises Http404."""
    standing = _standing(request)
    rule = rule_of(standing)
    rows = visible_to(reader(request), rows_counted(standing))
    come_to = sum_of(standing, rows)
    names = Names.load()
    words = clauses_in_words(rules_of(standing.scheme), names)
    clause = next((one.article for one in words if one.id == standing.clause), "")
    return Opened(
        title=_("Counted for the quota"),
        about=_who(standing.person, standing.unit),
        when=part_in_words(standing.span, standing.scheme_id, names),
        printed=_("%(counted)s of %(demand)s") % {"counted": plain(evened(come_to)), "demand": plain(standing.demand)},
        how=_("What counts stands here; at least %(demand)s is asked for.") % {"demand": plain(standing.demand)},
        rows=rows,
        number=rows.count(),
        sum=None if rule.events else come_to,
        period=standing.period.slug,
        clause=clause,
        counts=partial(row_counts, rows, QUOTA) if rule.events else None,
    )


def periods_in_words(first: Period, last: Period) -> str:
    """One period, or from which to which."""
    return str(last) if first == last else f"{first} – {last}"


def days_in_words(first: Period, last: Period, week: tuple[date, date] | None) -> str:
    """The periods, or the week where only its days are asked for."""
    if week is None:
        return periods_in_words(first, last)
    year, number, _day = week[0].isocalendar()
    told = {"span": span_in_words(f"{year}-W{number:02d}"), "start": day_in_year(week[0]), "end": day_in_year(week[1])}
    return _("%(span)s (%(start)s – %(end)s)") % told


def _standing(request: HttpRequest) -> QuotaStanding:
    """A settlement writes standings anew, so that an address names them by what they are about."""
    asked = request.GET
    words = {name: asked.get(name, "") for name in ("clause", "span")}
    if any("\x00" in word for word in words.values()):
        raise Http404
    person = number(asked.get("person")) if asked.get("person") else None
    found = visible_to(reader(request), QuotaStanding.objects.all()).filter(
        unit=number(asked.get("unit")), person=person, scheme=number(asked.get("scheme")), **words
    )
    standing = found.select_related("unit", "person", "scheme", "period").order_by("starts_on").last()
    if standing is None:
        raise Http404
    return standing


def _about(scope: Scope) -> str:
    if scope.class_name is not None:
        return scope.class_name or _("Outside the ranking")
    return _who(scope.person, scope.unit)


def _who(person: Any, unit: Any) -> str:
    return " · ".join(str(one) for one in (person, unit) if one)


def _how(what: str, scope: Scope, told: Behind, printed: str) -> str:
    """How the figure comes about; what is counted in several accounts or periods is added up."""
    if what in SUMS:
        return ""
    if what == "rate":
        return _how_rate(told.counts, printed)
    how = str(HOW["adoptions" if what.startswith(LEVEL) else what])
    if what in ("adopted", "instructed") and not (scope.is_one_period and scope.is_one_account):
        return " ".join([how, _("Each month and each account counts for itself, and they are added up.")])
    return how


def _how_rate(counts: tuple[int, ...], printed: str) -> str:
    adopted, filed, padding = counts
    told = {"adopted": adopted, "filed": filed, "padding": padding, "rate": printed}
    if not padding:
        return _("%(adopted)d items adopted ÷ %(filed)d filed × 100 = %(rate)s") % told
    return (
        _(
            "%(adopted)d items adopted ÷ (%(filed)d filed − %(padding)d declined as padding or as duplicates) × 100 = "
            "%(rate)s"
        )
        % told
    )


def _title(what: str) -> str:
    if not what.startswith(LEVEL):
        return str(TITLES[what])
    code = what.removeprefix(LEVEL)
    level = OutletLevel.objects.filter(code=code).first()
    return _("Adopted, %(level)s") % {"level": level.name if level else code}
