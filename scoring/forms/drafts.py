"""Small forms around a draft: where it begins, on which months it is tried, from which day it is adopted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scoring.models import Period, Scheme
from scoring.services.scheme_files import MOST_BYTES, MOST_CODE
from scoring.services.scheme_library import library
from ui.words import date_cn

SOURCES = (
    ("scheme", _("From a scheme that was adopted")),
    ("library", _("From the library of published schemes")),
    ("file", _("From a file")),
    ("empty", _("From nothing")),
)


class SchemeChoice(forms.ModelChoiceField):
    """A scheme with the day from which it is valid."""

    def label_from_instance(self, obj: Any) -> str:
        return _("%(title)s (from %(day)s)") % {"title": obj.title, "day": date_cn(obj.valid_from)}


class NewDraftForm(forms.Form):
    """Where a draft begins. Only what belongs to the chosen source is asked."""

    source = forms.ChoiceField(label=_("Where to begin"), choices=SOURCES, widget=forms.RadioSelect)
    scheme = SchemeChoice(
        label=_("Scheme"), queryset=Scheme.objects.order_by("-valid_from"), required=False, empty_label=None
    )
    library = forms.ChoiceField(label=_("Published scheme"), required=False)
    file = forms.FileField(label=_("File (YAML or JSON)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["library"].choices = [(one.name, one.title) for one in library()]  # type: ignore[attr-defined]
        if not self.initial.get("source"):
            self.initial["source"] = "scheme" if Scheme.objects.exists() else "empty"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        source = cleaned.get("source")
        if source in ("scheme", "library", "file") and not cleaned.get(source) and source not in self.errors:
            self.add_error(source, _("Choose one."))
        if source == "file" and cleaned.get("file") and cleaned["file"].size > MOST_BYTES:
            self.add_error("file", _("The file is too large for a scheme."))
        return cleaned


class TrialForm(forms.Form):
    """The months on which a draft is tried: all from the first to the last."""

    first = forms.ModelChoiceField(label=_("From month"), queryset=Period.objects.none(), empty_label=None)
    last = forms.ModelChoiceField(label=_("To month"), queryset=Period.objects.none(), empty_label=None)

    def __init__(self, *args: Any, periods: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "last"):
            self.fields[name].queryset = periods  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and first.starts_on > last.starts_on:
            self.add_error("last", _("This month is before the first one."))
        elif first and last:
            cleaned["periods"] = [one for one in self.fields["first"].queryset  # type: ignore[attr-defined]
                                  if first.starts_on <= one.starts_on <= last.starts_on]  # fmt: skip
        return cleaned


class AdoptForm(forms.Form):
    """From which day a draft becomes the valid scheme."""

    valid_from = forms.DateField(
        label=_("Valid from"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    valid_until = forms.DateField(
        label=_("Valid until"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), required=False,
        help_text=_("Empty: until another scheme takes its place."),
    )  # fmt: skip
    code = forms.SlugField(
        label=_("Code"), max_length=MOST_CODE,
        help_text=_("Letters, digits and hyphens. The ledger names the scheme by it, so every version has its own."),
        error_messages={"invalid": _("A code has letters, digits, hyphens and underscores only.")},
    )  # fmt: skip

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if not code[0].isalnum():
            raise forms.ValidationError(_("A code begins with a letter or a digit."))
        return code
