"""Search in issued bulletins. An office issues a dozen or two a year, so their words are compared one by one.

Every part of a text is found, whole or half of a Chinese word. The words are normalised as those of the items' search
are (submissions/bigrams.py), so that both boxes understand the same typing.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from reports.models import Bulletin, BulletinWords
from reports.querysets import BulletinQuerySet
from reports.services.fields import fields_for, filled
from submissions.bigrams import plain, words_asked

AROUND = 24
TAKEN = 2
"""1: number, title, sections. 2: the lines of the attachments about adoptions and instructions too."""
_BRACKETED = re.compile(r"[\[(〔【](\d{4})[\])〕】]第?0*(\d{1,4})[号期]?")
_BARE = re.compile(r"(\d{4})年?第?0*(\d{1,4})[号期]")
_MARKS = re.compile(r"(?<!\d)[,;:?!()]|[,;:?!()](?!\d)")


def words_of(bulletin: Bulletin) -> str:
    """Number, title, headings and text as they were printed, then the attachments. Load the bulletin by `for_paper`."""
    fields = fields_for(bulletin)
    lines = [bulletin.masthead, bulletin.number_line, bulletin.title]
    for section in bulletin.sections.all():
        lines.append(section.heading)
        lines += ["".join(run.text for run in runs) for runs in filled(section.text, fields)]
    lines += _listed(bulletin.snapshot.data)
    return plain("\n".join(line for line in lines if line))


def _listed(data: Mapping[str, Any]) -> list[str]:
    """The items of the attachments, by what is printed of them: title, units, and the outlet or the leader.

    Not their issue numbers, which would be found as numbers of bulletins.
    """
    if not data["has_figures"]:
        return []
    adopted = [(one["title"], *one["units"], one["outlet"]) for one in data["adopted"]]
    instructed = [(one["leader"], one["title"], *one["units"]) for one in data["instructions"]]
    return [" ".join(words) for words in (*adopted, *instructed)]


def index_bulletin(bulletin: Bulletin) -> None:
    """Keep the words of an issued bulletin, in the transaction that issues it. Load it by `for_paper`."""
    BulletinWords.objects.update_or_create(bulletin=bulletin, defaults={"text": words_of(bulletin), "made_as": TAKEN})


def index_missing(now: datetime) -> int:
    """The rule of beat: what was issued before there was a search, or before it took so much; says how many."""
    lacking = Q(words__isnull=True) | Q(words__made_as__lt=TAKEN)
    missing = list(Bulletin.objects.published().filter(lacking).for_paper())
    for bulletin in missing:
        index_bulletin(bulletin)
    return len(missing)


def matching(bulletins: BulletinQuerySet, words: str) -> BulletinQuerySet:
    """Those that hold every word (parted by spaces) in number, title or text; what is not issued, in its title."""
    for word in _asked(words):
        bulletins = bulletins.filter(Q(words__text__contains=word) | Q(title__icontains=word))
    return bulletins


def _asked(words: str) -> list[str]:
    """The words as they are compared; a number in any way in which people write it is looked for as it is printed."""
    return [_as_printed(word) for word in words_asked(words)]


def _as_printed(word: str) -> str:
    number = _BRACKETED.fullmatch(word) or _BARE.fullmatch(word)
    return f"〔{number[1]}〕第{number[2]}期" if number else word


def excerpts(bulletin: Any, words: str) -> str:
    """The first place of each word in the text, with what stands around it. Load the bulletin with its `words`."""
    text = getattr(getattr(bulletin, "words", None), "text", "")
    return " ".join(_around(text, _asked(words)))


def _around(text: str, words: Iterable[str]) -> Iterable[str]:
    seen = 0
    for at, word in sorted((text.find(word), word) for word in words):
        if at < seen:
            continue
        start, seen = max(at - AROUND, 0), at + len(word) + AROUND
        # The words were made half-width to be compared; their marks are shown as they are printed.
        piece = _MARKS.sub(lambda mark: chr(ord(mark[0]) + 0xFEE0), text[start:seen].replace("\n", " "))
        yield f"{'…' if start else ''}{piece}{'…' if seen < len(text) else ''}"
