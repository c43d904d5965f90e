"""What tests of the warm press share: presses of a test's own, papers set by them, the processes that belong to them."""

import time
from pathlib import Path

import pytest

from documents import pdf_children
from documents.pdf import render_pdf
from documents.pdf_children import PRESSES
from tests.documents.samples import METADATA, MIXED, page, paragraphs

BODY = page(paragraphs(MIXED, 2))
LONG = page(paragraphs(MIXED, 1500))
PATIENCE = 600.0


def wait_until(fact, what):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := fact():
            return found
        time.sleep(0.05)
    pytest.fail(f"waited in vain: {what}")


def forks_of(process: int) -> list[int]:
    """Its children, corpses too."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            if int(parent) == process:
                found.append(int(entry.name))
    return found


def has_read_fonts(process: int) -> bool:
    return "FandolFang" in Path(f"/proc/{process}/maps").read_text()


@pytest.fixture
def own_presses(settings, monkeypatch):
    """Presses of the test's own, which may begin as late as a busy machine lets them."""
    monkeypatch.setattr(pdf_children, "BEGIN_SECONDS", PATIENCE)
    settings.PDF_PRESS = True
    PRESSES.stop()
    yield
    PRESSES.stop()


@pytest.fixture
def put(css):
    """Render with the house sheet."""

    def rendered(html: str = BODY, **given: object) -> bytes:
        return render_pdf(html=html, css=css, metadata=METADATA, **given)

    return rendered


@pytest.fixture
def cold(put, settings):
    def rendered(html: str = BODY, **given: object) -> bytes:
        settings.PDF_PRESS = False
        made = put(html, **given)
        settings.PDF_PRESS = True
        return made

    return rendered


def the_press() -> pdf_children.Press:
    (press,) = PRESSES.known.values()
    return press


@pytest.fixture
def warm(put):
    """A press that has set its sample."""
    put()
    press = the_press()
    wait_until(lambda: has_read_fonts(press.process.pid), "the sample")
    return press
