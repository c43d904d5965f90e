"""The imprint stands on the last page whatever stands above it, also where contents make the pages a second time."""

import pdfplumber
import pytest

from documents import pdf_imprint

IMPRINT = '<div class="imprint"><table><tr><td><p>报：市委办公室。</p><p>送：市直部门。</p></td></tr><tr><td>共印60份</td></tr></table></div>'
CONTENTS = '<section class="contents"><p><a href="#a">一、情况</a></p></section>'


def paper(lines: int, contents: str = CONTENTS) -> str:
    return f"{contents}<h2 id='a'>一、情况</h2>{'<p>本月情况较好。</p>' * lines}{IMPRINT}"


@pytest.mark.parametrize("lines", [10, 18, 19, 20, 21, 22, 30])
def test_imprint_is_printed_once_at_the_end(render, lines):
    with pdfplumber.open(render(paper(lines))) as pdf:
        pages = [page.extract_text() for page in pdf.pages]
    assert [text.count("共印60份") for text in pages] == [0] * (len(pages) - 1) + [1]
    assert sum(text.count("本月情况较好") for text in pages) == lines


def test_without_contents_it_is_the_same(render):
    with pdfplumber.open(render(paper(20, ""))) as pdf:
        assert [page.extract_text().count("共印60份") for page in pdf.pages] == [0, 1]


def test_what_is_replaced_is_what_we_know(monkeypatch):
    monkeypatch.setattr(pdf_imprint.layout, "make_all_pages", pdf_imprint.layout.make_all_pages)
    assert pdf_imprint.original_digest() == pdf_imprint.ORIGINAL
    assert pdf_imprint.apply() is True


def test_another_version_is_left_alone(monkeypatch):
    before = pdf_imprint.layout.make_all_pages
    monkeypatch.setattr(pdf_imprint, "ORIGINAL", "of another version")
    assert pdf_imprint.apply() is False
    assert pdf_imprint.layout.make_all_pages is before
