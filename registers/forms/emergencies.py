"""The form of a first report of an emergency."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.forms.base import LaidOut
from organizations.models import Unit
from registers.forms.faults import ItemNumberMixin
from registers.models import EmergencyReport

MINUTE = "%Y-%m-%dT%H:%M"


def _moment(label: Any, **kwargs: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(format=MINUTE, attrs={"type": "datetime-local"})
    return forms.DateTimeField(label=label, input_formats=[MINUTE], widget=widget, **kwargs)


class EmergencyForm(LaidOut, ItemNumberMixin, forms.Form):
    """What the office notes of a call or of a paper; what was filed here brings its own moment."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    event_name = forms.CharField(label=_("Emergency event"), max_length=80)
    event_class = forms.ChoiceField(
        label=_("Class of the event"), choices=[("", "---------"), *EmergencyReport.EventClass.choices]
    )
    channel = forms.ChoiceField(
        label=pgettext_lazy("of a report", "Channel"), choices=[("", "---------"), *EmergencyReport.Channel.choices]
    )
    happened_at = _moment(_("Happened or learnt at"), help_text=_("The clock of the time limit starts here."))
    reported_at = _moment(
        _("Report received at"), required=False, help_text=_("Left empty for a written report that was filed here.")
    )
    item_number = forms.CharField(
        label=_("Number of the item"), max_length=40, required=False,
        help_text=_("Where the report was filed here: the moment of the first filing counts."),
    )  # fmt: skip
    caller = forms.CharField(label=_("Who reported"), max_length=60, required=False)
    note = forms.CharField(label=_("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["unit"].queryset = Unit.objects.filing().in_printing_order()
