"""Kinds of notices and their words. Each app registers its own in `AppConfig.ready()`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from activity.errors import UnknownNameError


@dataclass(frozen=True, slots=True)
class NoticeKind:
    text: Any
    is_mailed: bool


_kinds: dict[str, NoticeKind] = {}


def register_kind(name: str, text: Any, *, is_mailed: bool = True) -> None:
    """Make a kind known: `register_kind("item.returned", _("“%(title)s” was returned by %(by)s."))`.

    `is_mailed` False keeps it in the inbox even where notices are mailed. Raises ValueError when the name has another
    text.
    """
    known = _kinds.setdefault(name, NoticeKind(text, is_mailed))
    if known != NoticeKind(text, is_mailed):
        raise ValueError(f"the kind of notice {name} is registered twice")


def kind_of(name: str) -> NoticeKind:
    """The kind of that name. Raises UnknownNameError."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownNameError(f"no app registered the kind of notice {name}") from None


def words_of(name: str, data: Mapping[str, Any]) -> str:
    """The sentence of a notice, in the language of this moment; the kind itself when an app that knew it is gone."""
    kind = _kinds.get(name)
    return str(kind.text) % data if kind else name
