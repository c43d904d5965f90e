"""Behind a number: ledger rows, each with its fact, its clause in words and its item."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from organizations.policy import visible_to
from scoring.engine import FactKind
from scoring.engine.scheme import Scheme as EngineScheme
from scoring.engine.scheme import parse_scheme
from scoring.models import LedgerRow
from scoring.models.ledger import FACT_KINDS
from scoring.services.evidence import rows_with_evidence
from scoring.services.register_rows import Entry, register_entries
from scoring.views.access import ScorePage, reader
from scoring.views.opened import QUOTA, Opened, opened_figure, opened_quota
from scoring.views.pages import Page
from scoring.wording import ClauseWords, Names, clauses_in_words, reason_in_words, units_named_in
from submissions.models import Item


@dataclass(frozen=True)
class FactLine:
    """A ledger row as it is shown. `entry`: the fault or commission that it comes from, where the reader may see it.
    `has_evidence`: a file proves it, which `scoring:fact_evidence` gives. `count`: what the row counts of a count that was
    opened, empty for nothing; None where points are what the figure is of."""

    row: LedgerRow
    event: str
    outlet: str
    item: Item | None
    clause: ClauseWords | None
    reasons: list[str]
    entry: Entry | None = None
    has_evidence: bool = False
    count: str | None = None


class FactsView(ScorePage):
    """`what` (score, cumulative, yuan, filed, forwarded, adopted, adoptions, level-CODE, instructed, rate) of the scope
    that the address names (see `ledger_scope`), or the `quota` of a clause and span. A fragment for the side panel, else
    a page. Rows that the reader may not open: 404."""

    def get(self, request: HttpRequest) -> HttpResponse:
        what = request.GET.get("what") or "score"
        return facts_page(request, opened_quota(request) if what == QUOTA else opened_figure(request, what))


def facts_page(request: HttpRequest, opened: Opened) -> HttpResponse:
    """A page of the rows behind a figure, or the same as a fragment for the side panel."""
    page = Page.of(request, opened.number)
    rows = list(opened.rows.for_panel()[page.rows])
    lines = fact_lines(rows, reader(request))
    if opened.counts:
        counts = opened.counts(rows)
        lines = [replace(line, count=_counted(counts[line.row.pk])) for line in lines]
    context = {
        "opened": opened,
        "page": page,
        "lines": lines,
        "sum": opened.sum,
    }
    part = request.headers.get("HX-Target") == "score-panel"
    return render(request, "scoring/_facts.html" if part else "scoring/facts.html", context)


def _counted(numbers: tuple[int, ...]) -> str:
    """1, −1, 1/1 as the figure is printed, or nothing."""
    return "/".join(str(number).replace("-", "−") for number in numbers) if any(numbers) else ""


def fact_lines(rows: list[LedgerRow], user: Any) -> list[FactLine]:
    """The rows with their words; an item only where the person may see it. A fixed number of statements."""
    names = Names.load(units=units_named_in(rows))
    keys = {int(row.item_key) for row in rows if row.item_key}
    items = visible_to(user, Item.objects.filter(pk__in=keys)).in_bulk()
    words, entries, proven = _Words(names), register_entries(rows, user), rows_with_evidence(rows)
    return [
        FactLine(
            row=row,
            event=str(FACT_KINDS[FactKind(row.kind)]),
            outlet=names.outlets.get(row.outlet, ""),
            item=items.get(int(row.item_key)) if row.item_key else None,
            clause=words.clause(row),
            reasons=reason_in_words(row, words.scheme(row), names),
            entry=entries.get(row.fact),
            has_evidence=row.fact in proven,
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
