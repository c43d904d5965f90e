"""The form of a move, made from what its row of the table needs and offers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.signs import printable
from organizations.models import Role, User
from submissions.models import Item, JointUnit
from submissions.moves.chain import people_in
from submissions.moves.table import Move
from submissions.states import DeclineKind, FaultKind, MeetingDecision

MINUTE = "%Y-%m-%dT%H:%M"
KINDS: dict[str, Any] = {"send_back": FaultKind.choices, "decline": DeclineKind.choices}


class MoveForm(forms.Form):
    """Fields by the names that `move_item` takes. `given` is what goes into it."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, move: Move, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.move, self.item = move, item
        self.initial.setdefault("seen_version", item.version)
        for name in (*move.needs, *move.offers):
            maker = _MAKERS.get(name)
            if maker is None or (name == "words" and name not in move.needs):
                continue
            for key, field in maker(move, item).items():
                self.fields[key] = field
                self.fields[key].required = name in move.needs or (name == "reason" and _needs_reason(move, item))

    @property
    def asks(self) -> bool:
        """Whether there is anything to be filled in."""
        return bool(self.visible_fields())

    @property
    def given(self) -> dict[str, Any]:
        """What the form asked for besides version and reason; empty offers are left out."""
        data = {key: value for key, value in self.cleaned_data.items() if key not in {"seen_version", "reason"}}
        return {key: value for key, value in data.items() if key in self.move.needs or value not in (None, "")}


def _needs_reason(move: Move, item: Item) -> bool:
    # 作废: a reason is needed once the item has a number.
    return move.name == "void" and bool(item.number)


def _reason(move: Move, item: Item) -> dict[str, forms.Field]:
    words = forms.Textarea(attrs={"rows": 4})
    return {"reason": forms.CharField(label=_("Reason"), max_length=500, widget=words)}


def _kind(move: Move, item: Item) -> dict[str, forms.Field]:
    return {"kind": forms.ChoiceField(label=_("Kind"), choices=KINDS[move.name])}


def _editor(move: Move, item: Item) -> dict[str, forms.Field]:
    people = {person.pk for role in (Role.EDITOR, Role.OFFICE_HEAD) for person in people_in(role, None)}
    rows = User.objects.filter(pk__in=people)
    return {"editor": forms.ModelChoiceField(label=_("Editor"), queryset=rows)}


def _decision(move: Move, item: Item) -> dict[str, forms.Field]:
    return {"decision": forms.ChoiceField(label=_("Decision of the meeting"), choices=MeetingDecision.choices)}


def _decided_at(move: Move, item: Item) -> dict[str, forms.Field]:
    widget = forms.DateTimeInput(format=MINUTE, attrs={"type": "datetime-local"})
    return {
        "decided_at": forms.DateTimeField(
            label=_("Minute of the decision"), widget=widget, input_formats=[MINUTE, "%Y-%m-%d %H:%M"],
            help_text=_("Becomes the time of filing. Left empty: now."),
        )
    }  # fmt: skip


def _partner(move: Move, item: Item) -> dict[str, forms.Field]:
    rows = item.joint_units.filter(state=JointUnit.State.PENDING).select_related("unit")
    choices = [(row.unit_id, row.unit.name) for row in rows]
    return {"unit_id": forms.TypedChoiceField(label=_("Joint unit"), choices=choices, coerce=int)}


def _accept(move: Move, item: Item) -> dict[str, forms.Field]:
    choices = [("yes", _("Give it back")), ("no", _("Keep it"))]
    return {"accept": forms.TypedChoiceField(label=_("Answer"), choices=choices, coerce=lambda answer: answer == "yes")}


def _opinion(move: Move, item: Item) -> dict[str, forms.Field]:
    return {"opinion": forms.CharField(label=_("Opinion"), max_length=300)}


def _words(move: Move, item: Item) -> dict[str, forms.Field]:
    widget = forms.Textarea(attrs={"rows": 14, "class": "paper__input"})
    return {
        "title": forms.CharField(label=_("Title"), max_length=120, initial=item.title, validators=[printable]),
        "text": forms.CharField(label=_("Text"), widget=widget, initial=item.text, validators=[printable]),
    }


_MAKERS = {
    "reason": _reason,
    "kind": _kind,
    "editor": _editor,
    "decision": _decision,
    "decided_at": _decided_at,
    "unit_id": _partner,
    "accept": _accept,
    "opinion": _opinion,
    "words": _words,
}
