"""The filter of the archive."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from reports.models import Bulletin
from reports.services.archive import matching
from reports.states import Kind, State


class BulletinFilter(django_filters.FilterSet):
    words = django_filters.CharFilter(method="filter_words", label=_("Words of title or text"))
    year = django_filters.NumberFilter(
        field_name="ends_on__year", label=_("Year"), min_value=2000, max_value=2200, decimal_places=0
    )
    kind = django_filters.ChoiceFilter(choices=Kind.choices, label=_("Kind"))
    state = django_filters.ChoiceFilter(choices=State.choices, label=_("State"))
    read = django_filters.ChoiceFilter(
        method="filter_read", choices=[("no", _("Not read yet")), ("yes", _("Read by me"))], label=_("My reading")
    )

    class Meta:
        model = Bulletin
        fields: list[str] = []

    def filter_words(self, rows: Any, name: str, value: str) -> Any:
        """Every word (parted by spaces) in number, title or text."""
        return matching(rows, value)

    def filter_read(self, rows: Any, name: str, value: str) -> Any:
        """Those with, or without, a receipt of the person who looks."""
        return rows.filter(is_read=value == "yes")
