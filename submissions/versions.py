"""The versions of an item that a person may read, and which of them is “as filed”, “as edited”, “as forwarded”."""

from dataclasses import dataclass

from submissions.models import Item, Revision
from submissions.states import IN_UNIT, Status

Kind = Revision.Kind
OF_THE_UNIT = frozenset({Kind.AS_WRITTEN, Kind.AS_UNIT_SIGNED})
STILL_IN_HAND = frozenset({Status.EDITING, Status.OFFICE_REVIEW, Status.SIGNATURE})


@dataclass(frozen=True)
class Versions:
    """All versions that the person may read, oldest first."""

    all: list[Revision]

    def _last(self, *kinds: str) -> Revision | None:
        return next((revision for revision in reversed(self.all) if revision.kind in kinds), None)

    @property
    def filed(self) -> Revision | None:
        """As the unit last signed it; before that as it is written."""
        return self._last(Kind.AS_UNIT_SIGNED) or self._last(Kind.AS_WRITTEN)

    @property
    def edited(self) -> Revision | None:
        """As the office made it, up to what the leader signed; None while nothing was changed or it may not be read."""
        return self._last(Kind.AS_EDITED, Kind.AS_SIGNED)

    @property
    def forwarded(self) -> Revision | None:
        return self._last(Kind.AS_FORWARDED)

    def numbered(self, no: str | None) -> Revision | None:
        """The version of that number, as a query string names it."""
        return next((revision for revision in self.all if str(revision.no) == no), None)


def versions_for(item: Item, *, for_office: bool) -> Versions:
    """The unit reads what the office made of its text once that is settled, not while it is being worked on."""
    revisions = list(item.revisions.select_related("created_by").order_by("no"))
    if for_office or item.status in IN_UNIT or item.status not in STILL_IN_HAND:
        return Versions(revisions)
    return Versions([revision for revision in revisions if revision.kind in OF_THE_UNIT])
