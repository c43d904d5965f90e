"""Forms of the office's registers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.forms.base import LaidOut, day_input
from organizations.models import Holiday, Outlet, OutletLevel, SuperiorLeader
from organizations.services.papers import others_masthead


class _FixedCode(LaidOut, forms.ModelForm):
    """A code that schemes refer to: entered once, shown ever after."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = self.instance.pk is not None


class OutletLevelForm(_FixedCode):
    class Meta:
        model = OutletLevel
        fields = ("name", "code", "sort_no")


class OutletForm(_FixedCode):
    class Meta:
        model = Outlet
        fields = ("name", "code", "level", "publisher", "contact", "is_own", "is_media", "is_active", "sort_no")

    def clean(self) -> dict[str, Any]:
        """An own journal's name is a masthead, by which numbers are counted."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        is_new = data.get("is_own") and {"name", "is_own"} & {*self.changed_data}
        if is_new and (why := others_masthead(data.get("name") or "")):
            self.add_error("name", why)
        return data


class SuperiorLeaderForm(LaidOut, forms.ModelForm):
    class Meta:
        model = SuperiorLeader
        fields = ("name", "post", "level", "rank", "sort_no", "starts_on", "ends_on")
        labels = {"name": _("Full name")}
        widgets = {"starts_on": day_input(), "ends_on": day_input()}


class HolidayForm(LaidOut, forms.ModelForm):
    class Meta:
        model = Holiday
        fields = ("day", "is_working_day", "note")
        widgets = {"day": day_input()}
