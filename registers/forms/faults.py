"""Forms of the register of faults."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activity.clock import today
from organizations.forms.base import LaidOut, day_input
from organizations.models import Unit, User
from review.fault_kinds import fault_labels
from submissions.models import Item

SEVERITIES = (_("slight"), _("ordinary"), _("serious"))


class ItemNumberMixin:
    """A field `item_number` that gives the item itself."""

    cleaned_data: dict[str, Any]

    def clean_item_number(self) -> Item | None:
        """The item of that number."""
        number = str(self.cleaned_data["item_number"]).strip()
        if not number:
            return None
        found = Item.objects.filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_("There is no item with this number."))
        return found


class FaultForm(LaidOut, ItemNumberMixin, forms.Form):
    """A fault to be put on record. `item`: the item that it concerns, where the form was opened from one."""

    unit = forms.ModelChoiceField(label=_("Unit at fault"), queryset=Unit.objects.none())
    code = forms.ChoiceField(label=_("Kind of fault"))
    happened_on = forms.DateField(label=_("Happened on"), widget=day_input(), help_text=_("It counts on this day."))
    person = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.none(), required=False,
        help_text=_("Only where one person of the unit is to blame."),
    )  # fmt: skip
    item_number = forms.CharField(
        label=_("Number of the item"), max_length=40, required=False, help_text=_("Only where it concerns one item.")
    )
    severity = forms.CharField(
        label=_("Severity"), max_length=40, required=False, widget=forms.TextInput(attrs={"list": "severities"}),
        help_text=_("In words, such as slight or serious."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("What happened"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The unit reads it."),
    )  # fmt: skip
    evidence = forms.FileField(label=_("Evidence"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["unit"].queryset = Unit.objects.filing().in_printing_order()
        fields["person"].queryset = User.objects.filter(is_active=True, admin_kind="").order_by("sort_no", "pk")
        fields["code"].choices = [("", "---------"), *fault_labels().items()]
        fields["happened_on"].initial = today()


class ObjectionForm(LaidOut, forms.Form):
    text = forms.CharField(label=_("Why the unit objects"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5}))


class RectificationForm(LaidOut, forms.Form):
    text = forms.CharField(
        label=_("What the unit did about it"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The unit reads it. Bulletins say only that the fault was set right."),
    )  # fmt: skip
