"""The desk: what waits for a person, figures, what changed since the last visit. Upper apps register what is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from activity.clock import now
from ui.rail import Words, everybody
from ui.registry import Registry


@dataclass(frozen=True)
class DeskLine:
    """One thing that waits: `what` is asked (“to sign”), `who` it is for or from, since and until when, and the act."""

    title: Words
    url: str
    what: Words
    who: Words = ""
    since: datetime | None = None
    until: datetime | None = None
    urgent: bool = False
    act_label: Words = ""
    act_url: str = ""

    @property
    def is_overdue(self) -> bool:
        """Its time is over."""
        return self.until is not None and self.until < now()


@dataclass(frozen=True)
class DeskBlock:
    """A group of waiting things. `lines(user)` gives the first few, most pressing first; `more_url` lists them all."""

    key: str
    order: int
    lines: Callable[[Any], Sequence[DeskLine]]
    shown: Callable[[Any], bool] = everybody
    more_url: str | Callable[[Any], str] | None = None


@dataclass(frozen=True)
class Figure:
    """A number with its words. `trend` holds the values of the last periods, oldest first, at least two to be drawn."""

    label: Words
    value: Decimal | int | str | None
    hint: Words = ""
    trend: Sequence[Decimal | int] = ()
    url: str = ""


@dataclass(frozen=True)
class DeskFigure:
    """`build(user)` gives the figure, or None when there is nothing to say to this person."""

    key: str
    order: int
    build: Callable[[Any], Figure | None]
    shown: Callable[[Any], bool] = everybody


@dataclass(frozen=True)
class Change:
    """Something that happened since the last visit."""

    title: Words
    at: datetime
    what: Words = ""
    who: Words = ""
    url: str = ""


@dataclass(frozen=True)
class DeskChanges:
    """`changes(user, since)` gives the latest changes that concern the person after `since` (a few, newest first)."""

    key: str
    order: int
    changes: Callable[[Any, datetime], Sequence[Change]]
    shown: Callable[[Any], bool] = everybody


@dataclass(frozen=True)
class DeskStart:
    """A first step offered when nothing waits, so that the desk is never an empty welcome."""

    key: str
    order: int
    label: Words
    hint: Words
    icon: str
    url_name: str
    shown: Callable[[Any], bool] = everybody


@dataclass
class Desk:
    """All that the page shows. `blocks` holds pairs of lines and the address of the whole list."""

    blocks: list[tuple[Sequence[DeskLine], str]] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    starts: list[DeskStart] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        """How many lines wait on the page."""
        return sum(len(lines) for lines, _ in self.blocks)


MOST_CHANGES = 12

_blocks: Registry[DeskBlock] = Registry()
_figures: Registry[DeskFigure] = Registry()
_changes: Registry[DeskChanges] = Registry()
_starts: Registry[DeskStart] = Registry()
register = _blocks.register
register_figure = _figures.register
register_changes = _changes.register
register_start = _starts.register


def unregister(key: str) -> None:
    """Take whatever has this key off the desk."""
    for registry in (_blocks, _figures, _changes, _starts):
        registry.unregister(key)


def desk_of(user: Any, *, since: datetime) -> Desk:
    """Everything on this person's desk; changes are those after `since`."""
    desk = Desk()
    for block in _blocks:
        if block.shown(user) and (lines := block.lines(user)):
            more = block.more_url(user) if callable(block.more_url) else block.more_url
            desk.blocks.append((lines, more or ""))
    desk.figures = [built for entry in _figures if entry.shown(user) and (built := entry.build(user)) is not None]
    found = [change for entry in _changes if entry.shown(user) for change in entry.changes(user, since)]
    desk.changes = sorted(found, key=lambda change: change.at, reverse=True)[:MOST_CHANGES]
    desk.starts = [start for start in _starts if start.shown(user)]
    return desk
