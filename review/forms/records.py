"""Forms by which the office records what became of an item."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from activity.clock import today
from documents.signs import printable
from organizations.models import Outlet, SuperiorLeader, Unit, User
from review.models import AdoptionChannel, OutletNotice
from submissions.models import ItemType
from ui.fields import RowsField

MINUTE = "%Y-%m-%dT%H:%M"


def _date(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)


class ForwardForm(forms.Form):
    outlets = RowsField(label=_("Outlets"), queryset=Outlet.objects.none(), widget=forms.CheckboxSelectMultiple)
    forwarded_at = forms.DateTimeField(
        label=_("Forwarded at"),
        required=False,
        input_formats=[MINUTE],
        widget=forms.DateTimeInput(format=MINUTE, attrs={"type": "datetime-local"}),
        help_text=_("Left empty: now."),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outlets"].queryset = Outlet.objects.filter(is_active=True).select_related("level")  # type: ignore[attr-defined]


class AdoptionForm(forms.Form):
    outlet = forms.ModelChoiceField(label=_("Outlet"), queryset=Outlet.objects.none())
    issue_number = forms.CharField(
        label=_("Issue number"), max_length=40, validators=[printable], help_text=_("As printed, for instance 第38期.")
    )
    adopted_on = _date(_("Adopted on"))
    edition = forms.CharField(label=_("Edition or column"), max_length=40, required=False, validators=[printable])
    printed_title = forms.CharField(label=_("Title as printed"), max_length=120, required=False, validators=[printable])
    channel = forms.ChoiceField(
        label=pgettext_lazy("of an adoption", "Channel"), choices=AdoptionChannel.choices, required=False
    )
    in_composite = forms.BooleanField(label=_("As part of a composite"), required=False)
    is_front_page = forms.BooleanField(label=_("Front page"), required=False)
    printed_length = forms.IntegerField(label=_("Characters printed"), min_value=1, max_value=100_000, required=False)
    external_points = forms.DecimalField(
        label=_("Points given by the superior"), max_digits=9, decimal_places=3, min_value=0, required=False
    )
    evidence = forms.FileField(label=_("Evidence"), required=False, help_text=_("PDF or picture of the printed page."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outlet"].queryset = Outlet.objects.filter(is_active=True).select_related("level")  # type: ignore[attr-defined]
        self.fields["adopted_on"].initial = today()


class InstructionForm(forms.Form):
    leaders = RowsField(
        label=_("Leaders"),
        queryset=SuperiorLeader.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Several leaders on one item count as one item and as several person-times."),
    )
    text = forms.CharField(
        label=_("Words of the instruction"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    instructed_on = _date(_("Date of the instruction"))
    outlet = forms.ModelChoiceField(label=_("Written on the outlet"), queryset=Outlet.objects.none(), required=False)
    addressed_to = forms.CharField(label=_("Addressed to"), max_length=120, required=False)
    feedback_due = _date(_("Feedback due"), required=False)
    feedback_unit = forms.ModelChoiceField(
        label=_("Unit that reports back"),
        queryset=Unit.objects.none(),
        required=False,
        help_text=_("Left empty where feedback is due: the submitting unit."),
    )
    scan = forms.FileField(label=_("Scan"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["leaders"].queryset = SuperiorLeader.objects.select_related("level")
        fields["outlet"].queryset = Outlet.objects.select_related("level")
        fields["feedback_unit"].queryset = Unit.objects.filing().in_printing_order()
        fields["instructed_on"].initial = today()


class FeedbackForm(forms.Form):
    text = forms.CharField(label=_("How it was carried out"), max_length=3000, widget=forms.Textarea(attrs={"rows": 6}))
    is_final = forms.BooleanField(label=_("The matter is settled"), required=False, initial=True)


class OutletNoticeForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=OutletNotice.Kind.choices)
    text = forms.CharField(
        label=_("What to correct, or why it is recalled"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class SupplementaryForm(forms.Form):
    """补录件: an item that an outlet printed without a filing in the system."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    authors = RowsField(label=_("Authors"), queryset=User.objects.none())
    title = forms.CharField(label=_("Title as printed"), max_length=120)
    item_type = forms.ModelChoiceField(label=_("Type"), queryset=ItemType.objects.none())
    text = forms.CharField(
        label=_("Text"), max_length=50_000, required=False, widget=forms.Textarea(attrs={"rows": 10})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["unit"].queryset = Unit.objects.filing().in_printing_order()
        fields["authors"].queryset = User.objects.filter(is_active=True, admin_kind="").order_by("sort_no", "pk")
        fields["item_type"].queryset = ItemType.objects.filter(is_active=True)
