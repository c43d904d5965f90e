"""Refusals of this app. Each carries a sentence for the person and says what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import Promise

from activity.errors import DomainError

if TYPE_CHECKING:
    from submissions.models import Item


class MoveRefused(DomainError):
    """The item is not in a status from which this move may start, or something that the move needs is missing.

    `field` names the form field that the sentence belongs to, where there is one.
    """

    def __init__(self, message: str | Promise, code: str = "", field: str = "") -> None:
        super().__init__(message, code)
        self.field = field


class StaleItem(DomainError):
    """Somebody changed the item since the person read it. `item` is the item as it is now, so that both texts can be shown."""

    def __init__(self, message: str | Promise, item: Item) -> None:
        super().__init__(message, "stale")
        self.item = item


class NotAllowed(DomainError):
    """The person may not do this to the item."""
