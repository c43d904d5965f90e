"""The form by which a table is sent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.spreadsheets import ACCEPT
from organizations.forms.base import LaidOut


class PastFileForm(LaidOut, forms.Form):
    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        help_text=_("XLSX, or CSV in UTF-8 or GB 18030. Nothing is stored before you have seen the preview."),
    )
