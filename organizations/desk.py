"""The desks of the three administrators: what of their own work waits, and the state of things in figures."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activity.clock import today
from activity.models import ChainHead, Event
from organizations.chain_check import latest_check
from organizations.models import Membership, Outlet, Role, Unit, User
from organizations.policy import can
from organizations.sign_in.lockout import locked_accounts
from organizations.working_days import is_known
from ui.desk import DeskBlock, DeskFigure, DeskLine, Figure, register, register_figure
from ui.templatetags.govinfo import stamp

SHOWN = 8


def locked_lines(user: Any) -> Sequence[DeskLine]:
    """Accounts that cannot sign in now."""
    return [
        DeskLine(
            title=lock.user.name if lock.user else lock.shown_name,
            url=reverse("organizations:locked"),
            what=_("locked after failed sign-ins"),
            who=lock.address or _("from anywhere"),
            until=lock.until,
            act_label=_("Unlock"),
            act_url=reverse("organizations:locked"),
        )
        for lock in locked_accounts()[:SHOWN]
    ]


def roleless_lines(user: Any) -> Sequence[DeskLine]:
    """Open accounts without any role: new people, and people whose roles have ended."""
    held = Membership.objects.filter(ends_on__isnull=True) | Membership.objects.filter(ends_on__gte=today())
    people = User.objects.filter(is_active=True, admin_kind="").exclude(pk__in=held.values("user"))
    return [
        DeskLine(
            title=person.name,
            url=reverse("organizations:person", args=[person.pk]),
            what=_("has no role"),
            since=person.date_joined,
            act_label=_("Give a role"),
            act_url=reverse("organizations:person", args=[person.pk]),
        )
        for person in people[:SHOWN]
    ]


def headless_lines(user: Any) -> Sequence[DeskLine]:
    """Units that file items and have nobody who may sign last: their items would need a leader's signature."""
    heads = Membership.objects.current(today()).filter(role=Role.UNIT_HEAD, user__is_active=True)
    units = Unit.objects.current(today()).filing().exclude(pk__in=heads.values("unit"))
    return [
        DeskLine(
            title=unit.name,
            url=reverse("organizations:unit", args=[unit.pk]),
            what=_("has no head"),
            who=_("roles are given by the security administrator"),
        )
        for unit in units[:SHOWN]
    ]


def calendar_lines(user: Any) -> Sequence[DeskLine]:
    """The coming year's holidays, from November on, as long as neither the calendar nor the office knows them."""
    day = today()
    year = day.year + 1 if day.month >= 11 else day.year
    if is_known(year):
        return []
    url = reverse("organizations:holidays")
    title = _("The holidays of %(year)d are not known; Monday to Friday count as working days.") % {"year": year}
    return [DeskLine(title=title, url=url, what=_("calendar"), act_label=_("Enter days"), act_url=url)]


def broken_chain_lines(user: Any) -> Sequence[DeskLine]:
    """The one thing that must not wait: the last check found the trail changed."""
    check = latest_check()
    if check is None or check.is_whole:
        return []
    title = _("The audit trail does not fit together at event %(number)s.") % {"number": check.broken_id}
    return [DeskLine(title=title, url=reverse("organizations:audit"), what=_("alarm"), since=check.at, urgent=True)]


def trail_figure(user: Any) -> Figure:
    """How long the trail is."""
    head = ChainHead.objects.first()
    return Figure(_("Events in the trail"), head.last_event_id if head else 0, url=reverse("organizations:audit"))


def check_figure(user: Any) -> Figure:
    """What the last check of the whole trail found, and when."""
    check = latest_check()
    url = reverse("organizations:audit")
    if check is None:
        return Figure(_("Last check of the trail"), str(_("none yet")), url=url)
    found = _("the chain is whole") if check.is_whole else _("the chain is broken")
    return Figure(_("Last check of the trail"), str(found), hint=stamp(check.at), url=url)


def units_figure(user: Any) -> Figure:
    """Units that exist today."""
    return Figure(_("Units"), Unit.objects.current(today()).count(), url=reverse("organizations:units"))


def outlets_figure(user: Any) -> Figure:
    """Outlets in use."""
    return Figure(
        _("Outlets in use"), Outlet.objects.filter(is_active=True).count(), url=reverse("organizations:outlets")
    )


def accounts_figure(user: Any) -> Figure:
    """Accounts that are open."""
    return Figure(_("Open accounts"), User.objects.filter(is_active=True).count(), url=reverse("organizations:people"))


def failures_figure(user: Any) -> Figure:
    """Failed sign-ins of today, for whoever watches over sign-in or over those who do."""
    failed = Event.objects.filter(verb="account.login_failed", at__date=today()).count()
    return Figure(_("Failed sign-ins today"), failed)


def register_all() -> None:
    """Called once, when the apps are ready."""
    blocks = (
        ("broken_chain", 1, broken_chain_lines, "event.audit", "organizations:audit"),
        ("locked", 10, locked_lines, "account.unlock", "organizations:locked"),
        ("roleless", 20, roleless_lines, "user.manage", "organizations:people"),
        ("headless", 10, headless_lines, "unit.manage", "organizations:units"),
        ("calendar", 20, calendar_lines, "holiday.manage", "organizations:holidays"),
    )
    for key, order, lines, action, url_name in blocks:
        register(DeskBlock(f"organizations.{key}", order, lines, shown=_who_may(action), more_url=_address(url_name)))
    figures = (
        ("trail", 10, trail_figure, "event.audit"),
        ("check", 20, check_figure, "event.audit"),
        ("units", 10, units_figure, "unit.manage"),
        ("outlets", 20, outlets_figure, "unit.manage"),
        ("accounts", 10, accounts_figure, "user.manage"),
        ("failures", 30, failures_figure, "event.audit"),
        ("failures_too", 30, failures_figure, "account.unlock"),
    )
    for key, order, build, action in figures:
        register_figure(DeskFigure(f"organizations.{key}", order, build, shown=_who_may(action)))


def _who_may(action: str) -> Any:
    return lambda user: can(user, action)


def _address(url_name: str) -> Any:
    return lambda _user: reverse(url_name)
