"""Whether every sign of a bulletin can be printed as it was written: asked when words are kept, at check and signature."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from documents.errors import TextRefused
from documents.pdf_limits import TURNS
from documents.signs import check_signs, fault_in, sign_error
from reports.errors import BulletinRefused, SectionRefused
from reports.models import Bulletin
from reports.services.writing import IMPRINT


def check_words(text: str, field: str = "text") -> str:
    """The text. Raises SectionRefused at the field, with the sign and its place."""
    if refusal := sign_error(text):
        raise SectionRefused(refusal.message, refusal.code, field)
    return text


def check_bulletin_signs(bulletin: Bulletin) -> None:
    """Raise BulletinRefused that names the section or the line of a table where a sign cannot be printed."""
    for section in bulletin.sections.all():
        _check(section.text, section.heading, section.heading)
    for name in IMPRINT:
        _check(str(getattr(bulletin, name)), str(getattr(Bulletin._meta.get_field(name), "verbose_name", name)))
    for comment in bulletin.comments.all():
        _check(comment.text, str(comment.leader))
    if fault_in(str(bulletin.snapshot.content)) is None:
        return
    for words in _strings(bulletin.snapshot.data):
        if fault := fault_in(words):
            raise BulletinRefused(
                _("In the tables, “%(words)s”: %(sentence)s") % {"words": TURNS.sub("", words), "sentence": fault},
                code=fault.code,
            )


def _check(text: str, name: str, heading: str = "") -> None:
    try:
        check_signs(heading)
        check_signs(text)
    except TextRefused as refusal:
        sentence = {"heading": name, "sentence": refusal.message}
        raise BulletinRefused(_("“%(heading)s”: %(sentence)s") % sentence, code=refusal.code) from refusal


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
