from django import forms
from django.utils.translation import gettext_lazy as _

from activity.clock import today
from organizations.forms.base import LaidOut, day_field
from organizations.forms.profile import phone_number
from organizations.models import AdminKind, Role, Unit, User


class _PersonFields(LaidOut, forms.ModelForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].validators.append(phone_number)


class NewPersonForm(_PersonFields):
    class Meta:
        model = User
        fields = ("username", "name", "post", "phone", "admin_kind")
        labels = {"username": _("Account"), "name": _("Full name")}
        help_texts = {"username": _("The name to sign in with: letters, digits and @ . + - _"), "admin_kind": ""}


class PersonForm(_PersonFields):
    class Meta:
        model = User
        fields = ("name", "post", "phone", "sort_no")
        labels = {"name": _("Full name")}


class RoleForm(LaidOut, forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    starts_on = day_field(label=_("From"), initial=today)
    ends_on = day_field(label=_("Until"), required=False, help_text=_("Leave empty for a role without an end."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(ends_on__isnull=True)  # type: ignore[attr-defined]

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day is before the first."))
        return data


class EndRoleForm(forms.Form):
    ends_on = day_field(label=_("Last day"), initial=today)


class AdminKindForm(LaidOut, forms.Form):
    admin_kind = forms.ChoiceField(label=_("Administrator"), choices=AdminKind.choices, required=False)


class CloseAccountForm(LaidOut, forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)
