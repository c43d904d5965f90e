"""Who imports what. 三员分立: units belong to the system administrator, accounts to the security administrator, facts
of the office's work to its head; none of the three sees what the others sent.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.models import AdminKind
from organizations.past.kinds import all_kinds
from organizations.policy import NOTHING, Rule, administers, person, register, rows
from organizations.standing import Standing


def imported_kinds(standing: Standing) -> list[str]:
    """Keys of the kinds that somebody of this standing imports."""
    rules = {row.action: row.rule for row in rows()}
    return [kind.key for kind in all_kinds() if kind.action in rules and rules[kind.action].test(standing, None)]


def _imports_kind(standing: Standing) -> Q:
    keys = imported_kinds(standing)
    return Q(kind__in=keys) if keys else NOTHING


imports_something: Rule = person(lambda s: bool(imported_kinds(s)))
imports_this: Rule = Rule(
    test=lambda s, past: past is not None and past.kind in imported_kinds(s), condition=_imports_kind
)


def register_rows() -> None:
    """Called once, when the apps are ready."""
    register("pastimport.units", administers(AdminKind.SYSTEM), label=_("Import units"))
    register("pastimport.people", administers(AdminKind.SECURITY), label=_("Import people and roles"))
    register("pastimport.open", imports_something, label=_("Open the imports of the past"))
    register("pastimport.view", imports_this, label=_("See an import and its file"))
