"""The shares of a composite's sources, in per cent."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from submissions.models import ItemSource
from submissions.services.merging import even_shares

WHOLE = Decimal(100)


class SharesForm(forms.Form):
    """One number for each source; `shares()` gives them by item, adding up to exactly 1."""

    even = forms.BooleanField(
        label=gettext_lazy("Share equally"), required=False,
        help_text=gettext_lazy("The numbers below are not looked at then."),
    )  # fmt: skip

    def __init__(self, *args: Any, links: Sequence[ItemSource], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.links = links
        for link in links:
            self.fields[_name(link)] = forms.DecimalField(
                label=_("%(unit)s: %(title)s (%%)") % {"unit": link.item.unit, "title": link.item.title},
                min_value=0, max_value=WHOLE, max_digits=9, decimal_places=6, required=False,
                initial=(link.share * WHOLE).normalize().__format__("f"),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("even"):
            for link in self.links:
                self.errors.pop(_name(link), None)
            return cleaned
        for link in self.links:
            if _name(link) not in self.errors and cleaned.get(_name(link)) is None:
                self.add_error(_name(link), _("Give this source a share, 0 for none."))
        if not self.errors and (sum_of := sum(cleaned[_name(link)] for link in self.links)) != WHOLE:
            told = {"sum": f"{sum_of.normalize():f}"}
            self.add_error(None, _("Together the shares make 100%%; now they make %(sum)s%%.") % told)
        return cleaned

    def shares(self) -> dict[int, Decimal]:
        """Share by item, of what was sent."""
        if self.cleaned_data["even"]:
            return dict(zip((link.item_id for link in self.links), even_shares(len(self.links)), strict=True))
        return {link.item_id: self.cleaned_data[_name(link)] / WHOLE for link in self.links}


def _name(link: ItemSource) -> str:
    return f"share-{link.item_id}"
