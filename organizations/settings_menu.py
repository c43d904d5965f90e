"""The menu of the settings: one entry a screen. Upper apps register theirs (schemes, sign-off routes, unit chains)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from ui import rail
from ui.rail import Words
from ui.registry import Registry


@dataclass(frozen=True)
class MenuEntry:
    """A screen of the settings. `shown(user)` says for whom; the view behind it checks the same by its own policy."""

    key: str
    label: Words
    icon: str
    url_name: str
    order: int
    shown: Callable[[Any], bool]


@dataclass(frozen=True)
class MenuLine:
    """An entry as one person sees it."""

    label: Words
    icon: str
    url: str
    active: bool


_entries: Registry[MenuEntry] = Registry()
RAIL_KEY = "settings"
unregister = _entries.unregister


def register(entry: MenuEntry) -> MenuEntry:
    """Add a screen; it belongs to the settings in the rail, whatever app it is of."""
    rail.belongs(entry.url_name, to=RAIL_KEY)
    return _entries.register(entry)


def lines_for(user: Any, *, path: str = "") -> list[MenuLine]:
    """The screens that the person may open, in their order; the one under which `path` lies is active."""
    found = [(entry, url) for entry in _entries if entry.shown(user) and (url := _address(entry))]
    here = max((url for _, url in found if path.startswith(url)), key=len, default="")
    return [MenuLine(entry.label, entry.icon, url, url == here) for entry, url in found]


def has_any(user: Any) -> bool:
    """Whether there is any screen of the settings for the person."""
    return any(entry.shown(user) for entry in _entries)


def _address(entry: MenuEntry) -> str:
    try:
        return reverse(entry.url_name)
    except NoReverseMatch:
        return ""
