"""The days of a period."""

from django import forms
from django.utils.translation import gettext_lazy as _


class BoundsForm(forms.Form):
    """First and last day; the service judges them."""

    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
