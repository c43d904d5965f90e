"""Prizes of a year as a page and as a workbook: for everybody who may see the ranking."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from documents.xlsx import CONTENT_TYPE, Sheet, write_xlsx
from organizations.models import Unit, UnitClass, User
from organizations.policy import can, visible_to
from scoring.engine import FactKind
from scoring.engine.numbers import rounded
from scoring.engine.prizes import Candidate, PrizeResult, Winner
from scoring.engine.settlement import Effect
from scoring.models import LedgerRow, Scheme, ScoreTotal
from scoring.models.ledger import FACT_KINDS
from scoring.services.prize_results import prizes_of
from scoring.services.profiles import code_of
from scoring.services.validity import rules_of
from scoring.views.access import ScorePage, all_periods, reader
from scoring.wording import Names, clauses_in_words
from scoring.wording_periods import span_in_words
from submissions.models import Item

MOST_FACTS = 5
ORDER = ("units", "persons", "items")


@dataclass(frozen=True)
class Place:
    """A winner, or somebody who is blocked, with what a page prints; `why` is empty for winners."""

    rank: int
    name: str
    group: str
    points: str
    url: str
    why: list[str]


@dataclass(frozen=True)
class PrizeTable:
    """One prize in one span. `ended`: it is decided; until then it is only how things stand."""

    title: str
    to: str
    span: str
    ended: bool
    winners: list[Place]
    blocked: list[Place]


class PrizesView(ScorePage):
    """All prizes of the year, those that are decided first."""

    action = "score.prizes"

    def get(self, request: HttpRequest) -> HttpResponse:
        year, years = chosen_year(request)
        tables = prize_tables(prizes_of(year), reader(request))
        return render(request, "scoring/prizes.html", {"year": year, "years": years, "tables": tables})


class PrizesFileView(ScorePage):
    """The same as a workbook: one sheet a prize."""

    action = "score.prizes"

    def get(self, request: HttpRequest) -> HttpResponse:
        year, _years = chosen_year(request)
        tables = prize_tables(prizes_of(year), reader(request))
        headings = [_("Rank"), _("Name"), _("Class"), _("Score"), pgettext("prize", "Result"), _("Reason")]
        sheets = [Sheet(f"{one.title} {one.span}", headings, _rows(one)) for one in tables]
        response = HttpResponse(
            write_xlsx(sheets=sheets or [Sheet(_("Prizes"), headings, [])]), content_type=CONTENT_TYPE
        )
        name = _("Prizes of %(year)d") % {"year": year}
        response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")
        return response


def chosen_year(request: HttpRequest) -> tuple[int, list[int]]:
    """The year of the address, or the latest; all years. Raises Http404 for a year without periods."""
    years = sorted({period.year for period in all_periods()}, reverse=True)
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdecimal() and len(wanted) < 5 else years[0]
    if year not in years:
        raise Http404
    return year, years


def _rows(table: PrizeTable) -> Iterator[Sequence[Any]]:
    result = _("wins") if table.ended else _("would win")
    for place in table.winners:
        yield [place.rank, place.name, place.group, Decimal(place.points), result, ""]
    for place in table.blocked:
        yield [place.rank, place.name, place.group, Decimal(place.points), _("blocked"), "；".join(place.why)]


def prize_tables(results: Sequence[PrizeResult], user: User) -> list[PrizeTable]:
    """The results in words; a fixed number of statements."""
    words = _Names(results, user)
    ordered = sorted(results, key=lambda one: (not one.ended, ORDER.index(one.prize.to), one.prize.id, one.starts_on))
    return [
        PrizeTable(
            title=one.prize.title, to=one.prize.to, span=span_in_words(one.span), ended=one.ended,
            winners=[words.place(winner, one) for winner in one.winners],
            blocked=[words.place(winner, one) for winner in one.blocked],
        )
        for one in ordered
    ]  # fmt: skip


class _Names:
    """Names of units, people, items and classes, and the clauses that bar somebody."""

    def __init__(self, results: Sequence[PrizeResult], user: User) -> None:
        named = [one.candidate for result in results for one in (*result.winners, *result.blocked)]
        self.units = Unit.objects.in_bulk({int(one.unit) for one in named if one.unit})
        self.people = User.objects.in_bulk({int(one.person) for one in named if one.person})
        self.items = visible_to(
            user, Item.objects.filter(pk__in={int(one.item) for one in named if one.item})
        ).in_bulk()
        self.classes = {code_of(one): one.name for one in UnitClass.objects.all()}
        self._schemes = {scheme.code: scheme for scheme in Scheme.objects.all()}
        self._names = Names.load()
        keys = {fact for one in named for bar in one.bars for fact in bar.facts[:MOST_FACTS]}
        rows = LedgerRow.objects.filter(fact__in=keys).order_by("pk").values_list("fact", "kind", "happened_on")
        self._user = user
        self._facts = {fact: (FACT_KINDS[FactKind(kind)], day) for fact, kind, day in rows}
        self._places = {code: rules_of(scheme).rounding for code, scheme in self._schemes.items()}

    def place(self, winner: Winner, result: PrizeResult) -> Place:
        candidate = winner.candidate
        digits = self._places[result.scheme]
        shown = rounded(candidate.points, digits.person if candidate.person else digits.unit)
        name, url = self._who(candidate)
        return Place(
            rank=winner.rank, name=name, group=self.classes.get(candidate.group, ""), points=str(shown), url=url,
            why=[self._why(bar, opens=self._opens(candidate)) for bar in candidate.bars],
        )  # fmt: skip

    def _who(self, candidate: Candidate) -> tuple[str, str]:
        if candidate.item:
            item = self.items.get(int(candidate.item))
            return (item.title, item.get_absolute_url()) if item else (_("An item that you may not open"), "")
        unit = self.units[int(candidate.unit)]
        if candidate.person:
            return f"{self.people[int(candidate.person)]}（{unit.short_name or unit.name}）", ""
        return unit.name, reverse("scoring:unit", args=[unit.pk])

    def _opens(self, candidate: Candidate) -> bool:
        """Whether the reader may see the facts of this account."""
        account = ScoreTotal(unit_id=int(candidate.unit), person_id=int(candidate.person) if candidate.person else None)
        return can(self._user, "scoretotal.view", account)

    def _why(self, bar: Effect, *, opens: bool) -> str:
        """The clause, and for who may open the account the first of the facts with their dates."""
        clauses = clauses_in_words(rules_of(self._schemes[bar.scheme]), self._names)
        clause = next((one for one in clauses if one.id == bar.clause), None)
        facts = [self._facts[fact] for fact in bar.facts[:MOST_FACTS] if opens and fact in self._facts]
        told = [f"{kind} {day.isoformat()}" for kind, day in facts]
        return "：".join(filter(None, [clause.article if clause else bar.clause, "、".join(told)]))
