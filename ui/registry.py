"""One small ordered register, used by the rail, the desk and the panels: upper apps add, lower ones only show."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Registered(Protocol):
    """What an entry of a register has: a key, unique in it, and a place in the order."""

    @property
    def key(self) -> str: ...

    @property
    def order(self) -> int: ...


Entry = TypeVar("Entry", bound=Registered)


class Registry(Generic[Entry]):
    """Entries by key in their order. Adding a key again replaces it, so that `AppConfig.ready()` may run twice."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}

    def register(self, entry: Entry) -> Entry:
        """Add the entry, or put it in the place of the one with the same key."""
        self._entries[entry.key] = entry
        return entry

    def unregister(self, key: str) -> None:
        """Take the entry out; no complaint if it is not there (tests clean up with this)."""
        self._entries.pop(key, None)

    def __iter__(self) -> Iterator[Entry]:
        return iter(sorted(self._entries.values(), key=lambda entry: (entry.order, entry.key)))

    def __contains__(self, key: object) -> bool:
        return key in self._entries
