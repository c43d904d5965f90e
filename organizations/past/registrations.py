"""What the import tells the floors below: verbs, policy rows, jobs, its place in the menu, and its two own kinds."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from activity import verbs
from organizations import settings_menu
from organizations.past import kinds, people, policy, services, units
from organizations.policy import can

VERBS = {
    "past.receive": _("Table of the past sent"),
    "past.import": _("Table of the past imported"),
    "past.drop_file": _("Table with a secrecy mark deleted"),
    "unit.former_names": _("Former names of the unit entered"),
}
MENU_ORDER = 95


def _may_open(user: Any) -> bool:
    return can(user, "pastimport.open")


def register_all() -> None:
    """Called once, when all apps are loaded."""
    for verb, label in VERBS.items():
        verbs.register(verb, label)
    kinds.register(units.KIND)
    kinds.register(people.KIND)
    policy.register_rows()
    services.register_jobs()
    settings_menu.register(
        settings_menu.MenuEntry(
            "past", _("Import of the past"), "box-arrow-in-down", "organizations:past_imports", MENU_ORDER, _may_open
        )
    )
