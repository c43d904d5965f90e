import inspect

import pdfplumber
import pytest
import weasyprint
from weasyprint.draw import text as drawing
from weasyprint.layout import inline

from documents import pdf_justify
from documents.pdf_justify import loosen_quotes
from tests.documents import measuring
from tests.documents.samples import MIXED, PLAIN, paragraphs

LOOK_AT = (
    "WeasyPrint's text_align, justify_line, add_word_spacing, Layout or line_size changed. Read what is new there, "
    "adapt documents/pdf_justify.py, look at a page (lines must end at the margin: test_pdf_geometry.py), and only "
    "then set ORIGINALS to originals_digest()."
)


def test_the_functions_that_are_replaced_are_the_ones_we_know():
    assert weasyprint.__version__.split(".")[0] == "70", LOOK_AT
    assert pdf_justify.originals_digest() == pdf_justify.ORIGINALS, LOOK_AT


def test_patch_is_not_applied_to_an_unknown_version(monkeypatch):
    monkeypatch.setattr(pdf_justify, "ORIGINALS", "another")
    before = (inline.text_align, inline.justify_line)

    assert pdf_justify.apply() is False
    assert (inline.text_align, inline.justify_line) == before


def test_patch_replaces_the_functions(monkeypatch):
    monkeypatch.setattr(inline, "text_align", inline.text_align)
    monkeypatch.setattr(inline, "justify_line", inline.justify_line)
    monkeypatch.setattr(drawing, "draw_first_line", drawing.draw_first_line)

    assert pdf_justify.apply() is True
    assert (inline.text_align, inline.justify_line) == (pdf_justify.text_align, pdf_justify.justify_line)
    assert drawing.draw_first_line is not pdf_justify._draw_first_line


def test_each_change_to_the_drawing_finds_its_place_once():
    source = inspect.getsource(pdf_justify._draw_first_line)
    assert [source.count(old) for old, _new in pdf_justify._DRAWING] == [1] * len(pdf_justify._DRAWING), LOOK_AT


# Names of people hold them: the body font lacks these characters, and another font lends them.
RARE = "祎玥琇璘珺赟翀喆垚堃犇骉"


@pytest.fixture(scope="module")
def borrowed(render):
    """Pages on which other fonts lend characters, and words of other fonts stand inside of lines."""
    text = f"{RARE}等同志负责规章清理工作，<b>市政府法制办</b>对现行有效的<i>政府规章</i>进行了全面梳理，" * 3
    with pdfplumber.open(render(f"{paragraphs(MIXED, 3)}<p>{text}</p>{paragraphs(PLAIN * 2, 6)}")) as pdf:
        yield pdf


def test_a_character_that_another_font_lends_does_not_push_lines_apart(borrowed):
    assert len({sign["fontname"] for page in borrowed.pages for sign in page.chars}) >= 4
    assert [measuring.lines_on(page) for page in measuring.full_pages(borrowed)] == [22] * 3
    assert measuring.off_grid(borrowed) <= 0.01


def test_lines_of_several_fonts_are_flush(borrowed):
    flush, lines = measuring.flush_share(borrowed, tolerance=0.1)
    assert lines >= 18
    assert flush == lines


@pytest.mark.parametrize(
    ("text", "loosened"),
    [
        ("采用“每日信息”12条", "采用|“每日信息”|12条"),
        ("“三项制度”，", "“三项制度”，"),
        ("（“一府两院”）", "（“一府两院”）"),
        ("《“十四五”规划》", "《“十四五”|规划》"),
        ("他说：“好。”然后", "他说：|“好。”|然后"),
        ("没有引号", "没有引号"),
    ],
)
def test_lines_may_break_outside_quotes(text, loosened):
    assert loosen_quotes(text).replace(pdf_justify.ZERO_WIDTH, "|") == loosened


def test_loosening_twice_changes_nothing_more():
    once = loosen_quotes("采用“每日信息”12条")

    assert loosen_quotes(once) == once
