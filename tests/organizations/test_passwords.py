"""What a password must be, how long it lasts, and that nothing else is allowed before it is changed."""

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from activity.models import Event
from organizations.models import PasswordRecord, User
from organizations.services import accounts
from organizations.sign_in import passwords
from tests.factories.organizations import UnitFactory, make_person

pytestmark = pytest.mark.django_db
GOOD = "Winter-Tee-2031"


def codes(password: str, user: User | None = None) -> set[str]:
    try:
        validate_password(password, user)
    except ValidationError as refusal:
        return {error.code for error in refusal.error_list}
    return set()


def change(client: Client, old: str, new: str, again: str):
    return client.post("/accounts/password/", {"oldpassword": old, "password1": new, "password2": again})


@pytest.fixture
def person() -> User:
    unit = UnitFactory.create(name="法规处", short_name="法规", code="fagui")
    user = make_person("officer", unit=unit, username="zhoumin")
    user.set_password(GOOD)
    user.save()
    return user


@pytest.mark.parametrize(
    ("password", "refused_for"),
    [
        ("Herbst-Tee-2031", set()),
        ("密码很长的一句话Aa1", set()),
        ("Kurz-1a", {"password_too_short"}),
        ("nurkleinebuchstaben", {"password_too_few_classes"}),
        ("nurkleine2031buch", {"password_too_few_classes"}),
        ("xZhoumin-77-Tee", {"password_own_name"}),
        ("OumTee-2031-ab", {"password_own_name"}),
        ("Wort-AGU-2031-x", {"password_own_name"}),
        ("Das法规处-2031", {"password_own_name"}),
        ("Letmein-Tee-20", {"password_context_word"}),
        ("Wiiiinter-2031", {"password_context_word"}),
        ("xP-123456-Tee", {"password_context_word"}),
    ],
)
def test_rules_of_a_password(person, password, refused_for):
    assert codes(password, person) == refused_for


def test_a_common_password_is_refused(settings):
    assert "password_too_common" in codes("1q2w3e4r5t")


def test_the_last_five_passwords_are_not_taken_again(person):
    used = [GOOD] + [f"Andere-Worte-{n}x" for n in range(5)]
    for password in used[1:]:
        person.set_password(password)
        person.save()
    assert [codes(password, person) for password in used] == [set()] + [{"password_used_before"}] * 5
    assert PasswordRecord.objects.filter(user=person).count() == 5


def test_rules_are_settings(person, settings):
    settings.AUTH_PASSWORD_VALIDATORS = []
    assert codes("x", person) == set()


def test_a_one_time_password_obeys_the_rules_and_never_repeats(person):
    made = {passwords.one_time_password() for _ in range(50)}
    assert len(made) == 50
    weak = [word for word in made if codes(word) - {"password_context_word"}]
    assert weak == []


def test_the_password_page_changes_it_and_ends_the_duty(client, person):
    person.must_change_password = True
    person.save()
    client.force_login(person)
    new = "Sommer/Kaffee7"
    answer = change(client, GOOD, new, new)
    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.must_change_password, person.check_password(new)) == (False, True)
    assert timezone.now() - person.password_changed_at < timedelta(minutes=1)
    assert Event.objects.get().verb == "account.password_changed"
    assert client.get("/settings/me/").status_code == 200


@pytest.mark.parametrize(
    "typed",
    [("wrong", "Sommer/Kaffee7", "Sommer/Kaffee7"), (GOOD, "Sommer/Kaffee7", "other"), (GOOD, "short", "short")],
)
def test_a_bad_change_changes_nothing(client, person, typed):
    client.force_login(person)
    answer = client.post(
        "/accounts/password/", dict(zip(("oldpassword", "password1", "password2"), typed, strict=True))
    )
    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    person.refresh_from_db()
    assert person.check_password(GOOD)


@pytest.mark.parametrize("path", ["/", "/settings/me/", "/accounts/sessions/", "/accounts/2fa/", "/items/", "/files/"])
def test_with_a_one_time_password_every_address_leads_to_the_password_page(client, person, path):
    person.must_change_password = True
    person.save()
    client.force_login(person)
    for answer in (client.get(path), client.post(path, {"phone": "1"})):
        assert answer.status_code == 404 or (answer.status_code, answer.url) == (302, "/accounts/password/")
    person.refresh_from_db()
    assert person.phone != "1"
    assert client.get("/accounts/password/").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302


@pytest.mark.parametrize(("days", "page"), [(0, 200), (89, 200), (90, 302), (91, 302)])
def test_a_password_older_than_ninety_days_has_to_be_changed(client, person, days, page):
    client.force_login(person)
    User.objects.update(password_changed_at=timezone.now() - timedelta(days=days))
    assert client.get("/settings/me/").status_code == page


def test_a_password_of_unknown_age_does_not_age_and_ageing_can_be_off(client, person, settings):
    assert passwords.days_left(person) is None
    client.force_login(person)
    assert client.get("/settings/me/").status_code == 200
    person.password_changed_at = timezone.now() - timedelta(days=500)
    settings.GOVINFO_PASSWORD_DAYS = 0
    assert not passwords.must_change(person)


@pytest.mark.parametrize(("days", "reminded"), [(70, False), (75, True), (89, True)])
def test_sign_in_reminds_from_day_75(person, days, reminded):
    person.password_changed_at = timezone.now() - timedelta(days=days)
    person.save()
    client = Client()
    client.post("/accounts/login/", {"login": "zhoumin", "password": GOOD})
    assert bool(list(client.get("/settings/me/").context["messages"])) is reminded


def test_a_new_account_gets_a_password_that_works_once(client):
    keeper = make_person(admin_kind="security")
    _user, password = accounts.create_account(username="lin", name="林", by=keeper)
    assert client.post("/accounts/login/", {"login": "lin", "password": password}).url == "/"
    assert client.get("/").url == "/accounts/password/"
    event = Event.objects.get(verb="account.created")
    assert (event.actor, password in str(event.data)) == (keeper, False)
    answer = change(client, password, password, password)
    assert {error.code for error in answer.context["form"].errors.as_data()["password1"]} == {"password_used_before"}


def test_the_hash_is_argon2_in_life():
    from govinfo.settings import security

    assert security.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
