"""Verbs of events and their readable labels. Each app registers its own in `AppConfig.ready()`."""

from typing import Any

from activity.errors import UnknownNameError

_labels: dict[str, Any] = {}


def register(verb: str, label: Any) -> None:
    """Make `verb` known, for instance `register("item.submit", _("Submitted for review"))`.

    Raises ValueError when another label already stands for it: two apps would be writing one verb.
    """
    known = _labels.setdefault(verb, label)
    if known != label:
        raise ValueError(f"the verb {verb} is registered twice")


def label_of(verb: str) -> str:
    """The label in the language of the reader; the verb itself when an app that knew it is gone."""
    return str(_labels.get(verb, verb))


def require(verb: str) -> None:
    """Raise UnknownNameError unless the verb is registered."""
    if verb not in _labels:
        raise UnknownNameError(f"no app registered the verb {verb}")


def choices() -> list[tuple[str, str]]:
    """(verb, label) of all verbs, for a filter, sorted by verb."""
    return [(verb, str(_labels[verb])) for verb in sorted(_labels)]
