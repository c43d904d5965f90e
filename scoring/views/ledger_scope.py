"""Whose ledger rows, and of which periods, the address of a figure asks for; and such addresses."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from organizations.models import Unit, User
from organizations.policy import visible_to
from scoring.models import LedgerRow, Period, ScoreTotal
from scoring.services.prize_weeks import on_days
from scoring.services.tables import units_of_class
from scoring.views.access import all_periods, may_open, period_of, reader


@dataclass(frozen=True)
class Scope:
    """The accounts and periods behind a figure. `rows`: theirs, as far as the reader may see them.
    `week`: the first and the last day, where only facts of a week are asked for."""

    rows: "QuerySet[LedgerRow]"
    first: Period
    period: Period
    unit: Unit | None = None
    person: User | None = None
    class_name: str | None = None
    week: tuple[date, date] | None = None

    @property
    def last_day(self) -> date:
        return self.week[1] if self.week else self.period.ends_on

    @property
    def is_one_account(self) -> bool:
        """Whether all rows are of one receiver."""
        return self.unit is not None

    @property
    def is_one_period(self) -> bool:
        return self.first == self.period


def figures_at(**query: Any) -> str:
    """The address of figures, to be completed by the name of one: `…&what=`."""
    return f"{reverse('scoring:facts')}?{urlencode(query)}&what="


def figures_of_units(period: Period) -> Callable[[int], str]:
    """The addresses of figures of units in a period, for a list of many of them."""
    first, last = f"{reverse('scoring:facts')}?unit=", f"&period={period.slug}&what="
    return lambda unit: f"{first}{unit}{last}"


def scope_of(request: HttpRequest, *, since_january: bool = False) -> Scope:
    """What the address asks for: `unit`, `person` in it or in all units, or `class` for the sum of one; `period` and
    `first` for several periods, or the days `from` and `to` of a week. Raises Http404 for what
    there is not, or the reader may not open."""
    first, period = bounds_of(request, since_january=since_january)
    rows = visible_to(reader(request), LedgerRow.objects.all())
    week = None if since_january else week_of(request)
    if week:
        rows = rows.filter(on_days(*week))
    else:
        rows = rows.filter(period__starts_on__range=(first.starts_on, period.starts_on))
    return replace(_of_accounts(request, rows, first, period), week=week)


def _of_accounts(request: HttpRequest, rows: "QuerySet[LedgerRow]", first: Period, period: Period) -> Scope:
    asked = request.GET
    if asked.get("class"):
        return _of_class(request, rows.filter(person__isnull=True), first, period)
    person = get_object_or_404(User, pk=number(asked.get("person"))) if asked.get("person") else None
    if person and not asked.get("unit"):
        _check_person(request, person)
        return Scope(rows.filter(person=person), first, period, person=person)
    unit = get_object_or_404(Unit, pk=number(asked.get("unit")))
    if not may_open(request, unit_id=unit.pk, person_id=person.pk if person else None):
        raise Http404
    return Scope(rows.filter(unit=unit, person=person), first, period, unit=unit, person=person)


def bounds_of(request: HttpRequest, *, since_january: bool = False) -> tuple[Period, Period]:
    """The periods `first` (default: the same) and `period` (default: the latest). Raises Http404."""
    periods = all_periods()
    period = period_of(request.GET.get("period", ""), periods)
    if since_january:
        return min((one for one in periods if one.year == period.year), key=lambda one: one.starts_on), period
    first = period_of(request.GET.get("first") or period.slug, periods)
    if first.starts_on > period.starts_on:
        raise Http404
    return first, period


def week_of(request: HttpRequest) -> tuple[date, date] | None:
    """The days `from` and `to`, which lie in one week; None where neither is asked for. Raises Http404."""
    asked = [request.GET.get(name, "") for name in ("from", "to")]
    if not any(asked):
        return None
    try:
        starts_on, ends_on = map(date.fromisoformat, asked)
    except ValueError as unread:
        raise Http404 from unread
    if starts_on > ends_on or starts_on.isocalendar()[:2] != ends_on.isocalendar()[:2]:
        raise Http404
    return starts_on, ends_on


def _of_class(request: HttpRequest, rows: "QuerySet[LedgerRow]", first: Period, period: Period) -> Scope:
    """The sum of a class stands on the accounts of all its units: it opens for who may open every one of them."""
    class_id = number(request.GET["class"])
    name, members = units_of_class(period, class_id)
    if not members or not all(may_open(request, unit_id=unit) for unit in members):
        raise Http404
    return Scope(rows.filter(unit__in=members), first, period, class_name=name)


def _check_person(request: HttpRequest, person: User) -> None:
    """A person's own page is there for the person, and for who may see one of the accounts."""
    seen = visible_to(reader(request), ScoreTotal.objects.of_people().filter(person=person))
    if person != reader(request) and not seen.exists():
        raise Http404


def number(text: str | None) -> int:
    """A key in an address. Raises Http404 for anything else."""
    if not (text or "").isdecimal() or len(text or "") > 18:
        raise Http404
    return int(text or 0)
