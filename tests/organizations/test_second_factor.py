"""The second factor: set up, asked for at sign-in, kept encrypted, on record."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from activity.models import Event
from organizations.models import User
from organizations.services.accounts import remove_second_factor
from organizations.sign_in.adapter import SecondFactorAdapter
from tests.factories.organizations import make_person

pytestmark = pytest.mark.django_db
PASSWORD = "Winter-Tee-2031"


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.fixture
def person() -> User:
    user = make_person("officer", username="zhou")
    user.set_password(PASSWORD)
    user.save()
    return user


def with_password(client: Client, **extra):
    return client.post("/accounts/login/", {"login": "zhou", "password": PASSWORD}, **extra)


def test_setting_up_an_app_asks_for_the_password_and_for_a_code(client, person, django_capture_on_commit_callbacks):
    with_password(client)
    page = "/accounts/2fa/totp/activate/"
    assert client.get(page).url.startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get(page).context["form"].secret
    assert client.post(page, {"code": "000000"}).context["form"].errors
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page, {"code": code_of(secret)}).status_code == 302
    kinds = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
    assert Event.objects.filter(verb="account.factor_added").count() == 2


def test_the_password_alone_does_not_sign_in(client, person):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    assert with_password(client).url.startswith("/accounts/2fa/authenticate/")
    assert client.get("/settings/me/").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.get("/settings/me/").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).url == "/"
    assert client.get("/settings/me/").status_code == 200
    assert Event.objects.filter(verb="account.login").count() == 1


def test_a_recovery_code_lets_in_once(person):
    TOTP.activate(person, generate_totp_secret())
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    outcomes = []
    for _ in range(2):
        client = Client()
        with_password(client)
        outcomes.append(client.post("/accounts/2fa/authenticate/", {"code": code}).status_code)
    assert outcomes == [302, 200]


def test_secrets_lie_encrypted_and_survive_a_change_of_the_key(person, settings):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    stored = str(Authenticator.objects.get(user=person).data)
    assert secret not in stored
    adapter = SecondFactorAdapter()
    sealed = adapter.encrypt(secret)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" + "k" * 60
    assert adapter.decrypt(sealed) == secret
    assert adapter.encrypt(secret) != sealed


def test_the_security_administrator_removes_a_lost_factor(client, person):
    keeper = make_person(admin_kind="security")
    TOTP.activate(person, generate_totp_secret())
    remove_second_factor(user_id=person.pk, by=keeper)
    assert with_password(client).url == "/"
    event = Event.objects.get(verb="account.factor_removed")
    assert (event.actor, event.subject_key, event.data) == (keeper, str(person.pk), {"type": "all"})


@pytest.mark.parametrize(
    ("who", "needed"), [("editor", True), ("office_head", True), ("officer", False), ("audit", True)]
)
def test_level_three_holds_administrators_and_the_office_to_a_second_factor(client, settings, who, needed):
    user = make_person(admin_kind=who) if who == "audit" else make_person(who)
    client.force_login(user)
    assert client.get("/settings/me/").status_code == 200
    settings.GOVINFO_PROTECTION_LEVEL = 3
    answer = client.get("/settings/me/")
    assert (answer.status_code, getattr(answer, "url", "")) == ((302, "/accounts/2fa/") if needed else (200, ""))
    assert client.get("/accounts/2fa/").status_code == 200
