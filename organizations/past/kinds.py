"""Kinds of sheets: what each upper floor registers about the facts that it can take from one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from activity.errors import DomainError
from organizations.models import PastImport, User
from organizations.past.columns import Column
from organizations.past.rows import Problems, Row
from ui.registry import Registry

# A value as it is compared (a key, an ISO date) and as people read it.
Told = tuple[str, str]


@dataclass
class Planned:
    """A row that can be stored: what it becomes, and what it is known by.

    `parts` say which fact it is (the fingerprint where the sheet gives no number); `told` is everything it says.
    `known_as` is the fact that is there already, however it came there.
    """

    row: Row
    facts: Mapping[str, Any]
    parts: tuple[str, ...]
    told: dict[str, Told]
    number: str = ""
    happened_on: date | None = None
    known_as: tuple[str, str] | None = None
    note: str = ""
    order: tuple[Any, ...] = ()
    fingerprint: str = ""
    content: str = ""


@dataclass(frozen=True)
class Subject:
    """What a row became: the key of a model's row, as events name it."""

    kind: str
    key: str


Plan = Callable[[Sequence[Row], Problems, User], list[Planned]]
Store = Callable[[Sequence[Planned], User, PastImport], list[Subject]]


@dataclass(frozen=True)
class ImportKind:
    """One kind. `plan` matches rows with what stands here and writes nothing; `store` writes the new ones, in order.

    `unit_label` words the count ("filings"); `codes` gives the sheet of codes: (column, word, what it stands for).
    """

    key: str
    order: int
    label: Any
    sentence: Any
    action: str
    columns: tuple[Column, ...]
    plan: Plan
    store: Store
    examples: tuple[Mapping[str, str], ...] = ()
    codes: Callable[[], Iterable[tuple[str, str, str]]] = tuple
    advice: tuple[Any, ...] = ()
    icon: str = "table"
    extra: Mapping[str, Any] = field(default_factory=dict)

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)


_kinds: Registry[ImportKind] = Registry()
register = _kinds.register
unregister = _kinds.unregister


def all_kinds() -> list[ImportKind]:
    """All kinds, in the order in which an office imports them."""
    return list(_kinds)


def kind_of(key: str) -> ImportKind | None:
    """The kind of that key, None where no app registered it."""
    return next((kind for kind in _kinds if kind.key == key), None)


# What the upper floors have to say before facts of those days are stored: months that are closed, months not yet open.
Warner = Callable[[Sequence[date]], list[str]]
_warners: list[Warner] = []


def register_warner(warner: Warner) -> None:
    """Let `warner(days of the new facts)` add its sentences to the preview; registering twice is once."""
    if warner not in _warners:
        _warners.append(warner)


def warnings_for(days: Sequence[date]) -> list[str]:
    """What all warners say."""
    return [words for warner in _warners for words in warner(days)] if days else []


# What the upper floors prepare once facts of those days are stored: the months in which they count.
Preparer = Callable[[Sequence[date]], None]
_preparers: list[Preparer] = []


def register_preparer(preparer: Preparer) -> None:
    """Let `preparer(days of the new facts)` run in the transaction that stores them; registering twice is once."""
    if preparer not in _preparers:
        _preparers.append(preparer)


def prepare_for(days: Sequence[date]) -> None:
    """Run all preparers."""
    for preparer in _preparers if days else ():
        preparer(days)


# Words that must not stay in the house: a watch gets every text of a file and raises MarkedSecret.
Watch = Callable[[str], None]
_watches: list[Watch] = []


class MarkedSecret(DomainError):
    """A text of the file bears a secrecy mark: the file must not stay here."""


def register_watch(watch: Watch) -> None:
    """Let `watch(text)` see every cell; registering twice is once."""
    if watch not in _watches:
        _watches.append(watch)


def watch_text(text: str) -> None:
    """Raise MarkedSecret where a watch finds what must not stay."""
    for watch in _watches:
        watch(text)
