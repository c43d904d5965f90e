"""What `manage.py check` tells an operator: each fault with the way to mend it."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from celery import current_app
from django.conf import settings
from django.core.checks import INFO
from django.db import OperationalError
from django.utils import timezone

from activity.models import Heartbeat
from govinfo import checks


def ids(found):
    assert all(message.hint for message in found)
    return [message.id for message in found]


def test_missing_fonts_are_named(monkeypatch):
    monkeypatch.setattr(checks, "missing_fonts", lambda: ["FandolFang", "LXGW WenKai"])
    [message] = checks.check_fonts()
    assert (message.id, message.msg) == ("govinfo.W001", "House fonts are missing: FandolFang, LXGW WenKai.")
    assert "script/setup" in message.hint
    monkeypatch.setattr(checks, "missing_fonts", list)
    assert checks.check_fonts() == []


def test_free_fonts_that_stand_in_are_named_and_are_no_fault(monkeypatch):
    monkeypatch.setattr(checks, "substituted_fonts", lambda: {"仿宋": ("FandolFang", ("仿宋_GB2312", "FangSong"))})
    [message] = checks.check_substitutes()
    assert (message.id, message.level) == ("govinfo.I001", INFO)
    assert "仿宋 is printed in FandolFang, for want of 仿宋_GB2312 or FangSong." in message.msg
    assert str(settings.FONT_ROOT) in message.hint
    assert checks.check_substitutes in checks.OPERATION_CHECKS
    monkeypatch.setattr(checks, "substituted_fonts", dict)
    assert checks.check_substitutes() == []


def test_missing_pdf_libraries_are_told_apart(monkeypatch):
    monkeypatch.setattr(checks, "_loads", lambda library: "pango" in library)
    assert ids(checks.check_pdf_libraries()) == ["govinfo.W003"]
    monkeypatch.setattr(checks, "_loads", lambda library: False)
    assert ids(checks.check_pdf_libraries()) == ["govinfo.E002", "govinfo.W003"]
    monkeypatch.setattr(checks, "_loads", lambda library: True)
    assert checks.check_pdf_libraries() == []


def test_a_library_that_is_not_there_does_not_load():
    assert checks._loads("libno-such-library.so.0") is False


def test_data_root_must_be_there_and_closed_to_others(settings, tmp_path):
    settings.DATA_ROOT = tmp_path / "none"
    settings.MEDIA_ROOT = settings.QUEUE_ROOT = tmp_path
    assert ids(checks.check_data_root()) == ["govinfo.E004"]
    settings.DATA_ROOT.mkdir(mode=0o755)
    assert ids(checks.check_data_root()) == ["govinfo.W005"]
    settings.DATA_ROOT.chmod(0o700)
    assert checks.check_data_root() == []


@pytest.mark.parametrize("place", ["MEDIA_ROOT", "QUEUE_ROOT"])
def test_a_place_that_this_account_cannot_write_to_is_named_with_the_command_that_mends_it(settings, tmp_path, place):
    tmp_path.chmod(0o700)
    settings.DATA_ROOT = settings.MEDIA_ROOT = settings.QUEUE_ROOT = tmp_path
    setattr(settings, place, tmp_path / "closed")
    [message] = checks.check_data_root()
    assert (message.id, message.msg) == ("govinfo.E010", f"This account cannot write to {tmp_path}/closed.")
    assert message.hint.endswith(f"chown -R --reference {tmp_path} {tmp_path}/closed")


def test_tables_behind_and_a_database_that_is_away(db, monkeypatch):
    assert checks.check_tables() == []
    monkeypatch.setattr(checks, "has_tables", lambda: False)
    assert ids(checks.check_tables()) == ["govinfo.E006"]

    def away() -> bool:
        raise OperationalError("connection refused\nmore")

    monkeypatch.setattr(checks, "has_tables", away)
    [message] = checks.check_tables()
    assert message.msg == "The database cannot be reached: connection refused"


def test_cache_that_keeps_nothing(settings):
    assert checks.check_cache() == []
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert ids(checks.check_cache()) == ["govinfo.E007"]


def test_broker_that_is_away_is_told_without_its_address(monkeypatch):
    assert checks.check_broker() == []
    monkeypatch.setattr(current_app.conf, "broker_url", "redis://:hunter2@127.0.0.1:1/0")
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://:hunter2@127.0.0.1:1/0")
    [message] = checks.check_broker()
    assert message.id == "govinfo.E008"
    assert "hunter2" not in message.msg + message.hint


def seen(process, at):
    Heartbeat.objects.update_or_create(name=process, defaults={"at": at})


def test_worker_and_beat_never_seen_seen_long_ago_and_seen_now(db):
    found = checks.check_processes()
    assert [message.msg for message in found] == ["The worker was never seen.", "The beat was never seen."]
    assert ids(found) == ["govinfo.W009", "govinfo.W009"]
    seen("beat", timezone.now())
    seen("worker", timezone.now() - timedelta(minutes=5))
    assert [message.msg for message in checks.check_processes()] == ["The worker was last seen 300 seconds ago."]
    seen("worker", timezone.now())
    assert checks.check_processes() == []


def test_deployment_faults(settings):
    settings.ALLOWED_HOSTS = ["govinfo.example.gov.cn"]
    settings.CELERY_BROKER_URL = "redis://127.0.0.1"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache"}}
    assert checks.check_deployment(None) == []
    settings.ALLOWED_HOSTS = ["*"]
    settings.CELERY_BROKER_URL = "memory://"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    assert ids(checks.check_deployment(None)) == ["govinfo.W101", "govinfo.W102", "govinfo.W103"]


def manage(data_root, *words, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "SECRET_KEY": settings.SECRET_KEY,
            "GOVINFO_DATA_ROOT": str(data_root),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.engine_free
def test_production_settings_pass_the_deployment_check(tmp_path):
    done = manage(
        tmp_path,
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        DATABASE_URL="postgres://govinfo:x@127.0.0.1:1/govinfo",
        CELERY_BROKER_URL="redis://127.0.0.1:1/0",
        CACHE_URL="rediscache://127.0.0.1:1/1",
        ALLOWED_HOSTS="govinfo.example.gov.cn",
        GOVINFO_TLS="true",
        GOVINFO_PROXY_COUNT="1",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout


@pytest.mark.engine_free
def test_check_on_an_empty_installation_says_what_lacks_and_other_commands_do_not(tmp_path):
    done = manage(tmp_path, "check")
    assert done.returncode == 1
    assert "govinfo.E006" in done.stderr
    assert "HINT: Run manage.py migrate" in done.stderr
    assert "govinfo." not in manage(tmp_path, "migrate", "--plan").stderr
