"""Progress with quotas: all units for the office and the leaders, the own ones for everybody else."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

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
from scoring.services.quota_progress import Progress, running
from scoring.services.validity import rules_of
from scoring.views.access import ScorePage, reader
from scoring.wording import Names, clauses_in_words
from scoring.wording_periods import span_in_words


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


class QuotasView(ScorePage):
    """What runs now, by clause; who still owes stands first."""

    action = "score.quotas"

    def get(self, request: HttpRequest) -> HttpResponse:
        lines = quota_lines(running(self.rows()))
        owed = sum(not (line.progress.is_met or line.progress.standing.is_optional) for line in lines)
        context = {"groups": _by_clause(lines), "owed": owed, "today": today()}
        return render(request, "scoring/quotas.html", context)

    def rows(self) -> Any:
        return visible_to(reader(self.request), QuotaStanding.objects.all())


class QuotasFileView(QuotasView):
    """The same as a workbook."""

    def get(self, request: HttpRequest) -> HttpResponse:
        headings = [_("Quota"), _("Span"), _("Who"), _("Demand"), _("Counted"), _("Missing"), _("Working days left")]
        lines = quota_lines(running(self.rows()))
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


def effects_in_words(rows: "QuerySet[SettledEffect]") -> list[dict[str, Any]]:
    """Thresholds that were reached: the clause, its span, what it does, from which period on."""
    found = list(rows.select_related("scheme", "period"))
    clauses = _articles({row.scheme_id: row.scheme for row in found}.values())
    return [
        {
            "what": clauses.get((row.scheme.code, row.clause), row.clause),
            "span": span_in_words(row.span),
            "does": [EFFECTS[name] for name in row.effects],
            "period": row.period,
        }
        for row in found
    ]


def _articles(schemes: Iterable[Scheme]) -> dict[tuple[str, str], str]:
    """(scheme, clause) -> the clause as it is printed."""
    found: dict[tuple[str, str], str] = {}
    schemes = list(schemes)
    names = Names.load() if schemes else Names()
    for scheme in schemes:
        found |= {(scheme.code, one.id): one.article for one in clauses_in_words(rules_of(scheme), names)}
    return found


def quota_lines(found: Sequence[Progress]) -> list[QuotaLine]:
    """The standings in words; each scheme is read once."""
    clauses = _articles({one.standing.scheme_id: one.standing.scheme for one in found}.values())
    return [_line(one, clauses) for one in found]


def _line(one: Progress, clauses: dict[tuple[str, str], str]) -> QuotaLine:
    row = one.standing
    told = _("%(counted)s of %(demand)s") % {"counted": plain(row.counted), "demand": plain(row.demand)}
    return QuotaLine(
        progress=one,
        what=clauses.get((row.scheme.code, row.clause), row.clause),
        span=span_in_words(row.span),
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
    """(clause in words, span, its lines): owed before met, then in printing order."""
    groups: dict[tuple[str, str], list[QuotaLine]] = {}
    for line in lines:
        groups.setdefault((line.what, line.span), []).append(line)
    return [
        (what, span, sorted(own, key=lambda line: (line.progress.is_met, line.progress.standing.unit.sort_no)))
        for (what, span), own in groups.items()
    ]


def _cells(lines: Iterable[QuotaLine]) -> Iterator[Sequence[Any]]:
    for line in lines:
        row = line.progress.standing
        yield [
            line.what, line.span, line.receiver, row.demand.normalize(), row.counted.normalize(),
            line.progress.missing.normalize(), line.progress.days_left,
        ]  # fmt: skip
