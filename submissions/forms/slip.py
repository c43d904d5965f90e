"""The slip (信息报送单). As a draft it may lack everything: a check of form only, what is missing is said on submitting."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from activity.clock import today
from assignments.models import Meeting
from organizations.models import Membership, Outlet, Unit, User
from submissions.forms.fields import ManyFilesField, OrderedChoiceField, rows_by_key
from submissions.models import Item, ItemType, Topic
from submissions.secrecy import DECLARATION_CHOICES, SecretRefused, refuse_secret
from submissions.states import Nature, ReportStage, Source, Urgency
from ui.crispy import Section
from ui.fields import RowsField

MOST_AUTHORS = 4
MOST_PARTNERS = 4
LONGEST_TEXT = 50_000
NOT_KEPT = frozenset({"attach", "seen_version", "ticks"})
"""Fields of the form that are not part of what the slip says."""

MINUTE = "%Y-%m-%dT%H:%M"


class SlipForm(forms.Form):
    """Fields of product.md §2. `cleaned_data` without NOT_KEPT goes into `create_draft` or `save_draft` as it is."""

    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    text = forms.CharField(label=_("Text"), max_length=LONGEST_TEXT, required=False, widget=forms.Textarea)
    summary = forms.CharField(
        label=_("Summary"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One or two sentences for lists; may be left empty."),
    )  # fmt: skip
    unit = forms.ModelChoiceField(label=_("Submitting unit"), queryset=Unit.objects.none(), empty_label=None)
    item_type = forms.ModelChoiceField(
        label=_("Type"), queryset=ItemType.objects.none(), required=False, empty_label="—"
    )
    nature = forms.ChoiceField(label=_("Nature"), required=False, choices=[("", "—"), *Nature.choices])
    topics = RowsField(
        label=_("Topics"), queryset=Topic.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    happened_at = forms.DateTimeField(
        label=_("Happened at"), required=False, input_formats=[MINUTE, "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        widget=forms.DateTimeInput(format=MINUTE, attrs={"type": "datetime-local"}),
    )  # fmt: skip
    urgency = forms.ChoiceField(
        label=_("Urgency"), choices=Urgency.choices, initial=Urgency.ORDINARY,
        help_text=_("A most urgent item goes from the unit's last signer straight to the leader."),
    )  # fmt: skip
    secrecy = forms.ChoiceField(
        label=_("Secrecy"), required=False, choices=[("", "—"), *DECLARATION_CHOICES],
        help_text=_("Declare first: nothing is kept automatically before. Only public and internal items are entered here."),
    )  # fmt: skip
    secrecy_reviewer = forms.ChoiceField(label=_("Secrecy reviewer"), required=False)
    authors = OrderedChoiceField(
        count=MOST_AUTHORS, label=_("Authors, in order"), place_label=_("Author"),
        help_text=_("At least one needs a telephone number."),
    )  # fmt: skip
    checker = forms.ChoiceField(
        label=_("Checker"), required=False,
        help_text=_("Ticks every figure; not an author. Left empty: the first signer."),
    )  # fmt: skip
    joint_units = OrderedChoiceField(
        count=MOST_PARTNERS, label=_("Joint units, in order"), place_label=_("Joint unit"),
        help_text=_("Each is asked to countersign; filing waits for all answers."),
    )  # fmt: skip
    source = forms.ChoiceField(label=_("Source"), choices=Source.choices, initial=Source.OWN)
    commission_no = forms.CharField(label=_("Commission number"), max_length=40, required=False)
    origin = forms.CharField(label=_("Reprinted from"), max_length=120, required=False)
    meeting = forms.ModelChoiceField(
        label=_("Held for the meeting"), queryset=Meeting.objects.none(), empty_label="—", required=False,
        help_text=_("Signed beforehand, filed the minute the meeting has passed the matter."),
    )  # fmt: skip
    intended_outlets = RowsField(
        label=_("Intended for"), queryset=Outlet.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    wants_media = forms.BooleanField(
        label=_("Release to the media later"), required=False, help_text=_("Superior bodies first, media later.")
    )
    event_name = forms.CharField(label=_("Emergency event"), max_length=80, required=False)
    report_stage = forms.ChoiceField(label=_("Report stage"), required=False, choices=[("", "—"), *ReportStage.choices])
    stage_no = forms.IntegerField(label=_("Follow-up number"), min_value=1, max_value=999, required=False)
    attach = ManyFilesField(
        label=_("Attach files"), required=False,
        help_text=_("PDF, DOCX, XLSX, PNG or JPG. They are kept when the draft is saved."),
    )  # fmt: skip
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, item: Item | None, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.item = user, item
        self.is_secret = False
        self._offer_units(units)
        self._offer_rows()
        self._offer_people()
        declared = Div(
            Div("secrecy", css_class="col-sm"),
            Div("secrecy_reviewer", css_class="col-sm"),
            css_class="row g-3 slip__secrecy",
        )
        self.text_helper = _helper(
            declared, "title", Field("text", css_class="paper__input", data_counts="", rows=18), "summary"
        )
        self.side_helper = _helper(*_side())

    # What may be chosen

    def _offer_units(self, units: QuerySet[Unit]) -> None:
        self.units = units
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        rows = list(units)
        self.fields["unit"].required = self.item is None and len(rows) > 1
        if self.item is not None or len(rows) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].disabled = True
            self.initial["unit"] = self.item.unit_id if self.item else rows[0].pk

    def _offer_rows(self) -> None:
        fields: Any = self.fields
        fields["item_type"].queryset = ItemType.objects.filter(is_active=True)
        fields["topics"].queryset = Topic.objects.filter(is_active=True)
        outlets = Outlet.objects.filter(is_active=True, is_media=False).select_related("level")
        fields["intended_outlets"].queryset = outlets
        fields["meeting"].queryset = self._open_meetings()

    def _open_meetings(self) -> QuerySet[Meeting]:
        coming = Meeting.objects.filter(held_at__date__gte=today())
        named = Meeting.objects.filter(pk=self.item.meeting_id) if self.item and self.item.meeting_id else None
        return coming if named is None else (coming | named)

    def _offer_people(self) -> None:
        units = [self.item.unit_id, self.item.chain_unit_id] if self.item else [unit.pk for unit in self.units]
        members = Membership.objects.current(today()).filter(unit__in=units)
        keys = {self.user.pk}
        if self.item is not None:
            keys |= set(self.item.author_links.values_list("user_id", flat=True))
            keys |= {pk for pk in (self.item.checker_id, self.item.secrecy_reviewer_id) if pk}
        found = User.objects.filter(is_active=True).filter(pk__in=members.values("user_id"))
        self.people = list((found | User.objects.filter(pk__in=keys)).distinct().order_by("sort_no", "pk"))
        choices = [(str(person.pk), f"{person.name} {person.phone}".strip()) for person in self.people]
        fields: Any = self.fields
        fields["authors"].offer(choices)
        for name in ("checker", "secrecy_reviewer"):
            fields[name].choices = [("", "—"), *((key, label.split(" ")[0]) for key, label in choices)]
        self.partners = list(Unit.objects.current(today()).filing().in_printing_order())
        own = self.item.unit_id if self.item else None
        fields["joint_units"].offer([(str(unit.pk), unit.name) for unit in self.partners if unit.pk != own])

    # What was chosen

    def clean_authors(self) -> list[User]:
        """The people themselves, in their order."""
        return rows_by_key(self.people, self.cleaned_data["authors"])

    def clean_joint_units(self) -> list[Unit]:
        """The units themselves, in their order."""
        return rows_by_key(self.partners, self.cleaned_data["joint_units"])

    def _person(self, name: str) -> User | None:
        key = self.cleaned_data[name]
        return rows_by_key(self.people, [key])[0] if key else None

    def clean_checker(self) -> User | None:
        """The person, or None."""
        return self._person("checker")

    def clean_secrecy_reviewer(self) -> User | None:
        """The person, or None."""
        return self._person("secrecy_reviewer")

    def clean(self) -> dict[str, Any]:
        """Refuse what must not be stored, before anything is; a checker is not an author."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        words = "\n".join((self.data.get("title", ""), self.data.get("summary", "")))
        try:
            # What was sent counts, also where a field of it is not valid by itself.
            refuse_secret(secrecy=self.data.get("secrecy", ""), title=words, text=self.data.get("text", ""))
        except SecretRefused as refused:
            self.is_secret = True
            self.add_error(refused.field, str(refused.message))
        checker = data.get("checker")
        if checker and checker in data.get("authors", ()):
            self.add_error("checker", _("The checker must not be an author: name somebody else, or nobody."))
        return data

    @property
    def kept(self) -> Mapping[str, Any]:
        """What the services take."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {*NOT_KEPT, "unit"}}


def initial_of(item: Item) -> dict[str, Any]:
    """The slip of an item as the form's initial values."""
    keys = ("title", "summary", "nature", "happened_at", "urgency", "secrecy", "source", "commission_no", "origin",
            "wants_media", "event_name", "report_stage", "stage_no", "text")  # fmt: skip
    return {
        **{key: getattr(item, key) for key in keys},
        "item_type": item.item_type_id,
        "meeting": item.meeting_id,
        "checker": item.checker_id or "",
        "secrecy_reviewer": item.secrecy_reviewer_id or "",
        "topics": list(item.topics.values_list("pk", flat=True)),
        "intended_outlets": list(item.intended_outlets.values_list("pk", flat=True)),
        "authors": list(item.author_links.values_list("user_id", flat=True)),
        "joint_units": list(item.joint_units.values_list("unit_id", flat=True)),
        "seen_version": item.version,
    }


def _helper(*layout: Any) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.template = "submissions/_crispy_fields.html"
    helper.layout = Layout(*layout)
    return helper


def _side() -> tuple[Any, ...]:
    """The handling fields in the order of the paper slip."""
    return (
        Section(
            _("Kind"), "unit", Div(Div("item_type", css_class="col"), Div("nature", css_class="col"), css_class="row g-2"),
            "happened_at", "urgency", "topics",
        ),
        Section(_("People"), "authors", "checker", "joint_units"),
        Section(_("Source and use"), "source", "commission_no", "origin", "meeting", "intended_outlets", "wants_media"),
        Section(
            _("Emergency report"), "event_name",
            Div(Div("report_stage", css_class="col"), Div("stage_no", css_class="col"), css_class="row g-2"),
            hint=_("Only for reports on an emergency event."),
        ),
    )  # fmt: skip
