"""What this app tells the floors below it: verbs, policy rows, menu, rail, desk, and receivers of libraries' signals."""

from functools import partial
from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from activity import jobs, reminders, verbs
from activity.notices import register_kind
from activity.services import record
from organizations import chain_check, desk, frame, rules, settings_menu
from organizations.policy import can
from organizations.settings_menu import MenuEntry
from organizations.sign_in.sessions import stamp_session
from ui import context, rail
from ui.rail import RailEntry

VERBS = {
    "account.login": _("Signed in"),
    "account.login_failed": _("Sign-in failed"),
    "account.locked": _("Account locked after failed sign-ins"),
    "account.unlocked": _("Account unlocked"),
    "account.logout": _("Signed out"),
    "account.session_ended": _("Session ended"),
    "account.password_changed": _("Password changed"),
    "account.password_reset": _("Password reset"),
    "account.factor_added": _("Second factor added"),
    "account.factor_removed": _("Second factor removed"),
    "account.created": _("Account created"),
    "account.closed": _("Account closed"),
    "account.opened": _("Account opened again"),
    "person.profile_changed": _("Own details changed"),
    "person.changed": _("Person changed"),
    "role.given": _("Role given"),
    "role.ended": _("Role ended"),
    "admin.set": _("Kind of administrator set"),
    "grant.given": _("Acting grant given"),
    "grant.revoked": _("Acting grant revoked"),
    "unit.created": _("Unit created"),
    "unit.changed": _("Unit changed"),
    "unit.renamed": _("Unit renamed"),
    "unit.merged": _("Unit merged into another"),
    "unit.ended": _("Unit ended"),
    "unit.ordered": _("Printing order of units changed"),
    "unit_class.created": _("Scoring class created"),
    "unit_class.changed": _("Scoring class changed"),
    "person_group.created": _("Group of persons created"),
    "person_group.changed": _("Group of persons changed"),
    "person_group.joined": _("Person put into a group"),
    "person_group.left": _("Membership in a group ended"),
    "person_group.dropped": _("Wrong membership in a group taken out"),
    "outlet_level.created": _("Outlet level created"),
    "outlet_level.changed": _("Outlet level changed"),
    "outlet.created": _("Outlet created"),
    "outlet.changed": _("Outlet changed"),
    "superior_leader.created": _("Superior leader entered"),
    "superior_leader.changed": _("Superior leader changed"),
    "office_papers.stated": _("Mastheads and distribution stated"),
    "office_papers.changed": _("Mastheads and distribution changed"),
    "holiday.created": _("Working day or day off entered"),
    "holiday.changed": _("Working day or day off changed"),
    "holiday.dropped": _("Working day or day off dropped"),
}
NOTICES = {
    "grant.given": _("%(principal)s lets you act as %(role)s from %(from)s to %(until)s."),
    chain_check.BROKEN: _("The audit trail does not fit together at event %(number)s."),
    "grant.revoked": _("%(principal)s: your grant to act as %(role)s has ended."),
}
MENU = (
    ("units", _("Units"), "diagram-3", "organizations:units", 10, "unit.manage"),
    ("unit_classes", _("Scoring classes"), "collection", "organizations:unit_classes", 20, "unitclass.manage"),
    ("people", _("People"), "people", "organizations:people", 30, "user.manage"),
    ("outlets", _("Outlets"), "newspaper", "organizations:outlets", 40, "outlet.manage"),
    ("outlet_levels", _("Outlet levels"), "bar-chart-steps", "organizations:outlet_levels", 50, "outletlevel.manage"),
    ("leaders", _("Superior leaders"), "person-vcard", "organizations:leaders", 60, "superiorleader.manage"),
    ("person_groups", _("Groups of persons"), "people-fill", "organizations:person_groups", 63, "persongroup.manage"),
    ("papers", _("Mastheads and distribution"), "file-earmark-text", "organizations:papers", 65, "officepapers.manage"),
    ("grants", _("Acting grants"), "person-badge", "organizations:grants", 70, "actinggrant.open"),
    ("holidays", _("Working days"), "calendar-week", "organizations:holidays", 80, "holiday.manage"),
    ("locked", _("Locked accounts"), "lock", "organizations:locked", 90, "account.unlock"),
    ("sessions", _("Active sessions"), "display", "organizations:sessions", 100, "usersession.manage"),
    ("audit", _("Audit trail"), "journal-check", "organizations:audit", 110, "event.audit"),
)
RAIL_ORDER = 90


def register_all() -> None:
    """Called once, when all apps are loaded."""
    for verb, label in VERBS.items():
        verbs.register(verb, label)
    for kind, words in NOTICES.items():
        register_kind(kind, words)
    for key, giver in frame.GIVERS.items():
        context.register(key, giver)
    rules.register_rows()
    jobs.register(chain_check.JOB, chain_check.check_chain, label=_("Check of the audit trail"), may_view=_is_auditor)
    reminders.register_rule(chain_check.JOB, chain_check.check_nightly)
    for key, label, icon, url_name, order, action in MENU:
        settings_menu.register(MenuEntry(key, label, icon, url_name, order, partial(_may, action)))
    rail.register(
        RailEntry("settings", _("Settings"), "gear", "organizations:settings", RAIL_ORDER, settings_menu.has_any)
    )
    desk.register_all()
    # allauth and Django offer no other place for these three than their signals.
    user_logged_in.connect(_stamp, dispatch_uid="organizations.stamp")
    authenticator_added.connect(_factor_added, dispatch_uid="organizations.factor_added")
    authenticator_reset.connect(_factor_added, dispatch_uid="organizations.factor_reset")
    authenticator_removed.connect(_factor_removed, dispatch_uid="organizations.factor_removed")


def _may(action: str, user: Any) -> bool:
    return can(user, action)


def _is_auditor(user: Any, job: Any) -> bool:
    return can(user, "event.audit")


def _stamp(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    stamp_session(request.session, user)


def _factor_added(sender: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    record("account.factor_added", subject=user, by=user, data={"type": authenticator.type})


def _factor_removed(sender: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    record("account.factor_removed", subject=user, by=user, data={"type": authenticator.type})
