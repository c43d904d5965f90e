"""The processes that set papers, as the process that waits for a paper sees them: forked from a warm press, or cold.

A press (`documents/pdf_press.py`) belongs to the process that started it, is started when a first paper is wanted, and
ends with it, after ten idle minutes, after many papers, or when code or fonts have changed. A child of the worker starts
one before that (`documents/pdf_warming.py`), which stays. Where it cannot be had, a
cold process does the same work from the beginning, and gives the same bytes.
"""

import atexit
import contextlib
import json
import logging
import math
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol, cast

from django.conf import settings

from documents import fonts

logger = logging.getLogger(__name__)

MOST_PAPERS = 200
"""A press prints no more than this."""
# What a press may be told in one message; a longer style sheet is for a cold process.
_LONGEST_SHEET = 60_000
_PATIENCE = 5.0
BEGIN_SECONDS = 10.0
"""A fork says its first word within a second, that of a press which has only just been started within a few."""
_ROOT = Path(__file__).resolve().parent.parent
_ENVIRONMENT = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "TZ": "UTC"}


class PressLost(Exception):
    """The press died while it printed, or hung before it began: no fault of the paper."""


class Child(Protocol):
    """A process at work on one paper."""

    stdin: IO[bytes]
    stdout: IO[bytes]
    stderr: IO[bytes]
    begins_within: float
    """Seconds until its first word; one that is silent for longer hangs."""

    def wait(self) -> int:
        """Return its exit code once it has ended, negative for a signal; raises PressLost."""

    def end(self) -> None:
        """Kill it with all that it may have started, and leave no zombie and no open pipe."""


class ColdChild:
    """A process of its own."""

    begins_within = math.inf

    def __init__(self, *, cut: bool, program: str = "documents.pdf_child") -> None:
        self.process = subprocess.Popen(  # noqa: S603 (one of our own modules)
            [sys.executable, "-s", "-m", program],
            cwd=_ROOT,
            env=_environment(cut=cut),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self.stdin, self.stdout, self.stderr = (
            cast("IO[bytes]", pipe) for pipe in (self.process.stdin, self.process.stdout, self.process.stderr)
        )

    def wait(self) -> int:
        """See Child."""
        return self.process.wait()

    def end(self) -> None:
        """See Child."""
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        _close(self)


@dataclass(eq=False)
class Press:
    """A press of this process, with what it was started from."""

    process: subprocess.Popen[bytes]
    orders: socket.socket
    made_from: tuple[object, ...]
    printed: int = 0
    running: int = 0

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def stop(self) -> None:
        """End it and all that it prints."""
        self.orders.close()
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()


class WarmChild:
    """A fork of a press."""

    def __init__(self, press: Press, css: str) -> None:
        self.press = press
        self.begins_within = BEGIN_SECONDS
        ours: list[IO[bytes]] = []
        theirs: list[int] = []
        for mode in ("wb", "rb", "rb"):
            reading, writing = os.pipe()
            ours.append(os.fdopen(writing if mode == "wb" else reading, mode, buffering=0))
            theirs.append(reading if mode == "wb" else writing)
        self.stdin, self.stdout, self.stderr = ours
        self.line, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.code: int | None = None
        self.is_ended = False
        press.running += 1
        press.printed += 1
        try:
            socket.send_fds(press.orders, [json.dumps({"css": css}).encode()], [*theirs, far.fileno()])
        except OSError:
            self._leave()
            raise
        finally:
            far.close()
            for descriptor in theirs:
                os.close(descriptor)

    def wait(self) -> int:
        """See Child."""
        if self.code is None:
            self.line.settimeout(_PATIENCE)
            try:
                told = self.line.recv(16)
            except OSError:
                told = b""
            if not told:
                raise PressLost
            self.code = int(told)
        return self.code

    def end(self) -> None:
        """See Child. The press kills the fork when the line is closed on this side, and tells its code when it is dead."""
        if self.is_ended:
            return
        try:
            with contextlib.suppress(OSError):
                self.line.shutdown(socket.SHUT_WR)
            self.wait()
        except PressLost:
            logger.warning("A press did not answer any more; it is ended.")
            self.press.stop()
        finally:
            self._leave()

    def _leave(self) -> None:
        self.is_ended = True
        self.press.running -= 1
        self.line.close()
        _close(self)


@dataclass
class Presses:
    """The presses of this process: one for the cut fonts, one for the whole ones."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    known: dict[bool, Press] = field(default_factory=dict)
    sheets: dict[bool, list[str]] = field(default_factory=dict)
    """What a press that stays gets ready for when it is started."""

    def prepare(self, sheets: Sequence[str], *, cut: bool) -> None:
        """Have a press that stays, and let it get ready for papers of these sheets; raises OSError where none can be had."""
        with self.lock:
            self.sheets[cut] = [css for css in sheets if len(css) <= _LONGEST_SHEET]
            if cut in self.known:
                self._tell(self.known[cut], cut=cut)
            self._press(cut=cut)

    def _tell(self, press: Press, *, cut: bool) -> None:
        for css in self.sheets.get(cut, ()):
            press.orders.send(json.dumps({"css": css, "stays": True}).encode())

    def start(self, css: str, *, cut: bool) -> Child:
        """Return a child that is at work; raises OSError where no press can be had."""
        with self.lock:
            return WarmChild(self._press(cut=cut), css)

    def _press(self, *, cut: bool) -> Press:
        made_from = _origins(cut=cut)
        press = self.known.get(cut)
        if press and not press.running and (press.printed >= MOST_PAPERS or press.made_from != made_from):
            press.stop()
        if press and press.is_alive:
            return press
        if press:
            press.stop()
        self.known[cut] = _start_press(made_from, cut=cut)
        self._tell(self.known[cut], cut=cut)
        return self.known[cut]

    def stop(self) -> None:
        """End all presses of this process."""
        with self.lock:
            while self.known:
                self.known.popitem()[1].stop()

    def forget(self) -> None:
        """In a fork of this process: the presses are not its own."""
        self.lock = threading.Lock()
        self.sheets.clear()
        while self.known:
            self.known.popitem()[1].orders.close()


PRESSES = Presses()
atexit.register(PRESSES.stop)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=PRESSES.forget)


def start_child(css: str, *, cut: bool) -> Child:
    """Return a process that waits for a request on its input: warm where that can be had, else cold."""
    if settings.PDF_PRESS and sys.platform == "linux" and len(css) <= _LONGEST_SHEET:
        try:
            return PRESSES.start(css, cut=cut)
        except OSError:
            logger.warning("There is no warm press for papers; they are set from the beginning.", exc_info=True)
    return ColdChild(cut=cut)


def _start_press(made_from: tuple[object, ...], *, cut: bool) -> Press:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        process = subprocess.Popen(
            [sys.executable, "-s", "-m", "documents.pdf_press"],
            cwd=_ROOT,
            env=_environment(cut=cut),
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        ours.close()
        raise
    finally:
        theirs.close()
    # It ends by itself some day, and nobody may ask for another: this collects it at once.
    threading.Thread(target=process.wait, name="press", daemon=True).start()
    return Press(process, ours, made_from)


def _environment(*, cut: bool) -> dict[str, str]:
    return {**fonts.environment(cut=cut), **_ENVIRONMENT}


def _origins(*, cut: bool) -> tuple[object, ...]:
    """What a press is made from: code and fonts, by the times of their files and directories."""
    places = (settings.FONT_ROOT, settings.CUT_FONT_ROOT, *fonts.SYSTEM_DIRECTORIES)
    directories = [Path(directory) for place in places for directory, _names, _files in os.walk(place)]
    code = sorted(Path(__file__).parent.glob("pdf_*.py"))
    kinds = (str(fonts.fontconfig_file(cut=cut)), sys.executable)
    return (*kinds, *((str(path), path.stat().st_mtime_ns) for path in (*directories, *code)))


def _close(child: Child) -> None:
    for pipe in (child.stdin, child.stdout, child.stderr):
        with contextlib.suppress(OSError):
            pipe.close()
