"""Forms of commissions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.forms.base import LaidOut
from organizations.models import Unit
from ui.fields import RowsField

MINUTE = "%Y-%m-%dT%H:%M"


def _moment(label: Any, **kwargs: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(format=MINUTE, attrs={"type": "datetime-local"})
    return forms.DateTimeField(label=label, input_formats=[MINUTE], widget=widget, **kwargs)


class CommissionForm(LaidOut, forms.Form):
    """What is asked of whom, by when."""

    topic = forms.CharField(label=_("Topic"), max_length=120)
    wanted = forms.CharField(
        label=_("What is wanted"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Points to be covered, length, figures that are needed."),
    )  # fmt: skip
    asked_by = forms.CharField(
        label=_("Asked for by"), max_length=80, required=False, help_text=_("A superior body, where one asked for it.")
    )
    due_at = _moment(_("Due at"))
    units = RowsField(label=_("Units"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["units"].queryset = Unit.objects.filing().in_printing_order()


class ExtensionForm(LaidOut, forms.Form):
    until = _moment(_("New due time"))
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
