"""Too many failed sign-ins: two limits, a page that says so, and what an administrator sees of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from activity.services import record
from organizations.models import User


class LockoutHandler(AxesDatabaseHandler):
    """Counts failures per account and address, and per account from anywhere with a limit of its own."""

    def get_failures(self, request: HttpRequest, credentials: dict | None = None) -> int:
        """Failures that count against AXES_FAILURE_LIMIT: at least that many once the account-wide limit is reached."""
        here, anywhere = (_failures(attempts) for attempts in self.get_user_attempts(request, credentials))
        return max(here, anywhere) if anywhere >= settings.GOVINFO_FAILURES_FROM_ANYWHERE else here

    def user_login_failed(self, sender: Any, credentials: dict, request: Any = None, **kwargs: Any) -> None:
        was_locked = getattr(request, "axes_locked_out", False)
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is not None and request.axes_locked_out and not was_locked:
            record_about_account("account.locked", credentials.get("username") or "")

    def reset_user_attempts(self, request: HttpRequest, credentials: dict | None = None) -> int:
        """A success clears the failures of this account at this address only; those from elsewhere stay counted."""
        deleted, _ = self.filter_user_attempts(request, credentials)[0].delete()
        return int(deleted)


def _failures(attempts: QuerySet[AccessAttempt]) -> int:
    return attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0


def record_about_account(verb: str, username: str) -> None:
    """Record an act of somebody who is not signed in. A name that is no account's is masked: it may be a password."""
    user = User.objects.filter(username=username).first()
    record(verb, subject=user, by=None, data={"account": username if user else masked(username)})


def masked(username: str) -> str:
    """The first two characters of a name that belongs to no account."""
    return f"{username[:2]}…"


def locked_page(request: HttpRequest, original_response: Any = None, credentials: dict | None = None) -> HttpResponse:
    """The answer to a sign-in that is locked: the same for accounts that exist and for those that do not."""
    return render(request, "account/locked.html", {"minutes": settings.GOVINFO_LOCK_MINUTES}, status=429)


@dataclass(frozen=True)
class LockedAccount:
    """An account that cannot sign in now. `address` is empty where it is locked from anywhere."""

    username: str
    user: User | None
    address: str
    failures: int
    until: datetime

    @property
    def shown_name(self) -> str:
        return self.username if self.user else masked(self.username)

    @property
    def token(self) -> str:
        """Names the lock in a form without giving away what was typed as an account."""
        return sha256(f"{self.username}\n{self.address}".encode()).hexdigest()


def locked_accounts() -> list[LockedAccount]:
    """Accounts locked at this moment, the latest first. Two statements."""
    since = timezone.now() - timedelta(minutes=settings.GOVINFO_LOCK_MINUTES)
    rows = (
        AccessAttempt.objects.filter(attempt_time__gte=since, username__isnull=False)
        .values("username", "ip_address")
        .annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
        .order_by("-last")
    )
    per_account: dict[str, list[dict]] = {}
    for row in rows:
        per_account.setdefault(row["username"], []).append(row)
    users = {user.username: user for user in User.objects.filter(username__in=per_account)} if per_account else {}
    locked = [lock for name, found in per_account.items() for lock in _locks(name, users.get(name), found)]
    return sorted(locked, key=lambda lock: lock.until, reverse=True)


def _locks(username: str, user: User | None, rows: list[dict]) -> list[LockedAccount]:
    length = timedelta(minutes=settings.GOVINFO_LOCK_MINUTES)
    total = sum(row["failures"] for row in rows)
    if total >= settings.GOVINFO_FAILURES_FROM_ANYWHERE:
        return [LockedAccount(username, user, "", total, max(row["last"] for row in rows) + length)]
    return [
        LockedAccount(username, user, row["ip_address"] or "", row["failures"], row["last"] + length)
        for row in rows
        if row["failures"] >= settings.AXES_FAILURE_LIMIT
    ]


def forget_failures(username: str) -> int:
    """Clear all counted failures of the account. Returns how many counters there were."""
    deleted, _ = AccessAttempt.objects.filter(username=username).delete()
    return int(deleted)
