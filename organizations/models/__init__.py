"""Units, people and their roles, acting grants, outlets, the leaders' register, holidays."""

from organizations.models.calendar import Holiday
from organizations.models.groups import GroupMembership, PersonGroup
from organizations.models.outlets import Outlet, OutletLevel, SuperiorLeader
from organizations.models.papers import OfficePapers
from organizations.models.passwords import PasswordRecord
from organizations.models.past import ImportedRow, ImportState, PastImport
from organizations.models.people import ActingGrant, AdminKind, Membership, Role, User
from organizations.models.units import Unit, UnitClass, UnitKind, UnitName

__all__ = [
    "ActingGrant",
    "AdminKind",
    "GroupMembership",
    "Holiday",
    "ImportState",
    "ImportedRow",
    "Membership",
    "OfficePapers",
    "Outlet",
    "OutletLevel",
    "PasswordRecord",
    "PastImport",
    "PersonGroup",
    "Role",
    "SuperiorLeader",
    "Unit",
    "UnitClass",
    "UnitKind",
    "UnitName",
    "User",
]
