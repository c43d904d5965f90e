"""People and their accounts: the list, a new person, one person with account, roles and what may be done."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from activity.clock import today
from organizations.filters import PeopleFilter
from organizations.forms.people import (
    AdminKindForm,
    CloseAccountForm,
    EndRoleForm,
    NewPersonForm,
    PersonForm,
    RoleForm,
)
from organizations.models import Membership, User
from organizations.policy import access_or_404, can, visible_to
from organizations.services import accounts, people, roles
from organizations.views.base import SettingsView
from ui.listpage import Column, ListPage


def masked_phone(phone: str) -> str:
    """138****5678: enough to recognise a number that one knows, too little to collect numbers from a list."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "*" * len(phone)


def roles_in_words(person: User) -> list[str]:
    """`综合处 责任编辑` for each role held today, or the kind of administrator. Needs `today_memberships`."""
    if person.admin_kind:
        return [str(person.get_admin_kind_display())]
    held: list[Membership] = person.today_memberships  # type: ignore[attr-defined]
    return [f"{one.unit.short_name} {one.get_role_display()}" for one in held]


class PeopleList(ListPage):
    title = _("People")
    export_name = _("People")
    page_key = "organizations.people"
    template_name = "organizations/people.html"
    ordering = ("sort_no", "pk")
    filterset_class = PeopleFilter
    empty_title = _("Nobody is entered yet.")
    columns = (
        Column("name", _("Full name"), lambda user: user.name, sort="name", main=True),
        Column("account", _("Account"), lambda user: user.username, sort="username"),
        Column("roles", _("Roles"), roles_in_words),
        Column("post", _("Post"), lambda user: user.post),
        Column("phone", _("Phone"), lambda user: masked_phone(user.phone)),
        Column(
            "state",
            _("State"),
            lambda user: pgettext_lazy("account", "open") if user.is_active else pgettext_lazy("account", "closed"),
        ),
        Column("last_login", _("Last signed in"), lambda user: user.last_login, sort="last_login"),
    )

    def check_access(self) -> None:
        if not can(self.request.user, "user.manage"):  # type: ignore[arg-type]
            raise Http404

    def get_rows(self) -> QuerySet[User]:
        held = Membership.objects.current(today()).select_related("unit")
        people = visible_to(self.request.user, User.objects.all(), "manage")  # type: ignore[arg-type]
        return people.prefetch_related(Prefetch("memberships", held, to_attr="today_memberships"))

    def row_url(self, row: User) -> str:
        return reverse("organizations:person", args=[row.pk])

    def row_class(self, row: User) -> str:
        return "" if row.is_active else "is-zero"


class NewPersonView(SettingsView):
    action = "user.manage"
    delicate = True

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return render(request, "organizations/person_new.html", {"form": NewPersonForm()})

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = NewPersonForm(request.POST)
        if form.is_valid():
            made: list[Any] = []
            if self.tried(lambda: made.extend(accounts.create_account(by=self.person, **form.cleaned_data)), form=form):
                return one_time_page(request, *made)
        return render(request, "organizations/person_new.html", {"form": form}, status=422)


def one_time_page(request: HttpRequest, user: User, password: str) -> HttpResponse:
    """Show a one-time password, once: it stands in this answer only, in no session, cookie, address or event."""
    return render(request, "organizations/one_time_password.html", {"account": user, "password": password})


class PersonView(SettingsView):
    """One person: details at the left, account and roles at the right. Each act posts to an address of its own."""

    action = "user.manage"
    delicate = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        return self.answer(self.subject(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        user = self.subject(pk)
        form = PersonForm(request.POST, instance=self.subject(pk))
        if form.is_valid() and self.tried(
            lambda: people.update_person(user_id=user.pk, by=self.person, **form.cleaned_data),
            form=form,
            done=_("Saved."),
        ):
            return redirect("organizations:person", pk=user.pk)
        return self.answer(user, status=422, form=form)

    def subject(self, pk: int) -> User:
        """The person whom the page is about."""
        return access_or_404(self.person, User.objects.all(), "manage", pk=pk)

    def answer(self, user: User, *, status: int = 200, **bound: forms.BaseForm) -> HttpResponse:
        """The page, with the forms that are given in place of fresh ones."""
        memberships = list(user.memberships.select_related("unit").order_by("-starts_on", "pk"))
        day = today()
        context: dict[str, Any] = {
            "subject": user,
            "open_roles": [one for one in memberships if one.ends_on is None or one.ends_on >= day],
            "groups": list(user.group_memberships.select_related("group")),
            "past_roles": [one for one in memberships if one.ends_on is not None and one.ends_on < day],
            "has_second_factor": is_mfa_enabled(user),
            "form": PersonForm(instance=user),
            "role_form": RoleForm(),
            "admin_form": AdminKindForm(initial={"admin_kind": user.admin_kind}),
            "close_form": CloseAccountForm(),
            "end_form": EndRoleForm(),
        }
        return render(self.request, "organizations/person.html", context | bound, status=status)


class PersonActView(PersonView):
    """Base of the acts on one person: posts only, back to the person's page."""

    http_method_names = ["post"]

    def back(self, user: User) -> HttpResponseBase:
        """To the person's page."""
        return redirect("organizations:person", pk=user.pk)


class RoleGiveView(PersonActView):
    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        user, form = self.subject(pk), RoleForm(request.POST)
        if not form.is_valid():
            return self.answer(user, status=422, role_form=form)
        values = {**form.cleaned_data, "unit_id": form.cleaned_data["unit"].pk}
        del values["unit"]
        done = _("The role is given. It counts from the person's next sign-in.")
        given = self.tried(lambda: roles.give_role(user_id=user.pk, by=self.person, **values), form=form, done=done)
        return self.back(user) if given else self.answer(user, status=422, role_form=form)


class RoleEndView(PersonActView):
    def post(self, request: HttpRequest, pk: int, membership_pk: int = 0) -> HttpResponseBase:
        user, form = self.subject(pk), EndRoleForm(request.POST)
        membership = user.memberships.filter(pk=membership_pk).first()
        if membership is None:
            raise Http404
        if not form.is_valid():
            return self.answer(user, status=422, end_form=form)
        ends_on = form.cleaned_data["ends_on"]
        self.tried(
            lambda: roles.end_role(membership_id=membership.pk, ends_on=ends_on, by=self.person),
            done=_("The role ends on the day that you gave. What was filed under it stays where it is."),
        )
        return self.back(user)


class AdminKindView(PersonActView):
    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        user, form = self.subject(pk), AdminKindForm(request.POST)
        if form.is_valid() and self.tried(
            lambda: roles.set_admin_kind(user_id=user.pk, kind=form.cleaned_data["admin_kind"], by=self.person),
            form=form, done=_("Saved."),
        ):  # fmt: skip
            return self.back(user)
        return self.answer(user, status=422, admin_form=form)


class PasswordResetView(PersonActView):
    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        user = self.subject(pk)
        made: list[Any] = []
        if self.tried(lambda: made.extend(accounts.reset_password(user_id=user.pk, by=self.person))):
            return one_time_page(request, *made)
        return self.back(user)


class AccountCloseView(PersonActView):
    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        user, form = self.subject(pk), CloseAccountForm(request.POST)
        if form.is_valid() and self.tried(
            lambda: accounts.close_account(user_id=user.pk, by=self.person, **form.cleaned_data),
            form=form, done=_("The account is closed and its sessions have ended."),
        ):  # fmt: skip
            return self.back(user)
        return self.answer(user, status=422, close_form=form)


class AccountOpenView(PersonActView):
    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        user = self.subject(pk)
        self.tried(lambda: accounts.open_account(user_id=user.pk, by=self.person), done=_("The account is open again."))
        return self.back(user)


class FactorRemoveView(PersonActView):
    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        user = self.subject(pk)
        self.tried(
            lambda: accounts.remove_second_factor(user_id=user.pk, by=self.person),
            done=_("The second factor is removed. The person can set up a new one."),
        )
        return self.back(user)
