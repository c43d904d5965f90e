"""The clauses of PDF/A-3u on a paper with all that papers have, and that each check finds what it is there for."""

import subprocess
from datetime import UTC, datetime

import pytest

from documents.pdf import Attachment, PdfMetadata, house_css, render_pdf
from documents.svg import Series, line_chart
from documents.xlsx import Sheet, write_xlsx
from tests.documents.pdfa import problems

CHART = line_chart(
    ["9月", "10月"], [Series("报送", [3, 5]), Series("采用", [1, 2])], title="近期情况", width=640, height=210
)
TABLE = '<table class="grid"><thead><tr><th>单位</th></tr></thead><tbody><tr><td>监督处</td></tr></tbody></table>'
HTML = f"""<!DOCTYPE html><html lang="zh-CN"><head><title>通报</title></head><body>
<section class="contents"><p class="contents-title">目录</p><p><a href="#one">一、总体情况</a></p></section>
<h1 class="title">关于信息工作情况的通报</h1><h2 id="one">一、总体情况</h2>
<p>本月报送“信息”12条，<b>采用</b><i>7</i>篇次，饕餮龘𠮷 Ab—Cd…①②％。</p><figure>{CHART}<figcaption>近期情况</figcaption></figure>{TABLE}
<div class="imprint"><table><tr><td>报：市政府</td></tr></table></div></body></html>"""


@pytest.fixture(scope="module")
def pdf():
    book = write_xlsx(sheets=[Sheet("表", ["单位"], [["监督处"]])], created=datetime(2026, 11, 5, tzinfo=UTC))
    return render_pdf(
        html=HTML,
        css=house_css(),
        attachments=[Attachment("统计.xlsx", book, "表", "Data"), Attachment("snapshot.json", b"{}", "快照", "Source")],
        metadata=PdfMetadata(
            title="通报 & <2026>", identifier="a", created=datetime(2026, 11, 5, 4, tzinfo=UTC), author="综合处",
            subject="关于信息工作情况的通报", keywords=("snapshot-sha256:" + "a" * 64, "2026-10"),
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def plain(pdf, tmp_path_factory):
    """The file with every object in the open, so that one can be changed."""
    place = tmp_path_factory.mktemp("pdfa")
    (place / "in.pdf").write_bytes(pdf)
    command = ["qpdf", "--qdf", "--object-streams=disable", str(place / "in.pdf"), str(place / "out.pdf")]
    subprocess.run(command, check=True, timeout=120)
    return (place / "out.pdf").read_bytes()


def test_a_paper_keeps_every_clause(pdf):
    assert problems(pdf) == []


@pytest.mark.parametrize(
    ("clause", "old", "new"),
    [
        ("6.2.3", b"/GTS_PDFA1", b"/GTS_PDFX"),
        ("6.2.11.7", b"/ToUnicode", b"/ToUnicodx"),
        ("6.2.11.4", b"/FontFile3", b"/FontFilex"),
        ("6.2.11.3", b"/Identity-H", b"/GBK-EUC-H"),
        ("6.3.2", b"/F 4", b"/F 2"),
        ("6.5.2", b"/ViewerPreferences", b"/AA << >> /ViewerPreferences"),
        ("6.5.1", b"/ViewerPreferences", b"/JavaScript << >> /ViewerPreferences"),
        ("6.6.4", b'pdfaid:part="3"', b'pdfaid:part="2"'),
        ("6.6.4", b'conformance="U"', b'conformance="B"'),
        ("6.6.3", b"<xmp:CreateDate>2026", b"<xmp:CreateDate>2025"),
        ("6.6.3", "综合处".encode(), "监督处".encode()),
        ("6.6.2.3", b"xmp:CreatorTool", b"xmp:CreatorFool"),
        ("6.8", b"/AFRelationship", b"/AFRelationshix"),
        ("6.8", b"/UF ", b"/UG "),
        ("6.8", b"/AF [", b"/AG ["),
        ("6.9", b"/ViewerPreferences", b"/OCProperties << >> /ViewerPreferences"),
        ("6.2.10", b"/ViewerPreferences", b"/X << /Type /ExtGState /BM /Odd >> /ViewerPreferences"),
        ("6.2.5", b"/ViewerPreferences", b"/X << /TR 1 >> /ViewerPreferences"),
        ("6.2.8", b"/ViewerPreferences", b"/X << /Interpolate true >> /ViewerPreferences"),
        ("6.2.2", b"\nBT\n", b"\nXX\nBT\n"),
        ("6.2.4.3", b"\nBT\n", b"\n0 0 0 1 k\nBT\n"),
        ("6.1.13", b"\nBT\n", b"\n" + b"q " * 30 + b"\nBT\n"),
        ("6.1.13", b"/ViewerPreferences", b"/X 2147483648 /ViewerPreferences"),
        ("6.1.2", b"%PDF-1.7", b"%PDF-2.0"),
        ("tags", b"/MarkInfo", b"/MarkInfx"),
    ],
)
def test_each_check_finds_what_it_is_there_for(plain, clause, old, new, tmp_path):
    assert old in plain
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(plain.replace(old, new))
    # fix-qdf puts lengths and places right again, so that only the change is wrong.
    fixed = subprocess.run(["fix-qdf", str(changed)], check=True, capture_output=True, timeout=60).stdout
    assert any(problem.startswith(clause) for problem in problems(fixed))


def test_broken_lengths_and_data_after_the_end_are_found(pdf):
    assert any(problem.startswith("6.1.3") for problem in problems(pdf + b"\n% more"))
    assert any(problem.startswith("6.1.2") for problem in problems(pdf.replace(b"\n%\xf0", b"\n%\x20", 1)))


def test_metadata_are_read_without_a_library(pdf):
    assert b'pdfaid:part="3" pdfaid:conformance="U"' in pdf
    assert f"snapshot-sha256:{'a' * 64}".encode() in pdf
