"""The page of an item, for every role that may read it; its files; ticking figures; giving a draft away."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from documents.views import file_response
from organizations.policy import access_or_404, can
from organizations.standing import standing_of
from submissions.differences import Run, counts, merged, side_by_side
from submissions.figures import parse_key
from submissions.models import Attachment, Item, JointUnit, Revision
from submissions.moves.table import Move
from submissions.services.attachments import remove_attachment
from submissions.services.moves import allowed_moves
from submissions.services.ticks import may_tick, tick_figures
from submissions.states import IN_UNIT
from submissions.timeline import timeline_of
from submissions.tones import status_tone
from submissions.versions import Versions, versions_for
from submissions.views.checks import figure_lines
from ui.errors import DomainError
from ui.views.refusal import refuse_to

TABS = ("filed", "edited", "difference", "forwarded")


def item_rows() -> Any:
    """Items with what their page shows."""
    return Item.objects.select_related(
        "unit",
        "chain_unit",
        "item_type",
        "drafter",
        "editor",
        "checker",
        "secrecy_reviewer",
        "meeting",
        "current",
        "composite",
    )


@dataclass(frozen=True)
class Act:
    """A move as a button: where it leads, and whether it asks for something first."""

    move: Move
    url: str
    way: str  # "post": at once; "reason": by the dialog; "page": on a page of its own
    needs_reason: bool = False

    @property
    def css(self) -> str:
        return "btn-primary" if self.move.is_primary else "btn-secondary"


def acts_on(item: Item, user: Any) -> list[Act]:
    """The moves open to the person, the primary one first."""
    acts = [_act(move, item) for move in allowed_moves(item, user) if not _is_idle(move, item)]
    return sorted(acts, key=lambda act: not act.move.is_primary)


def _is_idle(move: Move, item: Item) -> bool:
    """Whether a guard would refuse the move in any case, so that its button would only be in the way."""
    reasons = {
        "drop_partner": lambda: not item.joint_units.filter(state=JointUnit.State.PENDING).exists(),
        "ask_withdrawal": lambda: bool(item.forwarded_at or item.withdrawal_asked_at or item.is_composite),
        "answer_withdrawal": lambda: item.withdrawal_asked_at is None,
        "edit_flash": lambda: not item.is_flash or item.forwarded_at is not None,
        "put_back": lambda: item.is_composite,
        "send_back": lambda: item.is_composite,
        "shelve": lambda: item.forwarded_at is not None,
        "reopen": lambda: item.forwarded_at is not None,
    }
    asked = reasons.get(move.name)
    return asked is not None and asked()


def _act(move: Move, item: Item) -> Act:
    url = reverse("submissions:move", args=[item.pk, move.name])
    if move.name in {"approve_in_unit", "return_in_unit"}:
        return Act(move, reverse("submissions:review", args=[item.pk]), "page")
    if move.needs == ("reason",) or move.offers == ("reason",):
        return Act(move, url, "reason", needs_reason=bool(move.needs or item.number))
    return Act(move, url, "page" if move.needs else "post")


@method_decorator(never_cache, name="dispatch")
class ItemView(LoginRequiredMixin, View):
    """Head, text with its versions, timeline, acts, and the panels of upper apps."""

    http_method_names = ["get"]

    def get(self, request: Any, pk: int) -> HttpResponse:
        """The page; `tab` chooses the version, `old` and `new` any two to compare."""
        item = access_or_404(request.user, item_rows(), pk=pk)
        standing = standing_of(request.user)
        for_office = standing.is_office or standing.is_leader
        versions = versions_for(item, for_office=for_office)
        may_vouch = may_tick(item, request.user)
        lines = figure_lines(item, item.text) if may_vouch or item.status in IN_UNIT else []
        context = {
            "item": item,
            "for_office": for_office,
            "status_label": item.get_status_display() if for_office else item.outer_status,
            "status_tone": status_tone(item),
            "steps": timeline_of(item, for_office=for_office),
            "acts": acts_on(item, request.user),
            "may_edit": can(request.user, "item.edit_draft", item),
            "may_reassign": can(request.user, "item.reassign_draft", item),
            "partners": item.joint_units.select_related("unit", "answered_by"),
            "authors": [link.user for link in item.author_links.select_related("user")],
            "attachments": item.attachments.select_related("file"),
            "figures": lines,
            "may_tick": may_vouch,
            "unticked_count": sum(not line.is_ticked for line in lines),
            **_texts(versions, request.GET),
        }
        return render(request, "submissions/item.html", context)


def _texts(versions: Versions, query: Any) -> dict[str, Any]:
    """The chosen tab and what it shows."""
    offered = {
        "filed": versions.filed,
        "edited": versions.edited,
        "difference": versions.edited or (versions.all[-1] if len(versions.all) > 1 else None),
        "forwarded": versions.forwarded,
    }
    asked = query.get("tab", "")
    tab = asked if offered.get(asked) else ("edited" if versions.forwarded or versions.edited else "filed")
    labels = {
        "filed": _("As filed"),
        "edited": _("As edited"),
        "difference": _("Difference"),
        "forwarded": _("As forwarded"),
    }
    tabs = [{"label": labels[key], "url": f"?tab={key}", "active": key == tab} for key in TABS if offered[key]]
    shown: dict[str, Any] = {"tab": tab, "tabs": tabs, "shown": offered[tab], "versions": versions.all}
    if tab == "difference":
        shown.update(_difference(versions, query))
    return shown


def _difference(versions: Versions, query: Any) -> dict[str, Any]:
    old = versions.numbered(query.get("old")) or versions.filed or versions.all[0]
    new = versions.numbered(query.get("new")) or versions.edited or versions.all[-1]
    if old is not None and old == new and query.get("old") is None:
        old = versions.all[0]
    return {"old": old, "new": new, **difference_of(old, new, beside=query.get("look") == "beside")}


def difference_of(old: Revision, new: Revision, *, beside: bool) -> dict[str, Any]:
    """What the comparison shows: title runs, paragraphs of runs (or two columns), and how much changed."""
    runs = [Run(run.kind, run.text) for paragraph in merged(old.text, new.text) for run in paragraph]
    inserted, deleted = counts(runs)
    return {
        "title_runs": merged(old.title, new.title),
        "merged": merged(old.text, new.text),
        "beside": side_by_side(old.text, new.text) if beside else None,
        "inserted": inserted,
        "deleted": deleted,
    }


class TickView(LoginRequiredMixin, View):
    """The checker ticks figures on the item's page."""

    http_method_names = ["post"]

    def post(self, request: Any, pk: int) -> HttpResponseBase:
        """Tick what was chosen and go back."""
        item = access_or_404(request.user, Item.objects.all(), pk=pk)
        keys = [key for key in map(parse_key, request.POST.getlist("ticks")) if key]
        try:
            fresh = tick_figures(item_id=item.pk, by=request.user, keys=keys)
        except DomainError as refusal:
            return refuse_to(request, refusal, item)
        messages.success(request, _("%(count)d figures ticked.") % {"count": len(fresh)})
        return redirect(item)


class AttachmentView(LoginRequiredMixin, View):
    """A file of an item: who may read the item may read the file."""

    http_method_names = ["get", "post"]

    def _attachment(self, request: HttpRequest, pk: int, attachment: int) -> Attachment:
        item = access_or_404(request.user, Item.objects.all(), pk=pk)  # type: ignore[arg-type]
        found = item.attachments.select_related("file", "item").filter(pk=attachment).first()
        if found is None:
            raise Http404
        return found

    def get(self, request: Any, pk: int, attachment: int) -> HttpResponseBase:
        """The bytes, as a download."""
        return file_response(self._attachment(request, pk, attachment).file)

    def post(self, request: Any, pk: int, attachment: int) -> HttpResponseBase:
        """Take the file off the item."""
        found = self._attachment(request, pk, attachment)
        try:
            remove_attachment(attachment_id=found.pk, item_id=pk, by=request.user)
        except DomainError as refusal:
            return refuse_to(request, refusal, found.item)
        messages.success(request, _("The file was taken off."))
        return redirect("submissions:edit", pk)
