"""Acts on many rows of a list: those ticked, or all that the filter finds. Each row is checked again by its service."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from ui.errors import DomainError
from ui.rail import Words, everybody

MOST = 500
"""Rows that one act may change at once; more would hold the page for longer than a person waits."""


class ReasonForm(forms.Form):
    """The form of an act that only needs a reason."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class NoQuestions(forms.Form):
    """The form of an act that asks for nothing but to be sure."""


@dataclass(frozen=True)
class BulkAct:
    """An act on many rows.

    run(row, by=user, batch=str, **form data) acts on one row through its service and raises DomainError when refused;
    `batch` is one id for all rows of the act, to be written into their events.
    form_class asks for what the act needs; needs_reason asks for a reason only; confirm is a sentence that asks first.
    """

    key: str
    label: Words
    run: Callable[..., Any]
    form_class: type[forms.Form] | None = None
    needs_reason: bool = False
    confirm: Words = ""
    icon: str = ""
    shown: Callable[[Any], bool] = everybody

    @property
    def asks(self) -> bool:
        """Whether a page stands between pressing the button and acting."""
        return bool(self.form_class or self.needs_reason or self.confirm)

    def form(self, data: Any = None, **kwargs: Any) -> forms.Form:
        """The form to be filled in before acting."""
        return (self.form_class or (ReasonForm if self.needs_reason else NoQuestions))(data, **kwargs)


@dataclass
class Outcome:
    """What came of a bulk act: how many rows were changed, and the refusals as (title, sentence)."""

    done: int = 0
    refusals: list[tuple[str, str]] = field(default_factory=list)

    def as_note(self, label: str) -> str:
        """The outcome as a note for the top of the page, each refusal by its title."""
        return render_to_string("ui/list/_outcome.html", {"outcome": self, "label": label})


def act_on(act: BulkAct, rows: Iterable[Any], *, by: Any, data: dict[str, Any], title: Callable[[Any], str]) -> Outcome:
    """Run the act on each row under one new batch id. A refused row does not stop the others."""
    outcome = Outcome()
    batch = uuid.uuid4().hex
    for row in rows:
        try:
            act.run(row, by=by, batch=batch, **data)
        except DomainError as refusal:
            outcome.refusals.append((title(row), str(refusal.message)))
        except PermissionDenied:
            outcome.refusals.append((title(row), str(_("Your present roles do not allow this."))))
        else:
            outcome.done += 1
    return outcome


def keys_of(model: type[Model], sent: Sequence[str]) -> list[Any]:
    """The primary keys among what was sent, of the field's type; what cannot be one is left out."""
    keys = []
    for one in sent:
        try:
            key = model._meta.pk.to_python(one)
        except ValidationError:
            continue
        # SQLite stops on a number beyond 64 bits instead of not finding it.
        if not isinstance(key, int) or abs(key) < 2**63:
            keys.append(key)
    return keys


def acts_for(acts: Sequence[BulkAct], user: Any) -> list[BulkAct]:
    """The acts offered to this person."""
    return [act for act in acts if act.shown(user)]
