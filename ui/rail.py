"""The left rail: one entry an area, shown to whom it concerns, with a count of what waits there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from ui.registry import Registry

Words = Any
"""A str or a lazy translation of one."""


def everybody(user: Any) -> bool:
    """True for every signed-in person."""
    return bool(getattr(user, "is_authenticated", False))


@dataclass(frozen=True)
class RailEntry:
    """An area of the system.

    `icon` is a name of Bootstrap Icons without its prefix ("inbox"), `shown(user)` says for whom the entry is, and
    `count(user)` how much waits there; it is asked once a page by a request of its own, so it may cost one statement.
    """

    key: str
    label: Words
    icon: str
    url_name: str
    order: int
    shown: Callable[[Any], bool] = everybody
    count: Callable[[Any], int] | None = None


@dataclass(frozen=True)
class RailLine:
    """An entry as one person sees it. `count` is None where it was not asked for or the entry has none."""

    key: str
    label: Words
    icon: str
    url: str
    active: bool
    counts: bool
    count: int | None


_entries: Registry[RailEntry] = Registry()
register = _entries.register
unregister = _entries.unregister
_belonging: dict[str, str] = {}
"""Name of an address -> key of the entry to which what lies there belongs, though its own address is another."""


def belongs(url_name: str, *, to: str) -> None:
    """Say that the pages below this address belong to the entry with the key `to`."""
    _belonging[url_name] = to


def lines_for(user: Any, *, path: str = "", with_counts: bool = False) -> list[RailLine]:
    """The rail of one person on the page at `path`; the entry with the longest address that `path` starts with is active.

    An entry whose address is not there (an app that is not mounted) is left out rather than breaking every page.
    """
    found = [(entry, url) for entry in _entries if (url := _address(entry.url_name)) and entry.shown(user)]
    places = [(url, entry.key) for entry, url in found] + [(_address(name), key) for name, key in _belonging.items()]
    leading = (place for place in places if place[0] and _leads_to(place[0], path))
    here = max(leading, key=lambda place: len(place[0]), default=("", ""))[1]
    return [
        RailLine(
            key=entry.key,
            label=entry.label,
            icon=entry.icon,
            url=url,
            active=entry.key == here,
            counts=entry.count is not None,
            count=entry.count(user) if with_counts and entry.count else None,
        )
        for entry, url in found
    ]


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _leads_to(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
