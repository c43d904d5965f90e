"""What was typed for a bulletin that had moved on meanwhile: why it was not stored, what can be done, the words to copy."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from django.db.models import Model
from django.forms import BaseForm, CharField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from organizations.models import User
from organizations.policy import can
from reports.models import Bulletin
from reports.states import State
from ui.errors import DomainError

LINE, MOST_LINES = 24, 14
"""Characters on a line of the box of kept words, and how many lines it has at most before it scrolls."""

TO_THE_NEXT = _("This bulletin is no longer in force. What must still be said goes into the one that takes its place.")
TEXT_ADVICE = {
    State.CHECKED: _(
        "If it must still go in, ask for the bulletin to be returned for changes: the head of the office or a leader can "
        "do so. Then put it in."
    ),
    State.SIGNED: _("If it must still go in, the head of the office withdraws the bulletin, and it is begun again."),
    State.ISSUED: _("If it must still go in, the head of the office corrects the bulletin by a new one."),
    State.WITHDRAWN: TO_THE_NEXT,
    State.SUPERSEDED: TO_THE_NEXT,
}
COMMENT_ADVICE = {
    State.DRAFT: _("The office is changing the bulletin. Comments are taken again when it has been checked."),
    State.ISSUED: _("The bulletin went out without these words. Tell the comprehensive office if they still matter."),
    State.WITHDRAWN: TO_THE_NEXT,
    State.SUPERSEDED: TO_THE_NEXT,
}


@dataclass(frozen=True)
class Word:
    """What stood in one field: typed words have a box to copy them from, a choice is a line."""

    label: str
    text: str
    is_typed: bool = True

    @property
    def rows(self) -> int:
        lines = (1 + len(line) // LINE for line in self.text.splitlines())
        return min(max(sum(lines), 1), MOST_LINES)


@dataclass(frozen=True)
class Kept:
    """All that was sent and not stored."""

    refusal: DomainError
    words: list[Word] = field(default_factory=list)
    advice: Any = ""


def kept_text(bulletin: Bulletin, refusal: DomainError, form: BaseForm | None = None) -> Kept:
    """Of a form of the composing page."""
    return Kept(refusal, list(words_of(form)) if form else [], TEXT_ADVICE.get(State(bulletin.state), ""))


def kept_comment(bulletin: Bulletin, refusal: DomainError, form: BaseForm) -> Kept:
    """Of a comment, the leader's own or one from paper."""
    return Kept(refusal, list(words_of(form)), COMMENT_ADVICE.get(State(bulletin.state), ""))


def words_of(form: BaseForm) -> Iterator[Word]:
    """What was sent in the fields that a person sees, as far as it is another than what stood in them."""
    for name in form.changed_data:
        bound = form[name]
        if bound.is_hidden:
            continue
        choices = getattr(bound.field, "choices", None)
        value = bound.value()
        text = _labels(value, choices) if choices is not None else str(value or "")
        if text.strip():
            yield Word(str(bound.label), text, isinstance(bound.field, CharField))


def _labels(value: Any, choices: Any) -> str:
    chosen = {str(one) for one in (value if isinstance(value, list) else [value])}
    return "、".join(str(label) for key, label in choices if str(key) in chosen)


def newest(bulletin: Model) -> Bulletin:
    """The bulletin as it is after the service has refused: it may have moved on since it was fetched."""
    return Bulletin.objects.for_paper().get(pk=bulletin.pk)


def kept_page(request: HttpRequest, bulletin: Bulletin, kept: Kept) -> HttpResponse:
    """A page of its own, for where the page of the form is no longer open. It tells nothing of a bulletin that the
    person may not read any more."""
    may_view = can(cast(User, request.user), "bulletin.view", bulletin)
    context = {"bulletin": bulletin if may_view else None, "kept": kept}
    return render(request, "reports/kept.html", context, status=409)
