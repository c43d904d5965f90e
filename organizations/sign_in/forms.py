"""allauth's forms in our words and looks. Checking stays allauth's and the validators' work."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from django.contrib.auth.password_validation import get_default_password_validators
from django.utils.translation import gettext_lazy as _

# A placeholder that repeats the label vanishes while one types.
PLAIN = {"placeholder": "", "class": "form-control"}


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = _("Account"), _("Password")
        login.widget.attrs.update({"autofocus": True, "autocapitalize": "none", "spellcheck": "false", **PLAIN})
        password.widget.attrs.update(PLAIN)
        password.help_text = ""


class ChangePasswordForm(AllauthChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "oldpassword": _("Current password"),
            "password1": _("New password"),
            "password2": _("New password once more"),
        }
        for name, label in labels.items():
            field = self.fields[name]
            field.label, field.help_text = label, ""
            field.widget.attrs.update(PLAIN)

    @property
    def rules(self) -> list[str]:
        """What a password must be, one sentence a validator."""
        return [str(validator.get_help_text()) for validator in get_default_password_validators()]


class _CodeLabel:
    """The code's label in the office's words, and the number pad of a phone."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("Verification code")
        code.widget.attrs.update({"autofocus": True, "inputmode": "numeric", **PLAIN})


class AuthenticateForm(_CodeLabel, AllauthAuthenticateForm):
    """The second step of sign-in."""


class ReauthenticateForm(_CodeLabel, AllauthReauthenticateForm):
    """The second factor once more, before something delicate."""


class ActivateTOTPForm(_CodeLabel, AllauthActivateTOTPForm):
    """The first code of a new authenticator app."""
