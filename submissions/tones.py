"""The tone of a status badge: the word says it, the colour only helps."""

from submissions.models import Item
from submissions.states import Status

TONES = {
    Status.RETURNED: "urgent",
    Status.UNIT_REVIEW: "waiting",
    Status.HELD: "waiting",
    Status.FILED: "waiting",
    Status.EDITING: "active",
    Status.OFFICE_REVIEW: "active",
    Status.SIGNATURE: "active",
    Status.SIGNED: "ok",
    Status.DECLINED: "ended",
    Status.CLOSED: "ended",
    Status.VOIDED: "ended",
    Status.MERGED: "ended",
}


def status_tone(item: Item) -> str:
    """waiting, active, ok, urgent, ended; empty for a draft."""
    return TONES.get(Status(item.status), "")
