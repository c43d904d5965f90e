"""What the screens of the settings have in common: closed to everybody whose policy does not open them."""

from collections.abc import Callable
from typing import Any, ClassVar

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views import View

from organizations.models import User
from organizations.policy import can
from ui.errors import DomainError


class SettingsView(View):
    """Answers 404 to whom the policy row `action` does not let in: a stranger learns not even that there is a screen.

    `delicate` acts ask for the password again at protection level 3, unless it was given within five minutes.
    """

    action: ClassVar[str] = ""
    delicate: ClassVar[bool] = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can(self.person, self.action):
            raise Http404
        if self.delicate and request.method == "POST" and settings.GOVINFO_PROTECTION_LEVEL >= 3:
            # The rule of allauth.mfa: asked for always, unless given within ACCOUNT_REAUTHENTICATION_TIMEOUT.
            raise_if_reauthentication_required(request, app="allauth.mfa")
        return super().dispatch(request, *args, **kwargs)

    @property
    def person(self) -> User:
        """The signed-in person: the middleware lets nobody else come here."""
        user: Any = self.request.user
        return user

    def tried(self, act: Callable[[], Any], *, form: forms.BaseForm | None = None, done: Any = "") -> bool:
        """Call a service; its refusal becomes the form's error, or a message where there is no form."""
        try:
            act()
        except DomainError as refusal:
            if form is None:
                messages.error(self.request, str(refusal.message))
            else:
                form.add_error(None, str(refusal.message))
            return False
        if done:
            messages.success(self.request, str(done))
        return True
