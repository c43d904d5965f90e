"""Forms of the best items of a month."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activity.clock import today
from organizations.forms.base import LaidOut


class MonthField(forms.CharField):
    """A month as browsers send it, 2026-10; its first day in Python."""

    widget = forms.DateInput(attrs={"type": "month", "placeholder": "2026-10"})

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%Y-%m") if isinstance(value, date) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        found = month_of(text) if text else None
        if text and found is None:
            raise forms.ValidationError(_("Enter a month such as 2026-10."))
        return found


def month_of(text: str) -> date | None:
    """The first day of 2026-10; None for what is no month, or none of this century."""
    try:
        found = date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        return None
    return found if found and found.year // 100 == 20 else None


class WhyForm(LaidOut, forms.Form):
    """Why an item is chosen; for one item also of which month."""

    month = MonthField(label=_("Month"))
    why = forms.CharField(
        label=_("Why it was chosen"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("New in purpose, content, title or language; what came of it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.initial.get("month"):
            self.initial["month"] = today().replace(day=1)
