"""The register of groups of persons, with the members of each."""

from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from activity.clock import today
from organizations.forms.groups import JoinGroupForm, LeaveGroupForm, PersonGroupForm
from organizations.models import PersonGroup
from organizations.services import groups
from organizations.views.registers import RegisterView


class PersonGroupView(RegisterView):
    action, model, form_class = "persongroup.manage", PersonGroup, PersonGroupForm
    url_name = "organizations:person_groups"
    template_name = "organizations/person_groups.html"
    title = _("Groups of persons")
    sentence = _(
        "Clauses for persons may speak of a group, such as the staff under 35. Who is in it on the last day of a period "
        "is counted, in the unit of that day; a change counts from the next reckoning of the day on."
    )
    new_title = _("New group of persons")
    columns = (
        (_("Name"), lambda group: group.name),
        (_("Code"), lambda group: group.code),
        (_("Members today"), lambda group: group.members),
    )

    def get_rows(self) -> QuerySet[PersonGroup]:
        day = today()
        now = Q(memberships__starts_on__lte=day) & (
            Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gte=day)
        )
        return super().get_rows().annotate(members=Count("memberships", filter=now))

    def save(self, row: Any, values: dict[str, Any]) -> PersonGroup:
        return groups.save_group(by=self.person, group=row, **values)

    def extra_context(self, row: Any, **bound: forms.BaseForm) -> dict[str, Any]:
        """Who is in the group, and who was."""
        if row is None:
            return {}
        members, day = list(row.memberships.select_related("user")), today()
        return {
            "members": [one for one in members if one.ends_on is None or one.ends_on >= day],
            "past_members": [one for one in members if one.ends_on is not None and one.ends_on < day],
            "join_form": bound.get("join_form") or JoinGroupForm(),
            "leave_form": LeaveGroupForm(),
            "refused_form": bound.get("leave_form"),
        }


class GroupActView(PersonGroupView):
    """Base of the acts on the members of a group: posts only, back to the group."""

    http_method_names = ["post"]


class GroupJoinView(GroupActView):
    def post(self, request: HttpRequest, pk: Any = None) -> HttpResponseBase:
        row, form = self._row(pk), JoinGroupForm(request.POST)
        if form.is_valid() and self.tried(
            lambda: groups.join_group(group_id=row.pk, by=self.person, **form.cleaned_data), form=form, done=_("Saved.")
        ):
            return redirect("organizations:person_groups_row", pk=row.pk)
        return self._answer(row, PersonGroupForm(instance=row), status=422, join_form=form)


class GroupLeaveView(GroupActView):
    def post(self, request: HttpRequest, pk: Any = None, membership_pk: int = 0) -> HttpResponseBase:
        row, form = self._row(pk), LeaveGroupForm(request.POST, membership=membership_pk)
        membership = row.memberships.filter(pk=membership_pk).first()
        if membership is None:
            raise Http404
        if form.is_valid():
            ends_on = form.cleaned_data["ends_on"]
            self.tried(
                lambda: groups.leave_group(membership_id=membership.pk, ends_on=ends_on, by=self.person),
                done=_("Saved."),
            )
            return redirect("organizations:person_groups_row", pk=row.pk)
        return self._answer(row, PersonGroupForm(instance=row), status=422, leave_form=form)
