"""Adopting a draft: the day, then a page that says what will be judged by it, then the act."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from activity.clock import today
from scoring.errors import DraftRefused, DraftStale
from scoring.forms.drafts import AdoptForm
from scoring.models import Period, SchemeDraft
from scoring.services import drafts
from scoring.services import scheme_values as values
from scoring.services.comparing import compare_documents
from scoring.services.scheme_checks import check_document
from scoring.services.scheme_start import (
    DAY,
    cut_spans,
    earliest_start,
    last_day,
    next_scheme,
    periods_judged,
    refuse_start,
)
from scoring.services.validity import scheme_on
from scoring.views.access import reader
from scoring.views.scheme_drafts import DraftPage, sent_version
from scoring.wording import Names
from scoring.wording_base import EACH_SPAN, listing
from ui import once
from ui.words import date_cn


class AdoptView(DraftPage):
    """GET asks for the day; a first post shows what follows from it; one that says `confirmed` adopts."""

    action = draft_action = "schemedraft.manage"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = self._draft(pk)
        start = _usual_start()
        code = drafts.free_scheme_code(values.typed(draft.document.get("code")), start.year)
        return self._answer(draft, AdoptForm(initial={"valid_from": start, "code": code}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        draft, form = self._draft(pk), AdoptForm(request.POST)
        if not form.is_valid():
            return self._answer(draft, form, status=422)
        asked = form.cleaned_data
        try:
            if "confirmed" not in request.POST:
                refuse_start(**asked)
                return self._confirm(draft, form, asked)
            return once.run(request, lambda: self._adopt(draft, asked))
        except DraftRefused as refused:
            form.add_error(refused.field or None, str(refused.message))
        except DraftStale as stale:
            form.add_error(None, str(stale.message))
            draft = stale.draft
        return self._answer(draft, form, status=422)

    def _adopt(self, draft: SchemeDraft, asked: dict[str, Any]) -> str:
        version, by = sent_version(self.request), reader(self.request)
        scheme = drafts.adopt_draft(draft_id=draft.pk, by=by, seen_version=version, **asked)
        told = {"title": scheme.title, "day": date_cn(scheme.valid_from)}
        messages.success(self.request, _("“%(title)s” is adopted and valid from %(day)s.") % told)
        return reverse("scoring:scheme", args=[scheme.pk])

    def _confirm(self, draft: SchemeDraft, form: AdoptForm, asked: dict[str, Any]) -> HttpResponse:
        valid = scheme_on(asked["valid_from"])
        cut = cut_spans(asked["valid_from"], [valid.document, draft.document]) if valid else []
        after, last = next_scheme(asked["valid_from"]), last_day(asked["valid_from"], asked["valid_until"])
        first_without = last + DAY if last and not (after and after.valid_from == last + DAY) else None
        context = {
            "draft": draft,
            "form": form,
            "asked": asked,
            "lines": [
                _judged(period, asked["valid_from"], last)
                for period in periods_judged(asked["valid_from"], asked["valid_until"])
            ],
            "last": last,
            "first_without": first_without,
            "before": valid,
            "cut": listing([str(EACH_SPAN[per]) for per in cut]),
            "before_ends": asked["valid_from"] - DAY,
            "after": after,
            "differences": compare_documents(valid.document, draft.document, Names.load()) if valid else None,
        }
        return render(self.request, "scoring/scheme_adopt_confirm.html", context)

    def _draft(self, pk: int) -> SchemeDraft:
        draft = self.get_draft(pk)
        if draft.adopted_as_id is not None:
            raise Http404
        return draft

    def _answer(self, draft: SchemeDraft, form: AdoptForm, status: int = 200) -> HttpResponse:
        context = {
            "draft": draft, "form": form, "is_valid": check_document(draft.document).is_valid,
            "earliest": earliest_start(), "valid": scheme_on(today()),
        }  # fmt: skip
        return render(self.request, "scoring/scheme_adopt.html", context, status=status)


def _usual_start() -> date:
    """The first day of next month, or the first possible day if that is later."""
    first = (today().replace(day=1) + timedelta(days=32)).replace(day=1)
    return max(first, earliest_start() or first)


def _judged(period: Period, first: date, last: date | None) -> dict[str, Any]:
    """A period with the days of it that are judged by the scheme."""
    start, end = max(period.starts_on, first), min(period.ends_on, last or period.ends_on)
    return {
        "period": period,
        "start": start,
        "end": end,
        "is_whole": (start, end) == (period.starts_on, period.ends_on),
    }
