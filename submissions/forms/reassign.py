"""Giving a draft to somebody else."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activity.clock import today
from organizations.models import Membership, Role, User
from submissions.models import Item


class ReassignForm(forms.Form):
    """To whom a draft is given."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.ModelChoiceField(label=_("Goes on writing"), queryset=User.objects.none())

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seen_version", item.version)
        members = Membership.objects.current(today()).filter(
            unit=item.unit_id, role__in=[Role.OFFICER, Role.UNIT_SIGNER, Role.UNIT_HEAD]
        )
        others = User.objects.filter(pk__in=members.values("user_id"), is_active=True).exclude(pk=item.drafter_id)
        field: Any = self.fields["to"]
        field.queryset = others
