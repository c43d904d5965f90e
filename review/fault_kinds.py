"""Kinds of faults (差错): one list for the register, for schemes, their library and files of facts.

A scheme may name further ones of its own; `scoring` tells of them through `add_source`, so that the office can record
them too.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


class FaultKind(NamedTuple):
    """`label` in the reader's language; `words`: how Chinese files write it, the usual word first, then others and the
    codes that earlier schemes used."""

    label: Any
    words: tuple[str, ...]


FAULTS: Mapping[str, FaultKind] = {
    "late": FaultKind(_("reported late"), ("迟报",)),
    "omitted": FaultKind(_("not reported"), ("漏报", "有情不报", "missed")),
    "concealed": FaultKind(_("concealed"), ("瞒报",)),
    "false_report": FaultKind(_("false report"), ("谎报", "虚假信息")),
    "inaccurate": FaultKind(_("facts wrong"), ("失实", "误报")),
    "follow_up_late": FaultKind(_("follow-up report late"), ("续报不及时", "续报迟报")),
    "error": FaultKind(_("error in the text"), ("文字差错", "差错")),
    "named_error": FaultKind(_("error named by a superior"), ("差错被上级通报", "named-error")),
    "grave": FaultKind(_("grave error"), ("重大差错",)),
    "duplicate": FaultKind(_("filed twice"), ("重复报送",)),
    "padding": FaultKind(_("filed to make up numbers"), ("滥发信息",)),
    "one_sided": FaultKind(_("only good news"), ("报喜不报忧",)),
    "commission_late": FaultKind(_("commission answered late"), ("约稿迟报", "commission-late")),
    "feedback_late": FaultKind(_("feedback on an instruction late"), ("批示反馈迟报", "feedback-late")),
    "feedback_missing": FaultKind(_("no feedback on an instruction"), ("批示反馈未报", "feedback-missing")),
    "unreviewed": FaultKind(_("sent up without review"), ("未经审核上报",)),
    "media": FaultKind(_("given to the media without clearance"), ("擅自向媒体供稿",)),
    "secrecy": FaultKind(_("rules of secrecy broken"), ("违反保密规定",)),
}

Source = Callable[[], Mapping[str, str]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """`source()`: code -> words of further kinds; asked each time, because schemes come and go."""
    if source not in _sources:
        _sources.append(source)


def fault_labels() -> dict[str, str]:
    """Code -> words of everything that may be recorded, in the reader's language; the common kinds first."""
    found = {code: str(kind.label) for code, kind in FAULTS.items()}
    for source in _sources:
        for code, words in source().items():
            found.setdefault(code, words)
    return found
