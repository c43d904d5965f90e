from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from activity.clock import today
from organizations.forms.base import LaidOut, day_field, day_input
from organizations.models import Unit, UnitClass

plain_code = RegexValidator(r"^[A-Za-z0-9_-]+$", _("A code holds letters, digits, - and _ only."))
CHANGEABLE = ("short_name", "kind", "parent", "host", "unit_class", "files_items")


class _UnitFields(LaidOut, forms.ModelForm):
    """Offers only units that still exist as the one above and as host."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        living = Unit.objects.filter(ends_on__isnull=True).exclude(pk=self.instance.pk)
        for name in ("parent", "host"):
            self.fields[name].queryset = living  # type: ignore[attr-defined]


class NewUnitForm(_UnitFields):
    class Meta:
        model = Unit
        fields = ("name", "short_name", "code", "kind", "parent", "host", "unit_class", "files_items", "starts_on")
        widgets = {"starts_on": day_input()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].validators.append(plain_code)
        self.fields["starts_on"].initial = today


class UnitForm(_UnitFields):
    """What may be changed about a unit at any time; its name has dates and a form of its own, its code never changes."""

    class Meta:
        model = Unit
        fields = CHANGEABLE


class RenameForm(LaidOut, forms.Form):
    name = forms.CharField(label=_("New name"), max_length=80)
    short_name = forms.CharField(label=_("New short name"), max_length=20)
    on = day_field(label=_("In use from"), initial=today)


class EndUnitForm(LaidOut, forms.Form):
    on = day_field(label=_("Last day"), initial=today)
    successor = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Merged into"), required=False, empty_label=_("no other unit")
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        living = Unit.objects.filter(ends_on__isnull=True).exclude(pk=unit.pk)
        self.fields["successor"].queryset = living  # type: ignore[attr-defined]


class UnitClassForm(LaidOut, forms.ModelForm):
    class Meta:
        model = UnitClass
        fields = ("name", "code", "is_ranked", "sort_no")
