"""Filters of the lists of this app: people, sessions, the audit trail, imports of the past."""

from typing import Any

import django_filters as filters
from allauth.usersessions.models import UserSession
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from activity import verbs
from activity.clock import today
from activity.models import Event
from organizations.models import AdminKind, ImportState, Membership, PastImport, Role, Unit, User
from organizations.past.kinds import all_kinds

ROLELESS = "none"


class PeopleFilter(filters.FilterSet):
    name = filters.CharFilter(label=_("Name or account"), method="named")
    unit = filters.ModelChoiceFilter(label=_("Unit"), queryset=Unit.objects.all(), method="in_unit")
    role = filters.ChoiceFilter(
        label=_("Role"),
        choices=[*Role.choices, *AdminKind.choices[1:], (ROLELESS, _("without a role"))],
        method="with_role",
    )
    is_active = filters.BooleanFilter(
        label=_("Account"),
        widget=forms.Select(
            choices=[
                ("", _("Any")),
                ("true", pgettext_lazy("account", "open")),
                ("false", pgettext_lazy("account", "closed")),
            ]
        ),
    )

    class Meta:
        model = User
        fields = ("name", "unit", "role", "is_active")

    def named(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return queryset.filter(Q(name__icontains=value) | Q(username__icontains=value))

    def in_unit(self, queryset: QuerySet[User], name: str, value: Unit) -> QuerySet[User]:
        return queryset.filter(pk__in=Membership.objects.current(today()).filter(unit=value).values("user"))

    def with_role(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        held = Membership.objects.current(today())
        if value == ROLELESS:
            return queryset.filter(admin_kind="").exclude(pk__in=held.values("user"))
        if value in AdminKind.values:
            return queryset.filter(admin_kind=value)
        return queryset.filter(pk__in=held.filter(role=value).values("user"))


class SessionFilter(filters.FilterSet):
    who = filters.CharFilter(label=_("Name or account"), method="of_person")
    ip = filters.CharFilter(label=_("Address"), lookup_expr="startswith")

    class Meta:
        model = UserSession
        fields = ("who", "ip")

    def of_person(self, queryset: QuerySet[UserSession], name: str, value: str) -> QuerySet[UserSession]:
        return queryset.filter(Q(user__name__icontains=value) | Q(user__username__icontains=value))


class AuditFilter(filters.FilterSet):
    who = filters.CharFilter(label=_("By whom"), method="by_person")
    verb = filters.ChoiceFilter(label=_("Act"), choices=verbs.choices)
    at = filters.DateFromToRangeFilter(label=_("Time"))
    ip = filters.CharFilter(label=_("Address"), lookup_expr="startswith")
    subject_key = filters.CharFilter(label=_("Key of the subject"))

    class Meta:
        model = Event
        fields = ("who", "verb", "at", "ip", "subject_key")

    def by_person(self, queryset: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        people = User.objects.filter(Q(name__icontains=value) | Q(username__icontains=value)).values("pk")
        return queryset.filter(Q(actor__in=people) | Q(on_behalf_of__in=people))


def _kind_choices() -> list[tuple[str, Any]]:
    return [(kind.key, kind.label) for kind in all_kinds()]


class PastFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(label=_("Kind"), choices=_kind_choices)
    state = filters.ChoiceFilter(label=_("State"), choices=ImportState.choices)
    file_name = filters.CharFilter(label=_("File name"), lookup_expr="icontains")

    class Meta:
        model = PastImport
        fields = ("kind", "state", "file_name")
