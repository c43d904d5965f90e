"""Which sign-ins are shown to a newcomer: one person for each role."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.utils import timezone, translation

from govinfo.demo import organ
from govinfo.demo.passwords import password_file, read_password, write_password
from organizations.models import AdminKind, Role, User
from organizations.sign_in.passwords import one_time_password


@dataclass(frozen=True)
class SignIn:
    username: str
    name: str
    unit: str
    role: str


def sign_ins() -> list[SignIn]:
    """One person a role, in the order in which an item passes them; the administrators last."""
    shown = {organ.OFFICER: organ.SHOWN_UNIT, organ.UNIT_SIGNER: organ.SHOWN_UNIT, organ.UNIT_HEAD: organ.SHOWN_UNIT}
    units = {unit.code: unit.name for unit in organ.UNITS}
    found = []
    with translation.override("zh-hans"):
        for role in Role:
            person = organ.people_with(role, shown.get(role, ""))[0]
            found.append(SignIn(person.username, person.name, units[person.unit], str(role.label)))
        for person in organ.PEOPLE:
            if person.admin_kind:
                label = str(AdminKind(person.admin_kind).label)
                found.append(SignIn(person.username, person.name, organ.ORGAN_NAME, label))
    return found


def renew_password() -> str:
    """A new password for all accounts of the demo, for an installation whose file was lost."""
    password_file().unlink(missing_ok=True)
    password = write_password(one_time_password())
    accounts = User.objects.filter(username__in=[person.username for person in organ.PEOPLE])
    accounts.update(password=make_password(password), must_change_password=False, password_changed_at=timezone.now())
    return password


__all__ = ["SignIn", "read_password", "renew_password", "sign_ins"]
