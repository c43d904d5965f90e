"""Security headers on every kind of page, and nothing that `check --deploy` would warn of."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as project
from django.test import Client

from tests.factories.organizations import make_person

pytestmark = pytest.mark.django_db
POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": project.GOVINFO_PERMISSIONS_POLICY,
}


def pages() -> dict[str, object]:
    """One answer of each kind: for strangers and for people, found and not, posted badly, a fragment, a locked door."""
    stranger, person, keeper = Client(), Client(), Client(enforce_csrf_checks=True)
    person.force_login(make_person("officer"))
    keeper.force_login(make_person(admin_kind="security"))
    for _ in range(5):
        locked = stranger.post("/accounts/login/", {"login": "nobody", "password": "x"})
    return {
        "sign-in": stranger.get("/accounts/login/"),
        "to sign-in": stranger.get("/"),
        "nothing": stranger.get("/nothing/here/"),
        "locked": locked,
        "desk": person.get("/"),
        "profile": person.get("/settings/me/"),
        "bad form": person.post("/settings/me/", {"phone": "!", "language": "xx"}),
        "fragment": person.get("/frame/counts", headers={"HX-Request": "true"}),
        "nothing for a person": person.get("/nothing/here/"),
        "no token": keeper.post("/settings/me/"),
        "signing out": person.post("/accounts/logout/"),
    }


def test_headers_of_every_kind_of_page():
    for kind, answer in pages().items():
        directives = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
        assert directives == POLICY, kind
        assert {name: answer.headers.get(name) for name in FIXED} == FIXED, kind
        assert not [name for name in answer.headers if name.startswith("Access-Control") or name == "Server"], kind
        if "desk" in kind or "person" in kind or kind in ("profile", "bad form", "fragment", "no token", "signing out"):
            assert answer.headers["Cache-Control"] == "no-store", kind


def test_cookies_are_not_read_by_scripts_nor_sent_from_other_sites(client):
    user = make_person("officer", username="zhou")
    user.set_password("Winter-Tee-2031")
    user.save()
    client.post("/accounts/login/", {"login": "zhou", "password": "Winter-Tee-2031"})
    client.get("/settings/me/")
    assert set(client.cookies) >= {project.SESSION_COOKIE_NAME, project.CSRF_COOKIE_NAME}
    for cookie in client.cookies.values():
        assert (cookie["samesite"], cookie["path"]) == ("Lax", "/")
    assert client.cookies[project.SESSION_COOKIE_NAME]["httponly"]


def run_with(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess:
    wanted = {**os.environ, "DJANGO_SETTINGS_MODULE": "govinfo.settings", "DEBUG": "", **environment}
    # The tests' own broker lives in the process, which the checks of an operator would rightly refuse.
    wanted.pop("CELERY_BROKER_URL", None)
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=wanted, cwd=project.BASE_DIR, check=False
    )


def test_check_deploy_finds_nothing_with_the_settings_of_life():
    done = run_with(
        {"GOVINFO_TLS": ""}, "manage.py", "check", "--deploy", "--tag", "security", "--fail-level", "WARNING"
    )
    assert done.returncode == 0, done.stderr


def test_with_tls_cookies_have_the_host_prefix_and_browsers_are_told_to_stay():
    code = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        "s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS)"
    )
    with_tls, without = (run_with({"GOVINFO_TLS": value}, "-c", code).stdout.split() for value in ("true", "false"))
    assert with_tls == ["__Host-govinfo_session", "__Host-govinfo_csrf", "True", "True", "True", "31536000"]
    assert without == ["govinfo_session", "govinfo_csrf", "False", "False", "False", "0"]
