"""The states of a bulletin and the one table of acts that lead from one to another."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Role
from organizations.standing import LEADER_ROLES


class Kind(models.TextChoices):
    """A span of time has one live bulletin of each kind; of topical ones (一事一通报) there may be any number."""

    MONTHLY = "monthly", _("Monthly bulletin")
    QUARTERLY = "quarterly", _("Quarterly bulletin")
    HALF_YEARLY = "half_yearly", _("Half-yearly bulletin")
    YEARLY = "yearly", _("Yearly bulletin")
    FREE = "free", _("Bulletin of a free period")
    TOPICAL = "topical", _("Bulletin on one matter")


MONTHS_OF = {Kind.MONTHLY: 1, Kind.QUARTERLY: 3, Kind.HALF_YEARLY: 6, Kind.YEARLY: 12}
"""Kinds whose bounds are those of calendar months."""


class Figure(models.TextChoices):
    """统计图: what a bulletin may draw. In the order of the paper."""

    SCORES = "scores", _("Scores of the units")
    MONTHS = "months", _("Filed and adopted by month")
    LEVELS = "levels", _("Adoptions of each month by level")
    STEPS = "steps", _("Time that each step takes")


FIGURES_OF = {
    Kind.MONTHLY: (Figure.SCORES, Figure.MONTHS),
    Kind.QUARTERLY: (Figure.SCORES, Figure.MONTHS, Figure.LEVELS),
    Kind.HALF_YEARLY: (Figure.SCORES, Figure.MONTHS, Figure.LEVELS),
    Kind.YEARLY: tuple(Figure),
    Kind.FREE: (Figure.SCORES, Figure.MONTHS),
    Kind.TOPICAL: (),
}
"""What a new bulletin draws until the office chooses otherwise."""


class Roll(models.TextChoices):
    """名单: units that a bulletin names by default because of what the figures show."""

    ZERO = "zero", pgettext_lazy("roll", "Units that filed nothing")
    BELOW = "below", _("Units below their quota")


class State(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("bulletin", "Draft")
    CHECKED = "checked", pgettext_lazy("bulletin", "Checked, for comments and signature")
    SIGNED = "signed", pgettext_lazy("bulletin", "Signed, not issued")
    ISSUED = "issued", pgettext_lazy("bulletin", "Issued")
    WITHDRAWN = "withdrawn", pgettext_lazy("bulletin", "Withdrawn")
    SUPERSEDED = "superseded", pgettext_lazy("bulletin", "Superseded")


ENDED = frozenset({State.WITHDRAWN, State.SUPERSEDED})
ENDED_MARKS = {State.WITHDRAWN: "已撤回", State.SUPERSEDED: "已废止"}
LIVE = frozenset(State) - ENDED
FOR_LEADERS = frozenset({State.CHECKED, State.SIGNED})
TONES = {
    State.DRAFT: "waiting",
    State.CHECKED: "active",
    State.SIGNED: "active",
    State.ISSUED: "ok",
    State.WITHDRAWN: "ended",
    State.SUPERSEDED: "ended",
}


class CommentKind(models.TextChoices):
    COMMENT = "comment", _("Comment written")
    READ = "read", _("Marked as read")
    ABSENT = "absent", _("Absent")


@dataclass(frozen=True)
class Act:
    """One move: from which states, to which, by whom (roles), whether a reason is asked, and what happens next."""

    name: str
    label: Any
    sources: frozenset[State]
    target: State
    roles: tuple[str, ...]
    needs_reason: bool = False
    is_primary: bool = True
    then: Any = ""

    @property
    def action(self) -> str:
        """Its row in the policy table."""
        return f"bulletin.{self.name}"

    @property
    def verb(self) -> str:
        """The verb of its event."""
        return f"bulletin.{self.name}"


def _act(name: str, label: Any, sources: Iterable[State], target: State, *roles: str, **more: Any) -> Act:
    return Act(name, label, frozenset(sources), target, roles, **more)


ACTS = {
    act.name: act
    for act in (
        _act(
            "check", _("Pass as checked"), [State.DRAFT], State.CHECKED, Role.OFFICE_HEAD,
            then=_("It goes to the leaders for their comments and the signature; the text can no longer be changed."),
        ),
        _act(
            "return", _("Return for changes"), [State.CHECKED], State.DRAFT, Role.OFFICE_HEAD, *LEADER_ROLES,
            needs_reason=True, is_primary=False, then=_("The text is open for changes again."),
        ),
        _act(
            "sign", _("Sign"), [State.CHECKED], State.SIGNED, *LEADER_ROLES,
            then=_("It receives its number, and the PDF is made."),
        ),
        _act(
            "issue", _("Issue"), [State.SIGNED], State.ISSUED, Role.OFFICE_HEAD,
            then=_("Everybody with a role may read it from now on, and is told."),
        ),
        _act(
            "withdraw", _("Withdraw"), [State.DRAFT, State.CHECKED, State.SIGNED, State.ISSUED], State.WITHDRAWN,
            Role.OFFICE_HEAD, needs_reason=True, is_primary=False,
            then=_("A number that was taken stands as void. Who has read it sees that it was withdrawn."),
        ),
        _act(
            "supersede", _("Correct by a new bulletin"), [State.ISSUED], State.SUPERSEDED, Role.OFFICE_HEAD,
            needs_reason=True, is_primary=False,
            then=_("A new draft is made; it takes a new number and cites this one."),
        ),
    )
}  # fmt: skip
