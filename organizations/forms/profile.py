from crispy_forms.helper import FormHelper
from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from organizations.models import User

phone_number = RegexValidator(
    r"^[0-9+()（）\- ]{0,30}$", _("A phone number holds digits, blanks, plus, minus and brackets only.")
)


class ProfileForm(forms.ModelForm):
    """What a person may change about themselves; name, post and roles are the security administrator's."""

    class Meta:
        model = User
        fields = ("phone", "language")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["phone"].validators.append(phone_number)
        # Each language by its own name: who landed in the wrong one must find the way back.
        self.fields["language"].choices = [("zh-hans", "中文"), ("en", "English")]  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
