"""The leader's page, phone first: the paper, the comment or the read mark, the signature."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.standing import LEADER_ROLES, standing_of
from reports.forms import CommentForm
from reports.models import Bulletin
from reports.services import bulletins
from reports.services.ledger_links import Ledger
from reports.services.paper import context_of
from reports.services.writing import too_late_to_comment
from reports.states import ACTS, CommentKind
from reports.views.base import BulletinPage
from reports.views.kept import kept_comment, kept_page, newest
from ui import once
from ui.errors import DomainError
from ui.views.refusal import refuse_in_form

PHRASES = (
    gettext_lazy("Agreed. Please issue it."),
    gettext_lazy("Units that filed nothing are to explain themselves and to make up for it next month."),
    gettext_lazy("Good work this month; please keep it up."),
)


class CommentView(BulletinPage):
    """签署意见, 圈阅, 签发, or back to the office."""

    action = "bulletin.comment"

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        if standing_of(self.person).has(*LEADER_ROLES):
            seen = self.get_bulletin("bulletin.view")
            if not self.may(self.action, seen):
                # A reminder of some days ago leads here; what has become of the bulletin stands on its page.
                return redirect(seen)
        bulletin = self.get_bulletin()
        own = next((one for one in bulletin.comments.all() if one.leader_id == self.person.pk), None)
        return self._show(bulletin, CommentForm(initial={"text": own.text if own else ""}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        bulletin = self.get_bulletin("bulletin.send_comment")
        form = CommentForm(request.POST)
        if not form.is_valid():
            return self._not_taken(bulletin, form)
        data = form.cleaned_data

        def act() -> str:
            bulletins.add_comment(
                bulletin_id=bulletin.pk, leader=self.person, recorded_by=self.person, kind=data["kind"],
                text=data["text"],
            )  # fmt: skip
            is_read = data["kind"] == CommentKind.READ
            messages.success(request, _("Marked as read.") if is_read else _("Your comment is kept."))
            return reverse("reports:comment", args=[bulletin.pk])

        try:
            return once.run(request, act)
        except DomainError as refusal:
            return self._not_taken(bulletin, form, refusal)

    def _not_taken(self, bulletin: Bulletin, form: CommentForm, refusal: DomainError | None = None) -> HttpResponse:
        """The comment as it was typed: in its form, or to be copied where the bulletin takes none any more."""
        now = newest(bulletin)
        if late := too_late_to_comment(now):
            return kept_page(self.request, now, kept_comment(now, late, form))
        if refusal:
            refuse_in_form(form, refusal)
        return self._show(now, form, status=422)

    def _show(self, bulletin: Bulletin, form: CommentForm, status: int = 200) -> HttpResponse:
        own = next((one for one in bulletin.comments.all() if one.leader_id == self.person.pk), None)
        context = {
            **context_of(bulletin),
            "bulletin": bulletin,
            "ledger": Ledger(self.person, bulletin),
            "form": form,
            "own": own,
            "phrases": PHRASES,
            "acts": [ACTS[name] for name in ("sign", "return") if self.may(ACTS[name].action, bulletin)],
        }
        return render(self.request, "reports/comment.html", context, status=status)
