"""Who may open which screen of the settings and act there: every role by every address; denied means nothing changed."""

import pytest
from django.apps import apps
from django.urls import NoReverseMatch, URLPattern, reverse

from activity.clock import today
from organizations import settings_menu, urls
from organizations.models import AdminKind, Holiday, Role, User
from organizations.past.urls import urlpatterns as past_urls
from tests.factories.organizations import (
    ActingGrantFactory,
    GroupMembershipFactory,
    OutletFactory,
    SuperiorLeaderFactory,
    make_organ,
    make_person,
)

pytestmark = pytest.mark.django_db
BUSINESS = tuple(Role.values)
KINDS = tuple(kind for kind in AdminKind.values if kind)
EVERYBODY = (*BUSINESS, *KINDS, "nobody", "deputy")
SYSTEM, SECURITY, AUDIT = {"system"}, {"security"}, {"audit"}
BOOKS = {"system", Role.OFFICE_HEAD}
SIGNERS = {Role.UNIT_SIGNER, Role.UNIT_HEAD, Role.OFFICE_HEAD, Role.DEPUTY_LEADER, Role.PRINCIPAL_LEADER}

# Name of the address -> (who may get it, who may post to it). None: the address does not take that method.
ACCESS: dict[str, tuple[set | None, set | None]] = {
    "units": (SYSTEM, SYSTEM),
    "unit": (SYSTEM, SYSTEM),
    "unit_order": (None, SYSTEM),
    "unit_rename": (None, SYSTEM),
    "unit_end": (None, SYSTEM),
    "unit_move": (None, SYSTEM),
    "unit_classes": (SYSTEM, SYSTEM),
    "unit_classes_row": (SYSTEM, SYSTEM),
    "outlet_levels": (BOOKS, BOOKS),
    "outlet_levels_row": (BOOKS, BOOKS),
    "outlets": (BOOKS, BOOKS),
    "outlets_row": (BOOKS, BOOKS),
    "leaders": (BOOKS, BOOKS),
    "leaders_row": (BOOKS, BOOKS),
    "person_groups": (BOOKS, BOOKS),
    "person_groups_row": (BOOKS, BOOKS),
    "group_join": (None, BOOKS),
    "group_leave": (None, BOOKS),
    "papers": (BOOKS, BOOKS),
    "holidays": (SYSTEM, SYSTEM),
    "holidays_row": (SYSTEM, SYSTEM),
    "holiday_drop": (None, SYSTEM),
    "people": (SECURITY, SECURITY),
    "person_new": (SECURITY, SECURITY),
    "person": (SECURITY, SECURITY),
    "role_give": (None, SECURITY),
    "role_end": (None, SECURITY),
    "admin_kind": (None, SECURITY),
    "password_reset": (None, SECURITY),
    "account_close": (None, SECURITY),
    "account_open": (None, SECURITY),
    "factor_remove": (None, SECURITY),
    "grants": (SIGNERS | SECURITY | {"deputy"}, SIGNERS),
    "grant_revoke": (None, SECURITY),
    "locked": (SECURITY, set()),
    "sessions": (SECURITY, SECURITY),
    "audit": (AUDIT, AUDIT),
    "audit_check": (None, AUDIT),
}
OPEN_TO_ALL = {"profile", "settings"}
# Who opens these depends on the kind of table: tests/organizations/past and the table of rights of the house.
IMPORTS = {pattern.name for pattern in past_urls}


@pytest.fixture
def office():
    """Something of everything that the addresses name."""
    organ = make_organ()
    organ.grant = ActingGrantFactory.create(unit=organ.division)
    organ.holiday = Holiday.objects.create(day=today())
    organ.member = GroupMembershipFactory.create(user=organ.officer)
    organ.outlet, organ.leader = OutletFactory.create(), SuperiorLeaderFactory.create()
    return organ


def person_of(kind: str, office) -> User:
    if kind == "deputy":
        return office.grant.deputy
    if kind == "nobody":
        return make_person()
    return make_person(admin_kind=kind) if kind in KINDS else make_person(kind)


def address_of(name: str, office) -> str:
    """An address of that name about something that is there."""
    membership = office.officer.memberships.get()
    keys = {
        "unit": office.division.pk, "unit_classes_row": office.unit_class.pk, "outlets_row": office.outlet.pk,
        "outlet_levels_row": office.outlet.level_id, "leaders_row": office.leader.pk, "holidays_row": office.holiday.pk,
        "person_groups_row": office.member.group_id, "group_join": office.member.group_id,
        "group_leave": (office.member.group_id, office.member.pk), "holiday_drop": office.holiday.pk, "grant_revoke": office.grant.pk, "role_end": (office.officer.pk, membership.pk),
    }  # fmt: skip
    default = office.division.pk if name.startswith("unit") else office.officer.pk
    key = keys.get(name, default)
    arguments = key if isinstance(key, tuple) else (key,)
    try:
        return reverse(f"organizations:{name}", args=arguments)
    except NoReverseMatch:
        return reverse(f"organizations:{name}")


def everything() -> dict[str, list]:
    """All rows of all business tables."""
    left_out = {"Session", "UserSession", "Permission", "ContentType"}
    models = [model for model in apps.get_models() if model.__name__ not in left_out]
    return {model._meta.label: sorted(map(str, model._default_manager.values_list())) for model in models}


def test_no_address_is_left_out_of_the_matrix():
    names = {pattern.name for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)}
    assert names - OPEN_TO_ALL - IMPORTS == set(ACCESS)


@pytest.mark.parametrize("name", ACCESS)
def test_every_role_by_every_address(client, office, name):
    may_get, may_post = ACCESS[name]
    people = {kind: person_of(kind, office) for kind in EVERYBODY}
    address = address_of(name, office)
    before = everything()
    got, posted = set(), set()
    for kind, person in people.items():
        client.force_login(person)
        User.objects.update(last_login=None)
        if client.get(address).status_code not in (404, 405):
            got.add(kind)
    assert got == (may_get or set())
    assert everything() == before, "reading changes nothing"
    for kind in set(people) - (may_post or set()):
        client.force_login(people[kind])
        User.objects.update(last_login=None)
        answer = client.post(address, {"name": "x", "act": "end", "all": "1"})
        assert answer.status_code in (404, 405), kind
    assert everything() == before, "what is denied changes nothing"
    for kind in may_post or set():
        client.force_login(people[kind])
        if client.post(address, {}).status_code in (200, 302, 422):
            posted.add(kind)
    assert posted == (may_post or set())


def test_a_stranger_gets_nowhere(client, office):
    for name in ACCESS:
        assert client.get(address_of(name, office)).url.startswith("/accounts/login/")
        assert client.post(address_of(name, office)).status_code == 302


@pytest.mark.parametrize("kind", EVERYBODY)
def test_the_menu_shows_exactly_the_screens_that_open(client, office, kind):
    person = person_of(kind, office)
    client.force_login(person)
    shown = {line.url for line in settings_menu.lines_for(person) if line.url.startswith("/settings/")}
    own = {reverse(entry.url_name) for entry in settings_menu._entries if entry.url_name.startswith("organizations:")}
    opened = {url for url in own if client.get(url).status_code == 200}
    assert shown & own == opened
    answer = client.get(reverse("organizations:settings"))
    has_any = bool(settings_menu.lines_for(person))
    assert answer.status_code == (302 if has_any else 404)


@pytest.mark.parametrize("name", [name for name in ACCESS if name.endswith("_row") or name in ("unit", "person")])
def test_a_key_that_is_not_there_is_not_found(client, name):
    client.force_login(make_person(admin_kind="security" if name == "person" else "system"))
    for key in (0, 99_999_999, 2**63 - 1):
        assert client.get(reverse(f"organizations:{name}", args=[key])).status_code == 404


def test_administrators_have_no_business_standing(client):
    from organizations.standing import standing_of

    for kind in KINDS:
        assert not standing_of(make_person(admin_kind=kind)).has_business_role
