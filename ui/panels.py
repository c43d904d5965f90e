"""Panels: boxes that an upper app puts on a page of a lower one, such as the points of an item on the item's page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from ui.registry import Registry


@dataclass(frozen=True)
class Panel:
    """A box at a `place` ("item"). `context(request, object)` gives what its template needs, or None for no box."""

    place: str
    key: str
    order: int
    template: str
    context: Callable[[HttpRequest, Model], dict[str, Any] | None]


_places: dict[str, Registry[Panel]] = {}


def register(panel: Panel) -> Panel:
    """Put the panel at its place."""
    return _places.setdefault(panel.place, Registry()).register(panel)


def unregister(place: str, key: str) -> None:
    """Take the panel away again."""
    if place in _places:
        _places[place].unregister(key)


def panels_at(place: str, request: HttpRequest, subject: Model) -> Iterator[tuple[Panel, dict[str, Any]]]:
    """The panels that have something to say about the subject, in their order, each with its template's context."""
    for panel in _places.get(place, ()):
        context = panel.context(request, subject)
        if context is not None:
            yield panel, context
