"""What a move knows while it happens."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from organizations.models import User
from submissions.models import Item
from submissions.states import Status

if TYPE_CHECKING:
    from documents.models import StoredFile


@dataclass(frozen=True)
class PaperRecord:
    """补录签批: the decision was made by `decided_by` on paper or by phone; the person who moves only records it."""

    channel: str
    decided_by: User
    decided_at: datetime
    scan: "StoredFile | None" = None


@dataclass
class MoveContext:
    """One move on one locked item.

    `by` acts, `on_behalf_of` is the principal or the decider on paper; `given` holds what the move's form asked for.
    """

    item: Item
    by: User
    at: datetime
    on_behalf_of: User | None = None
    reason: str = ""
    given: dict[str, Any] = field(default_factory=dict)
    on_paper: PaperRecord | None = None
    data: dict[str, Any] = field(default_factory=dict)  # goes into the event
    source: str = ""

    @property
    def decider(self) -> User:
        """Whose decision it is: never one of the writers where the move approves."""
        return self.on_behalf_of or self.by

    def status(self) -> Status:
        return Status(self.item.status)
