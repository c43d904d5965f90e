"""Forms of the groups of persons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activity.clock import today
from organizations.forms.base import LaidOut, day_field
from organizations.forms.registers import _FixedCode
from organizations.models import Membership, PersonGroup, User
from organizations.standing import UNIT_ROLES


class PersonGroupForm(_FixedCode):
    class Meta:
        model = PersonGroup
        fields = ("name", "code", "sort_no")


class JoinGroupForm(LaidOut, forms.Form):
    """Offers people who work in a unit: only they have points of their own."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Person"))
    starts_on = day_field(label=_("From"), initial=today)
    ends_on = day_field(label=_("Until"), required=False, help_text=_("Leave empty while no end is known."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        working = Membership.objects.current(today()).filter(role__in=UNIT_ROLES)
        people = User.objects.filter(is_active=True, pk__in=working.values("user")).order_by("sort_no", "pk")
        self.fields["user"].queryset = people  # type: ignore[attr-defined]


class LeaveGroupForm(forms.Form):
    """`membership`: the key of the one that is to end."""

    ends_on = day_field(label=_("Last day"), initial=today)

    def __init__(self, *args: Any, membership: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership
