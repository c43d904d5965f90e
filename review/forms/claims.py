"""Forms of 采用申报: what a unit claims, and what the office puts right before it confirms."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.clock import today
from documents.guard import ACCEPT
from documents.models import StoredFile
from organizations.forms.base import LaidOut
from organizations.models import Membership, Outlet, Unit, User
from review.forms.records import AdoptionForm
from review.models import AdoptionClaim
from submissions.forms.fields import OrderedChoiceField, rows_by_key
from submissions.models import Item, ItemType
from ui.crispy import Columns, Section

MOST_AUTHORS = 4
LABELS = {
    **{name: field.label for name, field in AdoptionForm.base_fields.items()},
    "title": _("Title as printed"),
    "item_type": _("Type"),
    "authors": _("Authors"),
    "target": _("Recorded for"),
}
"""What corrections of the office are about, by the names of the fields."""


def _printed(*first: Any) -> Section:
    return Section(
        _("What was printed"), *first, Columns("outlet", "issue_number"), Columns("adopted_on", "edition"),
    )  # fmt: skip


def _particulars() -> Section:
    return Section(
        _("Particulars that may count"), Columns("external_points", "printed_length"),
        Columns("is_front_page", "in_composite"), "channel",
        hint=_("As far as they are known; the scoring scheme says which count."),
    )  # fmt: skip


class _Printed(LaidOut, AdoptionForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adopted_on"].initial = None
        self.fields["issue_number"].help_text = _("As printed, for instance 第38期; the date where there is no number.")

    def clean_issue_number(self) -> str:
        """Not blank."""
        return str(self.cleaned_data["issue_number"]).strip()


class _Entered(forms.Form):
    """What the office enters an item with that is not in the system: a claim gives it, the office may put it right."""

    title = forms.CharField(label=LABELS["title"], max_length=120)
    item_type = forms.ModelChoiceField(label=LABELS["item_type"], queryset=ItemType.objects.none())
    authors = OrderedChoiceField(count=MOST_AUTHORS, label=_("Authors, in order"), place_label=_("Author"))

    def offer(self, units: list[Unit], also: list[User]) -> None:
        """People of the units, and those who were named before."""
        members = Membership.objects.current(today()).filter(unit__in=units)
        found = User.objects.filter(is_active=True, pk__in=members.values("user"))
        named = User.objects.filter(pk__in=[one.pk for one in also])
        self.people = list((found | named).distinct().order_by("sort_no", "pk"))
        fields: Any = self.fields
        fields["authors"].offer([(str(one.pk), one.name) for one in self.people])
        fields["item_type"].queryset = ItemType.objects.filter(is_active=True)

    def clean_authors(self) -> list[User]:
        """The people themselves, in their order; at least one."""
        authors = rows_by_key(self.people, self.cleaned_data["authors"])
        if not authors:
            raise forms.ValidationError(_("Name at least one author."))
        return authors


class ClaimForm(_Printed):
    """A claim about an item that is in the system. `kept`: the evidence sent before, when the form came back."""

    note = forms.CharField(
        label=_("Note to the office"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, kept: StoredFile | None = None, refused: str = "", **kwargs: Any) -> None:
        self.kept, self.refused = kept, refused
        super().__init__(*args, **kwargs)
        evidence: Any = self.fields["evidence"]
        evidence.required = kept is None
        evidence.widget.attrs["accept"] = ACCEPT
        evidence.help_text = (
            _("“%(name)s” is kept with this form. Choose a file only to put another in its place.")
            % {"name": kept.name}
            if kept
            else _("Scan or clipping of the printed page, or the fee slip: PDF or picture, up to 20 MB.")
        )
        self.helper.layout = self.lay_out()

    def lay_out(self) -> Layout:
        """Sections in the order in which a clerk has them at hand."""
        return Layout(_printed(), Section(_("Evidence and note"), "evidence", "note"), self.more())

    def more(self) -> Section:
        """What is rarely known."""
        section = _particulars()
        section.fields.insert(1, "printed_title")
        return section

    def clean(self) -> dict[str, Any]:
        """The guard's refusal of the file stands at its field."""
        cleaned = super().clean() or {}
        if self.refused:
            self.errors.pop("evidence", None)
            self.add_error("evidence", self.refused)
        return cleaned


class PaperClaimForm(_Entered, ClaimForm):
    """A claim of what was printed after a call or on paper, without a filing in the system."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=None)

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units]).in_printing_order()
        fields["unit"].initial = units[0] if units else None
        if len(units) == 1:
            fields["unit"].widget = forms.HiddenInput()
        del fields["printed_title"]
        self.offer(units, [])

    def lay_out(self) -> Layout:
        """The item first, for the office knows nothing of it yet."""
        about = Section(
            _("The item"), "unit", "title", Columns("item_type", "authors"),
            hint=_("Only for what is not in the system. An item that you filed is claimed on its own page."),
        )  # fmt: skip
        return Layout(about, _printed(), Section(_("Evidence and note"), "evidence", "note"), self.more())

    def more(self) -> Section:
        """The title stands above."""
        return _particulars()


class DecisionForm(_Printed):
    """What the office confirms: as claimed, or as it puts it right."""

    target = forms.ChoiceField(label=_("Record it for"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, claim: AdoptionClaim, targets: list[Item], **kwargs: Any) -> None:
        initial = {name: getattr(claim, name) for name in AdoptionForm.base_fields if name != "evidence"}
        if claim.external_points is not None:
            initial["external_points"] = f"{claim.external_points.normalize():f}"
        super().__init__(*args, initial=initial, **kwargs)
        fields: Any = self.fields
        del fields["evidence"]
        fields["adopted_on"].initial = claim.adopted_on
        # An outlet that was closed meanwhile may be confirmed all the same.
        fields["outlet"].queryset = Outlet.objects.filter(Q(is_active=True) | Q(pk=claim.outlet_id))
        self.targets = {str(item.pk): item for item in targets}
        fields["target"].choices = [
            ("", _("Enter it as a new item (补录件)") if claim.item is None else self._named(claim.item)),
            *((key, self._named(item)) for key, item in self.targets.items()),
        ]
        if not targets:
            del fields["target"]
        self.helper.layout = self.lay_out(*(["target"] if targets else []))

    def lay_out(self, *first: Any) -> Layout:
        """Close together, for the evidence stands beside it."""
        return Layout(
            *first, "outlet", Columns("issue_number", "adopted_on"), Columns("edition", "external_points"),
            *self.about(), Columns("printed_length", "is_front_page"), Columns("channel", "in_composite"),
        )  # fmt: skip

    def about(self) -> tuple[Any, ...]:
        """The title, which may be another than that of the item."""
        return ("printed_title",)

    @staticmethod
    def _named(item: Item) -> str:
        return f"{item.number or ''} {item.title}".strip()

    def clean_target(self) -> Item | None:
        """The item chosen in place of the claim's own."""
        return self.targets.get(self.cleaned_data["target"])

    @property
    def printed(self) -> dict[str, Any]:
        """What `record_adoption` takes."""
        left_out = {"target", "title", "item_type", "authors"}
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}

    entered: dict[str, Any] | None = None


class PaperDecisionForm(_Entered, DecisionForm):
    """The same for what is not in the system yet."""

    def __init__(self, *args: Any, claim: AdoptionClaim, **kwargs: Any) -> None:
        super().__init__(*args, claim=claim, **kwargs)
        authors = claim.authors_in_order()
        fields: Any = self.fields
        del fields["printed_title"]
        about = {"title": claim.title, "item_type": claim.item_type_id, "authors": [one.pk for one in authors]}
        self.initial = {**self.initial, **about}
        self.offer([claim.unit], authors)

    def lay_out(self, *first: Any) -> Layout:
        """What the item is entered with comes first."""
        return super().lay_out(*first, "title", "item_type", "authors")

    def about(self) -> tuple[Any, ...]:
        """The title stands above."""
        return ()

    @property
    def entered(self) -> dict[str, Any]:  # type: ignore[override]
        """Title, type and authors of the new item."""
        return {name: self.cleaned_data[name] for name in ("title", "item_type", "authors")}
