"""What every page's frame shows. Lower floors do not know units or grants, so upper apps give such values by key.

Keys that the frame itself uses: `organ_name` (str), `roles_line` (str), `acting_for` (a sentence or an empty string),
`insecure` (bool), `person_links` (a list of {label, url} in the person menu). Others may be registered for an app's own
templates: `{{ frame.my_key }}`.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from activity.notices import unread_count
from ui import rail, search

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]", "testserver"})
"""Hosts whose traffic does not leave the machine."""

_givers: dict[str, Callable[[HttpRequest], Any]] = {}


def register(key: str, giver: Callable[[HttpRequest], Any]) -> None:
    """Give the frame a value under the key; it is asked for at most once a page, and only if the page shows it."""
    _givers[key] = giver


def unregister(key: str) -> None:
    """Take the value away again."""
    _givers.pop(key, None)


class Frame:
    """The values of one page, each worked out when the template first asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self._known: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._known:
            self._known[key] = self._ask(key)
        return self._known[key]

    def _ask(self, key: str) -> Any:
        own = OWN.get(key)
        if own is not None:
            return own(self.request)
        giver = _givers.get(key)
        return giver(self.request) if giver else ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame` on every page."""
    return {"frame": Frame(request)}


def _organ_name(request: HttpRequest) -> str:
    named = getattr(settings, "GOVINFO_ORGAN_NAME", "")
    given = _givers.get("organ_name")
    return str(named or (given(request) if given else "") or _("Government information"))


def _is_insecure(request: HttpRequest) -> bool:
    given = _givers.get("insecure")
    if given is not None:
        return bool(given(request))
    return not (request.is_secure() or settings.DEBUG or _host(request) in LOCAL_HOSTS)


def _host(request: HttpRequest) -> str:
    host = request.META.get("HTTP_HOST") or request.META.get("SERVER_NAME", "")
    return host.rsplit(":", 1)[0] if not host.endswith("]") else host


def unread_notices(request: HttpRequest) -> int:
    """How many notices the person has not read."""
    return unread_count(request.user)


def _rail(request: HttpRequest) -> list[rail.RailLine]:
    user = getattr(request, "user", None)
    return rail.lines_for(user, path=request.path) if user is not None and user.is_authenticated else []


OWN: dict[str, Callable[[HttpRequest], Any]] = {
    "organ_name": _organ_name,
    "insecure": _is_insecure,
    "rail": _rail,
    "search_url": lambda _request: search.address(),
}
