"""What the selects of the forms offer: the office's own outlets, levels, types and classes, and the clauses above."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from organizations.models import Outlet, OutletLevel, PersonGroup, SuperiorLeader, UnitClass
from scoring.engine.head import NAMED
from scoring.services import scheme_values as values
from scoring.services.profiles import code_of
from scoring.vocabulary import CHANNELS, EVENT_CLASSES, FAULTS, said
from submissions.models import ItemType

COUNTED: Mapping[str, Any] = {
    "filed": gettext_lazy("filed"),
    "forwarded": gettext_lazy("forwarded"),
    "adopted": gettext_lazy("adopted"),
    "instructed": gettext_lazy("instructed"),
    "commission_done": gettext_lazy("commissions done"),
    "best": gettext_lazy("chosen as best"),
    "reported": gettext_lazy("emergencies reported"),
    "points": gettext_lazy("points of clauses"),
}
ITEM_KINDS = ("points", "instruction", "deduction", "time_limit")


@dataclass(frozen=True)
class Options:
    """Source -> code -> label. `any` is what stands where nothing is chosen."""

    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    any: str = ""

    def of(self, source: str) -> Mapping[str, str]:
        return self.sources.get(source, {})

    def join(self, labels: Sequence[str]) -> str:
        return pgettext("between names", ", ").join(labels)


def load_options(document: Mapping[str, Any], before: int | None = None) -> Options:
    """Everything that may be chosen; of clauses those above number `before`, all where it is None. With the codes that the
    document names itself. Five statements."""
    sources = {
        "outlet": dict(Outlet.objects.values_list("code", "name")),
        "level": dict(OutletLevel.objects.values_list("code", "name")),
        "item_type": dict(ItemType.objects.values_list("code", "name")),
        "class": class_names(),
        "rank": {str(rank.value): str(rank.label) for rank in SuperiorLeader.Rank},
        "fault": said(FAULTS),
        "event_class": said(EVENT_CLASSES),
        "channel": said(CHANNELS),
        "counted": said(COUNTED),
        **_clauses(document, before),
    }
    for row in values.entries(document.get("names")):
        kind, code, name = (values.typed(row.get(part)) for part in ("kind", "code", "name"))
        if kind in NAMED and code and name:
            sources[kind] = {**sources[kind], code: name}
    return Options(sources, any=pgettext("condition", "any"))


def class_names() -> dict[str, str]:
    """The scoring classes and the groups of persons, by the code by which schemes name them."""
    groups = dict(PersonGroup.objects.values_list("code", "name"))
    return {code_of(one): one.name for one in UnitClass.objects.all()} | groups


def _clauses(document: Mapping[str, Any], before: int | None) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {"clause": {}, "clause_above": {}, "item_clause": {}, "quota": {}}
    for index, clause in enumerate(values.entries(document.get("clauses"))):
        code, kind = values.typed(clause.get("id")), values.typed(clause.get("kind"))
        if not code:
            continue
        label = clause_label(index, clause)
        found["clause"][code] = label
        if kind in ITEM_KINDS:
            found["item_clause"][code] = label
        if before is None or index < before:
            found["clause_above"][code] = label
            if kind == "quota":
                found["quota"][code] = label
    return found


def clause_label(index: int, clause: Mapping[str, Any]) -> str:
    """How a clause is named in selects and lists: its number and what it is about."""
    from scoring.forms.kinds import short_title

    return _("%(number)d. %(title)s") % {"number": index + 1, "title": short_title(clause)}
