"""Acting grants: one's own, given and received; the office head and the security administrator see all."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from activity.clock import today
from organizations.forms.grants import GrantForm
from organizations.models import ActingGrant
from organizations.policy import access_or_404, can, visible_to
from organizations.services import grants
from organizations.views.base import SettingsView

SHOWN = 200


class GrantsView(SettingsView):
    """Open to all who may give, got, or oversee grants."""

    action = "actinggrant.open"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(GrantForm(principal=self.person))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if not can(self.person, "actinggrant.give"):
            raise Http404
        form = GrantForm(request.POST, principal=self.person)
        if form.is_valid():
            data = form.cleaned_data
            held, deputy = data.pop("held"), data.pop("deputy")
            wanted = {"unit_id": held.unit_id, "role": held.role, "deputy_id": deputy.pk, **data}
            done = _("%(name)s may act for you in these days. Both names are kept on every act.") % {"name": deputy}
            if self.tried(lambda: grants.give_grant(principal=self.person, **wanted), form=form, done=done):
                return redirect("organizations:grants")
        return self.answer(form, status=422)

    def answer(self, form: GrantForm, *, status: int = 200) -> HttpResponse:
        """The page with this form."""
        rows = visible_to(self.person, ActingGrant.objects.select_related("principal", "deputy", "unit"), "view")
        day, is_security = today(), can(self.person, "user.manage")
        shown = [
            {
                "grant": grant,
                "state": _state(grant, day),
                "may_revoke": _state(grant, day) != "over" and (is_security or grant.principal_id == self.person.pk),
            }
            for grant in rows[:SHOWN]
        ]
        context = {"rows": shown, "form": form if can(self.person, "actinggrant.give") else None}
        return render(self.request, "organizations/grants.html", context, status=status)


def _state(grant: ActingGrant, day: date) -> str:
    if grant.revoked_at is not None or grant.ends_on < day:
        return "over"
    return "coming" if grant.starts_on > day else "now"


class GrantRevokeView(SettingsView):
    action = "actinggrant.open"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        grant = access_or_404(self.person, ActingGrant.objects.all(), "revoke", pk=pk)
        self.tried(lambda: grants.revoke_grant(grant_id=grant.pk, by=self.person), done=_("The grant has ended."))
        return redirect("organizations:grants")
