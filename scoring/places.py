"""The places of scores on shared pages: the rail, the desk, the page of an item."""

from typing import Any, cast

from django.db.models import Model, Q, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.clock import today
from organizations.models import Unit, User
from organizations.policy import can, visible_to
from organizations.standing import UNIT_ROLES, standing_of
from scoring.engine.numbers import ZERO, exact, rounded
from scoring.engine.scheme import Rounding
from scoring.models import FeeLine, FeeListState, LedgerRow, QuotaStanding, ScoreTotal
from scoring.services.accounts import rank_of, trend_of
from scoring.services.quota_progress import running
from scoring.services.validity import rounding_on, rules_of, scheme_on
from ui import desk, panels, rail

MOST_ON_ITEM = 60


def register_places() -> None:
    """Called once, when the apps are ready."""
    rail.register(
        rail.RailEntry("scores", gettext_lazy("Scores"), "bar-chart", "scoring:ranking", order=60, shown=sees_ranking)
    )
    desk.register_figure(desk.DeskFigure("unit-score", order=10, build=unit_figure, shown=works_in_unit))
    desk.register_figure(desk.DeskFigure("unit-quota", order=12, build=quota_figure, shown=works_in_unit))
    desk.register_figure(desk.DeskFigure("own-fees", order=14, build=fee_figure, shown=works_in_unit))
    desk.register_figure(desk.DeskFigure("office-filed", order=11, build=office_filed, shown=sees_office_figures))
    panels.register(panels.Panel("item", "points", 60, "scoring/_item_panel.html", item_points))
    panels.register(panels.Panel("fault", "points", 10, "scoring/_item_panel.html", fault_points))


def sees_ranking(user: Any) -> bool:
    """Everybody with a business role."""
    return can(user, "score.ranking")


def works_in_unit(user: Any) -> bool:
    """Has a role in a unit that files."""
    return standing_of(user).has(*UNIT_ROLES)


def sees_office_figures(user: Any) -> bool:
    """The comprehensive office and the leaders."""
    standing = standing_of(user)
    return standing.is_office or standing.is_leader


def unit_figure(user: Any) -> desk.Figure | None:
    """The own unit's score of this month with its rank; for who has several units, the first in printing order."""
    own = Unit.objects.filter(pk__in=standing_of(user).units(*UNIT_ROLES)).select_related("unit_class")
    unit = own.in_printing_order().first()
    trend = trend_of([unit.pk]) if unit else []
    if unit is None or not trend:
        return None
    period, counts = trend[-1]
    rank = rank_of(unit, period)
    scheme = scheme_on(period.ends_on)
    digits = rules_of(scheme).rounding if scheme else Rounding()
    return desk.Figure(
        label=_("%(unit)s: score of %(period)s") % {"unit": unit.short_name or unit.name, "period": period},
        value=rounded(counts.score, digits.unit),
        hint=_("Rank %(rank)d in its class") % {"rank": rank} if rank else _("Outside the ranking"),
        trend=[month.score for _period, month in trend],
        url=reverse("scoring:unit", args=[unit.pk]),
    )


def quota_figure(user: Any) -> desk.Figure | None:
    """The most pressing quota of the own unit; None where nothing is asked for now."""
    from scoring.views.quotas import quota_lines

    rows = QuotaStanding.objects.of_units().filter(unit__in=standing_of(user).units(*UNIT_ROLES))
    found = running(rows)
    if not found:
        return None
    (line,) = quota_lines(found[:1])
    return desk.Figure(
        label=_("Quota of %(span)s") % {"span": line.span},
        value=line.told,
        hint=_("met") if line.progress.is_met else line.left,
        url=reverse("scoring:quotas"),
    )


def fee_figure(user: Any) -> desk.Figure | None:
    """What the ledger gives the person in yuan since January, and what lists paid of it; None where there is nothing."""
    totals = ScoreTotal.objects.filter(person=user, period__year=today().year)
    earned = exact(totals.aggregate(yuan=Sum("yuan", default=ZERO))["yuan"])
    if not earned:
        return None
    lines = FeeLine.objects.filter(person=user, fee_list__year=today().year, fee_list__state=FeeListState.APPROVED)
    paid = exact(lines.aggregate(amount=Sum("amount", default=ZERO))["amount"])
    digits = rounding_on(today()).yuan
    return desk.Figure(
        label=_("Fees since January (yuan)"),
        value=rounded(earned, digits),
        hint=_("%(paid)s yuan paid by lists") % {"paid": rounded(paid, digits)},
        url=reverse("scoring:person_fees", args=[user.pk]),
    )


def office_filed(user: Any) -> desk.Figure | None:
    """Filings of all units this month, and how many items were adopted."""
    trend = trend_of()
    if not trend:
        return None
    return desk.Figure(
        label=_("Filed this month"),
        value=trend[-1][1].filed,
        hint=_("All units; %(count)d items adopted") % {"count": trend[-1][1].adopted_items},
        trend=[month.filed for _period, month in trend],
        url=reverse("scoring:ranking"),
    )


def item_points(request: HttpRequest, item: Model) -> dict[str, Any] | None:
    """The points that an item brought, as far as the reader may open the accounts; None before there are any."""
    from scoring.views.facts import fact_lines

    reader = cast(User, request.user)
    key = str(item.pk)
    # The rows of a source stand in the group of its composite too.
    rows = LedgerRow.objects.of_units().filter(Q(item_key=key) | Q(group_key=key)).for_panel()
    shown = list(visible_to(reader, rows)[:MOST_ON_ITEM])
    return {"lines": fact_lines(shown, reader)} if shown else None


def fault_points(request: HttpRequest, fault: Model) -> dict[str, Any] | None:
    """What the fault cost, as far as the reader may open the accounts; None before it is reckoned."""
    from scoring.views.facts import fact_lines

    reader = cast(User, request.user)
    rows = LedgerRow.objects.of_units().filter(group_key=f"fault:{fault.pk}").exclude(clause="").for_panel()
    shown = list(visible_to(reader, rows)[:MOST_ON_ITEM])
    return {"lines": fact_lines(shown, reader)} if shown else None
