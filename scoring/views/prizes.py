"""Prizes of a year as a page and as a workbook: for everybody who may see the ranking.

The points of a person, and why a person is kept from a prize, are told to whoever may open the person's account.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from documents.xlsx import CONTENT_TYPE, Sheet, write_xlsx
from organizations.models import User
from organizations.policy import can, visible_to
from scoring.engine import FactKind
from scoring.engine.numbers import rounded
from scoring.engine.prizes import Candidate, PrizeResult, Winner
from scoring.engine.settlement import Effect
from scoring.engine.settlement.spans import thursday_of
from scoring.models import Period, ScoreTotal
from scoring.models.ledger import FACT_KINDS
from scoring.services.prize_standing import PrizeStanding, standing_of_prizes
from scoring.services.prize_weeks import WEEK
from scoring.services.validity import rules_of
from scoring.views.access import ScorePage, all_periods, reader
from scoring.views.ledger_scope import figures_at
from scoring.wording import Names, clauses_in_words
from scoring.wording_base import listing, one_after_the_other
from scoring.wording_periods import span_names
from submissions.models import Item
from ui.words import date_cn

ORDER = ("units", "persons", "items")


@dataclass(frozen=True)
class Place:
    """A winner, or somebody who is blocked, with what a page prints. `group`: the class of a unit, the unit of a person.
    `points` is empty for who may not see them, `facts`
    (the rows behind them) for who may not open them; `why` is empty for winners."""

    rank: int
    name: str
    group: str
    points: str
    url: str
    facts: str
    why: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class PrizeTable:
    """One prize in one span; `span` tells its days where a scheme cut it in two. `ended`: it is decided; until then it is only how things stand. `hides`: some of its
    numbers are not for this reader."""

    title: str
    to: str
    span: str
    ended: bool
    winners: list[Place]
    blocked: list[Place]
    hides: bool


class PrizesView(ScorePage):
    """All prizes of the year, those that are decided first."""

    action = "score.prizes"

    def get(self, request: HttpRequest) -> HttpResponse:
        year, years, periods = chosen_year(request)
        tables = prize_tables(standing_of_prizes(year, periods), reader(request))
        return render(request, "scoring/prizes.html", {"year": year, "years": years, "tables": tables})


class PrizesFileView(ScorePage):
    """The same as a workbook: one sheet a prize."""

    action = "score.prizes"

    def get(self, request: HttpRequest) -> HttpResponse:
        year, _years, periods = chosen_year(request)
        tables = prize_tables(standing_of_prizes(year, periods), reader(request))
        sheets = [Sheet(f"{one.title} {one.span}", _headings(one.to), _rows(one)) for one in tables]
        response = HttpResponse(
            write_xlsx(sheets=sheets or [Sheet(_("Prizes"), _headings("units"), [])]), content_type=CONTENT_TYPE
        )
        name = _("Prizes of %(year)d") % {"year": year}
        response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")
        return response


def chosen_year(request: HttpRequest) -> tuple[int, list[int], list[Period]]:
    """The year of the address, or the latest; all years; all periods. Raises Http404 for a year without periods."""
    periods = all_periods()
    years = sorted({period.year for period in periods}, reverse=True)
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdecimal() and len(wanted) < 5 else years[0]
    if year not in years:
        raise Http404
    return year, years, periods


def _headings(to: str) -> list[str]:
    named = {"items": [_("Item")], "persons": [_("Person"), _("Unit")], "units": [_("Unit"), _("Class")]}[to]
    return [_("Rank"), *named, _("Score"), pgettext("prize", "Result"), _("Reason")]


def _rows(table: PrizeTable) -> Iterator[Sequence[Any]]:
    result = _("wins") if table.ended else _("would win")
    for place in (*table.winners, *table.blocked):
        group = [] if table.to == "items" else [place.group]
        told = [_("blocked"), "；".join(place.why)] if place.why else [result, ""]
        yield [place.rank, place.name, *group, _number(place), *told]


def _number(place: Place) -> Decimal | None:
    return Decimal(place.points) if place.points else None


def prize_tables(standing: PrizeStanding, user: User) -> list[PrizeTable]:
    """The results in words, as far as the reader may see them; a fixed number of statements."""
    words = _Words(standing, user)
    results = standing.results
    words.spans = span_names((one.span, one.starts_on, one.ends_on) for one in results)
    ordered = sorted(results, key=lambda one: (not one.ended, ORDER.index(one.prize.to), one.prize.id, one.starts_on))
    return [words.table(one) for one in ordered]


class _Words:
    """Names of units, people and items, the clauses that bar somebody, and where numbers open."""

    def __init__(self, standing: PrizeStanding, user: User) -> None:
        named = [one.candidate for result in standing.results for one in (*result.winners, *result.blocked)]
        self.standing = standing
        self.people = User.objects.in_bulk({int(one.person) for one in named if one.person})
        self.items = visible_to(
            user, Item.objects.filter(pk__in={int(one.item) for one in named if one.item})
        ).in_bulk()
        self._names = Names.load() if named else Names()
        self._user = user
        self._clauses: dict[str, dict[str, str]] = {}
        self.spans: dict[tuple[str, date], str] = {}

    def table(self, one: PrizeResult) -> PrizeTable:
        blocked = [winner for winner in one.blocked if not winner.candidate.person or self._opens(winner.candidate)]
        winners = [self._place(winner, one) for winner in one.winners]
        return PrizeTable(
            title=one.prize.title, to=one.prize.to, span=self.spans[one.span, one.starts_on], ended=one.ended, winners=winners,
            blocked=[self._place(winner, one) for winner in blocked],
            hides=len(blocked) < len(one.blocked) or not all(place.points for place in winners),
        )  # fmt: skip

    def _place(self, winner: Winner, result: PrizeResult) -> Place:
        candidate = winner.candidate
        digits = rules_of(self.standing.schemes[result.scheme]).rounding
        opens = self._opens(candidate)
        points = str(rounded(candidate.points, digits.person if candidate.person else digits.unit))
        name, url = self._who(candidate, opens=opens)
        return Place(
            rank=winner.rank, name=name, group=self._group(candidate), url=url,
            points=points if opens or not candidate.person else "",
            facts=_facts(candidate, self._days(result)) if opens else "",
            why=[self._why(bar, opens=opens) for bar in candidate.bars],
        )  # fmt: skip

    def _days(self, result: PrizeResult) -> dict[str, str]:
        """What is asked of the page behind a number: the periods whose points count in the span (what is booked in one
        counts on its last day), or the days of a week."""
        if result.prize.per == WEEK:
            thursday = date.fromordinal(thursday_of(result.starts_on))
            own = [one for one in self.standing.periods if one.covers(thursday)]
            days = {"from": result.starts_on.isoformat(), "to": result.ends_on.isoformat()}
            return {"period": own[0].slug, **days} if own else days
        own = [one for one in self.standing.periods if result.starts_on <= one.ends_on <= result.ends_on]
        own.sort(key=lambda one: one.starts_on)
        return {"first": own[0].slug, "period": own[-1].slug} if own else {}

    def _who(self, candidate: Candidate, *, opens: bool) -> tuple[str, str]:
        if candidate.item:
            item = self.items.get(int(candidate.item))
            return (item.title, item.get_absolute_url()) if item else (_("An item that you may not open"), "")
        unit = self.standing.units[int(candidate.unit)]
        if candidate.person:
            url = reverse("scoring:person", args=[candidate.person]) if opens else ""
            return str(self.people[int(candidate.person)]), url
        return unit.name, reverse("scoring:unit", args=[unit.pk]) if opens else ""

    def _group(self, candidate: Candidate) -> str:
        """The class of a unit, the unit of a person."""
        if candidate.person:
            return str(self.standing.units[int(candidate.unit)].name)
        return self._names.classes.get(candidate.group, "")

    def _opens(self, candidate: Candidate) -> bool:
        """Whether the reader may open the rows of this account, or see this item."""
        if candidate.item:
            return int(candidate.item) in self.items
        account = ScoreTotal(unit_id=int(candidate.unit), person_id=int(candidate.person) if candidate.person else None)
        return can(self._user, "scoretotal.view", account)

    def _why(self, bar: Effect, *, opens: bool) -> str:
        """The clause, and for who may open the account the first of the facts with their dates."""
        if bar.scheme not in self._clauses:
            rules = rules_of(self.standing.schemes[bar.scheme])
            self._clauses[bar.scheme] = {one.id: one.article for one in clauses_in_words(rules, self._names)}
        article = self._clauses[bar.scheme].get(bar.clause, bar.clause)
        known = self.standing.facts
        facts = [known[fact] for fact in bar.facts if opens and fact in known]
        told = [f"{FACT_KINDS[FactKind(kind)]} {date_cn(day)}" for kind, day in facts]
        return one_after_the_other([article, *([_("Facts: %(facts)s.") % {"facts": listing(told)}] if told else [])])


def _facts(candidate: Candidate, days: Mapping[str, str]) -> str:
    """Where the rows behind the points stand."""
    if not days:
        return ""
    if candidate.item:
        return f"{reverse('scoring:item_facts', args=[candidate.item])}?{urlencode(days)}"
    person = {"person": candidate.person} if candidate.person else {}
    return f"{figures_at(unit=candidate.unit, **person, **days)}score"
