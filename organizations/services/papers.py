"""文头与分送: what the office has stated about its papers, and what is proposed from its units until it has."""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import today
from activity.services import record
from organizations.models import OfficePapers, Outlet, Unit, UnitKind, User
from organizations.services.changes import apply_changes, plain_values

# Words of official papers, so Chinese whatever language the person at the screen reads.
BULLETIN_MASTHEAD = "信息工作情况通报"
SPECIAL_MASTHEAD = "信息专报"
NOTICE_SERIES = "零报送单位告知书"
"""Notices are numbered beside the bulletins: no masthead may have this name."""
NOTE = "内部资料　注意保存"
OFFICE = "综合部门"
OWN_LEADERS = "本机关领导"
_GROUPS = {
    UnitKind.DIVISION: "各处室",
    UnitKind.TOWNSHIP_OFFICE: "各基层单位",
    UnitKind.SUBORDINATE: "各直属单位",
    UnitKind.DIRECT_REPORT_POINT: "各信息直报点",
}
# So many characters at the end that all names of a class have in common say what its units are: 司法所.
_TELLING = 3


@dataclass(frozen=True)
class Lines:
    """What one kind of paper takes over."""

    masthead: str
    note: str
    send_up: str
    send_peer: str
    send_down: str
    copies: int
    contact: str


def stated() -> OfficePapers | None:
    """What the office has stated, or None where it never has."""
    return OfficePapers.objects.filter(pk=OfficePapers.ONLY).first()


def office_papers() -> OfficePapers:
    """What the office has stated; else proposals from its units and outlets, not kept."""
    return stated() or proposed()


def proposed() -> OfficePapers:
    """What the screen begins with. The lines name whom the data know: superiors by their outlets, and all units."""
    up = f"{'、'.join([*_superiors(), OWN_LEADERS])}。"
    return OfficePapers(
        bulletin_masthead=BULLETIN_MASTHEAD, bulletin_note=NOTE, bulletin_up=up, bulletin_down=_everybody_below(),
        special_masthead=SPECIAL_MASTHEAD, special_note=NOTE, special_up=up,
    )  # fmt: skip


def plain_masthead(name: str) -> str:
    """What tells mastheads apart: not the blanks between their characters."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def others_masthead(name: str, *, bulletin: str = "") -> str:
    """Whose masthead it is that neither a special report nor an own journal may have; empty where they may.

    The two are papers of one kind and counted together. `bulletin`: the bulletin's masthead where it is not stated yet.
    """
    plain = plain_masthead(name)
    if plain == plain_masthead(NOTICE_SERIES):
        return _("Rectification notices are numbered under this name.")
    if plain == plain_masthead(bulletin or office_papers().bulletin_masthead):
        return _("The bulletin has this masthead: its numbers would stand twice.")
    return ""


def not_the_bulletins(name: str) -> str:
    """Whose masthead it is that the bulletin may not have; empty where it may."""
    plain = plain_masthead(name)
    if plain == plain_masthead(NOTICE_SERIES):
        return _("Rectification notices are numbered under this name.")
    journals = Outlet.objects.filter(is_own=True).values_list("name", flat=True)
    if plain in map(plain_masthead, journals):
        return _("An own journal has this name: its numbers would stand twice.")
    return ""


def bulletin_lines(papers: OfficePapers) -> Lines:
    """What a new bulletin takes over."""
    return _lines(papers, "bulletin")


def special_lines(papers: OfficePapers) -> Lines:
    """What a new special report takes over, and the first edition of an own journal beside its own name."""
    return _lines(papers, "special")


def _lines(papers: OfficePapers, kind: str) -> Lines:
    names = {
        "masthead": "masthead",
        "note": "note",
        "send_up": "up",
        "send_peer": "peer",
        "send_down": "down",
        "copies": "copies",
    }
    return Lines(
        contact=papers.contact, **{name: getattr(papers, f"{kind}_{column}") for name, column in names.items()}
    )


def printed_names() -> tuple[str, str]:
    """The organ's name, and that of its comprehensive office as it is printed: as stated, else as the unit is called."""
    papers = stated()
    return unit_name(UnitKind.ORGAN), (papers.office_name if papers else "") or unit_name()


def unit_name(kind: str = UnitKind.COMPREHENSIVE_OFFICE) -> str:
    """The name of the one unit of the kind; empty where there is none yet."""
    unit = Unit.objects.filter(kind=kind).order_by("sort_no", "pk").first()
    return unit.name if unit else ""


@transaction.atomic
def save_papers(*, by: User, **values: Any) -> OfficePapers:
    """Keep what the office states, with its event; nothing is recorded when nothing differs."""
    row, is_new = OfficePapers.objects.select_for_update().get_or_create(pk=OfficePapers.ONLY, defaults=values)
    if is_new:
        record("office_papers.stated", subject=row, by=by, data=plain_values(values))
        return row
    if changes := apply_changes(row, values):
        record("office_papers.changed", subject=row, by=by, data={"changes": changes})
    return row


def _superiors() -> list[str]:
    """Who publishes the outlets of the next level above: they see what the office does."""
    outlets = Outlet.objects.filter(is_active=True, is_own=False, is_media=False).exclude(publisher="")
    rows = list(outlets.order_by("level__sort_no", "sort_no", "pk").values_list("level", "publisher"))
    return list(dict.fromkeys(publisher for level, publisher in rows if level == rows[0][0]))


def _everybody_below() -> str:
    """All units that exist today: by kind, those of the basic level by their class; a single one by its name."""
    units = Unit.objects.current(today()).filter(kind__in=_GROUPS).select_related("unit_class").in_printing_order()
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for unit in units:
        by_class = unit.kind == UnitKind.TOWNSHIP_OFFICE and unit.unit_class
        groups[unit.kind, str(unit.unit_class) if by_class else ""].append(unit.name)
    order = list(_GROUPS)
    parts = [_group(*key, groups[key]) for key in sorted(groups, key=lambda key: order.index(UnitKind(key[0])))]
    return f"{'，'.join(parts)}。" if parts else ""


def _group(kind: str, unit_class: str, names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    if not unit_class:
        return _GROUPS[UnitKind(kind)]
    ending = _common_ending(names)
    return f"各{unit_class}{ending if len(ending) >= _TELLING and ending not in unit_class else ''}"


def _common_ending(names: list[str]) -> str:
    first = names[0]
    return next(first[at:] for at in range(len(first) + 1) if all(name.endswith(first[at:]) for name in names))
