"""Forms of the queue, of editing and of signing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.signs import printable
from organizations.models import Role, User
from submissions.models import PaperDecision
from submissions.states import DeclineKind, FaultKind

LONGEST_TEXT = 50_000


class EditForm(forms.Form):
    """The words of an item in hand. `seen_version` is the version of the item that the page showed."""

    title = forms.CharField(label=_("Title"), max_length=120, validators=[printable])
    text = forms.CharField(
        label=_("Text"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 22}), validators=[printable]
    )
    summary = forms.CharField(
        label=_("Summary"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    note = forms.CharField(
        label=_("Why it was changed"),
        max_length=300,
        required=False,
        help_text=_("The author reads this beside the changes."),
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonAndKindForm(forms.Form):
    """Why an item goes back or is not compiled, and the kind of fault for the statistics."""

    kind = forms.ChoiceField(label=_("Kind"))
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class SendBackForm(ReasonAndKindForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = FaultKind.choices  # type: ignore[attr-defined]


class DeclineForm(ReasonAndKindForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = DeclineKind.choices  # type: ignore[attr-defined]


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.post}）" if obj.post else obj.name


class AssignForm(forms.Form):
    editor = PersonField(label=_("Editor"), queryset=User.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["editor"].queryset = editors()  # type: ignore[attr-defined]


def editors() -> Any:
    """People who edit today, in printing order."""
    from activity.clock import today
    from organizations.models import Membership

    held = Membership.objects.current(today()).filter(role__in=(Role.EDITOR, Role.OFFICE_HEAD))
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("sort_no", "pk")


class MergeForm(forms.Form):
    title = forms.CharField(label=_("Title of the composite item"), max_length=120, validators=[printable])


class OpinionForm(forms.Form):
    """What a signer writes: an opinion with a signature, a reason with everything else."""

    opinion = forms.CharField(
        label=_("Opinion"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    title = forms.CharField(label=_("Title"), max_length=120, required=False, validators=[printable])
    text = forms.CharField(
        label=_("Text"), max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 16}),
        validators=[printable],
    )  # fmt: skip
    seen_version = forms.IntegerField(widget=forms.HiddenInput)


class PaperForm(forms.Form):
    """补录签批: what was decided on paper or by phone, by whom and when, with the scan."""

    move = forms.ChoiceField(label=_("What was decided"))
    decided_by = PersonField(label=_("Decided by"), queryset=User.objects.none())
    channel = forms.ChoiceField(label=_("How it was decided"), choices=PaperDecision.Channel.choices)
    decided_at = forms.DateTimeField(
        label=_("Decided at"),
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    scan = forms.FileField(
        label=_("Scan"),
        required=False,
        help_text=_("PDF or picture of the signed paper. A decision by phone is countersigned within one working day."),
    )
    reason = forms.CharField(
        label=_("Opinion or reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, moves: list[tuple[str, Any]], people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["move"].choices = moves  # type: ignore[attr-defined]
        self.fields["decided_by"].queryset = people  # type: ignore[attr-defined]
