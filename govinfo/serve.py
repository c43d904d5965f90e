"""Runs web, worker and beat together in the foreground: `python -m govinfo.serve`, called by script/server.

Starts again what dies, ends everything within ten seconds on SIGINT or SIGTERM. In production a service manager does
this instead (deploy/). This module uses no Django, so that it is small and cannot fail with the application.
"""

import fcntl
import http.client
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path
from types import FrameType

from govinfo.environment import number, text
from govinfo.paths import DATA_ROOT
from govinfo.processes import Child, adopt_orphans, reap_orphans, stop_all

# Three of them are the worker's grace; the rest of ten is left for a machine under load.
STOP_WITHIN = 5.0
WATCH_EVERY = 30.0
# Longer than a task may take at most (300 s): two such tasks at once keep the sweep waiting without anything wrong.
LATE_ALLOWED = 420.0
UP_WITHIN = 60.0


class CannotStartError(Exception):
    """A reason not to start, in words for the person at the terminal."""


def say(message: str) -> None:
    """Print one line at once."""
    print(f"govinfo: {message}", flush=True)  # noqa: T201 (the terminal is where this speaks)


class Server:
    """The processes of one installation, and the loop that watches them."""

    def __init__(self, *, bind: str, port: int) -> None:
        self.bind, self.port = bind, port
        self.is_stopping = False
        self.children: list[Child] = []
        self.watched_at = time.monotonic()

    @property
    def url(self) -> str:
        host = "127.0.0.1" if self.bind in ("0.0.0.0", "::", "") else self.bind  # noqa: S104 (compared, not bound)
        return f"http://{host}:{self.port}/"

    def ask_to_stop(self, signum: int, frame: FrameType | None) -> None:
        self.is_stopping = True

    def run(self) -> int:
        """Prepare, start, watch until asked to stop. Returns the exit code."""
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, self.ask_to_stop)
        adopt_orphans()
        environment = self._environment()
        try:
            code = self._prepare(environment)
            if code or self.is_stopping:
                return code
            self.children = [
                Child("web", web_command(self.bind, self.port), environment),
                # TERM means "now, after the three seconds of grace" instead of "after the last task".
                Child("worker", worker_command(), {**environment, "REMAP_SIGTERM": "SIGQUIT"}),
            ]
            for child in self.children:
                child.start()
            self._tell_when_up()
            while not self.is_stopping:
                self._watch()
                time.sleep(0.2)
        finally:
            started = time.monotonic()
            stop_all(self.children, within=STOP_WITHIN)
        say(f"stopped in {time.monotonic() - started:.1f} s")
        return 0

    @staticmethod
    def _environment() -> dict[str, str]:
        # On one's own machine nothing does TLS in front; pages say so. Production has it (docs/operations.md).
        return {"GOVINFO_TLS": "false", **os.environ, "PYTHONUNBUFFERED": "1"}

    def _prepare(self, environment: dict[str, str]) -> int:
        step = Child("prepare", [sys.executable, "-m", "govinfo.prepare"], environment)
        self.children = [step]
        step.start()
        while step.is_running and not self.is_stopping:
            time.sleep(0.05)
        if self.is_stopping:
            return 0
        assert step.process is not None
        return step.process.returncode

    def _tell_when_up(self) -> None:
        deadline, is_told = time.monotonic() + UP_WITHIN, False
        while not self.is_stopping:
            if self._ask("/healthz") is not None:
                say(f"ready at {self.url} (Ctrl-C stops everything)")
                return
            if not is_told and time.monotonic() >= deadline:
                is_told = True
                say("the web process does not answer yet; its messages stand above")
            self._watch()
            time.sleep(0.2)

    def _watch(self) -> None:
        for child in self.children:
            if child.process is not None and not child.is_running:
                code = child.note_end()
                say(f"{child.name} ended with code {code}; it is started again in {child.pause:.0f} s")
            elif child.process is None and time.monotonic() >= child.start_again_at:
                child.start()
        reap_orphans([child.process.pid for child in self.children if child.process is not None])
        if time.monotonic() - self.watched_at >= WATCH_EVERY:
            self.watched_at = time.monotonic()
            self._restart_deaf_worker()

    def _restart_deaf_worker(self) -> None:
        """A worker may live and yet no longer take messages, for instance after its broker was away."""
        worker = self.children[-1]
        late = (self._ask("/readyz") or {}).get("work_late_seconds")
        if isinstance(late, int) and late > LATE_ALLOWED and worker.age > LATE_ALLOWED:
            say(f"work has been waiting for {late} s; the worker is started again")
            worker.signal_group(signal.SIGKILL)

    def _ask(self, path: str) -> dict[str, object] | None:
        """Return what the web process answers, or nothing where it does not within a second."""
        host = self.url.removeprefix("http://").rpartition(":")[0]
        link = http.client.HTTPConnection(host, self.port, timeout=1)
        try:
            link.request("GET", path, headers={"Host": "localhost"})
            return dict(json.loads(link.getresponse().read()))
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            link.close()


def web_command(bind: str, port: int) -> list[str]:
    """Threads, because a browser keeps idle connections open, which would each hold up a plain worker."""
    return [
        *(sys.executable, "-m", "gunicorn", "govinfo.wsgi"),
        *("--bind", f"{bind}:{port}"),
        *("--workers", str(number("WEB_CONCURRENCY", 2, least=1, most=64))),
        *("--worker-class", "gthread", "--threads", "8", "--timeout", "120", "--graceful-timeout", "4"),
        *("--no-control-socket", "--log-level", "warning"),
    ]


def worker_command() -> list[str]:
    """Two at a time: with one, a long task would keep beat's sweep waiting."""
    return [
        # In a container the account often is root; Celery would say at each start that it dislikes it.
        *(sys.executable, "-W", "ignore:You're running the worker with superuser privileges"),
        *("-m", "celery", "--quiet", "-A", "govinfo", "worker", "-B", "--concurrency", "2"),
        *("--loglevel", "WARNING", "--without-gossip", "--without-mingle"),
    ]


def hold_data_root(root: Path) -> int:
    """Take the lock of the data root; its descriptor keeps it. Raises CannotStartError if another server holds it."""
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(root / "serve.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CannotStartError(f"the data directory {root} cannot be written: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise CannotStartError(
            f"another script/server already works on {root}; stop it, or set GOVINFO_DATA_ROOT to another directory"
        ) from None
    return lock


def check_port_is_free(bind: str, port: int) -> None:
    """Raises CannotStartError with what to do when the port is taken or may not be used."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            raise CannotStartError(
                f"port {port} on {bind} cannot be used ({error.strerror}); "
                f"name another, for instance: PORT={port + 1 if port < 65535 else 8000} script/server"
            ) from error


def main() -> int:
    """Start the server; says in one line why it cannot."""
    os.umask(0o077)
    bind = text("GOVINFO_BIND", "127.0.0.1")
    try:
        port = number("PORT", 8000, least=1, most=65535)
        check_port_is_free(bind, port)
        lock = hold_data_root(DATA_ROOT)
    except Exception as reason:
        # Also a setting that cannot be read: the person at the terminal needs the sentence, not a traceback.
        print(f"govinfo: {reason}", file=sys.stderr, flush=True)  # noqa: T201 (the terminal is where this speaks)
        return 1
    try:
        return Server(bind=bind, port=port).run()
    finally:
        os.close(lock)


if __name__ == "__main__":
    sys.exit(main())
