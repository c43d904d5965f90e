"""Trying a draft on past months, and what came of it: ranks before and after, who gains and why."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.clock import today
from organizations.models import Unit, UnitClass, User
from organizations.policy import can, visible_to
from scoring.engine import parse_scheme
from scoring.engine.numbers import rounded
from scoring.engine.scheme import Rounding
from scoring.errors import DraftRefused
from scoring.forms.drafts import TrialForm
from scoring.forms.kinds import short_title
from scoring.models import Account, Period, Scheme, SchemeDraft, SchemeTrial
from scoring.services import scheme_values as values
from scoring.services.scheme_checks import check_document
from scoring.services.trials import MOST_PERIODS, job_of, start_trial
from scoring.views.access import reader
from scoring.views.pages import Page
from scoring.views.scheme_drafts import DraftPage
from scoring.wording import Names
from scoring.wording_head import budget_in_words, conversion_in_words
from submissions.models import Item
from ui import once

MOST_KEY = 2**63
"""No row has a higher number."""
PLACES = 2
"""Digits of yuan and target points."""
MOST_PLACES = 6
"""Digits of the engine: numbers that differ, differ by then."""
DUE = {Account.YUAN: gettext_lazy("Fee due"), Account.TARGET: gettext_lazy("Target points due")}
ACCOUNTS = {Account.YUAN: gettext_lazy("Fees (yuan)"), Account.TARGET: gettext_lazy("Target points")}
USUAL = 3
"""So many months that have ended are proposed."""
NAME = 40
"""Letters of a name that is looked for."""


class TryView(DraftPage):
    """Choose months; then the work begins."""

    action = draft_action = "schemedraft.manage"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        periods = _periods()
        ended = [one for one in periods if one.ends_on < today()][:USUAL] or list(periods[:1])
        return self._answer(self._draft(pk), TrialForm(periods=periods, initial={"first": ended[-1], "last": ended[0]}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        draft, form = self._draft(pk), TrialForm(request.POST, periods=_periods())
        if not form.is_valid():
            return self._answer(draft, form, status=422)
        periods = form.cleaned_data["periods"]
        try:
            return once.run(request, lambda: start_trial(draft_id=draft.pk, by=reader(request), periods=periods))
        except DraftRefused as refused:
            form.add_error(refused.field or None, str(refused.message))
            return self._answer(draft, form, status=422)

    def _draft(self, pk: int) -> SchemeDraft:
        return self.get_draft(pk)

    def _answer(self, draft: SchemeDraft, form: TrialForm, status: int = 200) -> HttpResponse:
        context = {
            "draft": draft, "form": form, "is_valid": check_document(draft.document).is_valid,
            "trials": draft.trials.select_related("asked_by").prefetch_related("periods")[:6],
        }  # fmt: skip
        return render(self.request, "scoring/scheme_try.html", context, status=status)


@dataclass(frozen=True)
class Why:
    """What a clause brings more or less, in how many cases, and the first of them. An item is None where it is not open
    to the reader. `account` is empty for points."""

    title: str
    change: str
    rows: int
    examples: list[tuple[Item | None, str, str]]
    account: str = ""


@dataclass(frozen=True)
class Second:
    """An account beside points: its sum over all units, or all persons, and the clauses that differ in it. `due`: what is
    due within budgets and by conversions, None where neither scheme has any."""

    account: str
    of_persons: bool
    before: str
    after: str
    clauses: list[tuple[str, str, str]]
    due: tuple[str, str] | None
    is_yuan: bool

    @property
    def is_cut(self) -> bool:
        """Whether what clauses bring, if they bring anything, is not what is due."""
        return self.due is not None and self.due != (self.before, self.after) and bool(self.clauses)


@dataclass(frozen=True)
class Line:
    """A receiver as the page shows it. `moved` is positive for a better rank; `dues`: yuan and target points that are due,
    before and after, and the unit of measure."""

    name: str
    unit: str
    rank_before: int | None
    rank_after: int | None
    moved: int
    before: str
    after: str
    gained: Decimal
    shown_gain: str
    why: list[Why]
    dues: list[tuple[str, str, str, str]]

    @property
    def steps(self) -> int:
        return abs(self.moved)


@dataclass(frozen=True)
class ClassLines:
    name: str
    lines: list[Line]

    @property
    def best(self) -> Decimal:
        """The largest change of points in the class, by which the bars are drawn."""
        return max((abs(line.gained) for line in self.lines), default=Decimal(0)) or Decimal(1)


class TrialView(DraftPage):
    """The result, or how far the work is."""

    def get(self, request: HttpRequest, pk: int, trial: int) -> HttpResponse:
        draft = self.get_draft(pk)
        rows = SchemeTrial.objects.filter(draft=draft).select_related("asked_by").prefetch_related("periods")
        found = next(iter(rows.filter(pk=trial)), None) if trial < MOST_KEY else None
        if found is None:
            raise Http404
        context = {
            "draft": draft,
            "trial": found,
            "job": None if found.finished_at else job_of(found),
            "is_old": found.draft_version != draft.version,
            "may_write": can(reader(request), "schemedraft.manage", draft),
            **(_result(found, request) if found.result else {}),
        }
        return render(request, "scoring/scheme_trial.html", context)


def _result(trial: SchemeTrial, request: HttpRequest) -> dict[str, Any]:
    """Units by class, and the people who gain or lose page by page, or those of a name. A fixed number of statements."""
    result = trial.result or {}
    units, name = result["units"], request.GET.get("name", "").replace("\0", "").strip()[:NAME]
    persons = _named(result["persons"], name)
    page = Page.of(request, len(persons))
    people = persons[page.rows]
    shown = _Shown(trial, reader(request), [*units, *people])
    classes: dict[int | None, list[Line]] = {}
    for told in sorted(units, key=lambda one: (one["rank_after"] or 10_000, -Decimal(one["after"]))):
        classes.setdefault(told["class"], []).append(shown.line(told))
    names: dict[int | None, str] = {one.pk: one.name for one in UnitClass.objects.all()}
    order = [*names, None]
    return {
        "classes": [ClassLines(names.get(pk, _("Outside the ranking")), classes[pk]) for pk in order if pk in classes],
        "people": [shown.line(told) for told in people],
        "has_people": bool(result["persons"]),
        "page": page,
        "name": name,
        "longest": NAME,
        "gaining": sum(Decimal(one["after"]) > Decimal(one["before"]) for one in units),
        "losing": sum(Decimal(one["after"]) < Decimal(one["before"]) for one in units),
        "moving": sum(one["rank_before"] != one["rank_after"] for one in units),
        "clauses": shown.by_clause(units),
        "seconds": shown.seconds(result),
        "heads": _heads(trial),
    }


def _named(persons: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """Those whose name holds it, who gain or lose most first."""
    people = dict(User.objects.filter(pk__in={one["person"] for one in persons}).values_list("pk", "name"))
    own = [one for one in persons if name.casefold() in people.get(one["person"], "").casefold()]
    return sorted(
        own, key=lambda one: (-abs(Decimal(one["after"]) - Decimal(one["before"])), people.get(one["person"], ""))
    )


def _heads(trial: SchemeTrial) -> list[str]:
    """What the draft says of its budget and its conversion."""
    rules = parse_scheme(trial.document)
    return [*budget_in_words(rules, Names()), *conversion_in_words(rules, Names())]


class _Shown:
    """Puts what is stored into the words of today: names of units and people, titles of clauses."""

    def __init__(self, trial: SchemeTrial, user: User, told: list[dict[str, Any]]) -> None:
        self.units = dict(Unit.objects.filter(pk__in={one["unit"] for one in told}).values_list("pk", "name"))
        people = {one["person"] for one in told if one["person"]}
        self.people = dict(User.objects.filter(pk__in=people).values_list("pk", "name"))
        self.titles = _titles(trial)
        changes = [change for one in told for change in [*one["clauses"], *one.get("seconds", ())]]
        named = {int(item) for change in changes for item, *_points in change["examples"]}
        self.items = visible_to(user, Item.objects.filter(pk__in=named)).in_bulk()
        digits = values.found(trial.document, "rounding.unit")
        self.places = digits if isinstance(digits, int) and 0 <= digits <= 6 else Rounding().unit

    def line(self, told: dict[str, Any]) -> Line:
        before, after = Decimal(told["before"]), Decimal(told["after"])
        ranks = (told["rank_before"], told["rank_after"])
        unit = self.units.get(told["unit"], "")
        shown_before, shown_after = _both(before, after, self.places)
        return Line(
            name=self.people.get(told["person"], "") if told["person"] else unit,
            unit=unit if told["person"] else "",
            rank_before=ranks[0],
            rank_after=ranks[1],
            moved=ranks[0] - ranks[1] if ranks[0] and ranks[1] else 0,
            before=shown_before,
            after=shown_after,
            gained=after - before,
            shown_gain=self._signed(after - before),
            why=self._why([*told["clauses"], *told.get("seconds", ())]),
            dues=[_due(Account(account), old, new) for account, old, new in told.get("dues", ())],
        )

    def seconds(self, result: dict[str, Any]) -> list[Second]:
        """Yuan and target points by account and receivers; nothing for trials that were kept without them."""
        return [
            Second(
                str(ACCOUNTS[account]), of_persons, *_both(before, after),
                self._second_clauses(result["persons" if of_persons else "units"], account),
                _both(*due) if due and due[0] is not None else None, account == Account.YUAN,
            )
            for account, of_persons, before, after, *due in result.get("seconds", ())
        ]  # fmt: skip

    def _second_clauses(self, told: list[dict[str, Any]], account: str) -> list[tuple[str, str, str]]:
        sums: dict[str, list[Decimal]] = {}
        for one in told:
            for change in one["seconds"]:
                if change["account"] == account:
                    own = sums.setdefault(change["clause"], [Decimal(0), Decimal(0)])
                    own[0] += Decimal(change["before"])
                    own[1] += Decimal(change["after"])
        return [
            (self._title(clause), *_both(before, after)) for clause, (before, after) in sums.items() if before != after
        ]

    def by_clause(self, units: list[dict[str, Any]]) -> list[tuple[str, str]]:
        """What each clause brings all units together more or less than before."""
        sums: dict[str, Decimal] = {}
        for one in units:
            for change in one["clauses"]:
                gain = Decimal(change["after"]) - Decimal(change["before"])
                sums[change["clause"]] = sums.get(change["clause"], Decimal(0)) + gain
        ordered = sorted(sums.items(), key=lambda entry: -abs(entry[1]))
        return [(self._title(clause), self._signed(change)) for clause, change in ordered if change]

    def _why(self, clauses: list[dict[str, Any]]) -> list[Why]:
        changes = [(Decimal(change["after"]) - Decimal(change["before"]), change) for change in clauses]
        ordered = sorted((one for one in changes if one[0]), key=lambda one: -abs(one[0]))
        return [
            Why(
                self._title(change["clause"]), self._signed(gain), change["rows"], self._examples(change["examples"]),
                str(Account(change["account"]).label) if "account" in change else "",
            )
            for gain, change in ordered
        ]  # fmt: skip

    def _examples(self, examples: list[list[str]]) -> list[tuple[Item | None, str, str]]:
        return [(self.items.get(int(item)), *_both(before, after, self.places)) for item, before, after in examples]

    def _title(self, clause: str) -> str:
        return self.titles.get(clause) or clause or _("no clause")

    def _signed(self, value: Decimal) -> str:
        shown = rounded(value, _digits(value, Decimal(0), self.places))
        return f"+{shown}" if shown > 0 else f"−{abs(shown)}" if shown < 0 else str(abs(shown))


def _digits(one: Decimal, other: Decimal, places: int) -> int:
    """So many digits, or more where two numbers that differ would look the same."""
    enough = (digits for digits in range(places, MOST_PLACES) if rounded(one, digits) != rounded(other, digits))
    return places if one == other else next(enough, MOST_PLACES)


def _both(before: str | Decimal, after: str | Decimal, places: int = PLACES) -> tuple[str, str]:
    old, new = Decimal(before), Decimal(after)
    digits = _digits(old, new, places)
    return str(rounded(old, digits)), str(rounded(new, digits))


def _due(account: Account, before: str, after: str) -> tuple[str, str, str, str]:
    unit = str(account.label) if account == Account.YUAN else ""
    return (str(DUE[account]), *_both(before, after), unit)


def _titles(trial: SchemeTrial) -> dict[str, str]:
    """Code of a clause -> its short title, in the draft before all adopted schemes."""
    documents = [*Scheme.objects.order_by("valid_from").values_list("document", flat=True), trial.document]
    found = {}
    for document in documents:
        for clause in values.entries(document.get("clauses")):
            found[values.typed(clause.get("id"))] = short_title(clause)
    return found


def _periods() -> Any:
    """The months on which a draft may be tried, latest first. Raises Http404 where there are none."""
    found = Period.objects.order_by("-starts_on")
    pks = list(found.values_list("pk", flat=True)[:MOST_PERIODS])
    if not pks:
        raise Http404
    return found.filter(pk__in=pks)
