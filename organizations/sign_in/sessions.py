"""How long a session lasts: idle and absolute limits, a number of sessions each, and an end when rights change.

Sessions live in real time, not by the clock that services read: setting that clock must neither end nor lengthen them.
"""

import time
from collections.abc import Iterable
from enum import StrEnum
from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from organizations.models import User
from organizations.sign_in.addresses import client_address, may_administer_from

STAMP = "govinfo"
SEEN_EVERY_SECONDS = 60


class Ending(StrEnum):
    """Why a session is over; the word travels to the sign-in page, which has a sentence for each."""

    IDLE = "idle"
    TOO_LONG = "long"
    ENDED = "ended"
    NETWORK = "network"


def stamp_session(session: SessionBase, user: User, *, now: float | None = None) -> None:
    """Write into a fresh session when it began and with which epoch."""
    at = time.time() if now is None else now
    session[STAMP] = {"since": at, "seen": at, "epoch": user.session_epoch}


def idle_seconds(user: User) -> int:
    """Seconds without a request after which the person is signed out; less for administrators."""
    minutes = settings.GOVINFO_ADMINISTRATOR_IDLE_MINUTES if user.admin_kind else settings.GOVINFO_IDLE_MINUTES
    return int(minutes) * 60


def why_over(request: HttpRequest, user: User, *, now: float) -> Ending | None:
    """Why the request's session is over, or None while it lasts.

    Last-seen may be up to a minute old, so a session may end a minute early; it never outlasts the limit.
    """
    stamp: dict[str, Any] | None = request.session.get(STAMP)
    if stamp is None:
        return None
    if stamp["epoch"] != user.session_epoch:
        return Ending.ENDED
    if now - stamp["since"] >= settings.GOVINFO_SESSION_HOURS * 3600:
        return Ending.TOO_LONG
    if now - stamp["seen"] >= idle_seconds(user):
        return Ending.IDLE
    if user.admin_kind and not may_administer_from(client_address(request)):
        return Ending.NETWORK
    return None


def mark_seen(session: SessionBase, user: User, *, now: float) -> None:
    """Note that the person is there: one write a minute at most, since SQLite has one writer."""
    stamp = session.get(STAMP)
    if stamp is None:
        stamp_session(session, user, now=now)
    elif now - stamp["seen"] >= SEEN_EVERY_SECONDS:
        session[STAMP] = {**stamp, "seen": now}
        UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=timezone.now())


def end_sessions(user: User) -> None:
    """End all sessions of the person, also such as have no row in the list of sessions."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    _end(UserSession.objects.filter(user=user))


def end_session(session: UserSession) -> None:
    """End one listed session."""
    _end([session])


def keep_newest_sessions(user: User, *, current_key: str) -> int:
    """End the oldest sessions beyond the permitted number, never the current one. Returns how many were ended."""
    others = UserSession.objects.filter(user=user).exclude(session_key=current_key).order_by("-last_seen_at", "-pk")
    surplus = list(others[max(settings.GOVINFO_SESSIONS_EACH - 1, 0) :])
    _end(surplus)
    return len(surplus)


def _end(sessions: Iterable[UserSession]) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for session in sessions:
        store.delete(session.session_key)
        session.delete()
