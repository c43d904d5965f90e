"""约稿: the list, the form, one commission with who filed what, and the acts on it; what a unit is asked for."""

from typing import Any

from django.db.models import Count, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views import View

from activity.clock import now
from organizations.policy import access_or_404, can, visible_to
from organizations.standing import LEADER_ROLES, OFFICE_ROLES, UNIT_ROLES, standing_of
from registers.filters import CommissionFilter
from registers.forms.commissions import CommissionForm, ExtensionForm
from registers.models import Commission, CommissionTarget
from registers.services import commissions
from registers.services.answers import Answer, Outcome, answers_of
from registers.views.base import ActView, ReasonView, RegisterFormView
from review.views.base import person, require, say
from ui.listpage import Column, ListPage, Tab


class CommissionsView(ListPage):
    """All for the office and the leaders; a unit those that ask it."""

    title = gettext_lazy("Commissions")
    page_key = "registers.commissions"
    template_name = "registers/commissions.html"
    export_name = gettext_lazy("commissions")
    filterset_class = CommissionFilter
    ordering = ("-due_at", "-pk")
    empty_title = gettext_lazy("No item was commissioned yet.")
    empty_hint = gettext_lazy("The office asks units to write on a topic by a time; what is filed by then counts.")
    tabs = (
        Tab("open", pgettext_lazy("commissions", "Open"), "state=open"),
        Tab("overdue", gettext_lazy("Past its due time"), "state=overdue"),
        Tab("closed", gettext_lazy("Closed"), "state=closed"),
    )
    columns = (
        Column("topic", gettext_lazy("Topic"), lambda row: row.topic, main=True),
        Column("number", gettext_lazy("Number"), lambda row: row.number, css="nowrap"),
        Column("due_at", gettext_lazy("Due at"), lambda row: row.due_at, sort="due_at", css="nowrap"),
        Column("units", gettext_lazy("Units"), lambda row: row.unit_count, numeric=True),
        Column("state", gettext_lazy("State"), lambda row: state_words(row), css="nowrap"),
        Column("asked_by", gettext_lazy("Asked for by"), lambda row: row.asked_by, shown=False),
        Column("made_at", gettext_lazy("Made at"), lambda row: row.made_at, shown=False, css="nowrap"),
    )

    def check_access(self) -> None:
        require(self.request, "commission.list")

    def get_rows(self) -> QuerySet[Commission]:
        return visible_to(
            person(self.request), Commission.objects.with_last_due().annotate(unit_count=Count("targets"))
        )

    def row_url(self, row: Commission) -> str:
        return row.get_absolute_url()

    def row_class(self, row: Any) -> str:
        if not row.is_standing:
            return "is-zero"
        return "is-urgent" if row.last_due_at < now() else ""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return {**context, "may_make": can(person(self.request), "commission.make")}


def state_words(row: Any) -> str:
    """Open, past the due times of all its units, closed or withdrawn. `row` is a commission with its `last_due_at`."""
    if row.withdrawn_at:
        return str(_("withdrawn"))
    if row.closed_at:
        return str(_("closed"))
    return str(_("past its due time")) if row.last_due_at < now() else pgettext("commissions", "open")


class CommissionNewView(RegisterFormView):
    title = gettext_lazy("New commission")
    hint = gettext_lazy("The units are told. What they file with its number by the due time does it.")
    label = gettext_lazy("Commission")
    form_class = CommissionForm

    def get_item(self) -> Any:
        require(self.request, "commission.make")
        return None

    def back(self) -> str:
        return reverse("registers:commissions")

    def act(self, form: Form) -> Commission:
        data = dict(form.cleaned_data)
        units = list(data.pop("units"))
        commission = commissions.make_commission(units=units, by=person(self.request), **data)
        told = {"number": commission.number, "count": len(units)}
        say(self.request, ngettext("%(number)s is out; %(count)d unit is told.",
                                   "%(number)s is out; %(count)d units are told.", len(units)) % told)  # fmt: skip
        return commission


def _commission(request: HttpRequest, pk: int, action: str = "commission.view") -> Commission:
    rows = Commission.objects.with_last_due().select_related("made_by", "closed_by", "withdrawn_by")
    return access_or_404(person(request), rows.prefetch_related("targets"), action, pk=pk)


class CommissionView(View):
    """What is asked, and how each unit stands: a unit sees its own line, the office and the leaders all."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        commission, user = _commission(request, pk), person(request)
        standing = standing_of(user)
        targets = commission.targets.select_related("commission", "unit")
        if not standing.has(*OFFICE_ROLES, *LEADER_ROLES):
            targets = targets.filter(unit__in=standing.units(*UNIT_ROLES))
        answers = answers_of(targets)
        context = {
            "commission": commission,
            "state": state_words(commission),
            "lines": [_line(user, answer) for answer in answers],
            "sums": _sums(answers),
            "may_manage": can(user, "commission.manage", commission),
            "may_close": not any(one.outcome == Outcome.OPEN for one in answers),
            "may_reopen": can(user, "commission.reopen", commission),
            "waiting": sum(one.outcome in (Outcome.OPEN, Outcome.MISSED) for one in answers),
        }
        return render(request, "registers/commission.html", context)


def _line(user: Any, answer: Answer) -> dict[str, Any]:
    """One unit: how it stands, and what this person may do about it."""
    own = answer.target.unit_id in standing_of(user).own_units(*UNIT_ROLES)
    may_answer = own and can(user, "commissiontarget.answer", answer.target)
    return {
        "answer": answer,
        "target": answer.target,
        "item": answer.item if answer.item and can(user, "item.view", answer.item) else None,
        "is_writing": answer.is_writing,
        "may_answer": may_answer and answer.outcome in (Outcome.OPEN, Outcome.MISSED),
    }


def _sums(answers: list[Answer]) -> list[tuple[str, int]]:
    """How many units stand how, in the order of the outcomes, without those that nobody has."""
    counts = [(Outcome(outcome).label, sum(one.outcome == outcome for one in answers)) for outcome in Outcome.values]
    return [(str(label), count) for label, count in counts if count]


class AnswerView(ActView):
    """File in answer: begins a draft that names the commission, and opens its slip."""

    def get_item(self) -> Any:
        rows = CommissionTarget.objects.select_related("commission", "unit")
        target = access_or_404(person(self.request), rows, "commissiontarget.answer", pk=self.kwargs["pk"])
        self.target, self.subject = target, target.commission
        return None

    def act(self, form: Form) -> Any:
        return commissions.begin_answer(target_id=self.target.pk, by=person(self.request))


class _ManageView(RegisterFormView):
    def get_item(self) -> Any:
        self.subject = _commission(self.request, self.kwargs["pk"], self.policy_action)
        return None

    policy_action = "commission.manage"


class _TargetView(RegisterFormView):
    """An act on one unit of a commission that stands."""

    def get_item(self) -> Any:
        self.subject = _commission(self.request, self.kwargs["pk"], "commission.manage")
        rows = CommissionTarget.objects.filter(commission=self.subject, excuse_reason="").select_related(
            "unit", "commission"
        )
        self.target = access_or_404(person(self.request), rows, "commission.make", pk=self.kwargs["target"])
        return None

    def extra_context(self) -> dict[str, Any]:
        return {**super().extra_context(), "about": self.target.unit}


class ExtendView(_TargetView):
    title = label = gettext_lazy("Give the unit more time")
    hint = gettext_lazy("The unit is told; the reason is kept.")
    form_class = ExtensionForm

    def make_form(self, data: Any = None, files: Any = None) -> Form:
        return ExtensionForm(data, initial={"until": self.target.due_at})

    def act(self, form: Form) -> Commission:
        commissions.extend_target(target_id=self.target.pk, by=person(self.request), **form.cleaned_data)
        say(self.request, _("%(unit)s has more time.") % {"unit": self.target.unit})
        return self.subject


class ExcuseView(_TargetView, ReasonView):
    title = label = gettext_lazy("Excuse the unit")
    hint = gettext_lazy("It neither did nor missed the commission; the reason is kept.")

    def act(self, form: Form) -> Commission:
        commissions.excuse_target(target_id=self.target.pk, by=person(self.request), reason=form.cleaned_data["reason"])
        say(self.request, _("%(unit)s is excused.") % {"unit": self.target.unit})
        return self.subject


class RemindView(_ManageView, ActView):
    def act(self, form: Form) -> Commission:
        count = commissions.remind_units(commission_id=self.subject.pk, by=person(self.request))
        say(self.request, ngettext("%(count)d unit is reminded.", "%(count)d units are reminded.", count)
            % {"count": count})  # fmt: skip
        return self.subject


class CloseView(_ManageView, ActView):
    def act(self, form: Form) -> Commission:
        commissions.close_commission(commission_id=self.subject.pk, by=person(self.request))
        say(self.request, _("The commission is closed; what came of it counts."))
        return self.subject


class ReopenView(_ManageView, ReasonView):
    policy_action = "commission.reopen"
    title = label = gettext_lazy("Open it again")
    hint = gettext_lazy("What it counted is taken back until it is closed anew.")

    def act(self, form: Form) -> Commission:
        commissions.reopen_commission(
            commission_id=self.subject.pk, by=person(self.request), reason=form.cleaned_data["reason"]
        )
        say(self.request, _("The commission is open again."))
        return self.subject


class WithdrawView(_ManageView, ReasonView):
    title = label = gettext_lazy("Withdraw the commission")
    hint = gettext_lazy("Nobody did or missed it; the units are told.")

    def act(self, form: Form) -> Commission:
        commissions.withdraw_commission(
            commission_id=self.subject.pk, by=person(self.request), reason=form.cleaned_data["reason"]
        )
        say(self.request, _("The commission is withdrawn."))
        return self.subject
