"""The rows of this app in the policy table: who keeps units, people, roles, grants, outlets, days, and the trail."""

from django.utils.translation import gettext_lazy as _

from organizations.models import AdminKind, Role
from organizations.policy import Rule, administers, holds, is_person, person, register
from organizations.services.grants import GRANTABLE

system = administers(AdminKind.SYSTEM)
security = administers(AdminKind.SECURITY)
audit = administers(AdminKind.AUDIT)
# Outlets and superior leaders are the office's daily books, so its head keeps them too.
office_books = system | holds(Role.OFFICE_HEAD)
has_role_to_lend: Rule = person(lambda s: bool(s.own_units(*GRANTABLE)))
acts_for_others: Rule = person(lambda s: bool(s.acting))


def register_rows() -> None:
    """Called once, when the apps are ready."""
    register("unit.manage", system, label=_("Keep the units"))
    register("unitclass.manage", system, label=_("Keep the scoring classes"))
    register("holiday.manage", system, label=_("Keep the working days"))
    register("outletlevel.manage", office_books, label=_("Keep the outlet levels"))
    register("outlet.manage", office_books, label=_("Keep the outlets"))
    register("persongroup.manage", office_books, label=_("Keep the groups of persons"))
    register("superiorleader.manage", office_books, label=_("Keep the register of superior leaders"))
    register("officepapers.manage", office_books, label=_("State mastheads and distribution"))
    register("user.manage", security, label=_("Keep accounts and roles"))
    register("usersession.manage", security, label=_("See and end sessions"))
    register("account.unlock", security, label=_("Unlock accounts"))
    register(
        "actinggrant.open", has_role_to_lend | acts_for_others | holds(Role.OFFICE_HEAD) | security,
        label=_("Open the page of acting grants"),
    )  # fmt: skip
    register("actinggrant.give", has_role_to_lend, label=_("Let others act for oneself"))
    register(
        "actinggrant.view",
        is_person("principal_id") | is_person("deputy_id") | holds(Role.OFFICE_HEAD) | security,
        label=_("See acting grants"),
    )
    register("actinggrant.revoke", is_person("principal_id") | security, label=_("Revoke an acting grant"))
    register("event.audit", audit, label=_("Read the audit trail"))
