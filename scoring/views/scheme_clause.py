"""The form of one clause, or of the head. Buttons beside tables change what is typed and save nothing."""

from abc import ABC, abstractmethod
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from organizations.policy import can
from scoring.engine import Problem
from scoring.errors import DraftRefused, DraftStale
from scoring.forms.fields import Kind
from scoring.forms.kinds import HEAD, KINDS, short_title
from scoring.forms.options import load_options
from scoring.forms.places import told
from scoring.forms.screen import read_clause, read_form, show, with_act
from scoring.models import SchemeDraft
from scoring.services import drafts
from scoring.services import scheme_values as values
from scoring.services.scheme_checks import check_document, head_words, readable_part, words_by_code
from scoring.views.access import reader
from scoring.views.scheme_drafts import DraftPage, sent_version, stale_words
from scoring.wording import Names
from scoring.wording_base import numeral

PREVIEW = "clause-preview"


class PartPage(ABC, DraftPage):
    """What the forms of a clause and of the head have in common. `part` is what is edited, as plain data."""

    action = draft_action = "schemedraft.manage"
    template = "scoring/scheme_clause.html"

    def answered(
        self,
        draft: SchemeDraft,
        kind: Kind,
        part: dict[str, Any],
        *,
        error: str = "",
        quiet: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        """The page, or only the meaning of the clause. `quiet`: rows were just added, nobody wants to hear of them."""
        document = self.with_part(draft, part)
        problems = self.problems(document)
        context = {
            "draft": draft,
            "kind": kind,
            "form": show(
                kind, part, self.choices(draft), [] if quiet else problems, self.request.POST.getlist("columns")
            ),
            "error": error,
            "told": told(kind, problems),
            "meaning": self.meaning(document),
            "stale": self.stale,
            **self.page_words(draft, part),
        }
        is_preview = self.request.headers.get("HX-Target") == PREVIEW
        template = "scoring/_scheme_meaning.html" if is_preview else self.template
        return render(self.request, template, context, status=status)

    stale: Any = None

    @abstractmethod
    def with_part(self, draft: SchemeDraft, part: dict[str, Any]) -> dict[str, Any]:
        """The document of the draft with what is being typed."""

    @abstractmethod
    def problems(self, document: dict[str, Any]) -> list[Problem]:
        """What is wrong in the part, with paths below it."""

    @abstractmethod
    def meaning(self, document: dict[str, Any]) -> Any:
        """The part in words, as far as it can be read."""

    def choices(self, draft: SchemeDraft) -> Any:
        """What the selects offer."""
        return load_options(draft.document)

    @abstractmethod
    def page_words(self, draft: SchemeDraft, part: dict[str, Any]) -> dict[str, Any]:
        """Titles and addresses of the page."""

    def saved(self, draft: SchemeDraft, kind: Kind, part: dict[str, Any], save: Any, back: str) -> HttpResponseBase:
        """Save, then stay or go back to the draft; a refusal shows what was typed again."""
        try:
            save()
        except DraftStale as stale:
            self.stale = stale.draft
            return self.answered(stale.draft, kind, part, error=stale_words(stale), status=409)
        except DraftRefused as refused:
            return self.answered(draft, kind, part, error=str(refused.message), status=422)
        messages.success(self.request, _("Saved."))
        return redirect(self.request.path if self.request.POST.get("op") == "stay" else back)

    def open_draft(self, pk: int) -> SchemeDraft:
        """The draft; one that was adopted has no forms any more. Raises Http404."""
        draft = self.get_draft(pk)
        if draft.adopted_as_id is not None or not can(reader(self.request), "schemedraft.manage", draft):
            raise Http404
        return draft


class ClauseView(PartPage):
    """One clause."""

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        draft = self.open_draft(pk)
        clause = self._clause(draft, number)
        return self.answered(draft, KINDS[clause["kind"]], clause)

    def post(self, request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
        draft = self.open_draft(pk)
        kind = KINDS[self._clause(draft, number)["kind"]]
        op = request.POST.get("op", "")
        if op not in ("save", "stay"):
            clause = with_act(read_clause(kind, request.POST, keep_blank=op != "preview"), op)
            return self.answered(draft, kind, clause, quiet=op != "preview")
        clause = read_clause(kind, request.POST)

        def save() -> None:
            drafts.save_clause(
                draft_id=draft.pk,
                by=reader(request),
                seen_version=sent_version(request),
                index=self.index,
                clause=clause,
            )

        return self.saved(draft, kind, clause, save, f"{draft.get_absolute_url()}#clause-{number}")

    def _clause(self, draft: SchemeDraft, number: int) -> dict[str, Any]:
        clauses = values.entries(draft.document.get("clauses"))
        if not 0 < number <= len(clauses) or clauses[number - 1].get("kind") not in KINDS:
            raise Http404
        self.index = number - 1
        return clauses[self.index]

    def with_part(self, draft: SchemeDraft, part: dict[str, Any]) -> dict[str, Any]:
        clauses = list(draft.document["clauses"])
        if self.index < len(clauses):
            clauses[self.index] = part
        return {**draft.document, "clauses": clauses}

    def problems(self, document: dict[str, Any]) -> list[Problem]:
        return check_document(document).clauses.get(self.index, [])

    def meaning(self, document: dict[str, Any]) -> Any:
        checked = check_document(document)
        if self.index in checked.clauses:
            return None
        code = values.typed(document["clauses"][self.index].get("id")) if self.index < len(document["clauses"]) else ""
        return words_by_code(readable_part(document, checked), Names.load()).get(code)

    def choices(self, draft: SchemeDraft) -> Any:
        return load_options(draft.document, before=self.index)

    def page_words(self, draft: SchemeDraft, part: dict[str, Any]) -> dict[str, Any]:
        count = len(draft.document["clauses"])
        return {
            "title": _("Clause %(number)s") % {"number": numeral(self.index + 1)},
            "subtitle": short_title(part),
            "before": reverse("scoring:scheme_clause", args=[draft.pk, self.index]) if self.index else "",
            "after": reverse("scoring:scheme_clause", args=[draft.pk, self.index + 2])
            if self.index + 1 < count
            else "",
        }


class HeadView(PartPage):
    """Everything but the clauses."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = self.open_draft(pk)
        return self.answered(draft, HEAD, self._head(draft))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        draft, op = self.open_draft(pk), request.POST.get("op", "")
        if op not in ("save", "stay"):
            head = with_act(read_form(HEAD, request.POST, keep_blank=op != "preview"), op)
            return self.answered(draft, HEAD, head, quiet=op != "preview")
        head = read_form(HEAD, request.POST)

        def save() -> None:
            drafts.save_head(draft_id=draft.pk, by=reader(request), seen_version=sent_version(request), head=head)

        return self.saved(draft, HEAD, head, save, draft.get_absolute_url())

    def _head(self, draft: SchemeDraft) -> dict[str, Any]:
        return {name: value for name, value in draft.document.items() if name not in ("schema", "clauses")}

    def with_part(self, draft: SchemeDraft, part: dict[str, Any]) -> dict[str, Any]:
        kept = {name: draft.document[name] for name in ("schema", "clauses") if name in draft.document}
        return {**kept, **part}

    def problems(self, document: dict[str, Any]) -> list[Problem]:
        return [problem for problem in check_document(document).head if problem.path not in ("clauses", "schema")]

    def meaning(self, document: dict[str, Any]) -> Any:
        return head_words(document, check_document(document), Names.load())

    def page_words(self, draft: SchemeDraft, part: dict[str, Any]) -> dict[str, Any]:
        return {"title": HEAD.label, "subtitle": values.typed(part.get("title")), "is_head": True}
