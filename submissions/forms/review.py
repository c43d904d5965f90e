"""The signer's form: the words as they stand, which may be changed, and what is said with the decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.signs import printable
from submissions.models import Item


class ReviewForm(forms.Form):
    """`words` goes into the move when the signer approves; it holds the words as they would be saved."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=120, required=False, validators=[printable])
    text = forms.CharField(
        label=_("Text"), max_length=50_000, required=False, validators=[printable],
        widget=forms.Textarea(attrs={"rows": 16, "class": "paper__input", "data-counts": ""}),
    )  # fmt: skip
    opinion = forms.CharField(label=_("Opinion"), max_length=300, required=False)
    reason = forms.CharField(
        label=_("Reason for the return"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        initial = {"seen_version": item.version, "title": item.title, "text": item.text}
        self.initial = {**initial, **self.initial}

    def clean_text(self) -> str:
        """With one kind of line break, so that an untouched text is no change."""
        return self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n").strip()

    @property
    def words(self) -> dict[str, str]:
        """Title and text, when either was changed; else nothing."""
        data = self.cleaned_data
        sent = {"title": data["title"].strip(), "text": data["text"]}
        same = sent == {"title": self.item.title.strip(), "text": self.item.text.strip()}
        # A page without the two fields (a plain “approve”) changes nothing.
        return {} if same or not sent["text"] else sent
