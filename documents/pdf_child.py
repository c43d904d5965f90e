"""The process that renders one PDF and ends: `python -m documents.pdf_child`. It never imports Django.

In: one line of JSON, then the bytes of the attachments. Out: lines of JSON (`progress`, then `failed` or `pdf`), and
after `pdf` the bytes. Whatever a text does to the renderer, it does it here, under limits, and dies with this process.
"""

import contextlib
import ctypes
import gc
import io
import json
import logging
import mimetypes
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from documents.pdf_contents import drop, with_or_without_contents
from documents.pdf_limits import Tangled, check_html

# The option of prctl that names the signal to get when the parent dies.
_PR_SET_PDEATHSIG = 1
_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".json": "application/json",
    ".csv": "text/csv",
}
_PHASES = {"Step 3": "styles", "Step 4": "layout", "Step 5": "layout", "Step 6": "writing"}
_STEP = 5
# How WeasyPrint's warning begins whose arguments are the character and its code point.
_BOX = ".notdef glyph"
# Where lines may break beside a curly quote.
_PROSE = ("p", "td", "th", "li", "blockquote")


class Answer:
    """The way back to the parent."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out = out

    def say(self, kind: str, **data: Any) -> None:
        """Send one line."""
        self.out.write(json.dumps({"kind": kind, **data}).encode() + b"\n")
        self.out.flush()

    def deliver(self, pdf: bytes) -> None:
        """Send the result."""
        self.say("pdf", size=len(pdf))
        self.out.write(pdf)
        self.out.flush()

    def give(self, make: Callable[[], bytes]) -> None:
        """Send what `make` returns, or the code of its failure, which the parent puts into words."""
        try:
            made = make()
        except Tangled as tangle:
            self.say("failed", **vars(tangle))
        except RecursionError:
            self.say("failed", **vars(Tangled("depth")))
        except MemoryError:
            self.say("failed", **vars(Tangled("memory")))
        else:
            self.deliver(made)


class Progress(logging.Handler):
    """Turns WeasyPrint's progress log into phases and page numbers, not oftener than every five pages."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer
        self.last: tuple[str, int] = ("", 0)

    def emit(self, record: logging.LogRecord) -> None:
        """Pass a step on when it says something new."""
        phase = _PHASES.get(str(record.msg)[:6], "")
        page = record.args[0] if isinstance(record.args, tuple) and record.args else 0
        done = page if phase == "layout" and isinstance(page, int) else 0
        if phase and (phase != self.last[0] or done >= self.last[1] + _STEP):
            self.last = (phase, done)
            self.answer.say("progress", phase=phase, done=done)


class Boxes(logging.Handler):
    """Hears from WeasyPrint of each character that is drawn as an empty box, for no font has it.

    The parent asks fontconfig before; this is what was really drawn, whoever sent the request and whatever fonts are seen.
    """

    def __init__(self) -> None:
        super().__init__()
        self.signs: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the character."""
        if str(record.msg).startswith(_BOX) and isinstance(record.args, tuple) and record.args:
            self.signs.append(str(record.args[0]))

    def check(self, html: str) -> None:
        """Raise Tangled at the place of the first character that was drawn as a box."""
        if self.signs:
            check_html(html, self.signs)
            raise Tangled("character", count=ord(self.signs[0]))


def limit(memory: int, seconds: int) -> None:
    """Bound memory and processor time, write no core, and die with the parent."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    die_with_parent()


def die_with_parent() -> None:
    """Let the kernel kill this process when its parent ends."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


@dataclass
class Bench:
    """What a process has at hand for its papers: WeasyPrint with our patches, and what a warm one prepared."""

    lacking: list[str] = field(default_factory=list)
    sheets: dict[str, Any] = field(default_factory=dict)
    fonts: Any = None
    boxes: Boxes = field(default_factory=Boxes)


def set_up() -> Bench:
    """Import and patch WeasyPrint; `lacking` names the patches that this version of it does not take."""
    import weasyprint  # noqa: F401

    from documents import pdf_imprint, pdf_justify, pdf_speed

    patches = {"ragged": pdf_justify.apply, "slow": pdf_speed.apply, "imprint": pdf_imprint.apply}
    bench = Bench([name for name, patch in patches.items() if not patch()])
    complaints = logging.getLogger("weasyprint")
    complaints.setLevel(logging.WARNING)
    complaints.propagate = False
    complaints.handlers = [bench.boxes]
    for extension, kind in _TYPES.items():
        mimetypes.add_type(kind, extension)
    return bench


def make_sheet(css: str) -> Any:
    """Read a style sheet, and nothing that it names."""
    import weasyprint

    return weasyprint.CSS(string=css, url_fetcher=_refusing_fetcher())


def render(request: dict[str, Any], contents: list[bytes], answer: Answer, bench: Bench | None = None) -> bytes:
    """Render one request; raises Tangled, RecursionError, MemoryError."""
    bench = bench or set_up()
    import weasyprint

    from documents.pdf_imprint import with_imprint
    from documents.pdf_justify import loosen_quotes

    for patch in bench.lacking:
        answer.say("progress", phase=patch, done=0)
    progress = logging.getLogger("weasyprint.progress")
    progress.setLevel(logging.INFO)
    progress.propagate = False
    progress.handlers = [Progress(answer)]
    fetcher = _refusing_fetcher()
    sheet = bench.sheets.get(request["css"]) or make_sheet(request["css"])

    def lay_out(keep: bool) -> Any:
        page = weasyprint.HTML(string=request["html"], url_fetcher=fetcher)
        if not keep:
            drop(page.etree_element)
        _loosen(page.etree_element, loosen_quotes)
        return with_imprint(page.etree_element, lambda: page.render(stylesheets=[sheet], font_config=bench.fonts))

    document = with_or_without_contents(lay_out, request["html"], request["expected"])
    meta = request["metadata"]
    _describe(document.metadata, meta)
    bench.boxes.signs.clear()
    pdf = document.write_pdf(
        finisher=_finish,
        pdf_variant="pdf/a-3u",
        pdf_tags=True,
        pdf_identifier=bytes.fromhex(meta["identifier"]),
        attachments=[
            _attachment(weasyprint, fetcher, about, content, meta)
            for about, content in zip(request["attachments"], contents, strict=True)
        ],
    )
    bench.boxes.check(request["html"])
    return pdf  # type: ignore[no-any-return]


def _finish(_document: Any, pdf: Any) -> None:
    """Name each attachment once, where WeasyPrint 70 names it twice; leave the metadata open for readers of plain bytes."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
    for one in pdf.objects:
        if one.reference == pdf.catalog["Metadata"]:
            one.compress = False


def _refusing_fetcher() -> Any:
    """Return a fetcher without protocols. WeasyPrint's own would put local files into the PDF."""
    from weasyprint.urls import URLFetcher

    class NothingFetcher(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            raise ValueError("nothing is fetched")

    return NothingFetcher(allowed_protocols=frozenset(), allow_redirects=False)


def _loosen(root: Any, loosen: Any) -> None:
    for prose in [element for element in root.iter() if element.tag in _PROSE]:
        for element in prose.iter():
            if isinstance(element.tag, str) and element.text:
                element.text = loosen(element.text)
            if element is not prose and element.tail:
                element.tail = loosen(element.tail)


def _describe(metadata: Any, given: dict[str, Any]) -> None:
    metadata.title = given["title"]
    metadata.authors = [given["author"]] if given["author"] else []
    metadata.description = given["subject"]
    metadata.keywords = given["keywords"]
    metadata.generator = given["generator"]
    metadata.created = given["created"]
    metadata.modified = given["modified"]
    metadata.lang = given["language"]
    # A page may name attachments of its own; only those of the caller count.
    metadata.attachments = []


def _attachment(weasyprint: Any, fetcher: Any, about: dict[str, Any], content: bytes, meta: dict[str, Any]) -> Any:
    return weasyprint.Attachment(
        file_obj=io.BytesIO(content),
        url_fetcher=fetcher,
        name=about["name"],
        description=about["description"],
        relationship=about["relationship"],
        created=datetime.fromisoformat(meta["created"]),
        modified=datetime.fromisoformat(meta["modified"]),
    )


def main(bench: Bench | None = None) -> None:
    """Read, limit, render, answer, end. Every failure has a code that the parent puts into words."""
    # The answer goes over a copy of stdout, so that nothing that prints can garble it.
    answer = Answer(os.fdopen(os.dup(1), "wb"))
    # One document and the end: what refers to itself in circles need not be looked for, which saves a tenth of the time.
    gc.disable()
    os.dup2(2, 1)
    given = open(0, "rb", closefd=False)  # noqa: SIM115 (the process ends with it)
    request = json.loads(given.readline())
    contents = [given.read(about["size"]) for about in request["attachments"]]
    limit(request["memory"], request["seconds"])

    def make() -> bytes:
        answer.say("progress", phase="checking", done=0)
        check_html(request["html"])
        return render(request, contents, answer, bench)

    answer.give(make)
    # The kernel takes the memory back at once; Python would first go through all that the pages were made of.
    os._exit(0)


if __name__ == "__main__":
    main()
