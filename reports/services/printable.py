"""Whether every sign of a bulletin can be printed as it was written: asked when words are kept, at check and signature."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from documents.errors import TextRefused
from documents.pdf_limits import TURNS
from documents.signs import check_signs, fault_in, sign_error
from reports.errors import BulletinRefused, SectionRefused
from reports.models import Bulletin, BulletinSection
from reports.services.fields import check_text, fields_for
from reports.services.filled_text import check_filled
from reports.services.lines import line_error
from reports.services.writing import IMPRINT
from ui.errors import DomainError


def check_words(text: str, field: str = "text") -> str:
    """The text. Raises SectionRefused at the field, with the sign and its place."""
    if refusal := sign_error(text):
        raise SectionRefused(refusal.message, refusal.code, field)
    return text


def check_line(text: str, field: str) -> str:
    """The line. Raises SectionRefused at the field for a sign that cannot be printed, and for a field in it."""
    if refusal := line_error(text):
        raise SectionRefused(refusal.message, refusal.code, field)
    return text


def check_bulletin_signs(bulletin: Bulletin) -> None:
    """Raise BulletinRefused that names the section or the line of a table where a sign cannot be printed, a field was
    not filled, or something stands against a figure that makes another number of it."""
    fields = fields_for(bulletin)
    for section in bulletin.sections.all():
        _check_line(section.heading, section.heading)
        _check_section(section, fields)
    for name in IMPRINT:
        _check_line(str(getattr(bulletin, name)), str(getattr(Bulletin._meta.get_field(name), "verbose_name", name)))
    for comment in bulletin.comments.all():
        _check_line(comment.text, str(comment.leader))
    if fault_in(str(bulletin.snapshot.content)) is None:
        return
    for words in _strings(bulletin.snapshot.data):
        if fault := fault_in(words):
            raise BulletinRefused(
                _("In the tables, “%(words)s”: %(sentence)s") % {"words": TURNS.sub("", words), "sentence": fault},
                code=fault.code,
            )


def _check_section(section: BulletinSection, fields: Mapping[str, str]) -> None:
    try:
        check_signs(section.text)
        check_text(section.text, longest=len(section.text) + 1, has_figures=bool(fields))
        check_filled(section.text, fields)
    except (TextRefused, SectionRefused) as refusal:
        raise _named(section.heading, refusal) from refusal


def _check_line(text: str, name: str) -> None:
    if refusal := line_error(text):
        raise _named(name, refusal)


def _named(name: str, refusal: DomainError) -> BulletinRefused:
    sentence = {"heading": name, "sentence": refusal.message}
    return BulletinRefused(_("“%(heading)s”: %(sentence)s") % sentence, code=refusal.code)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
