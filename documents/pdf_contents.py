"""Contents only in what is long: a section of the class `when-long` is left out of documents of up to eight pages.

No Django here: the PDF child uses it.
"""

from collections.abc import Callable
from typing import Any

CLASS = "when-long"
SHORT = 8
"""A document of so many pages is read without contents."""


def drop(root: Any) -> None:
    """Take the sections of the class out of a parsed page."""
    for parent in list(root.iter()):
        for child in [child for child in parent if CLASS in (child.get("class") or "").split()]:
            parent.remove(child)


def with_or_without_contents(lay_out: Callable[[bool], Any], html: str, expected: int) -> Any:
    """Lay the pages out and keep the contents if there are more than eight pages without them.

    `expected` only decides what is tried first: a good guess saves a second layout.
    """
    if CLASS not in html:
        return lay_out(True)
    if expected > SHORT:
        tried = lay_out(True)
        # Contents take a page at most: beyond this the pages are many without them too.
        if len(tried.pages) > SHORT + 1:
            return tried
        bare = lay_out(False)
        return tried if len(bare.pages) > SHORT else bare
    bare = lay_out(False)
    return lay_out(True) if len(bare.pages) > SHORT else bare
