"""Forms of types, topics, sign-off routes and unit chains."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.forms.base import LaidOut
from organizations.models import Role, Unit
from submissions.models import ItemType, SignOffRoute, Topic
from submissions.moves.chain import people_in
from submissions.services.books import MOST_STEPS


class ItemTypeForm(LaidOut, forms.ModelForm):
    class Meta:
        model = ItemType
        fields = ("name", "code", "wants_analysis", "is_active", "sort_no")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Schemes refer to the code: entered once, shown ever after.
        self.fields["code"].disabled = self.instance.pk is not None


class TopicForm(LaidOut, forms.ModelForm):
    class Meta:
        model = Topic
        fields = ("name", "is_active", "sort_no")


class RouteForm(LaidOut, forms.ModelForm):
    class Meta:
        model = SignOffRoute
        fields = ("item_type", "urgency", "level", "needs_deputy_leader", "needs_principal_leader", "sort_no")


class ChainForm(forms.Form):
    """Up to five steps, each a role and perhaps the only person who signs it. `steps` goes into `set_chain`."""

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = list(unit.chain_steps.order_by("step"))
        roles = [("", "—"), *((role.value, role.label) for role in (Role.UNIT_SIGNER, Role.UNIT_HEAD))]
        held = {role: people_in(role, unit.pk) for role in (Role.UNIT_SIGNER, Role.UNIT_HEAD)}
        people = {person.pk: str(person) for role in held.values() for person in role}
        choices = [("", _("Anybody with the role")), *people.items()]
        for no in range(1, MOST_STEPS + 1):
            step = present[no - 1] if no <= len(present) else None
            self.fields[f"role_{no}"] = forms.ChoiceField(
                label=_("Step %(no)d") % {"no": no}, choices=roles, required=False, initial=step.role if step else ""
            )
            self.fields[f"person_{no}"] = forms.ChoiceField(
                label=_("Signed by"), choices=choices, required=False, initial=step.person_id or "" if step else ""
            )

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """Role and person fields side by side."""
        return [(self[f"role_{no}"], self[f"person_{no}"]) for no in range(1, MOST_STEPS + 1)]

    @property
    def steps(self) -> list[tuple[str, int | None]]:
        """The steps that were filled in, in their order."""
        data = self.cleaned_data
        rows = [(data[f"role_{no}"], data[f"person_{no}"]) for no in range(1, MOST_STEPS + 1)]
        return [(role, int(person) if person else None) for role, person in rows if role]
