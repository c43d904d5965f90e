"""The form of a paper on which items leave the office."""

from typing import Any

from django import forms
from django.db.models import Case, QuerySet, When
from django.utils.translation import gettext_lazy as _

from documents.signs import SignsMixin
from organizations.models import Outlet
from review.models import Package
from submissions.models import Item
from submissions.states import Status
from ui.fields import RowsField

MOST_CHOICES = 20


def _choices(kind: str, chosen: list[int]) -> QuerySet[Item]:
    """What was chosen already first; for a special report the newest signed items besides."""
    signed = Item.objects.filter(status=Status.SIGNED)
    newest: Any = (
        [] if kind == Package.Kind.EDITION else signed.order_by("-signed_at", "-pk").values_list("pk", flat=True)
    )
    shown = signed.filter(pk__in=[*chosen, *newest[:MOST_CHOICES]])
    is_chosen = Case(When(pk__in=chosen, then=0), default=1)
    return shown.order_by(is_chosen, "-signed_at", "-pk")


class PackageForm(SignsMixin, forms.Form):
    """Number, date, items and distribution. The service judges the texts."""

    items: Any = RowsField(
        label=_("Items"), queryset=Item.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text=_("They are printed in this order, in their present words."),
    )  # fmt: skip
    masthead = forms.CharField(label=_("Masthead"), max_length=30, widget=forms.TextInput(attrs={"lang": "zh-CN"}))
    number_line = forms.CharField(label=_("Issue number"), max_length=40)
    dated_on = forms.DateField(label=_("Date"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    outlet: Any = forms.ModelChoiceField(label=_("Outlet"), queryset=Outlet.objects.none(), required=False)
    note = forms.CharField(label=_("Mark above the masthead"), max_length=30, required=False)
    send_up = forms.CharField(label=_("Sent up to (报)"), max_length=300, required=False)
    send_peer = forms.CharField(label=_("Sent to (送)"), max_length=300, required=False)
    send_down = forms.CharField(label=_("Sent down to (发)"), max_length=300, required=False)
    copies = forms.IntegerField(label=_("Printed copies"), min_value=0, max_value=100_000, initial=0)
    contact = forms.CharField(label=_("Contact"), max_length=120, required=False)

    def __init__(self, *args: Any, kind: str, chosen: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = _choices(kind, chosen)  # type: ignore[attr-defined]
        self.fields["items"].initial = chosen
        outlets = Outlet.objects.filter(is_active=True)
        self.fields["outlet"].queryset = outlets.filter(is_own=kind == Package.Kind.EDITION)  # type: ignore[attr-defined]
        self.fields["outlet"].required = kind == Package.Kind.EDITION
