"""Progress with quotas: all units for the office and the leaders, the own ones for everybody else."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activity.clock import today
from documents.xlsx import CONTENT_TYPE, Sheet, write_xlsx
from organizations.policy import visible_to
from scoring.engine.numbers import plain
from scoring.models import QuotaStanding, Scheme, SettledEffect
from scoring.services.quota_progress import Group, Progress, groups_of, owed_first, progress_of, running_rows
from scoring.services.validity import rules_of
from scoring.views.access import ScorePage, reader
from scoring.views.ledger_scope import figures_at
from scoring.views.pages import ROWS, Page
from scoring.wording import Names, clauses_in_words
from scoring.wording_base import numeral
from scoring.wording_periods import part_in_words


@dataclass(frozen=True)
class QuotaLine:
    """A standing in words: “2 of 8 this month, 5 working days left”, and the clause that asks for it."""

    progress: Progress
    what: str
    span: str
    told: str
    left: str

    @property
    def receiver(self) -> str:
        row = self.progress.standing
        return f"{row.person}（{row.unit.short_name or row.unit.name}）" if row.person else row.unit.name

    @property
    def facts(self) -> str:
        """Where the count opens: standings are shown only to who may open the account."""
        row = self.progress.standing
        person = {"person": row.person_id} if row.person_id else {}
        return figures_at(unit=row.unit_id, **person, scheme=row.scheme_id, clause=row.clause, span=row.span)


class QuotasView(ScorePage):
    """What runs now, by clause; who still owes stands first. Where there is much, one quota at a time, and by pages."""

    action = "score.quotas"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = running_rows(self.rows())
        groups = groups_of(rows)
        chosen = _chosen(groups, request.GET.get("quota", ""))
        page = Page.of(request, chosen.number if chosen else sum(one.number for one in groups))
        articles = Articles()
        lines = quota_lines(progress_of(owed_first(chosen.of(rows) if chosen else rows)[page.rows]), articles)
        context = {
            "groups": _by_clause(lines),
            "tabs": _tabs(groups, chosen, articles),
            "page": page,
            "owed": sum(one.owed for one in groups),
            "today": today(),
        }
        return render(request, "scoring/quotas.html", context)

    def rows(self) -> "QuerySet[QuotaStanding]":
        return visible_to(reader(self.request), QuotaStanding.objects.all())


class QuotasFileView(QuotasView):
    """The same as a workbook."""

    def get(self, request: HttpRequest) -> HttpResponse:
        headings = [_("Quota"), _("Span"), _("Who"), _("Demand"), _("Counted"), _("Missing"), _("Working days left")]
        lines = quota_lines(progress_of(owed_first(running_rows(self.rows()))))
        name = _("Progress with quotas")
        response = HttpResponse(write_xlsx(sheets=[Sheet(name, headings, _cells(lines))]), content_type=CONTENT_TYPE)
        response["Content-Disposition"] = content_disposition_header(True, f"{name} {today():%Y-%m-%d}.xlsx")
        return response


EFFECTS = {
    "zero": gettext_lazy("all points of the span are lost"),
    "withhold": gettext_lazy("the bonus is withheld"),
    "no_prize": gettext_lazy("no prize"),
    "failed": gettext_lazy("failed"),
    "named": gettext_lazy("named in the bulletin"),
    "minus": gettext_lazy("points are taken away"),
}
"""What a threshold does to whom it is reached by (F14)."""


class Articles:
    """Clauses as they are printed; each scheme is put into words once, and names are read when the first is asked for."""

    def __init__(self) -> None:
        self._names: Names | None = None
        self._known: dict[int, dict[str, str]] = {}

    @property
    def names(self) -> Names:
        self._names = self._names or Names.load()
        return self._names

    def span(self, key: str, scheme: int) -> str:
        """The span under the scheme, with its days where it is a part only."""
        return part_in_words(key, scheme, self.names)

    def of(self, scheme: Scheme, clause: str) -> str:
        if scheme.pk not in self._known:
            words = clauses_in_words(rules_of(scheme), self.names)
            self._known[scheme.pk] = {one.id: one.article for one in words}
        return self._known[scheme.pk].get(clause, clause)


def effects_in_words(rows: "QuerySet[SettledEffect]", articles: Articles) -> list[dict[str, Any]]:
    """Thresholds that were reached: the clause, its span, what it does, from which period on."""
    return [
        {
            "what": articles.of(row.scheme, row.clause),
            "span": articles.span(row.span, row.scheme_id),
            "does": [EFFECTS[name] for name in row.effects],
            "period": row.period,
        }
        for row in rows.select_related("scheme", "period")
    ]


def quota_lines(found: Iterable[Progress], articles: Articles | None = None) -> list[QuotaLine]:
    """The standings in words; each scheme is read once."""
    articles = articles or Articles()
    return [_line(one, articles) for one in found]


def _line(one: Progress, articles: Articles) -> QuotaLine:
    row = one.standing
    told = _("%(counted)s of %(demand)s") % {"counted": plain(row.counted), "demand": plain(row.demand)}
    return QuotaLine(
        progress=one,
        what=articles.of(row.scheme, row.clause),
        span=articles.span(row.span, row.scheme_id),
        told=told,
        left=_left(one),
    )


def _left(one: Progress) -> str:
    if one.days_left is None:
        return ""
    if one.days_left == 0:
        return _("no working day left")
    return ngettext("%(days)d working day left", "%(days)d working days left", one.days_left) % {"days": one.days_left}


def _by_clause(lines: Iterable[QuotaLine]) -> list[tuple[str, str, list[QuotaLine]]]:
    """(clause in words, span, its lines), in the order of the lines."""
    found = groupby(lines, key=lambda line: (line.what, line.span))
    return [(what, span, list(own)) for (what, span), own in found]


def _chosen(groups: Sequence[Group], key: str) -> Group | None:
    """The quota of the address; without one all together where they fit on a page, else the first."""
    named = next((one for one in groups if one.key == key), None)
    fits = sum(one.number for one in groups) <= ROWS
    return named or (None if fits else groups[0])


def _tabs(groups: Sequence[Group], chosen: Group | None, articles: Articles) -> list[dict[str, Any]]:
    """One for each quota, with how many still owe; none where all stand on the page."""
    if chosen is None or len(groups) < 2:
        return []
    rules = {scheme.pk: rules_of(scheme) for scheme in Scheme.objects.filter(pk__in={one.scheme for one in groups})}
    numbers = {one.key: rules[one.scheme].order.index(one.clause) + 1 for one in groups}
    return [
        {
            "label": _("%(span)s, clause %(number)s")
            % {"span": articles.span(one.span, one.scheme), "number": numeral(numbers[one.key])},
            "url": f"?{urlencode({'quota': one.key})}",
            "active": one == chosen,
            "count": one.owed,
        }
        for one in groups
    ]


def _cells(lines: Iterable[QuotaLine]) -> Iterator[Sequence[Any]]:
    for line in lines:
        row = line.progress.standing
        yield [
            line.what, line.span, line.receiver, row.demand.normalize(), row.counted.normalize(),
            line.progress.missing.normalize(), line.progress.days_left,
        ]  # fmt: skip
