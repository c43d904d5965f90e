"""How a rank comes about: which points are compared, and the units next to it."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.engine.numbers import level, plain
from scoring.models import Period, Scheme
from scoring.services.class_pages import ClassStanding, PeriodClasses
from scoring.services.tables import ScoreRow
from scoring.views.access import ScorePage, all_periods, may_open, period_of
from scoring.views.ledger_scope import figures_at, number


@dataclass(frozen=True)
class RankLine:
    """A unit next to the rank, or the one that has it. `ahead`: by how many points it is before that one."""

    row: ScoreRow
    points: str
    ahead: str
    facts: str
    is_asked: bool


class RankView(ScorePage):
    """How the rank of a `unit` in a `period` comes about. A fragment for the side panel, else a page. Units that are not
    ranked: 404; the points of units whose account the reader may not open stand there as in the ranking, and open nothing."""

    action = "score.compare"

    def get(self, request: HttpRequest) -> HttpResponse:
        periods = all_periods()
        period = period_of(request.GET.get("period", ""), periods)
        table = PeriodClasses(period, periods, list(Scheme.objects.order_by("valid_from")))
        found = table.around(number(request.GET.get("unit")))
        if found is None:
            raise Http404
        one, rows = found
        own = next(row for row in rows if str(row.unit_id) == str(number(request.GET.get("unit"))))
        context = {
            "period": period, "previous": table.previous, "scheme": table.scheme, "chosen": one, "row": own,
            "lines": [self._line(row, own, period) for row in rows], "told": rank_in_words(one, own),
        }  # fmt: skip
        part = request.headers.get("HX-Target") == "score-panel"
        return render(request, "scoring/_rank.html" if part else "scoring/rank.html", context)

    def _line(self, row: ScoreRow, own: ScoreRow, period: Period) -> RankLine:
        opens = may_open(self.request, unit_id=row.unit_id)
        facts = figures_at(unit=row.unit_id, period=period.slug) if opens else ""
        ahead = level(row.score) - level(own.score)
        return RankLine(row, _points(row.score), _signed(ahead), facts, row is own)


def rank_in_words(one: ClassStanding, row: ScoreRow) -> list[str]:
    """How many of the ranked units of the class are before it, and how many share its rank."""
    number_ranked = len(one.ladder)
    before = (row.rank or 1) - 1
    same = one.ladder.sharing(row.score)
    told = [
        ngettext(
            "One of %(all)d ranked units has a higher score, so the rank is %(rank)d.",
            "%(before)d of %(all)d ranked units have a higher score, so the rank is %(rank)d.",
            before,
        )
        % {"before": before, "all": number_ranked, "rank": row.rank}
        if before
        else _("None of %(all)d ranked units has a higher score, so the rank is 1.") % {"all": number_ranked}
    ]
    if same > 1:
        told.append(_("%(same)d units have the same score: they share the rank, in printing order.") % {"same": same})
    return told


def _points(points: Decimal) -> str:
    return plain(level(points))


def _signed(difference: Decimal) -> str:
    sign = "+" if difference > 0 else "−" if difference < 0 else ""
    return f"{sign}{plain(abs(difference))}"
