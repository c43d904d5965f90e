"""Behind a number: ledger rows, each with its fact, its clause in words and its item."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from organizations.models import OutletLevel, Unit, User
from organizations.policy import visible_to
from scoring.engine import FactKind
from scoring.engine.numbers import ZERO
from scoring.engine.scheme import Scheme as EngineScheme
from scoring.engine.scheme import parse_scheme
from scoring.models import Account, LedgerRow, Period
from scoring.models.ledger import FACT_KINDS
from scoring.views.access import ScorePage, all_periods, may_open, period_of, reader
from scoring.wording import ClauseWords, Names, clauses_in_words, reason_in_words, units_named_in
from submissions.models import Item

MOST_ROWS = 200
KINDS = {
    "filed": FactKind.FILED,
    "forwarded": FactKind.FORWARDED,
    "adopted": FactKind.ADOPTED,
    "instructed": FactKind.INSTRUCTED,
}
TITLES = {
    "score": _("Score"),
    "cumulative": _("Score since January"),
    "yuan": _("Fees (yuan)"),
    "filed": _("Filed"),
    "forwarded": _("Forwarded"),
    "adopted": _("Adopted"),
    "instructed": _("Instructions"),
}


@dataclass(frozen=True)
class FactLine:
    """A ledger row as it is shown."""

    row: LedgerRow
    event: str
    outlet: str
    item: Item | None
    clause: ClauseWords | None
    reasons: list[str]


class FactsView(ScorePage):
    """`unit`, `period` and `what` (score, cumulative, filed, forwarded, adopted, level-CODE, instructed); `person`
    for a personal account; `first` for fees of several periods. A fragment for the side panel, else a page. Rows that the reader may not open: 404."""

    def get(self, request: HttpRequest) -> HttpResponse:
        periods = all_periods()
        period = period_of(request.GET.get("period", ""), periods)
        first = period_of(request.GET.get("first") or period.slug, periods)
        unit = get_object_or_404(Unit, pk=_number(request.GET.get("unit")))
        person = get_object_or_404(User, pk=_number(request.GET.get("person"))) if request.GET.get("person") else None
        if not may_open(request, unit_id=unit.pk, person_id=person.pk if person else None):
            raise Http404
        what = request.GET.get("what") or "score"
        rows = _chosen(visible_to(reader(request), LedgerRow.objects.all()), unit, person, (first, period), what)
        shown = list(rows.for_panel()[: MOST_ROWS + 1])
        account = Account.YUAN if what == "yuan" else Account.POINTS
        context = {
            "unit": unit,
            "person": person,
            "period": period,
            "first": first if what == "yuan" and first != period else None,
            "title": _title(what),
            "what": what,
            "lines": fact_lines(shown[:MOST_ROWS], reader(request)),
            "is_cut": len(shown) > MOST_ROWS,
            "most": MOST_ROWS,
            "sum": sum((row.points for row in shown if row.account == account), ZERO)
            if len(shown) <= MOST_ROWS
            else None,
        }
        part = request.headers.get("HX-Target") == "score-panel"
        return render(request, "scoring/_facts.html" if part else "scoring/facts.html", context)


def fact_lines(rows: list[LedgerRow], user: Any) -> list[FactLine]:
    """The rows with their words; an item only where the person may see it. A fixed number of statements."""
    names = Names.load(units=units_named_in(rows))
    keys = {int(row.item_key) for row in rows if row.item_key}
    items = visible_to(user, Item.objects.filter(pk__in=keys)).in_bulk()
    words = _Words(names)
    return [
        FactLine(
            row=row,
            event=str(FACT_KINDS[FactKind(row.kind)]),
            outlet=names.outlets.get(row.outlet, ""),
            item=items.get(int(row.item_key)) if row.item_key else None,
            clause=words.clause(row),
            reasons=reason_in_words(row, words.scheme(row), names),
        )
        for row in rows
    ]


class _Words:
    """Clauses of the schemes in words, each scheme read once."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._schemes: dict[int, EngineScheme] = {}
        self._clauses: dict[int, dict[str, ClauseWords]] = {}

    def scheme(self, row: LedgerRow) -> EngineScheme | None:
        if row.scheme is None:
            return None
        if row.scheme.pk not in self._schemes:
            scheme = parse_scheme(row.scheme.document)
            self._schemes[row.scheme.pk] = scheme
            self._clauses[row.scheme.pk] = {one.id: one for one in clauses_in_words(scheme, self._names)}
        return self._schemes[row.scheme.pk]

    def clause(self, row: LedgerRow) -> ClauseWords | None:
        self.scheme(row)
        return self._clauses.get(row.scheme_id or 0, {}).get(row.clause)


def _chosen(
    rows: QuerySet[LedgerRow], unit: Unit, person: User | None, bounds: tuple[Period, Period], what: str
) -> Any:
    first, period = bounds
    rows = rows.filter(unit=unit, person=person)
    if what == "cumulative":
        return rows.filter(period__in=Period.objects.year_until(period.year, period.starts_on), account=Account.POINTS)
    if what == "yuan":
        days = (first.starts_on, period.starts_on)
        return rows.filter(account=Account.YUAN, period__starts_on__range=days)
    rows = rows.filter(period=period)
    if what == "score":
        return rows.filter(account=Account.POINTS)
    if what.startswith("level-") and "\x00" not in what:
        return rows.filter(kind=FactKind.ADOPTED, level=what.removeprefix("level-"))
    if what not in KINDS:
        raise Http404
    return rows.filter(kind=KINDS[what])


def _title(what: str) -> Any:
    if what.startswith("level-"):
        code = what.removeprefix("level-")
        level = OutletLevel.objects.filter(code=code).first()
        return _("Adopted, %(level)s") % {"level": level.name if level else code}
    return TITLES[what]


def _number(text: str | None) -> int:
    if not (text or "").isdecimal() or len(text or "") > 18:
        raise Http404
    return int(text or 0)
