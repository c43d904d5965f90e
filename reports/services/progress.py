"""The way of a bulletin as five steps, each with who did it when or who is next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.models import Bulletin
from reports.services import acting
from reports.services.writing import missing_comments
from reports.states import State


@dataclass(frozen=True)
class StepLine:
    """One step: `state` is done, now or later; `who` did it, or is asked to."""

    label: str
    state: str
    who: str = ""
    at: datetime | None = None


def steps_of(bulletin: Bulletin) -> list[StepLine]:
    """Draft, checked, comments, signed, issued."""
    state = State(bulletin.state)
    commented, missing = [comment.leader for comment in bulletin.comments.all()], missing_comments(bulletin)
    is_checked = bulletin.checked_at is not None
    return [
        _step(pgettext("step", "Draft"), True, False, bulletin.proposed_by or _("the system"),
              bulletin.proposed_at),
        _step(pgettext("step", "Check"), is_checked, state == State.DRAFT,
              bulletin.checked_by or _names(acting.office_heads()), bulletin.checked_at),
        _step(pgettext("step", "Comments"), is_checked and not missing, is_checked and bool(missing),
              _names(missing) or _names(commented)),
        _step(pgettext("step", "Signature"), bulletin.signed_at is not None, state == State.CHECKED,
              bulletin.signed_by or _names(acting.leaders()), bulletin.signed_at),
        _step(pgettext("step", "Issue"), bulletin.issued_at is not None, state == State.SIGNED,
              bulletin.issued_by or _names(acting.office_heads()), bulletin.issued_at),
    ]  # fmt: skip


def _step(label: str, is_done: bool, is_now: bool, who: Any, at: datetime | None = None) -> StepLine:
    return StepLine(label, "done" if is_done else "now" if is_now else "later", str(who), at)


def _names(people: list[Any]) -> str:
    return "、".join(str(person) for person in people[:4])
