"""The form of what the office states about its papers."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.forms.base import LaidOut
from organizations.models import OfficePapers, Outlet
from organizations.services.papers import NOTICE_SERIES, unit_name
from ui.crispy import Columns, Section

LINES = ("up", "peer", "down")
KINDS = ("bulletin", "special")


class PapersForm(LaidOut, forms.ModelForm):
    """Mastheads are what numbers are counted by, so each belongs to one series of papers."""

    class Meta:
        model = OfficePapers
        fields = (
            "office_name", "contact",
            *(f"{kind}_{name}" for kind in KINDS for name in ("masthead", "note", *LINES, "copies")),
        )  # fmt: skip
        widgets = {f"{kind}_{name}": forms.Textarea(attrs={"rows": 2}) for kind in KINDS for name in LINES}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.widget.attrs["lang"] = "zh-CN"
        self.fields["office_name"].widget.attrs["placeholder"] = unit_name()
        self.helper.layout = Layout(
            Section(_("The office"), Columns("office_name", "contact")),
            Section(_("Bulletin"), *_fields("bulletin")),
            Section(
                _("Special report"),
                *_fields("special"),
                hint=_("The first edition of an own journal takes these lines too, under the journal's name."),
            ),
        )

    def clean(self) -> dict[str, Any]:
        """One masthead, one series of numbers."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in (f"{kind}_{line}" for kind in KINDS for line in LINES):
            data[name] = "".join(part.strip() for part in data.get(name, "").splitlines())
        bulletin, special = (data.get(f"{kind}_masthead") for kind in KINDS)
        if bulletin and bulletin == special:
            self.add_error("special_masthead", _("The bulletin has this masthead: its numbers would stand twice."))
        for kind in KINDS:
            if data.get(f"{kind}_masthead") == NOTICE_SERIES:
                self.add_error(f"{kind}_masthead", _("Rectification notices are numbered under this name."))
        if bulletin and Outlet.objects.filter(is_own=True, name=bulletin).exists():
            self.add_error("bulletin_masthead", _("An own journal has this name: its numbers would stand twice."))
        return data


def _fields(kind: str) -> tuple[Any, ...]:
    return (
        Columns(f"{kind}_masthead", f"{kind}_note", f"{kind}_copies"),
        *(f"{kind}_{name}" for name in LINES),
    )
