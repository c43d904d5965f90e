"""Words out of the HTML of a paper, as a browser would join them, and how wide they are."""

import re
import unicodedata
from typing import Any

from documents.docx_paper import HEI, KAI, Run

# Not the ideographic space, which stands for itself.
_BLANKS = re.compile(r"[ \t\r\n]+")
_FONTS = {"b": HEI, "strong": HEI, "i": KAI, "em": KAI}


def classes_of(node: Any) -> list[str]:
    """The classes of an element."""
    return (node.get("class") or "").split()


def runs_of(node: Any) -> list[Run]:
    """The words of an element and what is in it, in the fonts of their marks; blanks are joined, `br` is a new line."""
    runs = [run for run in _collect(node, "") if run.text]
    joined: list[Run] = []
    for run in runs:
        text = run.text if run.text == "\n" else _BLANKS.sub(" ", run.text)
        if text.startswith(" ") and (not joined or joined[-1].text[-1] in " \n"):
            text = text[1:]
        if text:
            joined.append(Run(text, run.font))
    if joined and joined[-1].text.endswith(" "):
        joined[-1] = Run(joined[-1].text.rstrip(" "), joined[-1].font)
    return [run for run in joined if run.text]


def _collect(node: Any, font: str) -> list[Run]:
    if node.tag == "br":
        return [Run("\n", font)]
    if not isinstance(node.tag, str):
        return []
    font = KAI if "runin" in classes_of(node) else _FONTS.get(node.tag, font)
    runs = [Run(node.text or "", font)]
    for child in node:
        runs += [*_collect(child, font), Run(child.tail or "", font)]
    return runs


def width_of(text: str, size: float = 16) -> float:
    """About how wide a text is: a character is as wide as it is high, a figure or letter half of it."""
    return sum(size if unicodedata.east_asian_width(sign) in "WFA" else size / 2 for sign in text)
