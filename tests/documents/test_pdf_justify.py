import pytest
import weasyprint
from weasyprint.layout import inline

from documents import pdf_justify
from documents.pdf_justify import loosen_quotes

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


def test_patch_replaces_both_functions(monkeypatch):
    monkeypatch.setattr(inline, "text_align", inline.text_align)
    monkeypatch.setattr(inline, "justify_line", inline.justify_line)

    assert pdf_justify.apply() is True
    assert (inline.text_align, inline.justify_line) == (pdf_justify.text_align, pdf_justify.justify_line)


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
