"""Notices about a bulletin: who of a group is told, in which words."""

from collections.abc import Iterable
from typing import Any

from activity.models import Event
from activity.notices import tell
from organizations.models import User
from reports.models import Bulletin


def tell_about(
    bulletin: Bulletin, kind: str, people: Iterable[User], event: Event | None, *, by: User | None, **data: Any
) -> None:
    """Tell everybody of them but whoever did it. `kind` is a notice of this app without its `bulletin.`"""
    words = {"title": bulletin.title, "number": bulletin.number_line, "by": str(by or ""), **data}
    others = [person for person in people if person != by]
    tell(others, kind=f"bulletin.{kind}", subject=bulletin, data=words, url=bulletin.get_absolute_url(), event=event)
