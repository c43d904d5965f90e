"""Two schemes compared in words, clause by clause: what was added, removed, changed.

What is compared is what the clauses mean, not how they are written: `level: city` and `level: [city]` are the same.
A clause keeps its code; one with another code is another clause.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scoring.services.scheme_checks import Checked, check_document, head_words, readable_part, words_by_code
from scoring.wording import ClauseWords, Line, Names

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class LineChange:
    """A row of a table: `before` is empty for a new row, `after` for one that is gone."""

    what: str
    before: str = ""
    after: str = ""

    @property
    def kind(self) -> str:
        return ADDED if not self.before else REMOVED if not self.after else CHANGED


@dataclass(frozen=True)
class ClauseDifference:
    """One clause of either scheme: `before` and `after` are its words, empty where it stands only in the other."""

    code: str
    title: str
    kind: str
    lines: Sequence[LineChange] = ()
    rules_gone: Sequence[str] = ()
    rules_new: Sequence[str] = ()
    is_reordered: bool = False
    before: ClauseWords | None = None
    after: ClauseWords | None = None

    @property
    def count(self) -> int:
        """How much differs: rows and sentences."""
        return len(self.lines) + len(self.rules_gone) + len(self.rules_new) + self.is_reordered


@dataclass(frozen=True)
class Differences:
    """All that differs. `unread`: numbers of clauses that are wrong and could not be compared, of each side."""

    head_gone: Sequence[str] = ()
    head_new: Sequence[str] = ()
    clauses: Sequence[ClauseDifference] = ()
    is_reordered: bool = False
    unread: tuple[Sequence[int], Sequence[int]] = field(default_factory=lambda: ((), ()))

    @property
    def is_empty(self) -> bool:
        return not (self.head_gone or self.head_new or self.clauses or self.is_reordered or any(self.unread))


def compare_documents(before: Mapping[str, Any], after: Mapping[str, Any], names: Names) -> Differences:
    """What `after` says otherwise than `before`."""
    old, new = _Side(before, names), _Side(after, names)
    codes = [*new.clauses, *(code for code in old.clauses if code not in new.clauses)]
    differing = [_clause(old.clauses.get(code), new.clauses.get(code)) for code in codes]
    shared_old = [code for code in old.clauses if code in new.clauses]
    shared_new = [code for code in new.clauses if code in old.clauses]
    return Differences(
        head_gone=[one for one in old.head if one not in new.head],
        head_new=[one for one in new.head if one not in old.head],
        clauses=[one for one in differing if one is not None],
        is_reordered=shared_old != shared_new,
        unread=(old.unread, new.unread),
    )


class _Side:
    """One of the two documents in words."""

    def __init__(self, document: Mapping[str, Any], names: Names) -> None:
        checked: Checked = check_document(document)
        self.clauses = words_by_code(readable_part(document, checked), names)
        self.head = [rule for topic in head_words(document, checked, names) for rule in topic.rules]
        self.unread = [index + 1 for index in sorted(checked.clauses)]


def _clause(before: ClauseWords | None, after: ClauseWords | None) -> ClauseDifference | None:
    if before is None or after is None:
        told = after or before
        assert told is not None
        return ClauseDifference(told.id, told.head, ADDED if before is None else REMOVED, before=before, after=after)
    lines = line_changes(before.lines, after.lines)
    heads = ([before.head], [after.head]) if before.head != after.head else ([], [])
    gone = [*heads[0], *(rule for rule in before.rules if rule not in after.rules)]
    new = [*heads[1], *(rule for rule in after.rules if rule not in before.rules)]
    is_reordered = not lines and list(before.lines) != list(after.lines)
    if not (lines or gone or new or is_reordered):
        return None
    return ClauseDifference(after.id, after.head, CHANGED, lines, gone, new, is_reordered, before, after)


def line_changes(before: Sequence[Line], after: Sequence[Line]) -> list[LineChange]:
    """Rows by what they are about: changed, new, then gone. Rows for the same thing twice are matched in their order."""
    left: dict[str, list[str]] = {}
    for line in before:
        left.setdefault(line.what, []).append(line.points)
    changes = []
    for line in after:
        same = left.get(line.what)
        old = same.pop(0) if same else ""
        if old != line.points:
            changes.append(LineChange(line.what, old, line.points))
    gone = [LineChange(what, before=points) for what, several in left.items() for points in several]
    return [*changes, *gone]
