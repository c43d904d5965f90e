"""The acts of the table: check, return, sign, issue, withdraw, correct."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from organizations.policy import access_or_404
from organizations.standing import LEADER_ROLES
from reports.forms import ReasonForm
from reports.models import Bulletin
from reports.services import bulletins
from reports.services.writing import missing_comments
from reports.states import ACTS, Act, State
from reports.views.base import BulletinPage, act_or_say
from reports.views.kept import Kept, Word, kept_page, newest
from ui.errors import DomainError
from ui.views.reason import ask_for_reason

SERVICES: dict[str, Callable[..., Bulletin]] = {
    "check": bulletins.check_bulletin,
    "return": bulletins.return_bulletin,
    "sign": bulletins.sign_bulletin,
    "issue": bulletins.issue_bulletin,
    "withdraw": bulletins.withdraw_bulletin,
    "supersede": bulletins.supersede_bulletin,
}


class ActView(BulletinPage):
    """One act of the table. GET asks for the reason where one is needed; who may read but not act is told why."""

    def get(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        act = self._act(name)
        if not act.needs_reason:
            raise Http404
        bulletin = access_or_404(self.person, self.rows(), act.action, pk=pk)
        return self._ask(act, bulletin, ReasonForm())

    def post(self, request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
        act = self._act(name)
        # A leader who could act a moment ago is told what has become of it, though it may be a draft again.
        bulletin = self.get_bulletin("bulletin.send_act" if {*act.roles} & {*LEADER_ROLES} else "")
        form = ReasonForm(request.POST)
        if act.needs_reason and self.may(act.action, bulletin) and not form.is_valid():
            return self._ask(act, bulletin, form)
        given: dict[str, Any] = {"reason": request.POST.get("reason", "")} if act.needs_reason else {}
        if act.name == "issue":
            given["confirmed"] = request.POST.get("confirmed") == "1"

        def run() -> str:
            return self._after(SERVICES[act.name](bulletin_id=bulletin.pk, by=self.person, **given))

        def say(refusal: DomainError) -> HttpResponse | None:
            return (
                self._ask_without(bulletin, refusal) if refusal.code == "uncommented" else self._keep(bulletin, refusal)
            )

        done = _("Done: %(act)s.") % {"act": act.label}
        return act_or_say(request, run, done=done, back=self._back(bulletin), say=say)

    def _ask_without(self, bulletin: Bulletin, refusal: DomainError) -> HttpResponse:
        """Who has not commented, and the question whether the bulletin goes out all the same."""
        context = {"bulletin": bulletin, "missing": missing_comments(bulletin), "refusal": refusal.message}
        return render(self.request, "reports/issue.html", context, status=422)

    def _keep(self, bulletin: Bulletin, refusal: DomainError) -> HttpResponse | None:
        """A page with the reason that was typed, and for whoever may not even read the bulletin any more; else none."""
        now, reason = newest(bulletin), self.request.POST.get("reason", "").strip()
        if self.may("bulletin.view", now) and (not reason or refusal.code != "wrong_state"):
            return None
        return kept_page(self.request, now, Kept(refusal, [Word(_("Reason"), reason)] if reason else []))

    def _back(self, bulletin: Bulletin) -> str:
        """Where somebody who is refused can act again: the page on which the person works on the bulletin."""
        for page, action in (("compose", "bulletin.open_composing"), ("comment", "bulletin.comment")):
            if self.may(action, bulletin):
                return reverse(f"reports:{page}", args=[bulletin.pk])
        return bulletin.get_absolute_url()

    def _act(self, name: str) -> Act:
        if name not in ACTS:
            raise Http404
        return ACTS[name]

    def _after(self, bulletin: Bulletin) -> str:
        page = "compose" if self.may("bulletin.open_composing", bulletin) else "read"
        page = "read" if not self.may("bulletin.view", bulletin) or bulletin.state == State.ISSUED else page
        if not self.may("bulletin.view", bulletin):
            return reverse("reports:list")
        return reverse(f"reports:{page}", args=[bulletin.pk])

    def _ask(self, act: Act, bulletin: Bulletin, form: ReasonForm) -> HttpResponse:
        back = reverse("reports:read", args=[bulletin.pk])
        return ask_for_reason(
            self.request, form, label=act.label, hint=act.then, back=back, subject=f"{bulletin} {bulletin.number_line}"
        )
