"""A warm process that prints papers by forking: `python -m documents.pdf_press`. It never imports Django.

WeasyPrint's import, the fonts, the style sheets are paid for once; each paper is then set by a fork of its own under the
limits of `documents.pdf_child`, so whatever a text does dies with that fork. This process itself reads no text of users: a
request goes to the fork by pipes that are only handed through.

Standard input is a socket to the one process that may ask. A message is JSON {"css"} with four descriptors: where the
fork reads, answers and complains, and a line on which its exit code comes back. A line that is closed by the other side
kills its fork. A message {"css", "stays"} without descriptors asks for no paper yet: the press gets ready for that sheet and
lives as long as who asks. The end of the input ends everything, so nothing outlives a worker that was killed.
"""

import contextlib
import gc
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from documents import pdf_child
from documents.pdf_sample import REQUEST

IDLE_SECONDS = 600.0
"""A press that prints nothing for so long ends, and gives its memory back."""
LONGEST_MESSAGE = 1 << 17
_PAUSE = 0.3
_MOST_SHEETS = 4
_DESCRIPTORS = 4


@dataclass(frozen=True)
class Job:
    """A fork at work: its process, a descriptor of it, and the line to who asked."""

    process: int
    handle: int
    line: socket.socket


class Press:
    """Takes orders, forks, tells how each fork ended."""

    def __init__(self, orders: socket.socket) -> None:
        self.orders = orders
        self.selector = selectors.DefaultSelector()
        self.selector.register(orders, selectors.EVENT_READ)
        self.jobs: dict[int, Job] = {}
        self.bench = pdf_child.set_up()
        self.wanted: dict[str, None] = {}
        self.is_warm = False
        self.stays = False
        gc.disable()

    def run(self) -> None:
        """Work until nobody asks any more."""
        while True:
            rests = not self.jobs and not self._is_ready()
            events = self.selector.select(_PAUSE if rests else None if self.stays else IDLE_SECONDS)
            if not events and not self.jobs:
                if not rests:
                    return
                self._get_ready()
            for key, _events in events:
                if key.fileobj is self.orders:
                    if not self._take_order():
                        return
                elif key.data in self.jobs:
                    self._end(self.jobs[key.data])

    def _is_ready(self) -> bool:
        return not self.wanted or (self.is_warm and self.wanted.keys() <= self.bench.sheets.keys())

    def _get_ready(self) -> None:
        """Between papers: read the style sheets that were asked for, and set a page, so that forks find fonts and all."""
        from weasyprint.text.fonts import FontConfiguration

        self.bench.fonts = self.bench.fonts or FontConfiguration()
        self.bench.sheets = {css: self.bench.sheets.get(css) or pdf_child.make_sheet(css) for css in self.wanted}
        if not self.is_warm:
            self.is_warm = True
            css = next(reversed(self.wanted))
            with Path(os.devnull).open("wb") as nowhere:
                pdf_child.render({**REQUEST, "css": css}, [], pdf_child.Answer(nowhere), self.bench)
        gc.collect()
        gc.freeze()

    def _take_order(self) -> bool:
        message, descriptors, _flags, _address = socket.recv_fds(self.orders, LONGEST_MESSAGE, _DESCRIPTORS)
        if not message:
            return False
        order = json.loads(message)
        css = order["css"]
        self.stays = self.stays or order.get("stays", False)
        self.wanted.pop(css, None)
        self.wanted[css] = None
        while len(self.wanted) > _MOST_SHEETS:
            del self.wanted[next(iter(self.wanted))]
        if descriptors:
            *pipes, line = descriptors
            self._start(pipes, socket.socket(fileno=line))
        return True

    def _start(self, pipes: list[int], line: socket.socket) -> None:
        mother = os.getpid()
        process = os.fork()
        if process == 0:
            self._set(pipes, line, mother)
        for pipe in pipes:
            os.close(pipe)
        handle = os.pidfd_open(process)
        job = self.jobs[process] = Job(process, handle, line)
        # The fork has ended, or who asked has closed the line.
        self.selector.register(handle, selectors.EVENT_READ, process)
        self.selector.register(job.line, selectors.EVENT_READ, process)

    def _set(self, pipes: list[int], line: socket.socket, mother: int) -> NoReturn:
        """The life of a fork."""
        try:
            os.setsid()
            pdf_child.die_with_parent()
            if os.getppid() == mother:
                self._let_go(line)
                for place, pipe in enumerate(pipes):
                    os.dup2(pipe, place)
                    os.close(pipe)
                pdf_child.main(self.bench)
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
        os._exit(1)

    def _let_go(self, line: socket.socket) -> None:
        """Close what belongs to the press and to other papers, which would seem alive as long as this one is."""
        self.selector.close()
        line.close()
        for job in self.jobs.values():
            os.close(job.handle)
            job.line.close()
        self.orders.close()

    def _end(self, job: Job) -> None:
        """Collect a fork that has ended; end one that nobody waits for any more. Then tell its exit code."""
        del self.jobs[job.process]
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(job.handle, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(job.process, signal.SIGKILL)
        _process, status = os.waitpid(job.process, 0)
        self.selector.unregister(job.handle)
        self.selector.unregister(job.line)
        os.close(job.handle)
        with contextlib.suppress(OSError):
            job.line.send(str(os.waitstatus_to_exitcode(status)).encode())
        job.line.close()

    def end(self) -> None:
        """End every fork that is left."""
        for job in list(self.jobs.values()):
            self._end(job)


def main() -> None:
    """Print until the input ends."""
    orders = socket.socket(fileno=os.dup(0))
    # Only whoever holds the other end of the socket keeps a press alive.
    os.close(0)
    os.open(os.devnull, os.O_RDONLY)
    press = Press(orders)
    try:
        press.run()
    finally:
        press.end()
    os._exit(0)


if __name__ == "__main__":
    main()
