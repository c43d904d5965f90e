"""Processes of the operating system: adopted, watched, ended."""

import os
import signal
import subprocess
import sys
import time

import pytest

from govinfo import serve
from govinfo.processes import Child, descendants, parents

pytestmark = [pytest.mark.engine_free, pytest.mark.server]

# A process that ignores TERM and has a child in a session of its own, as a worker that builds a PDF has.
STUBBORN = (
    "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], start_new_session=True);"
    "print('up', flush=True); time.sleep(600)"
)
RUNNER = """
import os, sys
from govinfo.processes import Child, adopt_orphans, descendants, stop_all
adopt_orphans()
child = Child("stubborn", [sys.executable, "-c", sys.argv[1]], os.environ)
child.start()
while len(descendants(os.getpid())) < 2:
    pass
stop_all([child], within=0.5)
print("left", descendants(os.getpid()))
"""


def test_a_child_that_will_not_end_is_ended_with_all_below_it():
    done = subprocess.run(
        [sys.executable, "-c", RUNNER, STUBBORN], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "left []"


def child(code: str) -> Child:
    return Child("test", [sys.executable, "-c", code], os.environ)


def test_pauses_grow_while_a_child_keeps_dying_and_start_small_after_a_steady_run():
    one = child("raise SystemExit(3)")
    pauses = []
    for _round in range(7):
        one.start()
        assert one.note_end() == 3
        pauses.append(one.pause)
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    one.start()
    one.started_at -= Child.STEADY_AFTER + 1
    one.note_end()
    assert (one.pause, one.process) == (1.0, None)


def test_descendants_are_children_of_children_and_no_zombies():
    with subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        below = descendants(process.pid)
        assert [parents()[pid] for pid in below] == [process.pid]
        for pid in [process.pid, *below]:
            os.kill(pid, signal.SIGKILL)
        process.wait()
    assert descendants(process.pid) == []


@pytest.fixture
def server(monkeypatch):
    """A server object whose worker sleeps; `answers` says what the web process tells."""
    made = serve.Server(bind="127.0.0.1", port=1)
    worker = child("import time; time.sleep(600)")
    made.children = [child("pass"), worker]
    worker.start()
    monkeypatch.setattr(made, "_ask", lambda path: {"work_late_seconds": made.late})
    yield made
    worker.signal_group(signal.SIGKILL)
    if worker.process is not None:
        worker.process.wait()


@pytest.mark.parametrize(
    ("late", "age", "is_killed"), [(421, 500, True), (419, 500, False), (421, 60, False), (None, 500, False)]
)
def test_a_deaf_worker_is_ended_so_that_it_is_started_again(server, late, age, is_killed):
    server.late = late
    worker = server.children[-1]
    worker.started_at -= age
    server._restart_deaf_worker()
    deadline = time.monotonic() + (600 if is_killed else 0.3)
    while worker.is_running and time.monotonic() < deadline:
        time.sleep(0.02)
    assert worker.is_running is not is_killed
