"""Hints beside the slip. None of them blocks: only secrecy and figures do."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

TITLE_LENGTH = 30
SHORT_TEXT = 100
LONG_PARAGRAPH = 500

_FACTS = re.compile(r"情况|现状|基本|数据|显示|调查|调研")
_ANALYSIS = re.compile(r"原因|分析|问题|困难|不足|制约|影响")
_ADVICE = re.compile(r"建议|对策|应当|措施|下一步|完善|推动")
_SENSITIVE = re.compile(r"身份证号|银行卡号|[1-9][0-9]{16}[0-9Xx]|(?<![0-9])1[3-9][0-9]{9}(?![0-9])")


@dataclass(frozen=True)
class Hint:
    """One remark on a field of the slip."""

    field: str
    message: Any


def hints_on(*, title: str, text: str, wants_analysis: bool) -> list[Hint]:
    """What an experienced editor would remark before filing, in the order of the slip."""
    found: list[Hint] = []
    if len(title) > TITLE_LENGTH:
        found.append(
            Hint(
                "title",
                _("The title has %(count)d characters; up to %(most)d read well.")
                % {"count": len(title), "most": TITLE_LENGTH},
            )
        )
    if text and len(text) < SHORT_TEXT:
        found.append(Hint("text", _("The text is very short. Does it say who, what, when, with what result?")))
    longest = max((len(paragraph) for paragraph in text.splitlines()), default=0)
    if longest > LONG_PARAGRAPH:
        found.append(
            Hint("text", _("One paragraph has %(count)d characters. Shorter ones are read.") % {"count": longest})
        )
    return found + _analysis_hints(text, wanted=wants_analysis) + _personal_hints(text)


def _analysis_hints(text: str, *, wanted: bool) -> list[Hint]:
    if not (wanted and text):
        return []
    parts = ((_FACTS, _("facts")), (_ANALYSIS, _("analysis")), (_ADVICE, _("advice")))
    missing = "、".join(str(name) for pattern, name in parts if not pattern.search(text))
    if not missing:
        return []
    return [Hint("text", _("This type gives facts, analysis and advice. Not found: %(parts)s.") % {"parts": missing})]


def _personal_hints(text: str) -> list[Hint]:
    count = len(_SENSITIVE.findall(text))
    if not count:
        return []
    words = ngettext(
        "One place looks like personal data (identity card or mobile number). Is it needed?",
        "%(count)d places look like personal data (identity card or mobile numbers). Are they needed?",
        count,
    )
    return [Hint("text", words % {"count": count})]
