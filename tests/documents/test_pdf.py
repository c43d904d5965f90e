import dataclasses
import io
import os
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import pdfplumber
import pytest
from django.conf import settings
from pdfminer.utils import decode_text

from documents import pdf_children
from documents.errors import RenderFailed, TextRefused
from documents.pdf import _FAILURES, PHASES, Attachment, guard_text, render_pdf
from documents.pdf_limits import LONGEST_PARAGRAPH, LONGEST_TEXT
from tests.documents.samples import METADATA, MIXED, page, paragraphs

BODY = page(paragraphs(MIXED, 2))
FILES = (
    Attachment("得分表.xlsx", b"PK\x03\x04 not really", description="2026年10月政务信息得分表"),
    Attachment("snapshot.json", b"{}", description="快照", relationship="Source"),
)


@pytest.fixture(scope="module")
def twice(css) -> list[bytes]:
    return [render_pdf(html=BODY, css=css, metadata=METADATA, attachments=FILES) for _time in range(2)]


@pytest.fixture
def children(settings):
    """Every child process that the renderer starts; test_pdf_press.py asks the same of forks of a press."""
    settings.PDF_PRESS = False
    started = []
    real = subprocess.Popen

    def start(*args, **kwargs):
        started.append(real(*args, **kwargs))
        return started[-1]

    with mock.patch.object(pdf_children.subprocess, "Popen", side_effect=start):
        yield started


# Starts the child as render_pdf does, prints its id once it has set its limits, and waits to be killed.
PARENT = r"""
import json, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-s", "-m", "documents.pdf_child"], stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE, start_new_session=True)
request = {"css": "", "attachments": [], "metadata": {}, "memory": 3 << 30, "seconds": 600}
request["html"] = "<p>x</p>" * 200000
child.stdin.write(json.dumps(request).encode() + b"\n")
child.stdin.flush()
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(600)
"""


def is_ended(process_id: int) -> bool:
    """Gone, or a zombie that nobody has collected yet."""
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def is_gone(child: subprocess.Popen) -> bool:
    try:
        os.kill(child.pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_same_input_gives_the_same_bytes(twice):
    assert twice[0] == twice[1]


def test_other_identifier_gives_other_bytes(css, twice):
    other = dataclasses.replace(METADATA, identifier="bulletin/2026-10/2")

    assert render_pdf(html=BODY, css=css, metadata=other, attachments=FILES) != twice[0]


def test_pdf_is_tagged_a_3u_with_its_metadata(twice, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(twice[0])
    with pdfplumber.open(path) as pdf:
        catalog = pdf.doc.catalog
        told = pdf.metadata
        xmp = catalog["Metadata"].resolve().get_data().decode()

    assert twice[0].startswith(b"%PDF-1.7")
    assert told["Title"] == METADATA.title
    assert (told["CreationDate"], told["ModDate"]) == ("D:20261105013000+00'00",) * 2
    assert "StructTreeRoot" in catalog
    assert b"zh-CN" in catalog["Lang"]
    assert 'pdfaid:part="3" pdfaid:conformance="U"' in xmp


def test_attachments_are_inside_and_nothing_else(twice, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(twice[0])
    with pdfplumber.open(path) as pdf:
        names = pdf.doc.catalog["Names"]
        specs = [spec.resolve() for spec in names["EmbeddedFiles"].resolve()["Names"][1::2]]
        files = {decode_text(spec["UF"]): spec["EF"]["F"].resolve().get_data() for spec in specs}
        relations = {spec["AFRelationship"].name for spec in specs}

    assert files == {attachment.name: attachment.content for attachment in FILES}
    assert relations == {"Data", "Source"}


def test_progress_names_the_phases_in_order(css):
    heard = []
    render_pdf(html=BODY, css=css, metadata=METADATA, expected_pages=3, progress=lambda *said: heard.append(said))

    phases = list(dict.fromkeys(phase for phase, _done, _total in heard))
    assert phases == list(PHASES)
    assert {total for _phase, _done, total in heard} == {3}


def test_timeout_kills_the_child(css, children):
    with pytest.raises(RenderFailed) as failure:
        render_pdf(html=page(paragraphs(MIXED, 3000)), css=css, metadata=METADATA, timeout=0.05)

    assert failure.value.code == "timeout"
    assert {is_gone(child) for child in children} == {True}


def test_child_dies_when_the_caller_gives_up(css, children):
    def give_up(phase, done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render_pdf(html=BODY, css=css, metadata=METADATA, progress=give_up)

    assert {is_gone(child) for child in children} == {True}
    assert all(pipe.closed for child in children for pipe in (child.stdin, child.stdout, child.stderr))


def test_child_dies_with_a_killed_parent(tmp_path):
    """A worker ended by kill -9 leaves no renderer behind: the child asked the kernel to be killed with it."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()

    for _wait in range(1000):
        if is_ended(child):
            break
        time.sleep(0.02)
    assert is_ended(child)


def test_too_little_memory_is_a_failure_with_a_sentence(css, children):
    with pytest.raises(RenderFailed) as failure:
        render_pdf(html=BODY, css=css, metadata=METADATA, memory=60 * 1024**2)

    assert failure.value.code in {"memory", "crashed"}
    assert {is_gone(child) for child in children} == {True}


HOSTILE = {
    "deep": (paragraphs("x", 1) + "<div>" * 200 + "深" + "</div>" * 200, "depth"),
    "long paragraph": ("<p>开头</p><p>" + "长" * (LONGEST_PARAGRAPH + 1) + "</p>", "paragraph"),
    "many inlines": ("<p>" + "<b>字</b>" * 1_001 + "</p>", "inlines"),
    "wide colspan": ('<table><tr><td colspan="1000000000">x</td></tr></table>', "span"),
    "word colspan": ('<table><tr><td colspan="9e9">x</td></tr></table>', "span"),
    "many rows": ("<table>" + "<tr><td>1</td></tr>" * 2_001 + "</table>", "rows"),
    "nested flex": ('<div style="display:flex">' * 12 + "x" + "</div>" * 12, "markup"),
    "style element": ("<style>p{height:1e9px}</style><p>x</p>", "markup"),
    "svg use bomb": ('<svg><g id="a"/><use href="#a"/></svg>', "markup"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_markup_is_refused_before_it_is_set(case, css):
    body, code = HOSTILE[case]

    with pytest.raises(RenderFailed) as failure:
        render_pdf(html=page(body), css=css, metadata=METADATA)

    assert failure.value.code == code


def test_refusal_names_the_paragraph(css):
    body = "<p>关于出租汽车管理办法的报告</p><p>" + "一、本月共受理行政复议案件" * 600 + "</p>"
    with pytest.raises(RenderFailed) as failure:
        render_pdf(html=page(body), css=css, metadata=METADATA)

    assert "一、本月共受理行政复议案件" in str(failure.value)
    assert "关于出租" not in str(failure.value)


@pytest.fixture
def bait(tmp_path):
    """A file that must not get into any PDF, and where it is."""
    path = tmp_path / "secret.txt"
    path.write_text("TOPSECRETBAIT")
    return path


@pytest.mark.parametrize(
    "markup",
    [
        '<link rel="attachment" href="{url}">',
        '<link rel="stylesheet" href="{url}">',
        '<img src="{url}">',
        '<object data="{url}"></object>',
        '<embed src="{url}">',
        '<iframe src="{url}"></iframe>',
        '<svg><image href="{url}"/></svg>',
        '<base href="{url}">',
    ],
)
def test_markup_that_fetches_is_refused(markup, css, bait):
    with pytest.raises(RenderFailed) as failure:
        render_pdf(html=page(markup.format(url=bait.as_uri())), css=css, metadata=METADATA)

    assert failure.value.code == "markup"


@pytest.mark.parametrize(
    ("body", "sheet"),
    [
        ('<p><a rel="attachment" href="{url}">附件</a></p>', ""),
        ("<p>x</p>", "@import url({url});"),
        ("<p>x</p>", "p{{background:url({url})}}"),
        ("<p>x</p>", "@font-face{{font-family:x;src:url({url})}} p{{font-family:x}}"),
        ("<p>x</p>", "p::before{{content:url({url})}}"),
        ("<p>x</p>", "p{{list-style-image:url({url});display:list-item}}"),
    ],
)
def test_nothing_is_fetched_or_attached(body, sheet, bait, css, tmp_path):
    made = render_pdf(
        html=page(body.format(url=bait.as_uri())), css=css + sheet.format(url=bait.as_uri()), metadata=METADATA
    )
    path = tmp_path / "made.pdf"
    path.write_bytes(made)

    with pdfplumber.open(path) as pdf:
        assert "EmbeddedFiles" not in pdf.doc.catalog.get("Names", {})
        annotations = [note.get("data", {}) for shown in pdf.pages for note in shown.annots]
    assert not any("FS" in data for data in annotations)
    assert b"TOPSECRETBAIT" not in made


def test_network_is_never_asked(css):
    """A listener on this machine gets no connection."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.01)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x.png"
        render_pdf(html=BODY, css=f"{css} p{{background:url({url})}} @import url({url});", metadata=METADATA)
        with pytest.raises(TimeoutError):
            server.accept()


def test_text_is_divided_into_clean_paragraphs():
    text = "　　一、总体情况\r\n\r\n\x00共报送128条。\u2028\n   \n采用46条。 "

    assert guard_text(text) == ["一、总体情况", "共报送128条。", "采用46条。"]


def test_long_paragraph_is_refused_by_number_and_first_words():
    text = "标题\n" + "关于废止和修改部分规章" * 600

    with pytest.raises(TextRefused) as refusal:
        guard_text(text)

    assert refusal.value.code == "paragraph"
    assert "关于废止和修改部分规章" in str(refusal.value)
    assert "2" in str(refusal.value)


@pytest.mark.parametrize(("length", "is_accepted"), [(LONGEST_TEXT, True), (LONGEST_TEXT + 1, False)])
def test_text_may_have_fifty_thousand_characters(length, is_accepted):
    text = ("字" * 4_999 + "\n") * 11
    if is_accepted:
        assert sum(map(len, guard_text(text[:length]))) == length - 9 - (length == 50_000)
    else:
        with pytest.raises(TextRefused):
            guard_text(text[:length])


def test_metadata_of_users_is_made_one_clean_line(css):
    odd = dataclasses.replace(METADATA, title="通报\x00\r\n<b>&\ud800第10期", keywords=("政务\x0b信息",))
    made = io.BytesIO(render_pdf(html=page("<p>x</p>"), css=css, metadata=odd))

    with pdfplumber.open(made) as pdf:
        assert (pdf.metadata["Title"], pdf.metadata["Keywords"]) == ("通报 <b>&第10期", "政务信息")


def test_control_characters_in_a_page_do_not_break_it(css):
    made = io.BytesIO(render_pdf(html=page("<p>规\x00章\x0b清\x1f理\ufffe报告</p>"), css=css, metadata=METADATA))

    with pdfplumber.open(made) as pdf:
        assert "规章清理报告" in pdf.pages[0].extract_text()


def test_dates_without_microseconds_are_enough(css):
    stamped = dataclasses.replace(METADATA, modified=datetime(2026, 11, 6, 0, 0, 0, 999, tzinfo=UTC))

    made = io.BytesIO(render_pdf(html=page("<p>x</p>"), css=css, metadata=stamped))

    with pdfplumber.open(made) as pdf:
        assert pdf.metadata["ModDate"] == "D:20261106000000+00'00"


def test_the_manual_names_every_code_of_a_refusal():
    told = (
        (settings.BASE_DIR / "docs/pdf.md")
        .read_text()
        .partition("Its `code` is")[2]
        .partition("The sentences stand")[0]
    )
    assert sorted(re.findall(r"`(\w+)`", told)) == sorted(_FAILURES)
