"""What holds for every request: the client's address, the session's limits, sign-in, forced steps, headers."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url

from activity.services import record
from organizations.models import User
from organizations.sign_in.addresses import forwarded_address
from organizations.sign_in.passwords import must_change
from organizations.sign_in.sessions import Ending, mark_seen, why_over
from organizations.standing import standing_of

GetResponse = Callable[[HttpRequest], HttpResponse]


class TrustedProxyMiddleware:
    """Puts the client's true address into REMOTE_ADDR, once for all that read it: lockout, sessions, events, logs."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        header = request.headers.get("X-Forwarded-For", "")
        address = forwarded_address(header, proxies=settings.GOVINFO_PROXY_COUNT)
        if address:
            request.META["REMOTE_ADDR"] = address
        return self.get_response(request)


class SecurityHeadersMiddleware:
    """Headers that Django and django-csp do not set. Pages of a signed-in person are kept in no cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = settings.GOVINFO_PERMISSIONS_POLICY
        signed_out = getattr(request, "signed_out", False)
        if signed_out or request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        if signed_out:
            response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return response


class SessionRulesMiddleware:
    """Ends a session that is idle or too old, or whose person's rights were changed, before anything is done in it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            now = time.time()
            ending = why_over(request, user, now=now)
            if ending:
                self._end(request, user, ending)
            elif not is_background(request):
                mark_seen(request.session, user, now=now)
        return self.get_response(request)

    def _end(self, request: HttpRequest, user: User, ending: Ending) -> None:
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        logout(request)
        request.session_ending = ending  # type: ignore[attr-defined]
        record("account.session_ended", subject=user, by=None, data={"why": ending.value})


def is_background(request: HttpRequest) -> bool:
    """Whether the page asks by itself (a count, a progress bar): such a request keeps no idle session alive.

    Templates say so by `hx-headers='{"X-Background": "1"}'` on what is polled.
    """
    return request.headers.get("X-Background") == "1"


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Every address needs a sign-in unless its view is marked `login_not_required`; a test holds the list of those."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """Redirect to sign-in and back to the page, never to an address that only takes posts, nor into a fragment."""
        query = {REDIRECT_FIELD_NAME: self._way_back(request)}
        ending = getattr(request, "session_ending", None)
        if ending:
            query["why"] = ending.value
        address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode(query)}"
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=204, headers={"HX-Redirect": address})
        return HttpResponseRedirect(address)

    def _way_back(self, request: HttpRequest) -> str:
        if request.method in ("GET", "HEAD") and request.headers.get("HX-Request") != "true":
            return request.get_full_path()
        referer = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
        if referer.netloc != request.get_host():
            return resolve_url(settings.LOGIN_REDIRECT_URL)
        return referer.path + (f"?{referer.query}" if referer.query else "")


class ForcedStepsMiddleware:
    """Holds a person to a step that comes first: a new password, or a second factor where the level asks for one.

    It works on every address, not on the sign-in page alone: a post straight to a business address is not carried out.
    """

    PASSWORD_STEP = "account_change_password"  # noqa: S105 - a URL name
    FACTOR_STEP = "mfa_index"
    ALWAYS = frozenset({"account_logout", "account_reauthenticate", "ui:language", "healthz", "readyz"})

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        user = request.user
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not user.is_authenticated or name in self.ALWAYS:
            return None
        if must_change(user):
            return None if name == self.PASSWORD_STEP else redirect(self.PASSWORD_STEP)
        if needs_second_factor(user):
            is_step = name == self.PASSWORD_STEP or name.startswith("mfa_")
            return None if is_step else redirect(self.FACTOR_STEP)
        return None


def needs_second_factor(user: User) -> bool:
    """Whether the person must set up a second factor first: administrators and the comprehensive office at level 3."""
    if settings.GOVINFO_PROTECTION_LEVEL < 3:
        return False
    return (bool(user.admin_kind) or standing_of(user).is_office) and not is_mfa_enabled(user)
