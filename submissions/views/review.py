"""The signer's screen inside the unit: read, see what changed, tick figures, approve, approve with changes, or return."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache

from activity.models import Event
from organizations.policy import access_or_404, can, visible_to
from submissions.errors import MoveRefused
from submissions.figures import parse_key
from submissions.filters import URGENCY_ORDER
from submissions.forms.review import ReviewForm
from submissions.models import Item, Revision
from submissions.services.moves import move_item
from submissions.services.ticks import tick_figures
from submissions.timeline import timeline_of
from submissions.views.checks import figure_lines
from submissions.views.item import difference_of, item_rows
from ui import once
from ui.errors import DomainError
from ui.views.refusal import refuse_in_form

PHRASES = (gettext_lazy("I agree to file it."), gettext_lazy("I agree to file it after these changes."))
RETURN_PHRASES = (
    gettext_lazy("Please check the figures against their source."),
    gettext_lazy("Please shorten it and put the result first."),
    gettext_lazy("Please add the next steps."),
)
READ_BEFORE = ("item.return_in_unit", "item.send_back", "item.approve_in_unit", "item.withdraw", "item.pull_back")


def to_sign(user: Any) -> Any:
    """What waits for this person's signature inside the unit, the most urgent and oldest first."""
    waiting = visible_to(user, Item.objects.all(), "approve_in_unit").select_related("unit", "drafter", "item_type")

    return waiting.order_by(URGENCY_ORDER, "entered_at", "pk")


@method_decorator(never_cache, name="dispatch")
class ReviewView(LoginRequiredMixin, View):
    """One item to sign; after it the next one."""

    http_method_names = ["get", "post"]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.item = access_or_404(request.user, item_rows(), pk=kwargs["pk"])
        if request.method == "GET" and not can(request.user, "item.approve_in_unit", self.item):
            messages.info(request, _("This item does not wait for your signature."))
            return redirect(self.item)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: Any, pk: int) -> HttpResponse:
        """The paper, with what changed since it was last read."""
        return self.show(ReviewForm(item=self.item))

    def show(self, form: ReviewForm, *, status: int = 200) -> HttpResponse:
        """The page; a form that is shown again keeps words, ticks and opinion."""
        item = self.item
        text = (form.data.get("text") or item.text).replace("\r\n", "\n") if form.is_bound else item.text
        chosen = {key for key in map(parse_key, self.request.POST.getlist("ticks")) if key}
        lines = figure_lines(item, text, chosen=chosen)
        before = _read_before(item)
        context = {
            "item": item,
            "form": form,
            "figures": lines,
            "unticked_count": sum(not line.is_ticked for line in lines),
            "before": before,
            "change": difference_of(before, item.current, beside=False) if before and item.current else None,
            "steps": timeline_of(item, for_office=False),
            "attachments": item.attachments.select_related("file"),
            "authors": [link.user for link in item.author_links.select_related("user")],
            "partners": item.joint_units.select_related("unit"),
            "phrases": PHRASES,
            "return_phrases": RETURN_PHRASES,
            "words_open": form.is_bound and bool(form.is_valid() and form.words),
        }
        return render(self.request, "submissions/review.html", context, status=status)

    def post(self, request: Any, pk: int) -> HttpResponseBase:
        """Approve or return, once."""
        done = once.first_result(request)
        if done:
            return redirect(done)
        form = ReviewForm(request.POST, item=self.item)
        if not form.is_valid():
            return self.show(form, status=422)
        act = self.give_back if request.POST.get("act") == "return" else self.approve
        try:
            return once.run(request, lambda: act(form))
        except DomainError as refusal:
            refuse_in_form(form, refusal)
            return self.show(form, status=422)

    def approve(self, form: ReviewForm) -> str:
        """Ticks and signature belong together: both or neither."""
        user: Any = self.request.user
        words: dict[str, Any] = dict(form.words)
        keys = [key for key in map(parse_key, self.request.POST.getlist("ticks")) if key]
        with transaction.atomic():
            if keys:
                tick_figures(item_id=self.item.pk, by=user, keys=keys, text=words.get("text"))
            moved = move_item(
                item_id=self.item.pk, name="approve_in_unit", by=user, seen_version=form.cleaned_data["seen_version"],
                opinion=form.cleaned_data["opinion"], **words,
            )  # fmt: skip
        messages.success(
            self.request,
            _("Approved: “%(title)s” is now: %(status)s.") % {"title": moved.title, "status": moved.outer_status},
        )
        return self.next_page()

    def give_back(self, form: ReviewForm) -> str:
        """Return it to the drafter with the reason."""
        if not form.cleaned_data["reason"].strip():
            raise MoveRefused(_("Give a reason: those whom it concerns will read it."), code="reason", field="reason")
        user: Any = self.request.user
        moved = move_item(
            item_id=self.item.pk, name="return_in_unit", by=user, seen_version=form.cleaned_data["seen_version"],
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
        messages.success(
            self.request, _("Returned to %(person)s: “%(title)s”.") % {"person": moved.drafter, "title": moved.title}
        )
        return self.next_page()

    def next_page(self) -> str:
        """The next item that waits, else the desk."""
        following = to_sign(self.request.user).exclude(pk=self.item.pk).first()
        if following is not None:
            return reverse("submissions:review", args=[following.pk])
        messages.info(self.request, _("Nothing else waits for your signature."))
        return reverse("ui:desk")


def _read_before(item: Item) -> Revision | None:
    """The version on which somebody last decided in the unit or the office, if it is not the present one."""
    last = Event.objects.about(item).filter(verb__in=READ_BEFORE).order_by("-pk").first()
    key = (last.data or {}).get("revision") if last else None
    if not key or key == item.current_id:
        return None
    found = item.revisions.filter(pk=key).first()
    same = found is not None and item.current is not None and found.sha256 == item.current.sha256
    return None if same else found
