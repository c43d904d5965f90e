"""What a person typed and has not saved: a row of its own, never the item. It survives a crash and signing out.

Nothing is kept before the secrecy is declared, and nothing of what the secrecy rule refuses: then the row is deleted.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now
from organizations.models import User
from submissions.errors import MoveRefused
from submissions.models import Autosave
from submissions.secrecy import SecretRefused, refuse_secret
from submissions.states import Secrecy

LARGEST = 400_000
"""Characters of one row: far above any item, far below what would fill the disk."""


def form_key(item_id: int | None) -> str:
    """The key of the slip of an item, or of a new slip."""
    return "new" if item_id is None else f"item-{item_id}"


def keep_autosave(*, by: User, item_id: int | None, seen_version: int, payload: Mapping[str, Any]) -> Autosave | None:
    """Keep what stands in the slip; None while the secrecy is not declared (nothing is kept).

    Raises SecretRefused, after deleting the row, when the declaration or a mark forbids to keep the words; MoveRefused
    when the slip is larger than any item.
    """
    key, secrecy = form_key(item_id), str(payload.get("secrecy") or "")
    try:
        words = f"{payload.get('title') or ''}\n{payload.get('summary') or ''}"
        refuse_secret(secrecy=secrecy, title=words, text=str(payload.get("text") or ""))
    except SecretRefused:
        drop_autosave(by=by, key=key)
        raise
    if secrecy not in Secrecy.values:
        drop_autosave(by=by, key=key)
        return None
    if sum(len(str(value)) for value in payload.values()) > LARGEST:
        raise MoveRefused(
            _("The text is too long to be kept by itself. Save the draft."), code="too_long", field="text"
        )
    with transaction.atomic():
        row, _created = Autosave.objects.update_or_create(
            user=by,
            form_key=key,
            defaults={"item_id": item_id, "seen_version": seen_version, "payload": dict(payload), "saved_at": now()},
        )
    return row


def kept_for(*, by: User, item_id: int | None) -> Autosave | None:
    """What the person typed into this slip and has not saved."""
    return Autosave.objects.filter(user=by, form_key=form_key(item_id)).first()


def drop_autosave(*, by: User, key: str) -> None:
    """Forget it: it was saved, given up, or must not be kept."""
    Autosave.objects.filter(user=by, form_key=key).delete()
