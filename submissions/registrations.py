"""What this app tells the floors below it besides the moves and policy rows: verbs of its settings, menu, rail, desk."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from activity import verbs
from organizations import settings_menu
from organizations.policy import can
from organizations.services import registers
from organizations.settings_menu import MenuEntry
from submissions import desk
from submissions.models import ItemType, SignOffRoute, Topic

VERBS = {
    "item_type.created": _("Item type entered"),
    "item_type.changed": _("Item type changed"),
    "topic.created": _("Topic entered"),
    "topic.changed": _("Topic changed"),
    "sign_off_route.created": _("Sign-off route entered"),
    "sign_off_route.changed": _("Sign-off route changed"),
    "sign_off_route.dropped": _("Sign-off route deleted"),
    "unit.chain_set": _("Chain of the unit set"),
    "item.import": _("Imported from the past"),
    "item.shares": _("Shares of the sources set"),
}
REGISTERS = {ItemType: "item_type", Topic: "topic", SignOffRoute: "sign_off_route"}
MENU = (
    ("chains", _("Unit chains"), "signpost-split", "submissions:chains", 32, "unit.set_chains"),
    ("routes", _("Sign-off routes"), "pen", "submissions:routes", 34, "signoffroute.manage"),
    ("types", _("Item types"), "tags", "submissions:types", 36, "itemtype.manage"),
    ("topics", _("Topics"), "hash", "submissions:topics", 38, "topic.manage"),
)


def register_all() -> None:
    """Called once, when the apps are ready."""
    for verb, label in VERBS.items():
        verbs.register(verb, label)
    for model, name in REGISTERS.items():
        registers.register_name(model, name)
    for key, label, icon, url_name, order, action in MENU:
        settings_menu.register(MenuEntry(key, label, icon, url_name, order, partial(_may, action)))
    desk.register_all()


def _may(action: str, user: Any) -> bool:
    return can(user, action)
