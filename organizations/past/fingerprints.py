"""By what a row is known again: its number where the sheet has one, else what it says."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from documents.spreadsheets.values import key_of
from organizations.models import ImportedRow
from organizations.past.kinds import ImportKind, Planned
from organizations.past.rows import Problems

PORTION = 400
# A shorter number of figures only is a serial of its year; each year begins again at 1.
SHORTEST_LASTING = 6


def is_serial(number: str) -> bool:
    """Whether the number alone says nothing, for registers count anew each year."""
    return number.isdecimal() and len(number) < SHORTEST_LASTING


def fingerprint(kind: str, parts: Iterable[str]) -> str:
    """SHA-256 over kind and parts."""
    canonical = json.dumps([kind, *parts], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def settle(kind: ImportKind, planned: Sequence[Planned], problems: Problems) -> list[Planned]:
    """Mark what is there already, drop what the file says twice, refuse what contradicts an earlier import.

    Returns each fact once, in an order that does not depend on that of the rows.
    """
    for one in planned:
        one.content = fingerprint(kind.key, ("content", *one.parts))
        one.fingerprint = one.content
        if one.number:
            year = str(one.happened_on.year) if one.happened_on and is_serial(one.number) else ""
            one.fingerprint = fingerprint(kind.key, ("number", year, key_of(one.number)))
    once = _once(planned, problems)
    _look_up(kind, once, problems)
    return sorted(once, key=lambda one: (one.order, one.fingerprint))


def _once(planned: Sequence[Planned], problems: Problems) -> list[Planned]:
    groups: defaultdict[str, list[Planned]] = defaultdict(list)
    for one in planned:
        groups[one.fingerprint].append(one)
    kept = []
    for group in groups.values():
        # The fullest row is taken, whichever stands first.
        first, *others = sorted(group, key=lambda one: (-len(one.told), sorted(one.told.items())))
        for other in others:
            _compare(first, other, problems)
        kept.append(first)
    return kept


def _compare(first: Planned, other: Planned, problems: Problems) -> None:
    place = f"{first.row.sheet}!{first.row.number}" if first.row.sheet else str(first.row.number)
    changed = differences(first.told, other.told)
    if not changed:
        problems.note(other.row, "number", _("The same as row %(row)s; it is taken once.") % {"row": place})
        return
    what = _("Row %(row)s is about the same fact and says something else: %(differences)s.")
    if first.number:
        what = _("Row %(row)s has the same number and says something else: %(differences)s.")
    told = {"row": place, "differences": changed}
    problems.add(other.row, "number", what % told, _("Correct one of the two rows, or delete it."))


def _look_up(kind: ImportKind, planned: Sequence[Planned], problems: Problems) -> None:
    by_print: dict[str, ImportedRow] = {}
    by_content: defaultdict[str, list[ImportedRow]] = defaultdict(list)
    for start in range(0, len(planned), PORTION):
        part = planned[start : start + PORTION]
        rows = ImportedRow.objects.filter(kind=kind.key)
        for row in rows.filter(fingerprint__in={one.fingerprint for one in part}):
            by_print[row.fingerprint] = row
        for row in rows.filter(content__in={one.content for one in part}):
            by_content[row.content].append(row)
    for one in planned:
        # A sheet with numbers and one without may hold the same fact.
        alike = [row for row in by_content[one.content] if not (one.number and row.number)]
        earlier = by_print.get(one.fingerprint) or next(iter(alike), None)
        if earlier is not None:
            _is_known(one, earlier, problems)


def _is_known(one: Planned, earlier: ImportedRow, problems: Problems) -> None:
    one.known_as = (earlier.subject_kind, earlier.subject_key)
    told = {key: (str(stable), str(words)) for key, (stable, words) in earlier.told.items()}
    if told == one.told:
        return
    changed = differences(told, one.told)
    if not changed:
        return
    if one.number and earlier.number:
        problems.add(
            one.row, "number",
            _("A row of this number was imported before and said something else: %(differences)s.")
            % {"differences": changed},
            _("What is stored is not changed by an import. Correct it on its own page, or give the row a number of its own."),
        )  # fmt: skip
    else:
        problems.note(
            one.row, "number", _("It is there already and says something else: %(differences)s.") % {"differences": changed},
            _("What is stored stays as it is."),
        )  # fmt: skip


def differences(before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]]) -> str:
    """`标题 旧 → 新` for each column that both give and that differs."""
    pairs = []
    for key in sorted({*before, *after}):
        old, new = before.get(key, ("", "")), after.get(key, ("", ""))
        if old[0] != new[0] and key in before and key in after:
            pairs.append(f"{old[1] or '—'} → {new[1] or '—'}")
    return "；".join(pairs)
