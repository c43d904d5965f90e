"""Fields that a slip needs besides Django's own: several choices in an order, and several files."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

Choices = Sequence[tuple[str, Any]]


class OrderedSelects(forms.MultiWidget):
    """Several drop-down lists below each other: the first choice is the first in order."""

    template_name = "submissions/widgets/ordered_selects.html"

    def __init__(self, count: int, attrs: dict[str, Any] | None = None) -> None:
        super().__init__([forms.Select({"class": "form-select"}) for _n in range(count)], attrs)

    def decompress(self, value: Any) -> list[str]:
        """The keys one by one, filled up with empty places."""
        given = [str(one) for one in value or ()]
        return [*given, *[""] * (len(self.widgets) - len(given))][: len(self.widgets)]


class OrderedChoiceField(forms.MultiValueField):
    """Up to `count` choices in an order, without gaps and doubles. The value is a list of keys (str)."""

    widget: Any

    def __init__(self, *, count: int, label: Any, help_text: Any = "", place_label: Any = "") -> None:
        self.place_label = place_label
        super().__init__(
            fields=[forms.ChoiceField(required=False) for _n in range(count)],
            widget=OrderedSelects(count),
            required=False,
            require_all_fields=False,
            label=label,
            help_text=help_text,
        )

    def offer(self, choices: Choices) -> None:
        """Give every place the same choices, read from the database once."""
        offered = [("", "—"), *choices]
        for no, (field, widget) in enumerate(zip(self.fields, self.widget.widgets, strict=True), start=1):
            field.choices = offered  # type: ignore[attr-defined]
            widget.choices = offered
            widget.attrs["aria-label"] = f"{self.place_label} {no}"

    def compress(self, data_list: list[str]) -> list[str]:
        """The keys chosen, in their order."""
        return list(dict.fromkeys(key for key in data_list or () if key))


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class ManyFilesField(forms.FileField):
    """Any number of files at once; the value is a list."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each file by itself, as Django checks one."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in given if one]


def rows_by_key(rows: Iterable[Any], keys: Iterable[str]) -> list[Any]:
    """The rows with these primary keys, in the order of the keys. Raises ValidationError for a key that is not there."""
    by_key = {str(row.pk): row for row in rows}
    try:
        return [by_key[key] for key in keys]
    except KeyError as missing:
        raise ValidationError(_("One of the choices is not open to you any more.")) from missing
