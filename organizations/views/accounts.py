"""For the security administrator: locked accounts and everybody's sessions."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organizations.filters import SessionFilter
from organizations.models import User
from organizations.policy import can, visible_to
from organizations.services import accounts
from organizations.sign_in.lockout import locked_accounts
from organizations.views.base import SettingsView
from ui.listpage import BulkAct, Column, ListPage


class LockedView(SettingsView):
    """Accounts that cannot sign in at the moment, each with a way to let it in again."""

    action = "account.unlock"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return render(request, "organizations/locked.html", {"locks": locked_accounts()})

    def post(self, request: HttpRequest) -> HttpResponseBase:
        sent = request.POST.get("lock", "")
        lock = next((one for one in locked_accounts() if one.token == sent), None)
        if lock is None:
            raise Http404
        self.tried(
            lambda: accounts.unlock_account(username=lock.username, by=self.person), done=_("The account is unlocked.")
        )
        return redirect("organizations:locked")


def _end(row: UserSession, *, by: User, batch: str) -> None:
    accounts.end_one_session(session_id=row.pk, by=by, batch=batch)


class SessionList(ListPage):
    title = _("Active sessions")
    page_key = "organizations.sessions"
    template_name = "organizations/sessions.html"
    ordering = ("-last_seen_at", "-pk")
    filterset_class = SessionFilter
    empty_title = _("Nobody is signed in.")
    bulk_acts = (
        BulkAct(
            "end", _("End the sessions"), _end,
            confirm=_("The people are signed out at their next click. What they have not saved is lost."),
        ),
    )  # fmt: skip
    columns = (
        Column("name", _("Full name"), lambda session: session.user.name, sort="user__name", main=True),
        Column("account", _("Account"), lambda session: session.user.username, sort="user__username"),
        Column("ip", _("Address"), lambda session: session.ip),
        Column("browser", _("Browser"), lambda session: session.user_agent[:60]),
        Column("created_at", _("Signed in"), lambda session: session.created_at, sort="created_at"),
        Column("last_seen_at", _("Last seen"), lambda session: session.last_seen_at, sort="last_seen_at"),
    )

    def check_access(self) -> None:
        if not can(self.request.user, "usersession.manage"):  # type: ignore[arg-type]
            raise Http404

    def get_rows(self) -> QuerySet[Any]:
        return visible_to(self.request.user, UserSession.objects.select_related("user"), "manage")  # type: ignore[arg-type]

    def row_url(self, row: UserSession) -> str:
        return reverse("organizations:person", args=[row.user_id])

    def row_title(self, row: UserSession) -> str:
        return f"{row.user.name} {row.ip}"
