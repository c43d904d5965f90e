"""An installation begins without any account; the first administrators come from the command line."""

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from activity.models import Event
from organizations.models import User

pytestmark = pytest.mark.django_db


def test_a_fresh_installation_has_no_account():
    assert not User.objects.exists()


@pytest.mark.parametrize("kind", ["system", "security", "audit"])
def test_an_administrator_is_created_with_a_password_that_works_once(client, capsys, kind):
    with override("en"):
        call_command("create_administrator", kind=kind, username="first", name="王")
    user = User.objects.get()
    password = capsys.readouterr().out.partition("password: ")[2].split()[0]
    assert (user.admin_kind, user.name, user.must_change_password, user.is_superuser) == (kind, "王", True, False)
    client.post("/accounts/login/", {"login": "first", "password": password})
    assert client.get("/settings/").url == "/accounts/password/"
    assert Event.objects.order_by("pk").first().verb == "account.created"


def test_a_taken_or_impossible_name_and_an_unknown_kind_are_refused():
    call_command("create_administrator", kind="system", username="first")
    for arguments in ({"kind": "audit", "username": "First"}, {"kind": "audit", "username": "a b"}):
        with pytest.raises(CommandError):
            call_command("create_administrator", **arguments)
    with pytest.raises(CommandError):
        call_command("create_administrator", "--kind", "root", "--username", "x")
    assert User.objects.count() == 1
