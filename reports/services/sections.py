"""The sections of a draft: their words, their order, sections of one's own."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now
from activity.models import Event
from activity.services import record
from organizations.models import User
from organizations.standing import OFFICE_ROLES
from reports.errors import BulletinRefused, SectionRefused
from reports.models import Bulletin, BulletinSection
from reports.models.parts import LONGEST_SECTION
from reports.services import acting
from reports.services.changes import dropped_by, quoted_by
from reports.services.fields import check_text, fields_for
from reports.services.filled_text import check_filled
from reports.services.lines import cleaned
from reports.services.printable import check_line, check_words
from reports.services.writing import draft_of

LONGEST_HEADING = 60
MOST_SECTIONS = 20
UP, DOWN = -1, 1


@transaction.atomic
def save_section(
    *, bulletin_id: int, key: str, text: str, by: User, heading: str | None = None, seen_version: int | None = None
) -> BulletinSection:
    """Keep the text (and heading) of one section of a draft, with what its fields are filled with at this moment.

    Fields that stood in the version before and are gone are kept as dropped, until the section is saved again.
    Raises NotAllowed, BulletinRefused once it is checked, SectionRefused at `text` or `heading`; code `stale` where
    somebody else has saved the section since `seen_version`.
    """
    bulletin = draft_of(bulletin_id, by)
    section = _section(bulletin, key)
    kept = check_words(check_text(text, longest=LONGEST_SECTION, has_figures=not bulletin.is_topical))
    _check_seen(section, seen_version, "text")
    title = section.heading if heading is None else _heading(heading)
    fields = fields_for(bulletin)
    check_filled(kept, fields)
    quoted = quoted_by(kept, fields) | dropped_by(section, kept, fields)
    if (section.text, section.heading, section.quoted) == (kept, title, quoted):
        return section
    section.text, section.heading, section.quoted = kept, title, quoted
    section.version += 1
    section.edited_by, section.edited_at = by, now()
    section.save()
    _record(bulletin, by, section=key, version=section.version)
    return section


@transaction.atomic
def add_section(*, bulletin_id: int, heading: str, text: str, by: User) -> BulletinSection:
    """A section of the office's own, after the others. Raises as `save_section`, and BulletinRefused beyond twenty."""
    bulletin = draft_of(bulletin_id, by)
    title = _heading(heading)
    kept = check_words(check_text(text, longest=LONGEST_SECTION, has_figures=not bulletin.is_topical))
    check_filled(kept, fields_for(bulletin))
    sections = list(bulletin.sections.all())
    if len(sections) >= MOST_SECTIONS:
        raise SectionRefused(
            _("A bulletin has at most %(most)d sections.") % {"most": MOST_SECTIONS}, "too_many", "heading"
        )
    key = _own_key(bulletin, sections)
    section = BulletinSection.objects.create(
        bulletin=bulletin, key=key, heading=title, text=kept, proposed_text=kept, is_own=True,
        quoted=quoted_by(kept, fields_for(bulletin)), sort_no=max((one.sort_no for one in sections), default=0) + 1,
        edited_by=by, edited_at=now(),
    )  # fmt: skip
    _record(bulletin, by, section=key, added=title)
    return section


def _own_key(bulletin: Bulletin, sections: Sequence[BulletinSection]) -> str:
    """own-3: never one that a removed section had, or what is still being typed for that one would be saved in this."""
    added = Event.objects.about(bulletin).filter(verb="bulletin.edit", data__has_key="added").count()
    taken = [int(section.key.removeprefix("own-")) for section in sections if section.key.startswith("own-")]
    return f"own-{max(added, *taken, 0) + 1}"


@transaction.atomic
def remove_section(*, bulletin_id: int, key: str, by: User, seen_version: int | None = None) -> None:
    """Take a section out of a draft. Raises BulletinRefused for the last one: a bulletin says something; SectionRefused
    (`stale`) where somebody has saved it since `seen_version`."""
    bulletin = draft_of(bulletin_id, by)
    section = _section(bulletin, key)
    _check_seen(section, seen_version)
    if bulletin.sections.count() == 1:
        raise BulletinRefused(_("The last section cannot be removed."), code="last")
    section.delete()
    _record(bulletin, by, section=key, removed=section.heading)


@transaction.atomic
def order_sections(
    *, bulletin_id: int, keys: Sequence[str], by: User, seen: Sequence[str] | None = None
) -> list[BulletinSection]:
    """Bring the sections into the order of the keys; those that it does not name follow in their present order.

    Raises BulletinRefused (`stale`) where they stand no longer as in `seen`, the order that was dragged about.
    """
    bulletin = draft_of(bulletin_id, by)
    before = list(bulletin.sections.select_for_update())
    place = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    after = sorted(before, key=lambda section: place.get(section.key, len(place)))
    if after == before:
        return before
    if seen is not None and list(seen) != [section.key for section in before]:
        raise BulletinRefused(
            _("The sections have been changed meanwhile. Look at them again, then order them."), "stale"
        )
    for number, section in enumerate(after, start=1):
        section.sort_no = number
    BulletinSection.objects.bulk_update(after, ["sort_no"])
    _record(bulletin, by, order=[section.key for section in after])
    return after


@transaction.atomic
def move_section(*, bulletin_id: int, key: str, step: int, by: User) -> list[BulletinSection]:
    """Move a section one place up or down; at the edge it stays."""
    bulletin = draft_of(bulletin_id, by)
    _section(bulletin, key)
    keys = [section.key for section in bulletin.sections.all()]
    at = keys.index(key)
    to = min(max(at + (UP if step < 0 else DOWN), 0), len(keys) - 1)
    keys.insert(to, keys.pop(at))
    return order_sections(bulletin_id=bulletin_id, keys=keys, by=by)


def gone() -> BulletinRefused:
    """The refusal of whatever concerns a section that is not there any more."""
    return BulletinRefused(_("The section has been removed meanwhile."), code="gone")


def was_removed(bulletin: Bulletin, key: str) -> bool:
    """Whether somebody took a section of that key out of the bulletin: a key that never was names nothing."""
    edits = Event.objects.about(bulletin).filter(verb="bulletin.edit", data__has_key="removed")
    return edits.filter(data__section=key).exists()


def _section(bulletin: Bulletin, key: str) -> BulletinSection:
    section = BulletinSection.objects.select_for_update().filter(bulletin=bulletin, key=key).first()
    if section is None:
        raise gone()
    return section


def _check_seen(section: BulletinSection, seen_version: int | None, field: str = "") -> None:
    """Raise SectionRefused (`stale`) unless the person has seen the section as it is; None asks nothing."""
    if seen_version is not None and section.version != seen_version:
        raise SectionRefused(
            _("%(name)s has changed this section meanwhile. Compare both texts, then save again.")
            % {"name": section.edited_by or _("Somebody")},
            "stale",
            field,
        )


def _heading(heading: str) -> str:
    title = cleaned(heading)
    if not title or len(title) > LONGEST_HEADING:
        raise SectionRefused(_("A heading has 1 to 60 characters."), "heading", "heading")
    return check_line(title, "heading")


def _record(bulletin: Bulletin, by: User, **data: object) -> None:
    record("bulletin.edit", subject=bulletin, by=by, on_behalf_of=acting.principal_of(by, OFFICE_ROLES), data=data)
