"""The form of what the office states about its papers."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.forms.base import LaidOut
from organizations.models import OfficePapers
from organizations.services.papers import not_the_bulletins, others_masthead, unit_name
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
        bulletin, special = (data.get(f"{kind}_masthead") or "" for kind in KINDS)
        if special and (why := others_masthead(special, bulletin=bulletin)):
            self.add_error("special_masthead", why)
        if bulletin and (why := not_the_bulletins(bulletin)):
            self.add_error("bulletin_masthead", why)
        return data


def _fields(kind: str) -> tuple[Any, ...]:
    return (
        Columns(f"{kind}_masthead", f"{kind}_note", f"{kind}_copies"),
        *(f"{kind}_{name}" for name in LINES),
    )
