from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activity.clock import today
from organizations.forms.base import LaidOut, day_field
from organizations.models import Membership, User
from organizations.services.grants import GRANTABLE


class GrantForm(LaidOut, forms.Form):
    """A grant for one of the principal's own roles; the service checks again that it is held."""

    held = forms.ModelChoiceField(Membership.objects.none(), label=_("My role"), empty_label=None)
    deputy = forms.ModelChoiceField(User.objects.none(), label=_("Who acts for me"))
    starts_on = day_field(label=_("From"), initial=today)
    ends_on = day_field(label=_("Until"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, principal: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.fields["held"]
        held.queryset = (  # type: ignore[attr-defined]
            Membership.objects.current(today()).filter(user=principal, role__in=GRANTABLE).select_related("unit")
        )
        held.label_from_instance = lambda one: f"{one.unit} · {one.get_role_display()}"  # type: ignore[attr-defined]
        people = User.objects.filter(is_active=True, admin_kind="").exclude(pk=principal.pk)
        self.fields["deputy"].queryset = people  # type: ignore[attr-defined]
