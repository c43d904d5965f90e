"""Which quoted figures are others by now than when the sentence around them was written."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reports.models import Bulletin, BulletinSection
from reports.services.fields import LABELS, fields_for, filled, names_in

_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？]?")


@dataclass(frozen=True, slots=True)
class Changed:
    """One figure of one sentence: what it was when the sentence was written, and what it is now."""

    field: str
    before: str
    now: str
    sentence: str

    @property
    def label(self) -> str:
        return str(LABELS.get(self.field, self.field))


def quoted_by(text: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Field -> words for every field that the text quotes: kept beside the text when it is written."""
    return {name: fields[name] for name in names_in(text) if name in fields}


def changed_in(section: BulletinSection, fields: Mapping[str, str]) -> list[Changed]:
    """The sentences of a section that quote a figure which has changed since, once a figure and sentence."""
    return list(dict.fromkeys(_changed(section, fields)))


def _changed(section: BulletinSection, fields: Mapping[str, str]) -> Iterator[Changed]:
    for sentence in _SENTENCE.findall(section.text):
        for name in names_in(sentence):
            before, now = section.quoted.get(name), fields.get(name)
            if before is not None and now is not None and before != now:
                printed = "".join(run.text for runs in filled(sentence, fields) for run in runs)
                yield Changed(name, before, now, printed.strip())


def changed_fields(bulletin: Bulletin) -> dict[str, str]:
    """Field -> what it was when it was quoted, over all sections: for the marks in the preview."""
    fields = fields_for(bulletin)
    return {one.field: one.before for section in bulletin.sections.all() for one in changed_in(section, fields)}
