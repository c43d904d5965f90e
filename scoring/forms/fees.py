"""Forms of the lists of fees."""

from django import forms
from django.utils.translation import gettext_lazy as _

from scoring.models import Period


class FeeListForm(forms.Form):
    """The closed periods that a new list covers; `periods`: those that are free."""

    first = forms.ModelChoiceField(Period.objects.none(), label=_("First period"), empty_label=None)
    last = forms.ModelChoiceField(Period.objects.none(), label=_("Last period"), empty_label=None)

    def __init__(self, *args: object, periods: list[Period], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        rows = Period.objects.filter(pk__in=[period.pk for period in periods]).order_by("starts_on")
        # A list stays inside one year, so the choice that is offered does as well.
        same_year = [period for period in periods if period.year == periods[0].year]
        for name, shown in (("first", periods[:1]), ("last", same_year[-1:])):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
            self.fields[name].initial = shown[0].pk if shown else None
            self.fields[name].widget.attrs["class"] = "form-select"


class ReturnForm(forms.Form):
    """Why a list goes back."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.TextInput(attrs={"class": "form-control"}))
