"""The words of the forms for what a document says in codes."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

EVENTS: Mapping[str, Any] = {
    "filed": _("an item is filed"),
    "forwarded": _("the office forwards an item"),
    "adopted": _("an outlet adopts an item"),
    "commission_done": _("a commission is done"),
    "best": _("an item is chosen as the best"),
}
DEDUCTIONS: Mapping[str, Any] = {"fault": _("a fault"), "commission_missed": _("a missed commission")}
COMBINE: Mapping[str, Any] = {
    "sum": _("are added up"),
    "highest": _("only the highest counts"),
    "highest_per_level": _("the highest of each level counts, levels are added up"),
}
REPEAT: Mapping[str, Any] = {
    "each": _("each leader counts"),
    "first_full": _("the first in full, each further one with fewer points"),
    "once_per_level": _("once for each level, with the highest points"),
    "once_per_item": _("once for an item, with the highest points"),
}
COMPOSITE: Mapping[str, Any] = {
    "shares": _("by the shares set at signature"),
    "even": _("evenly among the sources"),
    "full": _("the full points to each source"),
    "each_unit": _("the full points to each unit, once"),
}
JOINT: Mapping[str, Any] = {
    "even": _("evenly among the units"),
    "full": _("the full points to each unit"),
    "lead": _("all to the lead unit"),
    "by_authors": _("by the number of authors of each unit"),
}
PERSONS: Mapping[str, Any] = {
    "even": _("evenly among the authors"),
    "full": _("the full points to each author"),
    "first": _("all to the first author"),
    "none": _("no personal points"),
}
GIVES: Mapping[str, Any] = {
    "points": pgettext_lazy("account", "points"),
    "yuan": _("yuan"),
    "target": _("target points"),
}
GIVES_OR_COUNTS: Mapping[str, Any] = {**GIVES, "count": _("nothing, it only counts for quotas")}
SPANS: Mapping[str, Any] = {
    "week": pgettext_lazy("span", "week"),
    "month": pgettext_lazy("span", "month"),
    "quarter": pgettext_lazy("span", "quarter"),
    "half": pgettext_lazy("span", "half-year"),
    "year": pgettext_lazy("span", "year"),
    "period": pgettext_lazy("span", "period"),
}
WHOM: Mapping[str, Any] = {"units": _("units"), "persons": _("persons")}
COUNTED_ON: Mapping[str, Any] = {
    "happened": _("the day on which something happened"),
    "filed": _("the day on which the item was first filed"),
}
HOST_MODE: Mapping[str, Any] = {"instead": _("instead of the point"), "besides": _("besides the point")}
BEYOND: Mapping[str, Any] = {
    "scale": _("everybody's is cut alike"),
    "stop": _("later ones get nothing"),
}
THRESHOLDS: Mapping[str, Any] = {
    "fault": _("faults"),
    "commission_missed": _("missed commissions"),
    "missed_quota": _("missed quotas"),
    "points": pgettext_lazy("account", "points"),
}
PRIZE_TO: Mapping[str, Any] = {"units": _("units"), "persons": _("persons"), "items": pgettext_lazy("prize", "items")}
NAMED: Mapping[str, Any] = {
    "level": _("level"),
    "outlet": _("outlet"),
    "item_type": _("item type"),
    "rank": _("rank of the leader"),
    "fault": pgettext_lazy("condition", "fault"),
    "event_class": pgettext_lazy("condition", "class of the event"),
    "channel": pgettext_lazy("condition", "channel"),
    "class": _("class of units"),
}
