"""The whole of it started for real, on this pass's database and broker, and ended without leaving a process behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis
from django.conf import settings
from django.db import connection

from govinfo import serve
from govinfo.environment import number
from govinfo.processes import parents

pytestmark = pytest.mark.server

# Only so that a hang ends the test: how long a start or an end takes is the machine's affair.
PATIENCE = 600.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Running:
    """A server of a test's own: `python -m govinfo.serve`, which is what script/server ends in."""

    def __init__(self, data_root: Path, **environment: str) -> None:
        self.port = free_port()
        self.log = data_root.parent / "log"
        self.mark = f"govinfo-test-{os.getpid()}-{self.port}"
        self.environment = {
            "PATH": os.environ["PATH"],
            "PORT": str(self.port),
            "GOVINFO_DATA_ROOT": str(data_root),
            "GOVINFO_SKIP_DEMO": "1",
            "CELERY_BROKER_URL": settings.TEST_BROKER_URL,
            "GOVINFO_QUEUE_PREFIX": f"{self.mark}:",
            # Found again in /proc: no process that was started from here can hide.
            "GOVINFO_TEST_MARK": self.mark,
            **environment,
        }
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "govinfo.serve"],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def output(self) -> str:
        return self.log.read_text()

    def wait_for(self, words: str, times: int = 1) -> None:
        deadline = time.monotonic() + PATIENCE
        while self.output().count(words) < times:
            assert time.monotonic() < deadline, self.output()
            assert self.process.poll() is None, self.output()
            time.sleep(0.1)

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as answer:
            return answer.read().decode()

    def living(self) -> list[str]:
        """Return the command lines of all living processes that were started from here."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if self.mark.encode() in (entry / "environ").read_bytes():
                    found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue
        return [command for command in found if command]

    def end(self, number: int = signal.SIGTERM) -> None:
        """Send the signal and wait for the end."""
        self.process.send_signal(number)
        self.process.wait(timeout=PATIENCE)


@pytest.fixture
def database_url(tmp_path):
    """An empty database of the kind that this pass is on; an empty address means the data root's own."""
    if connection.vendor != "postgresql":
        yield ""
        return
    base = os.environ["DATABASE_URL"]
    name = f"{urlsplit(base).path.strip('/')}_serve_{os.getpid()}"
    server = psycopg2.connect(f"{base.rpartition('/')[0]}/postgres")
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield f"{base.rpartition('/')[0]}/{name}"
    with server.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    server.close()


@pytest.fixture
def running(tmp_path, database_url):
    data_root = tmp_path / "var"
    data_root.mkdir(mode=0o700)
    server = Running(data_root, DATABASE_URL=database_url)
    yield server
    if server.process.poll() is None:
        server.process.kill()
        server.process.wait()
    if settings.TEST_REDIS_URL:
        with redis.Redis.from_url(settings.TEST_REDIS_URL) as broker:
            for key in broker.scan_iter(f"{server.mark}:*"):
                broker.delete(key)


def wait_until(holds, within: float = PATIENCE) -> None:
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_serves_works_restarts_what_dies_and_leaves_nothing(running):
    running.wait_for("ready at")
    assert '"ok": true' in running.get("/healthz")
    wait_until(lambda: '"worker": true' in running.get("/readyz"))
    assert (running.log.parent / "var/secret_key").stat().st_mode & 0o777 == 0o600
    assert oct((running.log.parent / "var").stat().st_mode & 0o777) == "0o700"

    worker = next(pid for pid, up in parents().items() if up == running.process.pid and is_worker(pid))
    os.kill(worker, signal.SIGKILL)
    running.wait_for("worker ended with code -9; it is started again")

    running.end(signal.SIGTERM)
    wait_until(lambda: running.living() == [])
    assert running.process.returncode == 0

    # A second start finds everything in place.
    running.process = running.start()
    running.wait_for("ready at", times=2)
    assert running.output().count("bringing the database up to date") == 1
    assert running.output().count("collecting the static files") == 1
    running.end(signal.SIGINT)
    wait_until(lambda: running.living() == [])
    assert running.process.returncode == 0


def is_worker(pid: int) -> bool:
    return b"celery" in Path(f"/proc/{pid}/cmdline").read_bytes()


def test_a_stop_in_the_middle_of_the_start_leaves_nothing(running):
    running.wait_for("bringing the database up to date")
    running.end(signal.SIGTERM)
    wait_until(lambda: running.living() == [])
    assert running.living() == []
    assert "ready at" not in running.output()


def test_nothing_outlives_a_runner_that_is_killed(running):
    running.wait_for("ready at")
    running.end(signal.SIGKILL)
    wait_until(lambda: running.living() == [])
    assert running.living() == []


def said_when_started(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "govinfo.serve"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


@pytest.mark.engine_free
def test_a_taken_port_is_told_with_another_to_try(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = said_when_started(PORT=str(port), GOVINFO_DATA_ROOT=str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"govinfo: port {port} on 127.0.0.1 cannot be used")
    assert f"PORT={port + 1} script/server" in done.stderr


@pytest.mark.engine_free
@pytest.mark.parametrize("port", ["0", "70000", "http"])
def test_an_impossible_port_is_told(tmp_path, port):
    done = said_when_started(PORT=port, GOVINFO_DATA_ROOT=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("govinfo: PORT must be")
    assert "Traceback" not in done.stderr


@pytest.mark.engine_free
def test_a_weak_key_from_the_environment_is_told_in_a_sentence(tmp_path):
    done = said_when_started(PORT=str(free_port()), GOVINFO_DATA_ROOT=str(tmp_path), SECRET_KEY="short")
    assert done.returncode == 1
    assert "govinfo: SECRET_KEY has 5 characters" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.engine_free
def test_two_servers_do_not_share_a_data_root(tmp_path):
    lock = serve.hold_data_root(tmp_path)
    try:
        done = said_when_started(PORT=str(free_port()), GOVINFO_DATA_ROOT=str(tmp_path))
    finally:
        os.close(lock)
    assert (done.returncode, "another script/server already works on" in done.stderr) == (1, True)


@pytest.mark.engine_free
def test_the_settings_that_the_runner_reads_have_limits(monkeypatch):
    monkeypatch.setenv("WEB_CONCURRENCY", "3")
    command = serve.web_command("127.0.0.1", 8000)
    assert command[command.index("--workers") + 1] == "3"
    assert number("WEB_CONCURRENCY", 2, least=1, most=64) == 3
