"""Real workers, killed with -9, a wiped broker and doubled messages: exactly one result each time.

Nothing here passes because something was fast: every wait is for a fact, and gives up only after minutes.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis
from django.conf import settings

from tests.fixtures import template

BASE_DIR = Path(__file__).resolve().parents[2]
PATIENCE = 600.0
REDIS_URL = os.environ.get("GOVINFO_TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
JOBS = 4

pytestmark = pytest.mark.server


def wait_until(fact: Callable[[], Any], what: str) -> Any:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = fact()
        if found:
            return found
        time.sleep(0.1)
    pytest.fail(f"waited in vain: {what}")


class Office:
    """A database, a broker and a data root of the test's own, and the workers that were started on them."""

    def __init__(self, root: Path, database_url: str, broker: str) -> None:
        self.root, self.database_url, self.is_redis = root, database_url, broker == "redis"
        self.prefix = f"kill-test-{os.getpid()}-{time.monotonic_ns()}-"
        self.workers: list[subprocess.Popen[bytes]] = []
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.activity.worker.settings",
            "DATABASE_URL": database_url,
            "GOVINFO_DATA_ROOT": str(root),
            "CELERY_BROKER_URL": REDIS_URL if self.is_redis else "filesystem://",
            "KILL_TEST_PREFIX": self.prefix,
        }
        self.make_queue()

    def make_queue(self) -> None:
        for name in ("messages", "control"):
            (self.root / "queue" / name).mkdir(parents=True, exist_ok=True)

    def run(self, *words: str) -> None:
        done = subprocess.run(
            [sys.executable, *words], cwd=BASE_DIR, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    def drive(self, act: str, count: int) -> None:
        self.run("-m", "tests.activity.worker.drive", act, str(count))

    def start_worker(self) -> None:
        log = (self.root / "worker.log").open("ab")
        command = [sys.executable, "-m", "celery", "-A", "govinfo", "worker", "-B", "-c", "2", "-l", "WARNING"]
        self.workers.append(
            subprocess.Popen(
                command, cwd=BASE_DIR, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        )
        log.close()

    def kill_worker(self) -> None:
        worker = self.workers.pop()
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def end(self) -> None:
        while self.workers:
            self.kill_worker()
        if self.is_redis:
            self.wipe_broker()

    def wipe_broker(self) -> None:
        if self.is_redis:
            for key in self._redis().scan_iter(f"{self.prefix}*"):
                self._redis().delete(key)
        else:
            shutil.rmtree(self.root / "queue")
            self.make_queue()

    def messages_waiting(self) -> int:
        if self.is_redis:
            return int(self._redis().llen(f"{self.prefix}celery"))
        return len(list((self.root / "queue" / "messages").iterdir()))

    def hold(self, point: str) -> None:
        (self.root / f"hold-{point}").touch()

    def let_go(self, point: str) -> None:
        (self.root / f"hold-{point}").unlink()

    def reached(self, point: str) -> list[str]:
        return sorted(path.name for path in self.root.glob(f"{point}-*"))

    def read(self, query: str) -> list[tuple[Any, ...]]:
        if self.database_url.startswith("sqlite"):
            path = self.database_url.removeprefix("sqlite:///")
            with closing(sqlite3.connect(path, timeout=60)) as connection:
                return connection.execute(query).fetchall()
        with closing(psycopg2.connect(self.database_url)) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def unfinished(self) -> int:
        return self.read("SELECT count(*) FROM activity_job WHERE state IN ('queued', 'running')")[0][0]

    def wait_for_all(self) -> None:
        wait_until(lambda: self.unfinished() == 0, "the end of all jobs")

    def assert_one_result_each(self) -> None:
        results = self.read("SELECT subject_key, count(*) FROM activity_event WHERE verb = 'kill.done' GROUP BY 1")
        jobs = self.read("SELECT id, state FROM activity_job")
        assert sorted(results) == sorted((str(number), 1) for number, _state in jobs)
        assert {state for _number, state in jobs} == {"done"}
        assert len(jobs) == JOBS

    def _redis(self) -> redis.Redis:
        return redis.Redis.from_url(REDIS_URL, socket_connect_timeout=3)


def redis_is_reachable() -> bool:
    try:
        return bool(redis.Redis.from_url(REDIS_URL, socket_connect_timeout=3).ping())
    except redis.RedisError:
        return False


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """Gives each test a fresh, migrated database that other processes can reach; returns `make(root) -> url`."""
    base = settings.DATABASES["default"]
    if base["ENGINE"].endswith("sqlite3"):
        first = tmp_path_factory.mktemp("kill-database")
        if not template.take(template.template_path(), first / "first.sqlite3"):
            migrate(first, f"sqlite:///{first / 'first.sqlite3'}")

        def copy(root: Path) -> str:
            first_one, its_copy = sqlite3.connect(first / "first.sqlite3"), sqlite3.connect(root / "copy.sqlite3")
            with closing(first_one) as source, closing(its_copy) as target:
                source.backup(target)
            return f"sqlite:///{root / 'copy.sqlite3'}"

        yield copy
        return
    place = f"{base['USER']}:{base['PASSWORD']}@{base['HOST'] or '127.0.0.1'}:{base['PORT'] or 5432}"
    name = f"{base['NAME'].removeprefix('test_')}_kill_{os.getpid()}"
    made = [f"{name}_first"]
    server(place, f'CREATE DATABASE "{name}_first"')
    migrate(tmp_path_factory.mktemp("kill-database"), f"postgres://{place}/{name}_first")

    def copy_of_first(root: Path) -> str:
        made.append(f"{name}_{len(made)}")
        server(place, f'CREATE DATABASE "{made[-1]}" TEMPLATE "{name}_first"')
        return f"postgres://{place}/{made[-1]}"

    yield copy_of_first
    for each in made:
        server(place, f'DROP DATABASE "{each}" WITH (FORCE)')


def server(place: str, statement: str) -> None:
    with closing(psycopg2.connect(f"postgres://{place}/postgres")) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)


def migrate(root: Path, database_url: str) -> None:
    Office(root, database_url, "filesystem").run("manage.py", "migrate", "--skip-checks", "-v", "0")


@pytest.fixture
def office(tmp_path: Path, database: Callable[[Path], str]) -> Iterator[Office]:
    # Each database with the carrier that goes with it in practice.
    broker = "filesystem" if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else "redis"
    if broker == "redis" and not redis_is_reachable():
        assert os.environ.get("CI") != "true", "Redis is required where CI=true"
        pytest.skip("Redis is not reachable")
    made = Office(tmp_path, database(tmp_path), broker)
    yield made
    made.end()


@pytest.mark.parametrize("point", ["work", "finish"])
def test_a_worker_killed_at_work_or_while_it_writes_the_end_leaves_one_result(office: Office, point: str) -> None:
    office.hold(point)
    office.drive("enqueue", JOBS)
    office.start_worker()
    cut_off = wait_until(lambda: office.reached(point), f"a job to reach {point}")
    office.kill_worker()
    assert office.unfinished() == JOBS
    office.let_go(point)
    office.start_worker()
    office.wait_for_all()
    office.assert_one_result_each()
    number = cut_off[0].split("-")[1]
    assert office.read(f"SELECT attempts FROM activity_job WHERE id = {number}")[0][0] >= 2
    assert len(office.reached(point)) > JOBS


def test_a_wiped_broker_and_messages_delivered_three_times_give_one_result_each(office: Office) -> None:
    office.drive("enqueue", JOBS)
    office.wipe_broker()
    assert office.messages_waiting() == 0
    office.drive("hours", 1)
    office.hold("work")
    office.start_worker()
    wait_until(lambda: len(office.reached("work")) == 2, "the sweeper to bring back what was lost")
    office.drive("messages", 3)
    office.let_go("work")
    office.wait_for_all()
    wait_until(lambda: office.messages_waiting() <= 1, "the last doubled message")
    office.assert_one_result_each()
    beats = dict(office.read("SELECT name, at FROM activity_heartbeat"))
    assert set(beats) == {"beat", "worker"}
