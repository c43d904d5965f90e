"""The places of bulletins on shared pages: the rail and the desk."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from activity.clock import OFFICE_ZONE, now, today
from organizations.models import Role
from organizations.policy import can, visible_to
from organizations.standing import standing_of
from reports.models import Bulletin, Subscription
from reports.services.schedule import due_on
from reports.services.year_end import year_still_open
from reports.states import State
from scoring.models import Period
from ui import desk, panels, rail

MOST_LINES = 5
READ_WITHIN = timedelta(days=60)
"""An issued bulletin that nobody has opened for two months is not asked for on the desk any more."""


def register_places() -> None:
    """Called once, when the apps are ready."""
    rail.register(rail.RailEntry("bulletins", _("Bulletins"), "journal-text", "reports:list", 70, reads, waiting_count))
    panels.register(
        panels.Panel("profile", "bulletins-mail", 10, "reports/_subscription.html", subscription_of_the_person)
    )
    panels.register(panels.Panel("fault", "bulletin", 20, "reports/_fault_panel.html", bulletin_on_a_fault))
    desk.register(desk.DeskBlock("bulletins-leader", 15, lines_for_leader, leads, _list))
    desk.register(desk.DeskBlock("bulletins-office", 36, lines_for_office, works_in_office, _list))
    desk.register(desk.DeskBlock("year-end", 12, lines_of_year_end, closes_months))
    desk.register(desk.DeskBlock("months", 37, lines_of_months, closes_months, lambda _user: reverse("reports:months")))
    desk.register(desk.DeskBlock("bulletins-read", 60, lines_to_read, reads, _list))


def bulletin_on_a_fault(request: HttpRequest, fault: Any) -> dict[str, Any] | None:
    """一事一通报: for whoever begins bulletins, while the record of the fault stands."""
    return {"fault": fault} if works_in_office(request.user) and not fault.is_revoked else None


def _list(user: Any) -> str:
    return reverse("reports:list")


def reads(user: Any) -> bool:
    """Everybody with a business role."""
    return can(user, "bulletin.list")


def leads(user: Any) -> bool:
    """Leaders, and who acts for one."""
    return standing_of(user).is_leader


def works_in_office(user: Any) -> bool:
    """The comprehensive office."""
    return can(user, "bulletin.propose")


def closes_months(user: Any) -> bool:
    """The head of the comprehensive office."""
    return can(user, "period.manage")


def subscription_of_the_person(request: HttpRequest, person: Any) -> dict[str, Any] | None:
    """The box on the own account page; none for who reads no bulletins."""
    if not reads(person) or request.user != person:
        return None
    kept = Subscription.objects.filter(user=person).first()
    return {
        "subscription": kept,
        "address": request.GET.get("address", "")[:254] or (kept.address if kept else person.email),
        "is_sent": "dummy" not in settings.EMAIL_BACKEND,
        "with_pdf": settings.BULLETIN_MAIL_PDF,
    }


def waiting_count(user: Any) -> int:
    """What waits for the person: to comment or sign, to bring further, else to read. One statement."""
    if leads(user):
        return visible_to(user, Bulletin.objects.awaiting_comment_of(user)).count()
    if works_in_office(user):
        return Bulletin.objects.under_way().count()
    return unread(user).count()


def unread(user: Any) -> Any:
    """Issued in the last weeks and without a receipt of the person."""
    recent = Bulletin.objects.in_force().filter(issued_at__gte=now() - READ_WITHIN)
    return recent.exclude(receipts__user=user).newest_first()


def lines_for_leader(user: Any) -> Sequence[desk.DeskLine]:
    """Bulletins before the leaders: not commented yet, or still to be signed."""
    waiting = Bulletin.objects.awaiting_comment_of(user) | Bulletin.objects.filter(state=State.CHECKED)
    rows = visible_to(user, waiting.distinct()).select_related("checked_by").order_by("checked_at")[:MOST_LINES]
    return [
        _line(
            bulletin,
            _("to comment and sign") if bulletin.state == State.CHECKED else _("to comment"),
            reverse("reports:comment", args=[bulletin.pk]),
            since=bulletin.checked_at,
            until=bulletin.comments_due_on,
            who=bulletin.checked_by,
        )
        for bulletin in rows
    ]


def lines_for_office(user: Any) -> Sequence[desk.DeskLine]:
    """Drafts to write and check, signed ones to issue."""
    mine = {State.DRAFT: _("to write"), State.SIGNED: _("to issue")}
    if standing_of(user).has(Role.OFFICE_HEAD):
        mine[State.DRAFT] = _("to check")
    rows = Bulletin.objects.under_way().filter(state__in=mine).order_by("proposed_at")[:MOST_LINES]
    return [
        _line(
            bulletin,
            mine[State(bulletin.state)],
            reverse("reports:compose", args=[bulletin.pk]),
            since=bulletin.signed_at or bulletin.proposed_at,
        )
        for bulletin in rows
    ]


def lines_of_months(user: Any) -> Sequence[desk.DeskLine]:
    """The earliest month that has ended and is still open."""
    period = Period.objects.unclosed().filter(ends_on__lt=today()).order_by("starts_on").first()
    if period is None:
        return []
    url = reverse("reports:months")
    due = due_on(period)
    return [
        desk.DeskLine(
            title=_("Month %(month)s") % {"month": period}, url=url, what=_("to close"),
            since=_at(period.ends_on + timedelta(days=1)), until=_at(due), urgent=due < today(),
            act_label=_("Open"), act_url=url,
        )
    ]  # fmt: skip


def lines_of_year_end(user: Any) -> Sequence[desk.DeskLine]:
    """From 10 January on: the year that ended and is not closed."""
    end = year_still_open()
    if end is None:
        return []
    url = reverse("reports:months")
    return [
        desk.DeskLine(
            title=gettext("Scores of the year %(year)d") % {"year": end.year}, url=url,
            what=_("to close by 20 January at the latest"),
            who=gettext("still open: %(months)s") % {"months": end.months}, since=_at(end.told_from),
            until=datetime.combine(end.closes_on, time(18), OFFICE_ZONE), urgent=end.is_overdue, act_label=_("Open"),
            act_url=url,
        )
    ]  # fmt: skip


def lines_to_read(user: Any) -> Sequence[desk.DeskLine]:
    """Issued and not yet marked as read."""
    return [
        _line(bulletin, _("to read"), bulletin.get_absolute_url(), since=bulletin.issued_at)
        for bulletin in unread(user)[:MOST_LINES]
    ]


def _line(
    bulletin: Bulletin, what: Any, url: str, *, since: Any, who: Any = "", until: date | None = None
) -> desk.DeskLine:
    return desk.DeskLine(
        title=f"{bulletin.title} {bulletin.number_line}".strip(), url=url, what=what, who=str(who or ""), since=since,
        until=datetime.combine(until, time(18), OFFICE_ZONE) if until else None,
        urgent=until is not None and until < today(), act_label=_("Open"), act_url=url,
    )  # fmt: skip


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9), OFFICE_ZONE)
