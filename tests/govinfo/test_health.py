"""The monitor's two addresses."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.utils import timezone

from activity.models import Heartbeat, Job, JobState
from govinfo import health

NOBODY = 65534


def test_healthz_answers_anybody_without_the_database(client):
    # Without the fixture `db` every query would fail.
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert "no-store" in answer["Cache-Control"]


def test_readyz_tells_that_no_worker_was_ever_seen_and_is_ready_all_the_same(client, db):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "ok": True,
            "parts": {"database": True, "tables": True, "cache": True, "disk": True, "worker": False},
            "work_late_seconds": 0,
        },
    )


@pytest.fixture
def heard(db):
    """Worker and beat gave a sign of life just now."""
    Heartbeat.objects.bulk_create(Heartbeat(name=name, at=timezone.now()) for name in ("worker", "beat"))


def is_worker_well(client) -> bool:
    return client.get("/readyz").json()["parts"]["worker"]


def test_readyz_hears_worker_and_beat(client, heard):
    assert is_worker_well(client)


@pytest.mark.parametrize("silent", ["worker", "beat"])
def test_readyz_tells_when_one_of_them_fell_silent(client, heard, silent):
    Heartbeat.objects.filter(name=silent).update(at=timezone.now() - timedelta(seconds=90))
    assert not is_worker_well(client)


def make_job(**fields) -> Job:
    return Job.objects.create(
        **{"name": "any", "key": "1", "args": {}, "created_at": timezone.now(), "publish_at": timezone.now(), **fields}
    )


@pytest.mark.parametrize(("seconds", "is_well"), [(30, True), (500, False)])
def test_readyz_tells_how_long_due_work_waits(client, heard, seconds, is_well):
    make_job(publish_at=timezone.now() - timedelta(seconds=seconds))
    answer = client.get("/readyz").json()
    assert answer["parts"]["worker"] is is_well
    assert seconds <= answer["work_late_seconds"] <= seconds + 5


def test_work_that_is_done_or_not_yet_due_is_not_late(client, heard):
    make_job(publish_at=timezone.now() + timedelta(minutes=1))
    make_job(key="2", state=JobState.DONE, publish_at=timezone.now() - timedelta(days=1))
    answer = client.get("/readyz").json()
    assert (answer["parts"]["worker"], answer["work_late_seconds"]) == (True, 0)


def test_readyz_is_503_and_names_the_part_without_details(client, db, monkeypatch):
    def broken() -> bool:
        raise DatabaseError("password=hunter2")

    monkeypatch.setitem(health.NEEDED, "cache", broken)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["parts"]["cache"], answer.json()["ok"]) == (503, False, False)
    assert b"hunter2" not in answer.content


def test_readyz_is_503_when_the_disk_is_full(client, db, monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 1 << 62)
    assert client.get("/readyz").json()["parts"]["disk"] is False


def test_readyz_is_503_when_files_have_no_place(client, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["parts"]["disk"]) == (503, False)
    settings.MEDIA_ROOT.mkdir()
    assert client.get("/readyz").json()["parts"]["disk"] is True


@pytest.mark.parametrize(("mode", "is_open"), [(0o700, True), (0o500, False)])
def test_the_mode_of_a_directory_decides(tmp_path, mode, is_open):
    (tmp_path / "ours").mkdir(mode=mode)
    assert asked_without_rights(tmp_path, "ours") is is_open


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes what another account cannot write to")
def test_a_directory_that_root_made_is_no_place_for_the_account_of_the_services(tmp_path):
    (tmp_path / "roots").mkdir(mode=0o700)
    assert asked_without_rights(tmp_path, "roots", giving=False) is False


def asked_without_rights(root: Path, name: str, *, giving: bool = True) -> bool:
    """What an account without rights, to which the directory is given, hears of it: for root no mode is closed."""
    if os.geteuid() == 0:
        root.chmod(0o755)
        os.chown(root / name, *((NOBODY, NOBODY) if giving else (0, 0)))
    child = os.fork()
    if child == 0:
        code = 2
        try:
            os.chdir(root)
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            code = 0 if health.may_write_to(Path(name)) else 1
        finally:
            os._exit(code)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended in (0, 1)
    return ended == 0


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading_is_answered(client, path):
    assert client.post(path).status_code == 405
