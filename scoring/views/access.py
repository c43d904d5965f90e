"""Who opens which page of scores."""

from typing import Any, cast

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from activity.clock import today
from organizations.models import User
from organizations.policy import can
from organizations.standing import Standing, standing_of
from scoring.models import Period, ScoreTotal


class NoPeriodYet(Exception):
    """No period has begun: the page says so."""


@method_decorator(never_cache, name="dispatch")
class ScorePage(LoginRequiredMixin, View):
    """A page for whoever may do `action`; for everybody else it does not exist: 404."""

    action = "score.ranking"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not can(request.user, self.action):
            raise Http404
        try:
            return super().dispatch(request, *args, **kwargs)
        except NoPeriodYet:
            return render(request, "scoring/no_period.html")

    @property
    def standing(self) -> Standing:
        return standing_of(reader(self.request))


def all_periods() -> list[Period]:
    """Every period that has begun, latest first. Reading makes none: beat and acts do. Raises NoPeriodYet."""
    periods = list(Period.objects.filter(starts_on__lte=today()).order_by("-starts_on"))
    if not periods:
        raise NoPeriodYet
    return periods


def period_of(slug: str, periods: list[Period]) -> Period:
    """The period that an address names (2026-10), or without a name the latest that has begun. Raises Http404."""
    if not slug:
        return periods[0]
    found = next((period for period in periods if period.slug == slug), None)
    if found is None:
        raise Http404
    return found


def may_open(request: HttpRequest, *, unit_id: int, person_id: int | None = None) -> bool:
    """Whether the person at the screen may open the account of a unit, or of a person in a unit."""
    return can(reader(request), "scoretotal.view", ScoreTotal(unit_id=unit_id, person_id=person_id))


def reader(request: HttpRequest) -> User:
    """The person at the screen; the pages of this app are for signed-in people only."""
    return cast(User, request.user)
