"""How django-allauth behaves here: no sign-up, one answer to every failure, an event for every step."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.models import UserSession
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from activity.services import record
from organizations.models import User
from organizations.sign_in.addresses import client_address
from organizations.sign_in.lockout import record_about_account
from organizations.sign_in.passwords import days_left, set_password
from organizations.sign_in.sessions import keep_newest_sessions


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        # One sentence for an unknown account, a wrong password and a disabled account.
        "username_password_mismatch": _("The account or the password is wrong."),
        "incorrect_password": _("The password is wrong."),
        "enter_current_password": _("Enter your current password."),
        "too_many_login_attempts": _("Too many failed attempts. Please try again later."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by the security administrator."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        record_about_account("account.login_failed", credentials.get("username", ""))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        keep_newest_sessions(user, current_key=str(request.session.session_key))
        _remind_of_age(request, user)
        record("account.login", subject=user, by=user)
        return response

    def logout(self, request: HttpRequest) -> None:
        user: Any = request.user
        was_signed_in = user.is_authenticated
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        super().logout(request)
        request.signed_out = True  # type: ignore[attr-defined]
        if was_signed_in:
            record("account.logout", subject=user, by=user)

    def set_password(self, user: Any, password: str) -> None:
        """A password that the person chose: it ends the duty to change, and starts to age."""
        set_password(user, password, must_change=False)
        record("account.password_changed", subject=user, by=user)


def _remind_of_age(request: HttpRequest, user: User) -> None:
    left = days_left(user)
    if left is not None and 0 <= left < settings.GOVINFO_PASSWORD_REMIND_DAYS:
        sentence = ngettext(
            "Your password has to be changed within %(count)d day.",
            "Your password has to be changed within %(count)d days.",
            left + 1,
        )
        messages.warning(request, sentence % {"count": left + 1})


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of the second factor lie encrypted in the database: a copy of it alone opens no account."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is wrong or no longer valid."),
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    return MultiFernet([_fernet(str(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"govinfo second factor").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
