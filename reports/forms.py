"""Forms of months and bulletins. They check input; saving is the services' work."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.signs import read_as_written
from organizations.models import User
from reports.models import Bulletin
from reports.models.parts import LONGEST_COMMENT, LONGEST_SECTION
from reports.services.acting import leaders
from reports.services.bulletins import LONGEST_REASON
from reports.services.proposing import LONGEST_MATTER, LONGEST_TITLE
from reports.services.sections import LONGEST_HEADING
from reports.services.writing import IMPRINT, VERSION_LENGTH, imprint_version
from reports.states import CommentKind, Figure


class ReasonForm(forms.Form):
    """Why a bulletin goes back, is withdrawn or corrected, or a month is opened again."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[read_as_written],
    )


class SectionForm(forms.Form):
    """Heading and text of one section. The service judges the text, so that what was typed always comes back."""

    heading = forms.CharField(label=_("Heading"), max_length=LONGEST_HEADING)
    text = forms.CharField(
        label=_("Text"),
        required=False,
        help_text=_("Paragraphs are parted by line breaks. Figures stand as fields; choose them from the list."),
        widget=forms.Textarea(
            attrs={"rows": 14, "class": "paper__input", "data-counts": "", "data-fields": "", "lang": "zh-CN"}
        ),
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    longest = LONGEST_SECTION


class NewSectionForm(forms.Form):
    """A section of the office's own."""

    heading = forms.CharField(label=_("Heading"), max_length=LONGEST_HEADING)
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 8, "class": "paper__input", "data-counts": "", "lang": "zh-CN"}),
    )


class FreeForm(forms.Form):
    """The days that a bulletin is about."""

    starts_on = forms.DateField(label=_("from"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("until"), widget=forms.DateInput(attrs={"type": "date"}))


class TopicalForm(forms.Form):
    """The matter of a bulletin on one matter."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE, widget=forms.TextInput(attrs={"lang": "zh-CN"}))
    matter = forms.CharField(
        label=_("What happened"),
        max_length=LONGEST_MATTER,
        help_text=_("Time, unit, course and consequences. It becomes the first section and can be changed later."),
        widget=forms.Textarea(attrs={"rows": 6, "lang": "zh-CN"}),
    )


class ImprintForm(forms.ModelForm):
    """Title, issuing office, distribution and copies; `seen_version` says which of them the person saw."""

    seen_version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=VERSION_LENGTH)

    class Meta:
        model = Bulletin
        fields = IMPRINT
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("send_up", "send_peer", "send_down")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = imprint_version(self.instance)


class FiguresForm(forms.Form):
    """Which charts the bulletin draws, of those for which its snapshot has figures."""

    figures = forms.MultipleChoiceField(
        label=_("Charts on the paper and on the page"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Each stands after its table. The workbook and the DOCX have the tables of the charts that are chosen."
        ),
    )
    seen_version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=VERSION_LENGTH)

    def __init__(self, *args: Any, known: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, Figure(key).label) for key in known]
        self.fields["figures"].choices = choices  # type: ignore[attr-defined]


class CommentForm(forms.Form):
    """签署意见 or 圈阅, by the leader."""

    kind = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in (CommentKind.COMMENT, CommentKind.READ)],
        widget=forms.HiddenInput,
        initial=CommentKind.COMMENT,
    )
    text = forms.CharField(
        label=_("Comment"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-counts": ""}),
        help_text=_("At most 500 characters. It is printed in the box under the masthead."),
    )

    longest = LONGEST_COMMENT


class RecordCommentForm(forms.Form):
    """What a leader wrote on paper, or that the leader was away, recorded by the office."""

    leader: Any = forms.ModelChoiceField(label=_("Leader"), queryset=User.objects.none())
    kind = forms.ChoiceField(label=_("Kind"), choices=CommentKind.choices)
    text = forms.CharField(label=_("Comment"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    written_on = forms.DateField(label=_("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    seen_version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=VERSION_LENGTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [leader.pk for leader in leaders()]
        self.fields["leader"].queryset = User.objects.filter(pk__in=known)  # type: ignore[attr-defined]
