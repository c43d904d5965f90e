"""A warm press gives the bytes of a cold process, and whatever is killed, nothing hangs and nothing is left behind.

No test here passes because something was fast: every wait is for a fact.
"""

import io
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pdfplumber
import pytest
from django.conf import settings as django_settings

from documents import fonts, pdf_children, pdf_press
from documents.errors import RenderFailed
from documents.pdf import Attachment, render_pdf
from documents.pdf_children import PRESSES, ColdChild, WarmChild, start_child
from documents.pdf_limits import LONGEST_PARAGRAPH
from tests.documents.presses import BODY, LONG, PATIENCE, forks_of, the_press, wait_until
from tests.documents.samples import BULLETIN, METADATA, MIXED, page, paragraphs
from tests.documents.test_pdf import is_ended

pytestmark = pytest.mark.usefixtures("own_presses")

FILES = (Attachment("snapshot.json", b"{}", description="快照", relationship="Source"),)
RARE = page("<p>祎玥琇璘珺赟翀喆垚堃犇骉𠮷</p>")

# A worker: prints once so that its press is there, then tells press and fork while a long paper is being set.
WORKER = r"""
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "govinfo.settings"
import django; django.setup()
from documents.pdf import house_css, render_pdf
from documents.pdf_children import PRESSES
from tests.documents.samples import METADATA
from tests.documents.presses import BODY, LONG, forks_of
css = house_css()
render_pdf(html=BODY, css=css, metadata=METADATA)
press = PRESSES.known.popitem()[1]
PRESSES.known[press.made_from[0].endswith("cut.conf")] = press
def tell(phase, done, total):
    if phase == "layout":
        print(press.process.pid, *forks_of(press.process.pid), flush=True)
        sys.stdin.read()
render_pdf(html=LONG, css=css, metadata=METADATA, progress=tell)
"""


def test_a_warm_press_gives_the_bytes_of_a_cold_process(put, cold, warm):
    for html, files in ((BODY, FILES), (BULLETIN, ()), (page(paragraphs(MIXED, 40)), ())):
        assert put(html, attachments=files) == cold(html, attachments=files)
    assert the_press() is warm
    assert warm.printed == 4


def test_the_first_paper_of_a_press_has_the_same_bytes_too(put, cold):
    assert put(attachments=FILES) == cold(attachments=FILES)
    assert the_press().printed == 1


def test_a_paper_with_rare_characters_has_a_press_of_its_own(put, cold, warm):
    assert put(RARE) == cold(RARE)
    assert put() == cold()
    assert len(set(PRESSES.known.values())) == 2


def test_the_second_sheet_is_read_once_and_gives_the_same_bytes(css, warm, settings):
    given = {"html": BODY, "css": f"{css} p {{ color: #123456 }}", "metadata": METADATA}
    made = [render_pdf(**given) for _time in range(3)]
    settings.PDF_PRESS = False
    assert set(made) == {render_pdf(**given)}


def test_a_fork_is_under_the_limits_and_the_press_is_not(put, warm):
    found = {}

    def look(phase, done, total):
        if phase == "layout" and not found:
            (fork,) = forks_of(warm.process.pid)
            found.update({process: Path(f"/proc/{process}/limits").read_text() for process in (fork, warm.process.pid)})

    put(memory=1 << 30, timeout=50, progress=look)
    limits = [{line[:25].strip(): line[26:].split()[:2] for line in text.splitlines()[1:]} for text in found.values()]
    assert [found["Max address space"][0] for found in limits] == [str(1 << 30), "unlimited"]
    assert [found["Max cpu time"] for found in limits] == [["55", "56"], ["unlimited"] * 2]


def test_too_long_work_is_killed_and_the_press_prints_on(put, warm):
    with pytest.raises(RenderFailed) as failure:
        put(LONG, timeout=1.0)

    assert failure.value.code == "timeout"
    assert forks_of(warm.process.pid) == []
    assert put().startswith(b"%PDF")
    assert the_press() is warm


def test_a_fork_dies_when_the_caller_gives_up(put, warm):
    def give_up(phase, done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        put(LONG, progress=give_up)

    assert forks_of(warm.process.pid) == []
    assert warm.running == 0


def test_too_little_memory_is_a_refusal_of_the_paper_only(put, warm):
    sizes = Path(f"/proc/{warm.process.pid}/status").read_text().split()
    with pytest.raises(RenderFailed) as failure:
        put(LONG, memory=int(sizes[sizes.index("VmSize:") + 1]) * 1024 + 16 * 1024**2)

    assert failure.value.code in {"memory", "crashed"}
    assert put().startswith(b"%PDF")
    assert the_press() is warm


def test_a_tangle_is_refused_with_its_place(put, warm):
    body = f'<section data-name="《复议》"><p>开头</p><p>{"长" * (LONGEST_PARAGRAPH + 1)}</p></section>'
    with pytest.raises(RenderFailed) as failure:
        put(page(body))

    assert failure.value.code == "paragraph"
    assert "《复议》" in str(failure.value)


def test_a_worker_that_is_killed_leaves_neither_press_nor_fork():
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER], cwd=django_settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    press, fork = map(int, worker.stdout.readline().split())
    assert not is_ended(press)
    assert not is_ended(fork)
    worker.kill()
    worker.wait()
    worker.stdout.close()
    worker.stdin.close()

    wait_until(lambda: is_ended(press) and is_ended(fork), "the end of press and fork")


def test_a_press_that_is_killed_takes_its_forks_along_and_the_paper_comes_all_the_same(put, cold, warm, caplog):
    seen = []

    def kill(phase, done, total):
        if phase == "layout" and not seen:
            seen.extend(forks_of(warm.process.pid))
            warm.process.send_signal(signal.SIGKILL)

    html = page(paragraphs(MIXED, 200))
    assert put(html, progress=kill) == cold(html)
    assert len(seen) == 1
    wait_until(lambda: is_ended(seen[0]), "the end of the fork")
    assert "The press died" in caplog.text
    assert put() == cold()
    assert the_press() is not warm


def test_a_press_that_died_between_papers_is_replaced(put, warm):
    warm.process.kill()
    warm.process.wait()

    assert put().startswith(b"%PDF")
    assert the_press() is not warm


def test_a_press_that_does_not_answer_is_killed(css, warm, monkeypatch):
    monkeypatch.setattr(pdf_children, "_PATIENCE", 0.2)
    child = start_child(css, cut=True)
    assert isinstance(child, WarmChild)
    warm.process.send_signal(signal.SIGSTOP)
    child.end()

    assert not warm.is_alive
    assert forks_of(warm.process.pid) == []


def test_a_press_that_hangs_while_a_fork_dies_does_not_hold_up_the_paper(put, cold, warm, monkeypatch):
    monkeypatch.setattr(pdf_children, "_PATIENCE", 0.2)
    seen = []

    def stop(phase, done, total):
        if phase == "layout" and not seen:
            seen.extend(forks_of(warm.process.pid))
            warm.process.send_signal(signal.SIGSTOP)
            os.kill(seen[0], signal.SIGKILL)

    assert put(page(paragraphs(MIXED, 60)), progress=stop) == cold(page(paragraphs(MIXED, 60)))
    wait_until(lambda: is_ended(seen[0]) and not warm.is_alive, "the end of press and fork")


def test_a_press_is_replaced_after_many_papers(put, warm, monkeypatch):
    monkeypatch.setattr(pdf_children, "MOST_PAPERS", 2)
    put()
    assert the_press() is warm
    put()
    assert the_press() is not warm
    assert not warm.is_alive


def test_a_press_is_replaced_when_a_font_is_installed(put, settings, tmp_path):
    settings.FONT_ROOT = tmp_path
    for font in (django_settings.BASE_DIR / ".fonts").iterdir():
        (tmp_path / font.name).symlink_to(font)
    put()
    before = the_press()
    put()
    assert the_press() is before
    (tmp_path / "new.otf").write_bytes(b"")
    put()
    assert the_press() is not before
    assert not before.is_alive


def test_a_press_is_replaced_when_the_code_has_changed(put, monkeypatch):
    put()
    before = the_press()
    assert any("pdf_child.py" in str(part) for part in before.made_from)
    monkeypatch.setattr(pdf_children, "_origins", lambda **_given: ("other code",))
    put()
    assert the_press() is not before


def test_a_press_that_rests_ends_and_leaves_no_zombie(monkeypatch):
    program = "from documents import pdf_press; pdf_press.IDLE_SECONDS = 0.2; pdf_press.main()"
    real = subprocess.Popen
    monkeypatch.setattr(
        pdf_children.subprocess, "Popen", lambda command, **given: real([sys.executable, "-c", program], **given)
    )
    press = PRESSES._press(cut=True)

    wait_until(lambda: not Path(f"/proc/{press.process.pid}").exists(), "the end of a press that rests")
    assert press.process.returncode == 0


def test_papers_leave_no_zombies(put, warm):
    for _time in range(3):
        put()
    assert forks_of(warm.process.pid) == []
    assert len(os.listdir(f"/proc/{warm.process.pid}/fd")) <= 6


def test_a_fork_of_the_worker_does_not_own_its_presses(put, warm):
    process = os.fork()
    if process == 0:
        os._exit(len(PRESSES.known) + (0 if warm.orders.fileno() == -1 else 10))
    _process, status = os.waitpid(process, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert put().startswith(b"%PDF")
    assert the_press() is warm


def test_many_papers_at_once_are_set_by_forks_side_by_side(put, cold, warm):
    made = {}
    pages = {number: page(paragraphs(MIXED, 10 + number)) for number in range(4)}
    both = threading.Barrier(4, timeout=PATIENCE)

    def meet(phase, done, total):
        if phase == "styles":
            both.wait()

    def work(number):
        made[number] = put(pages[number], progress=meet)

    threads = [threading.Thread(target=work, args=(number,)) for number in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == {number: cold(html) for number, html in pages.items()}
    assert the_press() is warm


def test_without_a_press_papers_are_set_from_the_beginning(css, settings, monkeypatch, caplog):
    settings.PDF_PRESS = False
    children = [start_child(css, cut=True)]
    settings.PDF_PRESS = True
    children.append(start_child("p{}" + " " * pdf_children._LONGEST_SHEET, cut=True))
    assert not caplog.records

    def fail(*args, **given):
        raise OSError("no more processes")

    monkeypatch.setattr(pdf_children, "_start_press", fail)
    children.append(start_child(css, cut=True))
    assert "no warm press" in caplog.text
    for child in children:
        assert isinstance(child, ColdChild)
        child.end()
    assert PRESSES.known == {}


def test_the_longest_sheet_fits_into_a_message():
    assert 2 * pdf_children._LONGEST_SHEET < pdf_press.LONGEST_MESSAGE


def test_the_sample_is_set_in_every_house_font(css, settings):
    settings.PDF_PRESS = False
    from documents.pdf_sample import HTML

    with pdfplumber.open(io.BytesIO(render_pdf(html=HTML, css=css, metadata=METADATA))) as pdf:
        names = {sign["fontname"].partition("+")[2] for shown in pdf.pages for sign in shown.chars}
    assert len(names) >= len(set(filter(None, fonts.chosen_fonts().values())))
