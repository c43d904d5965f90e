"""What changed between two versions, in runs that a Chinese reader can follow.

Characters are compared, numbers and Latin words as wholes (98.5% → 99.1% is one change, not three), and changes
parted by a character or two are shown as one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from diff_match_patch import diff_match_patch

EQUAL: Final = "equal"
INSERTED: Final = "ins"
DELETED: Final = "del"
BREAK_REMOVED = "¶"

_KINDS = {
    diff_match_patch.DIFF_EQUAL: EQUAL,
    diff_match_patch.DIFF_INSERT: INSERTED,
    diff_match_patch.DIFF_DELETE: DELETED,
}
_WHOLES = re.compile(r"[0-9０-９]+(?:[.,．，][0-9０-９]+)*[%％‰]?|[A-Za-z]+")
_STAND_INS = 0xF0000
"""Where the private characters begin that stand for numbers and Latin words while characters are compared."""

SECONDS = 2.0
SHORT_BRIDGE = 2
"""Equal characters between two changes that are too few to read by themselves."""


@dataclass(frozen=True)
class Run:
    """A stretch of text that is equal, inserted ("ins") or deleted ("del")."""

    kind: str
    text: str

    @property
    def is_change(self) -> bool:
        return self.kind != EQUAL


@dataclass(frozen=True)
class SideBySide:
    """Both versions in paragraphs of runs: the old one with its deletions, the new one with its insertions."""

    old: list[list[Run]]
    new: list[list[Run]]


def compare(old: str, new: str) -> list[Run]:
    """The runs that lead from `old` to `new`. Without deletions they are `new`, without insertions `old`."""
    old, new = _line_breaks(old), _line_breaks(new)
    stand_ins = _StandIns(old + new)
    engine = diff_match_patch()
    engine.Diff_Timeout = SECONDS
    found = engine.diff_main(stand_ins.put_in(old), stand_ins.put_in(new))
    engine.diff_cleanupSemantic(found)
    return _in_order(_bridged([Run(_KINDS[kind], stand_ins.take_out(text)) for kind, text in found]))


def side_by_side(old: str, new: str) -> SideBySide:
    """The same comparison as two texts that stand beside each other."""
    runs = compare(old, new)
    return SideBySide(
        old=paragraphs([run for run in runs if run.kind != INSERTED]),
        new=paragraphs([run for run in runs if run.kind != DELETED]),
    )


def merged(old: str, new: str) -> list[list[Run]]:
    """The same comparison as one text; a deleted break of paragraphs is shown as ¶."""
    runs = []
    for run in compare(old, new):
        text = run.text.replace("\n", BREAK_REMOVED) if run.kind == DELETED else run.text
        runs.append(Run(run.kind, text))
    return paragraphs(runs)


def paragraphs(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs cut at line breaks; empty paragraphs are left out."""
    found: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text.split("\n")
        if first:
            found[-1].append(Run(run.kind, first))
        for part in others:
            found.append([Run(run.kind, part)] if part else [])
    return [paragraph for paragraph in found if paragraph]


def counts(runs: Sequence[Run]) -> tuple[int, int]:
    """(characters inserted, characters deleted)."""
    return (
        sum(len(run.text) for run in runs if run.kind == INSERTED),
        sum(len(run.text) for run in runs if run.kind == DELETED),
    )


def _line_breaks(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class _StandIns:
    """One private character for each number or Latin word, so that it is compared as a whole."""

    def __init__(self, both: str) -> None:
        taken = set(both)
        free = (chr(code) for code in range(_STAND_INS, 0x10FFFE) if chr(code) not in taken)
        self.wholes: dict[str, str] = {}
        for match in _WHOLES.finditer(both):
            if len(match.group()) > 1 and match.group() not in self.wholes:
                self.wholes[match.group()] = next(free)
        self.back = {stand_in: whole for whole, stand_in in self.wholes.items()}

    def put_in(self, text: str) -> str:
        return _WHOLES.sub(lambda match: self.wholes.get(match.group(), match.group()), text)

    def take_out(self, text: str) -> str:
        return "".join(self.back.get(char, char) for char in text)


def _bridged(runs: list[Run]) -> list[Run]:
    """Join changes that only a character or two part: 修[改→订]完[善→备] reads worse than [修改完善→修订完备]."""
    found: list[Run] = []
    for at, run in enumerate(runs):
        between = run.kind == EQUAL and 0 < at < len(runs) - 1
        if between and len(run.text) <= SHORT_BRIDGE and not re.search(r"[\s，。；：、]", run.text):
            found += [Run(DELETED, run.text), Run(INSERTED, run.text)]
        else:
            found.append(run)
    return found


def _in_order(runs: list[Run]) -> list[Run]:
    """Neighbouring changes as one deletion and one insertion, neighbouring equal runs as one."""
    found: list[Run] = []
    deleted = inserted = ""

    def put_down() -> None:
        nonlocal deleted, inserted
        found.extend(Run(kind, text) for kind, text in ((DELETED, deleted), (INSERTED, inserted)) if text)
        deleted = inserted = ""

    for run in runs:
        if run.kind == DELETED:
            deleted += run.text
        elif run.kind == INSERTED:
            inserted += run.text
        elif run.text:
            put_down()
            if found and found[-1].kind == EQUAL:
                found[-1] = Run(EQUAL, found[-1].text + run.text)
            else:
                found.append(run)
    put_down()
    return found
