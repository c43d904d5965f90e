"""A draft: begun from a scheme, the library, a file or nothing; its page with every clause; adding, moving, dropping."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.clock import today
from organizations.policy import access_or_404, can
from review.fault_kinds import fault_labels
from scoring.errors import DraftStale
from scoring.forms.drafts import NewDraftForm
from scoring.forms.kinds import KINDS
from scoring.forms.options import load_options
from scoring.models import Scheme, SchemeDraft
from scoring.services import drafts
from scoring.services import scheme_values as values
from scoring.services.scheme_checks import unknown_codes, unrecorded
from scoring.services.scheme_library import library_scheme
from scoring.services.validity import scheme_on
from scoring.views.access import ScorePage, reader
from scoring.views.scheme_shown import shown_scheme
from scoring.views.scheme_uploads import draft_of_file
from scoring.views.schemes import file_answer
from scoring.wording import Names
from ui import once
from ui.errors import DomainError

CHECKED_CODES = ("outlet", "level", "item_type", "rank", "class", "fault")
UNRECORDED = {
    "event_class": gettext_lazy("classes of events"),
    "channel": gettext_lazy("channels"), "groups": gettext_lazy("groups of persons"),
}  # fmt: skip


class DraftPage(ScorePage):
    """A page about one draft; who may not do `draft_action` on it finds nothing here."""

    action = "schemedraft.view"
    draft_action = "schemedraft.view"

    def get_draft(self, pk: int) -> SchemeDraft:
        rows = SchemeDraft.objects.select_related("changed_by", "created_by", "based_on", "adopted_as")
        return access_or_404(reader(self.request), rows, self.draft_action, pk=pk)

    def acted(self, act: Callable[[], Any], back: str, done: str = "") -> HttpResponseBase:
        """Act once for this form; a refusal is said at the top of the page `back`."""
        try:
            answer = once.run(self.request, act)
        except DomainError as refusal:
            messages.error(self.request, str(refusal.message))
            return redirect(back)
        if done:
            messages.success(self.request, done)
        return answer


class NewDraftView(DraftPage):
    """Where a draft begins."""

    action = "schemedraft.manage"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._answer(NewDraftForm(initial={"source": request.GET.get("from", ""), **_asked(request)}))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = NewDraftForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._answer(form, status=422)
        try:
            return once.run(request, lambda: self._begin(form.cleaned_data))
        except DomainError as refusal:
            form.add_error("file" if form.cleaned_data["source"] == "file" else None, str(refusal.message))
            return self._answer(form, status=422)

    def _begin(self, asked: dict[str, Any]) -> SchemeDraft:
        """Raises SchemeFileRefused, DraftRefused."""
        by, source = reader(self.request), asked["source"]
        if source == "scheme":
            scheme: Scheme = asked["scheme"]
            return drafts.create_draft(by=by, document=scheme.document, based_on=scheme)
        if source == "library":
            found = library_scheme(asked["library"])
            if found is None:
                raise Http404
            return drafts.create_draft(by=by, document=found.document, origin=found.title)
        if source == "file":
            draft, to_mend = draft_of_file(asked["file"], by)
            if to_mend:
                messages.warning(self.request, to_mend)
            return draft
        return drafts.create_draft(by=by, document=drafts.empty_document())

    def _answer(self, form: NewDraftForm, status: int = 200) -> HttpResponse:
        return render(self.request, "scoring/scheme_new.html", {"form": form}, status=status)


class DraftView(DraftPage):
    """The draft as it would be printed, with what is still to be mended, and the acts on each clause."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = self.get_draft(pk)
        may_write = can(reader(request), "schemedraft.manage", draft) and draft.adopted_as is None
        known = _recordable(draft.document)
        context = {
            "draft": draft,
            "scheme": shown_scheme(draft.document, Names.load(), draft if may_write else None),
            "may_write": may_write,
            "kinds": KINDS.values(),
            "unknown": _named(draft.document, unknown_codes(draft.document, known)),
            "unrecorded": [str(UNRECORDED[name]) for name in unrecorded(draft.document)],
            "trials": draft.trials.select_related("asked_by").prefetch_related("periods")[:6],
            "valid": scheme_on(today()),
        }
        return render(request, "scoring/scheme_draft.html", context)


def _recordable(document: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Codes that the office can record: those of its settings, and the faults that the draft will bring along."""
    sources = load_options({}).sources
    known = {name: dict(sources[name]) for name in CHECKED_CODES}
    own = (row for row in values.entries(document.get("names")) if row.get("kind") == "fault")
    known["fault"] |= fault_labels() | {code: code for row in own if (code := values.typed(row.get("code")))}
    return known


def _named(document: dict[str, Any], codes: list[str]) -> list[str]:
    """Each code with the name that the document gives it, where it does."""
    names = {
        values.typed(row.get("code")): values.typed(row.get("name")) for row in values.entries(document.get("names"))
    }
    return [
        _("%(name)s (%(code)s)") % {"name": names[code], "code": code} if names.get(code) else code for code in codes
    ]


class DraftFileView(DraftPage):
    """The draft as a file."""

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        draft = self.get_draft(pk)
        code = draft.document.get("code")
        return file_answer(draft.document, code if isinstance(code, str) else "", form)


class AddClauseView(DraftPage):
    """A new clause at the end; leads to its form."""

    action = draft_action = "schemedraft.manage"

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        draft = self.get_draft(pk)
        kind = KINDS.get(request.POST.get("kind", ""))

        def act() -> str:
            version = sent_version(request)
            made = drafts.add_clause(
                draft_id=draft.pk, by=reader(request), seen_version=version, kind=kind.code if kind else "",
                fields=kind.blank if kind else {},
            )  # fmt: skip
            return reverse("scoring:scheme_clause", args=[draft.pk, len(made.document["clauses"])])

        return self.acted(act, draft.get_absolute_url())


class ArrangeClauseView(DraftPage):
    """Move, copy or remove a clause."""

    action = draft_action = "schemedraft.manage"

    def post(self, request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
        draft = self.get_draft(pk)
        act = request.POST.get("act", "")
        there = {"up": number - 1, "down": number + 1, "copy": number + 1}.get(act, number)

        def arrange() -> str:
            drafts.arrange_clause(
                draft_id=draft.pk, by=reader(request), seen_version=sent_version(request), index=number - 1, act=act
            )
            return f"{draft.get_absolute_url()}#clause-{max(1, there)}"

        if number < 1:
            raise Http404
        return self.acted(arrange, draft.get_absolute_url(), _("The clause is removed.") if act == "remove" else "")


class DropDraftView(DraftPage):
    """Throw the draft away."""

    action = draft_action = "schemedraft.manage"

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        draft = self.get_draft(pk)

        def act() -> str:
            drafts.drop_draft(draft_id=draft.pk, by=reader(request))
            return reverse("scoring:schemes")

        return self.acted(act, draft.get_absolute_url(), _("The draft is thrown away."))


def sent_version(request: HttpRequest) -> int:
    """The version on which the form was made; 0, which no draft has, where it says none."""
    told = request.POST.get("version", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 0


def stale_words(error: DomainError) -> str:
    """What is said where somebody else has saved meanwhile."""
    if not isinstance(error, DraftStale):
        return str(error.message)
    hint = _("What you typed still stands below; saving again puts it in the place of what is saved there now.")
    return _("%(what)s %(hint)s") % {"what": error.message, "hint": hint}


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What a link to the page asks for."""
    return {name: request.GET[name] for name in ("scheme", "library") if request.GET.get(name)}
