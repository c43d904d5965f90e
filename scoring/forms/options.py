"""What the selects of the forms offer: the office's own outlets, levels, types and classes, and the clauses above."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from organizations.models import Outlet, OutletLevel, SuperiorLeader, UnitClass
from scoring.services import scheme_values as values
from submissions.models import ItemType

#: Codes that published rules use; a document may hold others, which are then offered too.
FAULTS: Mapping[str, Any] = {
    "late": gettext_lazy("reported late"),
    "missed": gettext_lazy("not reported"),
    "concealed": gettext_lazy("concealed"),
    "false_report": gettext_lazy("false report"),
    "error": gettext_lazy("error in the text"),
    "duplicate": gettext_lazy("filed twice"),
}
EVENT_CLASSES: Mapping[str, Any] = {
    "particularly_major": gettext_lazy("particularly major"),
    "major": pgettext_lazy("emergency", "major"),
    "large": gettext_lazy("fairly large"),
    "general": gettext_lazy("ordinary"),
}
CHANNELS: Mapping[str, Any] = {
    "phone": gettext_lazy("by telephone"),
    "written": gettext_lazy("in writing"),
}
COUNTED: Mapping[str, Any] = {
    "filed": gettext_lazy("filed"),
    "forwarded": gettext_lazy("forwarded"),
    "adopted": gettext_lazy("adopted"),
    "instructed": gettext_lazy("instructed"),
    "commission_done": gettext_lazy("commissions done"),
    "best": gettext_lazy("chosen as best"),
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
    """Everything that may be chosen; of clauses those above number `before`, all where it is None. Four statements."""
    sources = {
        "outlet": dict(Outlet.objects.values_list("code", "name")),
        "level": dict(OutletLevel.objects.values_list("code", "name")),
        "item_type": dict(ItemType.objects.values_list("code", "name")),
        "class": class_names(),
        "rank": {str(rank.value): str(rank.label) for rank in SuperiorLeader.Rank},
        "fault": _said(FAULTS),
        "event_class": _said(EVENT_CLASSES),
        "channel": _said(CHANNELS),
        "counted": _said(COUNTED),
        **_clauses(document, before),
    }
    return Options(sources, any=pgettext("condition", "any"))


def class_names() -> dict[str, str]:
    """The scoring classes, by the code by which schemes name them."""
    has_code = any(one.name == "code" for one in UnitClass._meta.get_fields())
    return {str(getattr(one, "code", "") if has_code else one.pk): one.name for one in UnitClass.objects.all()}


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


def _said(labels: Mapping[str, Any]) -> dict[str, str]:
    return {code: str(label) for code, label in labels.items()}
