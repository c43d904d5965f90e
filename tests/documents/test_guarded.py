"""A program that hangs is ended with everything it started."""

import os
import subprocess
import time

import pytest

from tests.documents.libreoffice import run_guarded


def is_running(pid):
    """A killed process that nobody has asked about yet is a zombie."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_the_program_behind_a_wrapper_is_ended_too(tmp_path):
    told = tmp_path / "pid"
    script = f"sleep 6000 & echo $! > {told}; wait"
    with pytest.raises(subprocess.TimeoutExpired):
        run_guarded(["sh", "-c", script], env={"PATH": os.environ["PATH"]}, seconds=1)
    pid = int(told.read_text())
    deadline = time.monotonic() + 600
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(pid)


def test_a_failure_is_told():
    with pytest.raises(subprocess.CalledProcessError) as failed:
        run_guarded(["sh", "-c", "echo no >&2; exit 3"], env={"PATH": os.environ["PATH"]}, seconds=30)
    assert (failed.value.returncode, failed.value.stderr) == (3, b"no\n")
