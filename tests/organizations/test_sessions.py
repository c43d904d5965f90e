"""Sessions: idle and absolute limits, their number, and an end as soon as rights change."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine as machine
from allauth.usersessions.models import UserSession
from django.test import Client

from activity.models import Event
from organizations.models import User
from organizations.services import accounts
from organizations.sign_in.sessions import STAMP, end_sessions
from tests.factories.organizations import make_person

pytestmark = pytest.mark.django_db
PAGE = "/settings/me/"
START = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PASSWORD = "Winter-Tee-2031"


def signed_in(user: User, **kwargs) -> Client:
    client = Client(**kwargs)
    client.force_login(user)
    return client


def ended_why(answer) -> str:
    return answer.url.partition("why=")[2]


@pytest.fixture
def clock():
    with machine.travel(START, tick=False) as traveller:
        yield traveller


def test_a_session_ends_after_half_an_hour_without_a_request(clock):
    client = signed_in(make_person("officer"))
    clock.shift(timedelta(minutes=29, seconds=59))
    assert client.get(PAGE).status_code == 200
    clock.shift(timedelta(minutes=30))
    answer = client.get(PAGE)
    assert (answer.status_code, ended_why(answer)) == (302, "idle")
    event = Event.objects.get(verb="account.session_ended")
    assert (event.actor, event.data) == (None, {"why": "idle"})
    assert client.get(answer.url).context["form"] is not None


def test_administrators_are_idle_after_a_quarter_of_an_hour(clock):
    client = signed_in(make_person(admin_kind="system"))
    clock.shift(timedelta(minutes=15))
    assert ended_why(client.get(PAGE)) == "idle"


def test_a_session_ends_after_twelve_hours_however_busy(clock):
    client = signed_in(make_person("officer"))
    for _ in range(12 * 3 - 1):
        clock.shift(timedelta(minutes=20))
        assert client.get(PAGE).status_code == 200
    clock.shift(timedelta(minutes=20))
    assert ended_why(client.get(PAGE)) == "long"


def test_last_seen_is_written_at_most_once_a_minute(clock):
    client = signed_in(make_person("officer"))
    seen = []
    for seconds in (10, 20, 29, 1, 59, 1):
        clock.shift(timedelta(seconds=seconds))
        client.get(PAGE)
        seen.append(round(client.session[STAMP]["seen"] - START.timestamp()))
    assert seen == [0, 0, 0, 60, 60, 120]


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(clock):
    client = signed_in(make_person("officer"))
    for _ in range(3):
        clock.shift(timedelta(minutes=9))
        client.get("/frame/counts", headers={"HX-Request": "true", "X-Background": "1"})
    clock.shift(timedelta(minutes=3))
    assert ended_why(client.get(PAGE)) == "idle"


def test_a_closed_account_is_out_at_the_next_request():
    user, keeper = make_person("officer"), make_person(admin_kind="security")
    client = signed_in(user)
    accounts.close_account(user_id=user.pk, by=keeper, reason="调离")
    assert client.get(PAGE).status_code == 302


def test_sessions_that_are_ended_are_out_at_the_next_request_also_without_a_row():
    user = make_person("officer")
    client = signed_in(user)
    assert not UserSession.objects.exists()
    end_sessions(user)
    assert ended_why(client.get(PAGE)) == "ended"
    assert signed_in(user).get(PAGE).status_code == 200


def test_changing_the_password_ends_the_other_sessions_only():
    user = make_person("officer", username="zhou")
    user.set_password(PASSWORD)
    user.save()
    here, there = signed_in(user), signed_in(user)
    new = "Sommer/Kaffee7"
    answer = here.post("/accounts/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert (here.get(PAGE).status_code, there.get(PAGE).status_code) == (200, 302)


def test_administrators_work_from_permitted_networks_only(settings):
    settings.GOVINFO_ADMINISTRATOR_NETWORKS = ["192.168.1.0/24", "fd00::/8"]
    keeper, officer = make_person(admin_kind="security"), make_person("officer")
    assert signed_in(keeper, REMOTE_ADDR="192.168.1.20").get(PAGE).status_code == 200
    assert ended_why(signed_in(keeper, REMOTE_ADDR="192.168.2.20").get(PAGE)) == "network"
    assert signed_in(officer, REMOTE_ADDR="192.168.2.20").get(PAGE).status_code == 200


def test_the_page_of_sessions_lists_them_and_ends_the_others():
    user = make_person("officer", username="zhou")
    user.set_password(PASSWORD)
    user.save()
    clients = [Client(), Client()]
    for client in clients:
        client.post("/accounts/login/", {"login": "zhou", "password": PASSWORD})
    page = clients[0].get("/accounts/sessions/")
    assert page.context["session_count"] == 2
    assert clients[0].post("/accounts/sessions/").status_code == 302
    assert [client.get(PAGE).status_code for client in clients] == [200, 302]
