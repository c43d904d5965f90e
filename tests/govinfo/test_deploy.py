"""The samples in deploy/: the watch over the worker does what it promises, and the manual names what is there."""

import os
import re
import shlex
import subprocess

import pytest
from django.conf import settings

DEPLOY = settings.BASE_DIR / "deploy"
MANUAL = settings.BASE_DIR / "docs/operations.md"
UNITS = sorted(path.name for path in (DEPLOY / "systemd").iterdir())
RESTART = "try-restart govinfo-worker govinfo-beat"


def command_of(unit: str) -> list[str]:
    """The words of the unit's ExecStart, as systemd takes them apart."""
    [line] = re.findall(r"^ExecStart=(.*)$", (DEPLOY / "systemd" / unit).read_text(), re.MULTILINE)
    # systemd takes backslashes out of every quotation, a shell does not: without them both read the same.
    assert "\\" not in line
    assert re.search(r"(?<!\$)\$(\$\$)*(?!\$)\w", line) is None
    return [word.replace("$$", "$") for word in shlex.split(line)]


@pytest.fixture
def watch(tmp_path):
    """Runs the watch with curl and systemctl in the test's hands; says how it ended and what systemctl was told."""
    asked, told = tmp_path / "curl.told", tmp_path / "systemctl.told"

    def run(answer: str, code: int = 0) -> tuple[int, str]:
        stubs = {"curl": f"printf %s {shlex.quote(answer)}; exit {code}", "systemctl": "exit 0"}
        for name, act in stubs.items():
            stub = tmp_path / name
            stub.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/{name}.told\n{act}\n')
            stub.chmod(0o700)
        told.unlink(missing_ok=True)
        environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
        ended = subprocess.run(command_of("govinfo-watch.service"), env=environment, cwd="/", check=False)
        assert asked.read_text().strip().endswith("http://localhost:8000/readyz")
        return ended.returncode, told.read_text().strip() if told.exists() else ""

    return run


def answered(late: str) -> str:
    """What /readyz answers; tests/govinfo/test_health.py holds that it does."""
    return '{"ok": true, "parts": {"database": true, "worker": false}, "work_late_seconds": ' + late + "}"


@pytest.mark.parametrize("late", ["421", "86400"])
def test_a_deaf_worker_is_started_again(watch, late):
    assert watch(answered(late)) == (0, RESTART)


@pytest.mark.parametrize("late", ["0", "420", "null"])
def test_a_worker_on_time_is_left_alone(watch, late):
    assert watch(answered(late)) == (0, "")


@pytest.mark.parametrize("answer", ["", "<h1>Bad Gateway 502 * </h1>"])
def test_an_answer_without_a_number_starts_nothing(watch, answer):
    assert watch(answer) == (0, "")


def test_no_answer_starts_nothing_and_is_told(watch):
    assert watch("", code=7) == (1, "")


def test_curl_knows_the_flags_of_the_watch(watch, tmp_path):
    watch("")
    flags = re.findall(r"--[\w-]+", (tmp_path / "curl.told").read_text())
    assert sorted(flags) == ["--max-time", "--show-error", "--silent"]


def test_the_number_that_the_watch_waits_for_is_the_one_of_script_server():
    from govinfo.serve import LATE_ALLOWED

    assert f"-le {LATE_ALLOWED:.0f} ]" in command_of("govinfo-watch.service")[-1]


def test_the_manual_starts_every_unit_that_starts_by_itself():
    [line] = re.findall(r"systemctl enable --now ([^`]*)", MANUAL.read_text())
    wanted = [name for name in UNITS if "[Install]" in (DEPLOY / "systemd" / name).read_text()]
    assert sorted(line.split()) == sorted(name.removesuffix(".service") for name in wanted)
    assert "govinfo-watch.timer" in wanted


def test_the_manual_runs_no_command_of_the_system_as_root():
    steps = MANUAL.read_text().partition("## In production")[2].partition("## Settings")[0]
    calls = [line.strip() for line in steps.splitlines() if "bin/python manage.py" in line]
    assert len(calls) >= 7
    assert [line for line in calls if "runuser -u govinfo -- .venv/bin/python manage.py" not in line] == []
