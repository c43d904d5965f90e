"""Two lines are free above the title, wherever the leaders' comments leave it."""

import itertools

import pdfplumber
import pytest

from documents.pdf import house_css, render_pdf
from tests.documents.measuring import free_lines_above_title, free_lines_above_titles, title_page
from tests.documents.samples import METADATA, PLAIN
from tests.documents.samples import page as html_of

HEAD = (
    '<header class="masthead"><p class="masthead-note">内部资料</p><p class="masthead-name">政务信息通报</p>'
    '<p class="masthead-office">市政府法制办公室</p><table class="masthead-foot"><tr><td>〔2026〕第1期</td><td>2026年11月5日</td></tr></table>'
    '<hr class="redline"></header>'
)
TITLE = f'<h1 class="title">关于10月信息工作情况的通报</h1><h2>一、总体情况</h2><p>{PLAIN}</p>'


def box(*comments: str) -> str:
    return f'<section class="comments"><p class="comments-label">领导签署意见</p>{"".join(comments)}</section>'


def comment(lines: int) -> str:
    words = "信息工作要讲求时效。" * (3 * lines - 2)
    return f'<div class="comment"><p>{words}</p><p class="comment-by">主任 陈志远　2026年11月4日</p></div>'


MARK = '<div class="comment"><p class="comment-by"><span class="comment-mark">（圈阅）</span>　主任 刘明　2026年11月4日</p></div>'


@pytest.mark.parametrize(
    ("comments", "page"),
    [((), 1), ((comment(1),), 1), ((comment(1), comment(3), MARK), 1), ((comment(6), MARK), 2), ((comment(12),), 2), ((comment(16),), 2)],
)  # fmt: skip
def test_two_lines_are_free_above_the_title(render, comments, page):
    """Also where it begins a page, below a comment box that fills the first one."""
    with pdfplumber.open(render(HEAD + (box(*comments) if comments else "") + TITLE)) as pdf:
        found = title_page(pdf)
        assert found.page_number == page
        assert abs(free_lines_above_title(found) - 2) <= 0.25


@pytest.mark.parametrize("lines", range(14, 19))
def test_two_lines_are_free_above_the_title_of_each_item(tmp_path, lines):
    """Also where it begins a page, for want of room below the item before it."""
    item = '<section class="item"><h1 class="title">甲处的做法</h1>{}<p class="by">（甲处）</p></section>'
    body = item.format("<p>正文。</p>" * lines) + item.format("<p>正文。</p>" * 3)
    path = tmp_path / "paper.pdf"
    path.write_bytes(render_pdf(html=html_of(body), css=house_css("package"), metadata=METADATA))
    with pdfplumber.open(path) as pdf:
        found = free_lines_above_titles(pdf)
    assert len(found) == 2
    assert all(abs(free - 2) <= 0.5 for free in found)


def test_a_comment_longer_than_the_page_begins_under_its_label(render):
    with pdfplumber.open(render(HEAD + box(comment(20)) + TITLE)) as pdf:
        first, second = ("".join(page.extract_text().split()) for page in pdf.pages[:2])
    assert "领导签署意见信息工作要讲求时效" in first
    assert first.count("信息工作要讲求时效") > 25
    assert second.index("主任陈志远") < second.index("关于10月信息工作情况的通报")


@pytest.mark.parametrize("count", range(1, 5))
def test_a_mark_takes_one_line_of_the_box(render, count):
    """So that the title keeps its place below the red line as long as it can."""
    with pdfplumber.open(render(HEAD + box(*[MARK] * count) + TITLE)) as pdf:
        signs = [sign for sign in pdf.pages[0].chars if sign["text"] == "圈"]
        steps = [after["top"] - before["top"] for before, after in itertools.pairwise(signs)]
    assert len(signs) == count
    assert all(abs(step - 225 * 72 / 25.4 / 22) < 0.5 for step in steps)
