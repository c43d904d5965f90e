"""The way in and out: one answer to every failure, closed sign-up, lockout, and an event for every step."""

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from activity.models import Event
from organizations.errors import OrganizationRefused
from organizations.models import User
from organizations.services.accounts import unlock_account
from organizations.sign_in.lockout import locked_accounts, masked
from tests.factories.organizations import make_person

pytestmark = pytest.mark.django_db
PASSWORD = "Winter-Tee-2031"
LOGIN = "/accounts/login/"


@pytest.fixture
def person() -> User:
    user = make_person(username="zhou", name="周敏")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, username="zhou", password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": username, "password": password}, **extra)


def verbs() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def test_sign_in_leads_to_the_desk_and_changes_the_session_key(client, person):
    client.get(LOGIN)
    before = client.session.session_key
    answer = sign_in(client)
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.session.session_key != before
    assert verbs() == ["account.login"]
    assert Event.objects.get().actor == person


def test_sign_in_goes_back_to_the_page_but_never_to_another_host(client, person):
    answer = client.post(f"{LOGIN}?next=/settings/me/", {"login": "zhou", "password": PASSWORD})
    assert answer.url == "/settings/me/"
    client.logout()
    answer = client.post(f"{LOGIN}?next=https://evil.example/", {"login": "zhou", "password": PASSWORD})
    assert answer.url == "/"


def test_unknown_account_wrong_password_and_closed_account_get_the_same_answer(client, person):
    closed = make_person(username="gone")
    closed.set_password(PASSWORD)
    closed.is_active = False
    closed.save()
    pages = [sign_in(client, *pair) for pair in (("zhou", "wrong"), ("nobody", "wrong"), ("gone", PASSWORD))]
    assert {page.status_code for page in pages} == {200}
    assert len({str(page.context["form"].non_field_errors()) for page in pages}) == 1
    assert "_auth_user_id" not in client.session
    assert verbs() == ["account.login_failed"] * 3


def test_a_name_that_is_no_account_is_masked_in_the_trail(client, person):
    sign_in(client, "MyS3cret!Password", "x")
    sign_in(client, "zhou", "x")
    assert list(Event.objects.order_by("pk").values_list("data__account", flat=True)) == ["My…", "zhou"]


def test_five_failures_lock_the_account_at_this_address_only(client, person):
    answers = [sign_in(client, password="wrong").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert sign_in(client).status_code == 429, "also the right password"
    assert sorted(verbs()) == ["account.locked"] + ["account.login_failed"] * 6
    assert sign_in(client, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_an_unknown_account_is_locked_just_the_same(client):
    answers = [sign_in(client, "nobody", "wrong") for _ in range(5)]
    assert answers[-1].status_code == 429
    assert [lock.shown_name for lock in locked_accounts()] == [masked("nobody")]


def test_twenty_failures_from_anywhere_lock_the_account_everywhere(client, person):
    for number in range(20):
        sign_in(client, password="wrong", REMOTE_ADDR=f"10.0.{number // 4}.1")
    assert sign_in(client, REMOTE_ADDR="10.9.9.9").status_code == 429
    (lock,) = locked_accounts()
    assert (lock.address, lock.user, lock.failures) == ("", person, 20)


def test_a_lock_ends_by_itself_after_half_an_hour(client, person, time_machine):
    time_machine.move_to("2026-11-20 09:00+08:00", tick=False)
    for _ in range(5):
        sign_in(client, password="wrong")
    time_machine.shift(29 * 60)
    assert sign_in(client).status_code == 429
    time_machine.shift(61)
    assert sign_in(client).status_code == 302


def test_a_success_forgets_the_failures_of_this_address_only(client, person):
    for _ in range(4):
        sign_in(client, password="wrong")
    for _ in range(4):
        sign_in(client, password="wrong", REMOTE_ADDR="10.0.0.9")
    sign_in(client)
    client.logout()
    assert [sign_in(client, password="wrong").status_code for _ in range(4)] == [200] * 4
    assert sign_in(client, password="wrong", REMOTE_ADDR="10.0.0.9").status_code == 429


def test_unlocking_lets_the_person_in_and_is_recorded(client, person):
    keeper = make_person(admin_kind="security")
    for _ in range(5):
        sign_in(client, password="wrong")
    unlock_account(username="zhou", by=keeper)
    event = Event.objects.get(verb="account.unlocked")
    assert (event.actor, event.subject_key) == (keeper, str(person.pk))
    assert sign_in(client).status_code == 302
    with pytest.raises(OrganizationRefused):
        unlock_account(username="zhou", by=keeper)


def test_a_forged_forwarding_header_does_not_get_around_the_lock(client, person):
    answers = [sign_in(client, password="wrong", headers={"X-Forwarded-For": f"1.2.3.{n}"}) for n in range(5)]
    assert answers[-1].status_code == 429


def test_behind_a_proxy_the_address_it_saw_counts(client, person, settings):
    settings.GOVINFO_PROXY_COUNT = 1
    for n in range(5):
        sign_in(client, password="wrong", headers={"X-Forwarded-For": f"1.2.3.{n}, 192.168.1.7"})
    (lock,) = locked_accounts()
    assert lock.address == "192.168.1.7"
    assert Event.objects.filter(ip="192.168.1.7").count() == Event.objects.count()


def test_signing_out_ends_the_session_and_clears_the_browser(client, person):
    sign_in(client)
    answer = client.post("/accounts/logout/")
    assert (answer.status_code, answer.url) == (302, LOGIN)
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert "_auth_user_id" not in client.session
    assert verbs() == ["account.login", "account.logout"]


def test_signing_out_by_a_link_only_asks(client, person):
    sign_in(client)
    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session


def test_the_fourth_session_ends_the_oldest(client_class_factory, person):
    clients = [client_class_factory() for _ in range(4)]
    for each in clients:
        sign_in(each)
    assert [each.get("/settings/me/").status_code for each in clients] == [302, 200, 200, 200]


@pytest.fixture
def client_class_factory():
    from django.test import Client

    return Client


CLOSED = (
    "signup", "signup/", "email/", "confirm-email/", "password/set/", "password/reset/", "password/reset/done/",
    "password/reset/key/x-y/", "login/code/", "login/code/confirm/", "inactive/", "social/connections/", "3rdparty/",
    "2fa/trust/", "2fa/keys/login/", "2fa/keys/signup/",
)  # fmt: skip


@pytest.mark.parametrize("path", CLOSED)
def test_addresses_that_we_do_not_offer_are_not_there(client, person, path):
    assert client.get(f"/accounts/{path}").status_code == 404
    client.force_login(person)
    assert client.post(f"/accounts/{path}", {"username": "new", "password1": PASSWORD}).status_code == 404
    assert User.objects.count() == 1


def test_sign_up_has_no_address_and_a_closed_door():
    from allauth.account.adapter import get_adapter

    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert get_adapter().is_open_for_signup(None) is False


def open_views(patterns=None, prefix="") -> set[str]:
    """Names of all views that need no sign-in."""
    found = set()
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            space = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            found |= open_views(entry.url_patterns, space)
        elif isinstance(entry, URLPattern) and not getattr(entry.callback, "login_required", True):
            found.add(f"{prefix}{entry.name}")
    return found


def test_only_these_addresses_need_no_sign_in():
    assert open_views() - {"healthz", "readyz"} == {
        "account_login",
        "account_logout",
        "mfa_authenticate",
    }


def test_a_stranger_is_sent_to_sign_in_and_back(client):
    answer = client.get("/settings/me/?a=1")
    assert answer.url == "/accounts/login/?next=%2Fsettings%2Fme%2F%3Fa%3D1"


def test_a_stranger_in_a_fragment_makes_the_whole_page_go_to_sign_in(client):
    answer = client.get(
        "/frame/counts", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/settings/me/"}
    )
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/accounts/login/?next=%2Fsettings%2Fme%2F")


def test_a_stranger_who_posts_comes_back_to_the_page_posted_from(client):
    answer = client.post("/settings/me/", headers={"Referer": "http://testserver/items/"})
    assert answer.url == "/accounts/login/?next=%2Fitems%2F"
    assert client.post("/settings/me/", headers={"Referer": "http://evil.example/x"}).url.endswith("?next=%2F")
