"""The filter of a list: its form made small enough for one row, and what is chosen put into words as chips."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django_filters import FilterSet
from django_filters.fields import DateRangeField
from django_filters.widgets import SuffixedMultiWidget

from ui import words

OWN_NAMES = ("after", "before", "part", "export")
"""Names in the query string that are the list's own and say nothing about which rows are meant."""


@dataclass(frozen=True)
class Chip:
    """One chosen filter in words, and the query string without it."""

    label: str
    value: str
    url: str


def without(query: QueryDict, *names: str) -> QueryDict:
    """A copy without these names, without the paging's own and without empty values."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        chosen = [value for value in values if value != ""]
        if name not in names and name not in OWN_NAMES and chosen:
            kept.setlist(name, chosen)
    return kept


def prepare(form: forms.Form) -> forms.Form:
    """Give the fields of a filter form our classes and real date inputs."""
    for field in form.fields.values():
        dates = isinstance(field, DateRangeField)
        for widget in _widgets(field.widget):
            if isinstance(widget, forms.DateInput) or (dates and isinstance(widget, forms.TextInput)):
                widget.input_type = "date"
                widget.format = "%Y-%m-%d"  # type: ignore[attr-defined]
            if isinstance(widget, forms.NullBooleanSelect):
                widget.choices = [("unknown", _("Any")), ("true", _("Yes")), ("false", _("No"))]
            widget.attrs.setdefault("class", _css_class(widget))
    return form


def _widgets(widget: forms.Widget) -> Iterator[forms.Widget]:
    if isinstance(widget, forms.MultiWidget):
        yield from widget.widgets
    else:
        yield widget


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "form-check-input"
    return "form-select form-select-sm" if isinstance(widget, forms.Select) else "form-control form-control-sm"


def chips_of(filterset: FilterSet, query: QueryDict) -> list[Chip]:
    """What is chosen, each with a way to drop it. Needs a valid filter; an invalid one has no chips."""
    if not filterset.is_valid():
        return []
    chips = []
    for name, field in filterset.form.fields.items():
        shown = _in_words(field, filterset.form.cleaned_data.get(name))
        if shown:
            names = _query_names(name, field)
            if any(query.get(part) for part in names):
                url = f"?{without(query, *names).urlencode()}"
                chips.append(Chip(str(field.label or name), shown, url))
    return chips


def _query_names(name: str, field: forms.Field) -> list[str]:
    widget = field.widget
    if isinstance(widget, SuffixedMultiWidget):
        return [widget.suffixed(name, suffix) for suffix in widget.suffixes]
    if isinstance(widget, forms.MultiWidget):
        return [f"{name}_{index}" for index in range(len(widget.widgets))]
    return [name]


def _in_words(field: forms.Field, value: Any) -> str:
    if value is None or value == "" or value == [] or (isinstance(value, QuerySet) and not value):
        return ""
    if isinstance(value, slice):
        ends = [_one(field, end) if end is not None else "" for end in (value.start, value.stop)]
        return " – ".join(ends) if any(ends) else ""
    if isinstance(value, list | tuple | QuerySet):
        return _(", ").join(_one(field, part) for part in value)
    return _one(field, value)


def _one(field: forms.Field, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime | date):
        return words.as_day(value).isoformat()
    if isinstance(value, Model):
        return str(value)
    return _choice_label(field, value) or str(value)


def _choice_label(field: forms.Field, value: Any) -> str:
    for key, label in getattr(field, "choices", ()):
        pairs = label if isinstance(label, list | tuple) else [(key, label)]
        for one, words_for_it in pairs:
            if str(one) == str(value):
                return str(words_for_it)
    return ""
