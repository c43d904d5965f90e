"""Filters of the office's lists."""

from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from activity.clock import today
from organizations.models import Outlet, OutletLevel, SuperiorLeader, Unit
from organizations.policy import can
from review.forms.editing import editors
from review.models import Adoption, AdoptionClaim, Instruction, InstructionFeedback
from submissions.models import Item, ItemType
from submissions.search import matching
from submissions.states import OPEN_IN_OFFICE, Status, Urgency


class QueueFilter(filters.FilterSet):
    words = filters.CharFilter(label=_("Words"), method="search")
    status = filters.ChoiceFilter(
        label=_("Status"), choices=[(s, s.label) for s in Status if s in OPEN_IN_OFFICE | {Status.SIGNED}]
    )
    unit = filters.ModelChoiceFilter(
        label=_("Unit"), queryset=lambda _request: Unit.objects.filing().in_printing_order()
    )
    item_type = filters.ModelChoiceFilter(label=_("Type"), queryset=lambda _request: ItemType.objects.all())
    urgency = filters.ChoiceFilter(label=_("Urgency"), choices=Urgency.choices)
    editor = filters.ModelChoiceFilter(label=_("Editor"), queryset=lambda _request: editors())

    class Meta:
        model = Item
        fields: list[str] = []

    def search(self, queryset: QuerySet[Item], _name: str, value: str) -> QuerySet[Item]:
        """By the words of title and text."""
        return matching(queryset, value)


class AdoptionFilter(filters.FilterSet):
    title = filters.CharFilter(label=_("Title"), field_name="item__title", lookup_expr="icontains")
    outlet = filters.ModelChoiceFilter(label=_("Outlet"), queryset=lambda _request: Outlet.objects.all())
    level = filters.ModelChoiceFilter(
        label=_("Level"), field_name="outlet__level", queryset=lambda _request: OutletLevel.objects.all()
    )
    unit = filters.ModelChoiceFilter(
        label=_("Unit"), field_name="item__unit", queryset=lambda _request: Unit.objects.in_printing_order()
    )
    adopted_on = filters.DateFromToRangeFilter(label=_("Adopted on"))

    class Meta:
        model = Adoption
        fields: list[str] = []


class ClaimFilter(filters.FilterSet):
    title = filters.CharFilter(label=_("Title"), method="by_title")
    state = filters.ChoiceFilter(label=_("State"), choices=AdoptionClaim.State.choices)
    unit = filters.ModelChoiceFilter(
        label=_("Unit"), queryset=lambda _request: Unit.objects.filing().in_printing_order()
    )
    outlet = filters.ModelChoiceFilter(label=_("Outlet"), queryset=lambda _request: Outlet.objects.all())
    adopted_on = filters.DateFromToRangeFilter(label=_("Adopted on"))

    class Meta:
        model = AdoptionClaim
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can(self.request.user, "adoptionclaim.decide"):
            del self.filters["unit"]

    def by_title(self, queryset: QuerySet[AdoptionClaim], _name: str, value: str) -> QuerySet[AdoptionClaim]:
        """The title of the item, or of what was printed without a filing."""
        return queryset.filter(Q(item__title__icontains=value) | Q(title__icontains=value))


class InstructionFilter(filters.FilterSet):
    title = filters.CharFilter(label=_("Title"), field_name="item__title", lookup_expr="icontains")
    leader = filters.ModelChoiceFilter(label=_("Leader"), queryset=lambda _request: SuperiorLeader.objects.all())
    unit = filters.ModelChoiceFilter(
        label=_("Unit"), field_name="item__unit", queryset=lambda _request: Unit.objects.in_printing_order()
    )
    open = filters.ChoiceFilter(
        label=_("Feedback"),
        choices=[("owed", _("Owed")), ("overdue", _("Overdue")), ("given", _("Given"))],
        method="by_feedback",
    )
    instructed_on = filters.DateFromToRangeFilter(label=_("Date of the instruction"))

    class Meta:
        model = Instruction
        fields: list[str] = []

    def by_feedback(self, queryset: QuerySet[Instruction], _name: str, value: str) -> QuerySet[Instruction]:
        """Owed: due and not settled; overdue: owed and past its day; given: settled."""
        settled = Q(Exists(InstructionFeedback.objects.filter(instruction=OuterRef("pk"), is_final=True)))
        if value == "given":
            return queryset.filter(settled)
        owed = queryset.filter(~settled, feedback_due__isnull=False)
        return owed.filter(feedback_due__lt=today()) if value == "overdue" else owed
