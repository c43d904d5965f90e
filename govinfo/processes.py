"""Starting, watching and ending operating system processes, so that none is left behind.

Each child runs in a session of its own. On Linux the caller also becomes the parent of all orphans below it, and its
children get SIGTERM should it be killed itself; elsewhere the process groups have to do.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def adopt_orphans() -> None:
    """Become the parent of every process below that loses its own."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _end_with_parent() -> None:
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


class Child:
    """One kind of process that is to run all the time, started again with growing pauses when it ends."""

    LONGEST_PAUSE = 30.0
    STEADY_AFTER = 60.0

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self.command = list(command)
        self.environment = dict(environment)
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.start_again_at = 0.0
        self.pause = 0.0

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def age(self) -> float:
        """Seconds since the start of the process that runs."""
        return time.monotonic() - self.started_at

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603 (our own commands)
            self.command, env=self.environment, start_new_session=True, preexec_fn=_end_with_parent
        )
        self.started_at = time.monotonic()

    def note_end(self) -> int:
        """Kill what the ended process left in its group, set when to start again, return its exit code."""
        assert self.process is not None
        code = self.process.wait()
        self.signal_group(signal.SIGKILL)
        self.pause = 1.0 if self.age > self.STEADY_AFTER else min(max(self.pause * 2, 1.0), self.LONGEST_PAUSE)
        self.start_again_at = time.monotonic() + self.pause
        self.process = None
        return code

    def signal_group(self, number: int) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def terminate(self) -> None:
        """Ask the first process of the group to end; it tells its own children in its own way."""
        if self.is_running and self.process is not None:
            self.process.terminate()


def stop_all(children: Sequence[Child], *, within: float) -> None:
    """End the children: politely, and after `within` seconds by force, with all that lives below this process."""
    deadline = time.monotonic() + within
    for child in children:
        child.terminate()
    while any(child.is_running for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    for child in children:
        child.signal_group(signal.SIGKILL)
    _kill_descendants()


def _kill_descendants() -> None:
    """Kill until nothing is left: a process that is just being started shows up in a later round."""
    for _round in range(20):
        left = descendants(os.getpid())
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        reap_orphans(())
        if not left:
            return
        time.sleep(0.05)


def reap_orphans(known: Sequence[int]) -> None:
    """Take the exit codes of adopted children, which would stay as zombies; `known` are left to their own waiters."""
    for pid, parent in parents().items():
        if parent == os.getpid() and pid not in known:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)


def descendants(root: int) -> list[int]:
    """Return the process ids below `root`, without zombies; empty where there is no /proc."""
    table = parents()
    found: list[int] = []
    above = {root}
    while above:
        above = {pid for pid, parent in table.items() if parent in above}
        found.extend(above)
    return [pid for pid in found if _state(pid) not in ("Z", "X", "")]


def parents() -> dict[int, int]:
    """Return process id → parent's id for all processes that can be seen."""
    table = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        fields = _stat(entry)
        if fields:
            table[int(entry.parent.name)] = int(fields[1])
    return table


def _state(pid: int) -> str:
    fields = _stat(Path(f"/proc/{pid}/stat"))
    return fields[0] if fields else ""


def _stat(path: Path) -> list[str]:
    try:
        # The name, in brackets, may itself hold brackets and blanks.
        return path.read_text().rpartition(")")[2].split()
    except OSError:
        return []
