"""What the list of items can be cut down by."""

from typing import Any

import django_filters
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from organizations.models import Unit, User
from organizations.standing import UNIT_ROLES, standing_of
from submissions.models import Item, ItemType
from submissions.search import matching
from submissions.states import OUTER_ADOPTED, OUTER_FORWARDED, OUTER_WORDS, Nature, Status, Urgency

# The unit's words, each with what it means: one word may stand for several statuses.
STATES: dict[str, tuple[Any, Q]] = {
    "draft": (OUTER_WORDS[Status.DRAFT], Q(status=Status.DRAFT)),
    "unit_review": (OUTER_WORDS[Status.UNIT_REVIEW], Q(status=Status.UNIT_REVIEW)),
    "returned": (OUTER_WORDS[Status.RETURNED], Q(status=Status.RETURNED)),
    "held": (OUTER_WORDS[Status.HELD], Q(status=Status.HELD)),
    "filed": (OUTER_WORDS[Status.FILED], Q(status=Status.FILED)),
    "in_hand": (
        OUTER_WORDS[Status.EDITING],
        Q(status__in=[Status.EDITING, Status.OFFICE_REVIEW, Status.SIGNATURE]),
    ),
    "signed": (OUTER_WORDS[Status.SIGNED], Q(status=Status.SIGNED, forwarded_at=None, adopted_at=None)),
    "forwarded": (OUTER_FORWARDED, Q(status=Status.SIGNED, forwarded_at__isnull=False, adopted_at=None)),
    "adopted": (OUTER_ADOPTED, Q(adopted_at__isnull=False)),
    "not_compiled": (OUTER_WORDS[Status.DECLINED], Q(status__in=[Status.DECLINED, Status.CLOSED])),
    "merged": (OUTER_WORDS[Status.MERGED], Q(status=Status.MERGED)),
    "voided": (OUTER_WORDS[Status.VOIDED], Q(status=Status.VOIDED)),
}
URGENCY_ORDER = Case(
    When(urgency=Urgency.FLASH, then=Value(0)),
    When(urgency=Urgency.URGENT, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)
"""Most urgent first, for `order_by`."""


def _units(request: Any) -> QuerySet[Unit]:
    if request is None:
        return Unit.objects.none()
    standing = standing_of(request.user)
    rows = Unit.objects.filing().in_printing_order()
    if standing.is_office or standing.is_leader:
        return rows
    return rows.filter(pk__in=standing.units(*UNIT_ROLES))


class ItemFilter(django_filters.FilterSet):
    """Words, status in the unit's words, unit, type, urgency, and when it was filed."""

    q = django_filters.CharFilter(label=_("Words"), method="with_words")
    state = django_filters.ChoiceFilter(
        label=_("Status"), choices=[(key, label) for key, (label, _q) in STATES.items()], method="in_state"
    )
    unit = django_filters.ModelChoiceFilter(label=_("Unit"), queryset=_units)
    item_type = django_filters.ModelChoiceFilter(label=_("Type"), queryset=ItemType.objects.all())
    urgency = django_filters.ChoiceFilter(label=_("Urgency"), choices=Urgency.choices)
    filed = django_filters.DateFromToRangeFilter(label=_("First filed"), field_name="first_filed_at")
    nature = django_filters.ChoiceFilter(label=_("Nature"), choices=Nature.choices)
    mine = django_filters.ChoiceFilter(
        label=_("Drafted by"), choices=[("true", _("Me")), ("false", _("Others"))], method="drafted_by_me"
    )

    class Meta:
        model = Item
        fields: tuple[str, ...] = ()

    def with_words(self, queryset: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        """Full text in Chinese."""
        return matching(queryset, value)

    def in_state(self, queryset: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        """By the unit's word."""
        return queryset.filter(STATES[value][1])

    def drafted_by_me(self, queryset: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        """The person's own items, or those of others."""
        person: User = self.request.user
        return queryset.filter(drafter=person) if value == "true" else queryset.exclude(drafter=person)
