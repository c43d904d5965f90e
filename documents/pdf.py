"""PDF by WeasyPrint, in a child process with limits: the parent waits, passes progress on, and kills what hangs."""

import hashlib
import json
import logging
import math
import os
import selectors
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import fonts
from documents.errors import RenderFailed, TextRefused
from documents.pdf_children import Child, ColdChild, PressLost, start_child
from documents.pdf_limits import (
    LONGEST_PARAGRAPH,
    LONGEST_TEXT,
    MOST_PARAGRAPHS,
    Place,
    Tangled,
    check_html,
    first_words,
    heaviest_place,
    split_paragraphs,
    without_controls,
)
from documents.signs import CHARACTER, DIRECTION, SIGN_FAILURES, words_of

logger = logging.getLogger(__name__)

MEMORY = 3 * 1024**3
SECONDS = 60.0
SECONDS_PER_PAGE = 0.3
# Below the soft limit of a task (govinfo/settings/celery.py), so that the refusal comes from here and the worker lives;
# a second try after a lost press included.
MOST_SECONDS = 200.0
_NOWHERE = Place()
# Failures of which the child cannot say where they happened.
_UNPLACED = frozenset({"timeout", "memory"})
_SHEETS = Path(__file__).resolve().parent / "pdf_css"
_BUFFER = 1 << 16

Progress = Callable[[str, int, int], None]
"""Called with phase (checking, styles, layout, writing), pages done, pages expected."""

PHASES = {
    "checking": gettext_lazy("Checking the text"),
    "styles": gettext_lazy("Applying the typography"),
    "layout": gettext_lazy("Setting the pages"),
    "writing": gettext_lazy("Writing the PDF"),
}


@dataclass(frozen=True)
class PdfMetadata:
    """What the PDF says of itself. `identifier` names the text and its version; it and the dates fix the bytes."""

    title: str
    identifier: str
    created: datetime
    modified: datetime | None = None
    author: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    language: str = "zh-CN"
    generator: str = "govinfo"


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF. `relationship` is of ISO 32000-2, 7.11.3: Data, Source, Alternative, Supplement."""

    name: str
    content: bytes
    description: str = ""
    relationship: str = "Data"


def house_css(*names: str) -> str:
    """Return the house style sheet (`gbt9704`, then any further sheets of `pdf_css/`) with its fonts filled in."""
    css = "\n".join((_SHEETS / f"{name}.css").read_text(encoding="utf-8") for name in ("gbt9704", *names))
    for variable, value in fonts.css_variables().items():
        css = css.replace(f"var({variable})", value)
    return css


def guard_text(text: str, *, longest_paragraph: int = LONGEST_PARAGRAPH) -> list[str]:
    """Return the paragraphs of a plain text, clean; raises TextRefused that names the paragraph which is too long."""
    if len(text) > LONGEST_TEXT:
        raise TextRefused(
            _("The text has %(count)d characters; at most %(limit)d can be printed. Please divide it.")
            % {"count": len(text), "limit": LONGEST_TEXT},
            code="text",
        )
    paragraphs = split_paragraphs(text)
    if len(paragraphs) > MOST_PARAGRAPHS:
        raise TextRefused(
            _("The text has %(count)d paragraphs; at most %(limit)d can be printed. Please join or divide it.")
            % {"count": len(paragraphs), "limit": MOST_PARAGRAPHS},
            code="paragraphs",
        )
    for number, paragraph in enumerate(paragraphs, start=1):
        if len(paragraph) > longest_paragraph:
            raise TextRefused(
                _(
                    "Paragraph %(number)d (“%(start)s…”) has %(count)d characters; at most %(limit)d fit. "
                    "Please divide it by new lines."
                )
                % {
                    "number": number,
                    "start": first_words(paragraph),
                    "count": len(paragraph),
                    "limit": longest_paragraph,
                },
                code="paragraph",
            )
    return paragraphs


def render_pdf(
    *,
    html: str,
    css: str,
    attachments: Sequence[Attachment] = (),
    metadata: PdfMetadata,
    timeout: float | None = None,
    expected_pages: int = 10,
    progress: Progress | None = None,
    memory: int = MEMORY,
) -> bytes:
    """Return the PDF (PDF/A-3u, tagged) of a whole HTML page; the same input gives the same bytes on the same fonts.

    `timeout` is in seconds of wall time (default 60 and 0.3 for each expected page; 200 at most, also where a press is lost
    and the paper is set anew), `memory` in bytes. Nothing is fetched: no picture, sheet, font or attachment named by the
    page. Raises RenderFailed; an exception of `progress` passes through. In each case the child is dead when this returns.
    """
    require_fonts()
    _require_characters(html)
    seconds = min(SECONDS + SECONDS_PER_PAGE * expected_pages, MOST_SECONDS) if timeout is None else timeout
    request = _request(html, css, attachments, metadata, memory=memory, seconds=seconds, expected=expected_pages)
    cut = fonts.cut_fonts_serve(html)
    last = time.monotonic() + (MOST_SECONDS if timeout is None else timeout)
    with placed(html):
        try:
            return talk(
                start_child(css, cut=cut), request, min(last, time.monotonic() + seconds), progress, expected_pages
            )
        except PressLost:
            logger.warning("The press died or hangs; the paper is set from the beginning.")
            return talk(ColdChild(cut=cut), request, min(last, time.monotonic() + seconds), progress, expected_pages)


@contextmanager
def placed(html: str) -> Iterator[None]:
    """Where nobody can tell which paragraph it was that took too much, a failure names the heaviest one."""
    try:
        yield
    except RenderFailed as failure:
        if failure.code in _UNPLACED:
            raise _failed(failure.code, heaviest_place(html)) from failure
        raise


def talk(child: Child, request: bytes, deadline: float, progress: Progress | None, expected_pages: int) -> bytes:
    """Hand the request to the child and return its file; raises RenderFailed, PressLost. The child is dead afterwards."""
    try:
        return _Talk(child, request, progress=progress, expected_pages=expected_pages).run(deadline)
    finally:
        child.end()


def require_fonts() -> None:
    """Raise RenderFailed that names the fonts which are missing; jobs ask before they begin."""
    missing = fonts.known_missing()
    if missing:
        raise RenderFailed(" ".join((str(_FAILURES["fonts"]), *missing)), code="fonts")


def _require_characters(html: str) -> None:
    """Raise RenderFailed at the first character of the page that no font has, with its place."""
    lacking = fonts.lacking(without_controls(html))
    if not lacking:
        return
    try:
        check_html(html, lacking)
    except Tangled as tangle:
        raise _failed(tangle.code, Place(tangle.name, tangle.paragraph, tangle.where), tangle.count) from tangle


def _request(
    html: str,
    css: str,
    attachments: Sequence[Attachment],
    metadata: PdfMetadata,
    *,
    memory: int,
    seconds: float,
    expected: int,
) -> bytes:
    created = metadata.created.astimezone(UTC)
    modified = (metadata.modified or metadata.created).astimezone(UTC)
    header = {
        "html": without_controls(html),
        "css": css,
        "memory": memory,
        "seconds": int(seconds) + 5,
        "expected": expected,
        "attachments": [
            {
                "name": attachment.name,
                "description": attachment.description,
                "relationship": attachment.relationship,
                "size": len(attachment.content),
            }
            for attachment in attachments
        ],
        "metadata": {
            "title": _one_line(metadata.title),
            "author": _one_line(metadata.author),
            "subject": _one_line(metadata.subject),
            "keywords": [_one_line(word) for word in metadata.keywords],
            "language": metadata.language,
            "generator": metadata.generator,
            "created": created.isoformat(timespec="seconds"),
            "modified": modified.isoformat(timespec="seconds"),
            "identifier": hashlib.sha256(metadata.identifier.encode()).hexdigest()[:32],
        },
    }
    line = json.dumps(header, ensure_ascii=True).encode() + b"\n"
    return b"".join([line, *(attachment.content for attachment in attachments)])


def _one_line(text: str) -> str:
    """Metadata goes into XML inside the PDF, where a control character would make the whole file invalid."""
    return " ".join(split_paragraphs(text))


class _Talk:
    """One conversation with a child: feeds its input, reads its lines, keeps the end of what it complained."""

    def __init__(self, child: Child, request: bytes, *, progress: Progress | None, expected_pages: int) -> None:
        self.child = child
        self.rest = memoryview(request)
        self.progress = progress
        self.expected_pages = expected_pages
        self.received = bytearray()
        self.complaint = b""
        self.size: int | None = None
        self.has_begun = False
        self.begins_by = math.inf

    def run(self, deadline: float) -> bytes:
        """Talk until the PDF is there; raises RenderFailed, and PressLost where the child does not begin."""
        self.begins_by = time.monotonic() + self.child.begins_within
        with selectors.DefaultSelector() as selector:
            for pipe, event, act in (
                (self.child.stdin, selectors.EVENT_WRITE, self._feed),
                (self.child.stdout, selectors.EVENT_READ, self._hear),
                (self.child.stderr, selectors.EVENT_READ, self._mourn),
            ):
                os.set_blocking(pipe.fileno(), False)
                selector.register(pipe, event, act)
            while selector.get_map():
                left = deadline - time.monotonic()
                if left <= 0:
                    raise _failed("timeout")
                patience = left if self.has_begun else max(0.0, min(left, self.begins_by - time.monotonic()))
                events = selector.select(patience)
                if not events and not self.has_begun and time.monotonic() >= self.begins_by:
                    raise PressLost
                for key, _events in events:
                    if not key.data(key.fileobj):
                        selector.unregister(key.fileobj)
                        key.fileobj.close()  # type: ignore[union-attr]
        if self.size is not None and len(self.received) == self.size:
            return bytes(self.received)
        raise self._crash()

    def _feed(self, pipe: IO[bytes]) -> bool:
        try:
            written = os.write(pipe.fileno(), self.rest[:_BUFFER])
        except BrokenPipeError:
            return False
        self.rest = self.rest[written:]
        return bool(self.rest)

    def _hear(self, pipe: IO[bytes]) -> bool:
        heard = os.read(pipe.fileno(), _BUFFER)
        self.received += heard
        while self.size is None and (end := self.received.find(b"\n")) >= 0:
            line = bytes(self.received[:end])
            del self.received[: end + 1]
            self._understand(json.loads(line))
        return bool(heard)

    def _mourn(self, pipe: IO[bytes]) -> bool:
        heard = os.read(pipe.fileno(), _BUFFER)
        self.complaint = (self.complaint + heard)[-4096:]
        return bool(heard)

    def _understand(self, said: dict[str, Any]) -> None:
        self.has_begun = True
        if said["kind"] == "pdf":
            self.size = said["size"]
        elif said["kind"] == "failed":
            place = Place(said["name"], said["paragraph"], said["where"])
            raise _failed(said["code"], place, said["count"])
        elif said["phase"] in _UNKNOWN:
            logger.warning("This WeasyPrint is not the one that documents/%s.py knows: %s.", *_UNKNOWN[said["phase"]])
        elif self.progress is not None:
            self.progress(said["phase"], said["done"], self.expected_pages)

    def _crash(self) -> RenderFailed:
        if self.child.wait() in {-signal.SIGXCPU, -signal.SIGKILL}:
            return _failed("timeout")
        failure = _failed("memory" if b"MemoryError" in self.complaint else "crashed")
        failure.add_note(self.complaint.decode("utf-8", "replace"))
        return failure


_UNKNOWN = {
    "ragged": ("pdf_justify", "lines end unevenly"),
    "slow": ("pdf_speed", "papers take longer"),
    "imprint": ("pdf_imprint", "an imprint without room on the last page is lost"),
}

_FAILURES: dict[str, Promise] = {
    "fonts": gettext_lazy("The PDF cannot be set before its fonts are installed."),
    "timeout": gettext_lazy("Setting the pages took too long and was stopped. Please shorten or divide the text."),
    "memory": gettext_lazy("Setting the pages needed too much memory and was stopped. Please shorten the text."),
    "depth": gettext_lazy("The text is nested too deeply to be printed. Please enter it as plain paragraphs."),
    "paragraph": gettext_lazy("A paragraph is too long to be printed: it has %(count)d characters."),
    "inlines": gettext_lazy("A paragraph has too many marks in it to be printed. Please enter it as plain text."),
    "rows": gettext_lazy("A table has too many rows to be printed. Please divide it."),
    "span": gettext_lazy("A table has a cell that spans too many columns or rows to be printed."),
    "direction": DIRECTION,
    "character": CHARACTER,
    "imprint": gettext_lazy(
        "The imprint (send up, send to, send down, contact) is too long to stand at the foot of a page. Please shorten it."
    ),
    "markup": gettext_lazy("The text contains markup that is not printed. Please enter it as plain text."),
    "crashed": gettext_lazy("The program that sets papers broke off. Please tell the administrator."),
}


def _failed(code: str, place: Place = _NOWHERE, count: int = 0) -> RenderFailed:
    sign = words_of(count) if code in SIGN_FAILURES else {}
    sentence = str(_FAILURES[code]) % {"count": count, **sign}
    if place.where:
        sentence = _("%(sentence)s The place begins “%(where)s”.") % {"sentence": sentence, "where": place.where}
    if place.name and not place.paragraph:
        sentence = _("%(name)s: %(sentence)s") % {"name": place.name, "sentence": sentence}
    elif place.name:
        sentence = _("%(name)s, paragraph %(number)d: %(sentence)s") % {
            "name": place.name, "number": place.paragraph, "sentence": sentence,
        }  # fmt: skip
    return RenderFailed(sentence, code=code)
