"""Which quoted figures are others by now than when the sentence around them was written, and which were taken out."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reports.models import Bulletin, BulletinSection
from reports.services.fields import LABELS, fields_for, filled, names_in

# Before the name of a field in `quoted`: it stood in the text before the last save, and was taken out.
DROPPED = "-"
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


@dataclass(frozen=True, slots=True)
class Dropped:
    """A field that was taken out of a text, and what it was filled with."""

    field: str
    words: str

    @property
    def label(self) -> str:
        return str(LABELS.get(self.field, self.field))


def quoted_by(text: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Field -> words for every field that the text quotes: kept beside the text when it is written."""
    return {name: fields[name] for name in names_in(text) if name in fields}


def dropped_by(section: BulletinSection, text: str, fields: Mapping[str, str]) -> dict[str, str]:
    """What `quoted` keeps of the fields that the section quotes oftener than the new text; nothing for the proposal."""
    if text == section.proposed_text:
        return {}
    gone = Counter(names_in(section.text)) - Counter(names_in(text))
    return {f"{DROPPED}{name}": section.quoted.get(name, fields.get(name, "")) for name in gone}


def dropped_in(section: BulletinSection) -> list[Dropped]:
    """The fields that were taken out of a section when it was last saved."""
    return [
        Dropped(name.removeprefix(DROPPED), words) for name, words in section.quoted.items() if name.startswith(DROPPED)
    ]


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
